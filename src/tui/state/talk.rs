//! What was said in a session.

use std::sync::Arc;

use crate::report::changes::model::Changes;
use crate::report::fleet::model::Fleet;
use crate::tui::intent::{Intent, Trouble};
use crate::tui::state::Place;

/// A question that waits for its turn.
#[derive(Debug, Clone, PartialEq)]
pub struct Question {
    /// What was typed.
    pub text: String,
    /// What is to be done.
    pub kind: Asked,
    /// Where.
    pub place: Place,
}

/// What kind of work a question is.
#[derive(Debug, Clone, PartialEq)]
pub enum Asked {
    /// An investigation; what it is about, where the question does not say it.
    Question(Option<String>),
    /// Everything that is wrong.
    Scan,
    /// What happened when.
    Changes(String),
    /// A tool's call: name and arguments.
    Tool(String, String),
    /// A conclusion from what an unfinished run had read.
    Rest(String),
}

impl Question {
    /// What the engine is asked: the question, and what it is about where that is another's answer.
    pub fn full(&self) -> String {
        match &self.kind {
            Asked::Question(Some(about)) => format!("{} (about {about})", self.text),
            _ => self.text.clone(),
        }
    }

    /// The work.
    pub fn intent(&self, job: u64) -> Intent {
        let place = self.place.clone();
        match &self.kind {
            Asked::Question(_) => Intent::Ask(job, place, self.full()),
            Asked::Scan => Intent::Scan(job, place),
            Asked::Changes(words) => Intent::Changes(job, place, words.clone()),
            Asked::Tool(name, arguments) => Intent::Tool(job, place, name.clone(), arguments.clone()),
            Asked::Rest(run) => Intent::Conclude(job, run.clone(), place),
        }
    }
}

/// One thing that was said.
#[derive(Debug, Clone)]
pub enum Entry {
    /// What a person asked.
    Asked {
        /// The words.
        text: String,
        /// What it is about, where the words do not say it.
        about: Option<String>,
    },
    /// The answer of a run, by its place among the runs.
    Answer(usize),
    /// A scan, and its run.
    Findings(Arc<Fleet>, usize),
    /// A timeline, and its run.
    Changes(Arc<Changes>, usize),
    /// Markdown: of a model while it comes, or a report.
    Text(String),
    /// Lines as they are.
    Lines(String),
    /// What the session has to say.
    Note(String),
    /// What went wrong.
    Trouble(Trouble),
}
