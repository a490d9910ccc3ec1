//! What was looked at: the difference between "is not there" and "was not seen".
//!
//! Every read leaves a mark here. A cause that says something is absent asks [`crate::evidence::graph::Graph::lookup`],
//! which answers from these marks.

use std::collections::BTreeMap;

use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Object;
use crate::evidence::log::LogKey;
use crate::evidence::observation::{ObservationId, Outcome};

/// A list that was read, or that could not be.
#[derive(Debug, Clone)]
pub struct ListMark {
    /// Group and kind.
    pub kind: (String, String),
    /// One namespace, or all.
    pub namespace: Option<String>,
    /// Whether selectors or a reduction left items out: then a missing item proves nothing.
    pub complete: bool,
    /// Where it was read.
    pub observation: ObservationId,
    /// How it ended.
    pub outcome: Outcome,
    /// Namespaces that it does not cover.
    pub partial: Vec<String>,
    /// Whether selectors narrowed it.
    pub narrowed: bool,
    /// The label selector, where that is all that narrowed it.
    pub labels: Option<String>,
    /// How many items came.
    pub items: usize,
    /// How many there are.
    pub of: usize,
    /// Whether more items were there whose pages did not come.
    pub truncated: bool,
}

/// A single object that was asked for.
#[derive(Debug, Clone)]
pub struct GetMark {
    /// Where it was asked for.
    pub observation: ObservationId,
    /// How it ended.
    pub outcome: Outcome,
    /// What the server said, where it said it does not exist.
    pub message: String,
}

/// The marks of a run.
#[derive(Debug, Clone, Default)]
pub struct Coverage {
    /// Lists, in the order of the plan.
    pub lists: Vec<ListMark>,
    /// Single objects.
    pub gets: BTreeMap<EntityKey, GetMark>,
    /// Logs that were asked for and did not come, with why.
    pub logs: BTreeMap<LogKey, String>,
}

impl ListMark {
    /// Whether everything came that the selector asks for.
    pub fn is_whole(&self) -> bool {
        self.outcome == Outcome::Read && !self.truncated && self.partial.is_empty() && self.items == self.of
    }
}

impl Coverage {
    /// How many lists and objects were asked for.
    pub fn reads(&self) -> usize {
        self.lists.len() + self.gets.len()
    }
}

/// The answer to "is it there?".
#[derive(Debug, Clone)]
pub enum Lookup<'g> {
    /// It is.
    Present(&'g Object),
    /// It is not, and this says so.
    Absent(Fact),
    /// Nobody knows, for this reason.
    Unseen(String),
}

impl<'g> Lookup<'g> {
    /// The proof of absence, if there is one.
    pub fn absent(self) -> Option<Fact> {
        match self {
            Self::Absent(fact) => Some(fact),
            Self::Present(_) | Self::Unseen(_) => None,
        }
    }

    /// The object, if it is there.
    pub fn present(self) -> Option<&'g Object> {
        match self {
            Self::Present(object) => Some(object),
            Self::Absent(_) | Self::Unseen(_) => None,
        }
    }
}
