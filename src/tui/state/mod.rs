//! What the session knows: plain data, changed by `update` only and drawn by `view`.

mod completion;
pub(in crate::tui) mod place;
mod prompt;
mod run;
mod steps;
mod talk;
mod topology;
mod tree;

use std::collections::{BTreeSet, VecDeque};
use std::sync::Arc;

pub use place::Place;
pub use prompt::Prompt;
pub use run::{Run, Status};
pub use talk::{Asked, Entry, Question};
pub use topology::{Topology, TopologyRow};
pub use tree::{Node, NodeState, Tokens, Tree};

use super::document::Viewer;
use super::intent::{Health, Job, Names, Target, Trouble};
use super::look::Look;
use super::view::Seen;

/// Milliseconds between two beats of what goes on.
pub(in crate::tui) const BEAT: u64 = 125;

/// Something that is shown when it has come.
#[derive(Debug, Clone, Default)]
pub enum Loaded<T> {
    /// Nobody asked for it.
    #[default]
    Empty,
    /// It was asked for.
    Loading(Job),
    /// It did not come.
    Failed(Trouble),
    /// It is here.
    Here(T),
}

/// The panes. Charts, alerts and incidents are none until there are sources for them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub enum Pane {
    /// Questions and answers.
    #[default]
    Talk,
    /// What an investigation did.
    Tree,
    /// What a citation or a read rests on.
    Evidence,
    /// What happened when.
    Timeline,
    /// What the subject is connected with.
    Topology,
}

impl Pane {
    /// All of them, in the order of their keys.
    pub const ALL: [Self; 5] = [Self::Talk, Self::Tree, Self::Evidence, Self::Timeline, Self::Topology];

    /// Its heading.
    pub fn title(self) -> &'static str {
        match self {
            Self::Talk => "Conversation",
            Self::Tree => "Investigation",
            Self::Evidence => "Evidence",
            Self::Timeline => "Timeline",
            Self::Topology => "Topology",
        }
    }
}

/// Who gets the keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Focus {
    /// The line where one types.
    #[default]
    Prompt,
    /// The words to search for in the evidence.
    Search,
    /// A pane.
    Pane(Pane),
}

/// A request that is being worked on for the conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Active {
    /// Its number.
    pub job: Job,
    /// The run that it makes, by its place among the runs.
    pub run: usize,
}

/// The session.
#[derive(Debug, Default)]
pub struct State {
    /// How it looks.
    pub look: Look,
    /// Columns and rows.
    pub size: (u16, u16),
    /// The id of the session, under which it can be resumed.
    pub id: String,
    /// Where questions go.
    pub place: Place,
    /// Which model takes part, in words; none where the engine answers alone.
    pub model: Option<String>,
    /// What was said.
    pub talk: Vec<Entry>,
    /// The investigations, oldest first.
    pub runs: Vec<Run>,
    /// The one that the panes show.
    pub shown: Option<usize>,
    /// The one that is going on.
    pub active: Option<Active>,
    /// What waits for it to end.
    pub waiting: VecDeque<Question>,
    /// Where one types.
    pub prompt: Prompt,
    /// What is searched for in the evidence.
    pub search: Prompt,
    /// Who gets the keys.
    pub focus: Focus,
    /// The pane beside the conversation, or the only one.
    pub pane: Pane,
    /// Lines of the conversation below the screen.
    pub talk_above: usize,
    /// The entry that stays in sight, from its beginning, though what follows is longer than the screen.
    pub talk_from: Option<usize>,
    /// The chosen citation of the shown answer, counted from 0.
    pub citation: Option<usize>,
    /// The row of the tree with the cursor.
    pub tree_row: usize,
    /// The nodes of the shown tree that are closed.
    pub closed: BTreeSet<usize>,
    /// The opened observation.
    pub evidence: Loaded<Viewer>,
    /// Where it came from.
    pub target: Option<Target>,
    /// The row of the timeline with the cursor.
    pub timeline_row: usize,
    /// What the subject is connected with.
    pub topology: Loaded<Arc<Topology>>,
    /// The row of the topology with the cursor.
    pub topology_row: usize,
    /// How the source is.
    pub health: Loaded<Health>,
    /// The number of the watch that is on.
    pub watch: Job,
    /// Names that exist.
    pub names: Arc<Names>,
    /// Whether the keys are shown.
    pub help: bool,
    /// First line of the help that is shown.
    pub help_top: usize,
    /// What to know at the moment; gone with the next key.
    pub note: Option<String>,
    /// Whether the mouse is ours.
    pub mouse: bool,
    /// Beats of what goes on.
    pub beat: u64,
    /// The last request's number.
    pub jobs: Job,
    /// Whether Ctrl-C was pressed with nothing to stop.
    pub leaving: bool,
    /// What the last drawing told about itself.
    pub seen: Seen,
}

impl State {
    /// A session that begins.
    pub fn new(id: impl Into<String>, place: Place, look: Look) -> Self {
        Self { id: id.into(), place, look, size: (80, 24), ..Self::default() }
    }

    /// The number of the next request.
    pub fn next_job(&mut self) -> Job {
        self.jobs += 1;
        self.jobs
    }

    /// The run that the panes show.
    pub fn run(&self) -> Option<&Run> {
        self.runs.get(self.shown?)
    }

    /// Whether something moves without a key being pressed.
    pub fn is_busy(&self) -> bool {
        self.active.is_some()
            || matches!(self.evidence, Loaded::Loading(_))
            || matches!(self.topology, Loaded::Loading(_))
    }

    /// Says something in the conversation.
    pub fn say(&mut self, entry: Entry) {
        self.talk.push(entry);
        self.talk_above = 0;
        self.talk_from = None;
    }
}
