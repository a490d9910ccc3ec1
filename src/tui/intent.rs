//! What the loop and the session say to each other: messages in, intents out. Plain data.
//!
//! Whatever takes time carries the number of the request that it answers; an answer that nobody waits for any more is
//! dropped.

use std::path::PathBuf;
use std::sync::Arc;

use crossterm::event::{KeyEvent, MouseEvent};

use super::document::Document;
use super::state::{Place, Topology};
use crate::diagnosis::telemetry::firing::Firing;
use crate::error::Error;
use crate::evidence::event::Event;
use crate::report::changes::model::Changes;
use crate::report::fleet::model::Fleet;
use crate::report::model::{ObjectRef, Report};

/// The number of a request.
pub type Job = u64;

/// Something that happened.
#[derive(Debug, Clone)]
pub enum Message {
    /// A key was pressed.
    Key(KeyEvent),
    /// Text was pasted.
    Paste(String),
    /// The mouse did something.
    Mouse(MouseEvent),
    /// The terminal has another size.
    Resize(u16, u16),
    /// Time went by while something is going on.
    Beat,
    /// A line was entered as a whole, in the plain session.
    Line(String),
    /// A step of an investigation.
    Told(Job, Event),
    /// An investigation ended.
    Answered(Job, Result<Answer, Trouble>),
    /// An observation was opened.
    Opened(Job, Result<Arc<Document>, Trouble>),
    /// What the subject of a run is connected with.
    Related(Job, Result<Arc<Topology>, Trouble>),
    /// The health of the source.
    Felt(Job, Result<Health, Trouble>),
    /// Names that exist.
    Named(Job, Arc<Names>),
    /// A file was written.
    Saved(Job, Result<PathBuf, Trouble>),
    /// Something that is shown as it is.
    Shown(Job, Result<String, Trouble>),
}

/// Something to be done outside of the state.
#[derive(Debug, Clone, PartialEq)]
pub enum Intent {
    /// Investigate a question.
    Ask(Job, Place, String),
    /// Conclude again from what an unfinished run had read.
    Conclude(Job, String, Place),
    /// List everything that is wrong.
    Scan(Job, Place),
    /// Tell what happened when.
    Changes(Job, Place, String),
    /// Call a tool with arguments as they were written.
    Tool(Job, Place, String, String),
    /// Drop what is being done for a request, and with it everything that it holds.
    Stop(Job),
    /// Read an observation of a run again.
    Open(Job, Target),
    /// Find what the subject of a run is connected with.
    Relate(Job, String),
    /// Watch the health of a source from now on.
    Watch(Job, Place),
    /// List the contexts of the kubeconfig.
    Contexts(Job, Place),
    /// List the models of the endpoint.
    Models(Job),
    /// Put text on the clipboard of the terminal.
    Copy(String),
    /// Write a file, never over another.
    Save(Job, PathBuf, String),
    /// Keep what is needed to resume the session.
    Keep,
    /// Take the mouse, or leave it to the terminal.
    Mouse(bool),
    /// Draw everything anew.
    Redraw,
    /// End the session.
    Quit,
}

/// A place in an observation of a run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Target {
    /// The run.
    pub run: String,
    /// The observation: `o7`.
    pub observation: String,
    /// The citation that leads there: `e3`.
    pub citation: Option<String>,
    /// JSON pointer or line range.
    pub pointer: Option<String>,
}

/// What an investigation came to.
#[derive(Debug, Clone)]
pub enum Answer {
    /// A question's report.
    Report(Arc<Report>),
    /// A scan.
    Fleet(Arc<Fleet>),
    /// A timeline.
    Changes(Arc<Changes>, Arc<str>),
    /// What a tool found.
    Digest(String),
}

/// What went wrong, as it is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// What failed, and why, outermost first.
    pub chain: Vec<String>,
    /// What to do next.
    pub hints: Vec<String>,
}

impl Trouble {
    /// One sentence and no advice.
    pub fn new(message: impl Into<String>) -> Self {
        Self { chain: vec![message.into()], hints: Vec::new() }
    }
}

impl From<&Error> for Trouble {
    fn from(error: &Error) -> Self {
        Self { chain: error.chain(), hints: error.hints().to_vec() }
    }
}

/// How the source is, by the last look.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Health {
    /// Workloads that were looked at.
    pub workloads: usize,
    /// Those that lack replicas.
    pub unwell: Vec<Unwell>,
    /// Nodes.
    pub nodes: usize,
    /// Nodes that are not ready.
    pub nodes_unready: usize,
    /// Warning events that were seen.
    pub warnings: usize,
    /// Alerts that fire, the newest first; none where there is no source of them.
    pub alerts: Option<Vec<Firing>>,
    /// What could not be looked at.
    pub unseen: Vec<String>,
    /// Whether the look was cut short by a bound.
    pub bounded: bool,
}

/// A workload that lacks replicas.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unwell {
    /// Which.
    pub object: ObjectRef,
    /// Replicas that are ready.
    pub ready: i64,
    /// Replicas that should be.
    pub wanted: i64,
}

/// Names that exist, for completion and to tell a follow-up from a new subject.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Names {
    /// Namespaces.
    pub namespaces: Vec<String>,
    /// Workloads and nodes, as `namespace/name` or `name`.
    pub objects: Vec<String>,
    /// Contexts of the kubeconfig.
    pub contexts: Vec<String>,
}
