//! One investigation as the session sees it: its events as a tree, and its report.

use std::sync::Arc;

use crate::evidence::event::Event;
use crate::report::changes::model::Changes;
use crate::report::model::Report;
use crate::tui::intent::Trouble;
use crate::tui::state::{Place, Question, Tree};

/// The agent that speaks to the person.
const LEAD: &str = "lead";

/// How far a run is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Status {
    /// It goes on.
    Running,
    /// It has a report.
    Done,
    /// It was stopped; what it found is kept.
    Stopped,
    /// It failed.
    Failed(Trouble),
}

/// One investigation.
#[derive(Debug)]
pub struct Run {
    /// Its id on disk, once it has begun.
    pub id: String,
    /// What was asked.
    pub question: Question,
    /// How far it is.
    pub status: Status,
    /// What it did.
    pub tree: Tree,
    /// Its report.
    pub report: Option<Arc<Report>>,
    /// Its timeline, where it was asked for one.
    pub changes: Option<Arc<Changes>>,
    /// What a model said so far.
    pub text: String,
    /// How much of it is of turns that count.
    pub settled: usize,
    /// The beat of the session at which it began.
    pub began: u64,
}

impl Run {
    /// A run that begins.
    pub fn new(question: Question, began: u64) -> Self {
        Self {
            id: String::new(),
            question,
            status: Status::Running,
            tree: Tree::default(),
            report: None,
            changes: None,
            text: String::new(),
            settled: 0,
            began,
        }
    }

    /// Takes in an event. What the lead says is streamed into the conversation; what it thinks is not.
    pub fn take(&mut self, event: &Event) {
        self.tree.take(event);
        match event {
            Event::Said { agent, text, reasoning: false } if agent == LEAD => self.text.push_str(text),
            Event::AskedAgain { agent, .. } if agent == LEAD => self.text.truncate(self.settled),
            Event::TurnEnded { agent, .. } if agent == LEAD => {
                if self.text.len() > self.settled {
                    self.text.push_str("\n\n");
                }
                self.settled = self.text.len();
            }
            _ => {}
        }
    }

    /// Where it asked.
    pub fn place(&self) -> &Place {
        &self.question.place
    }
}
