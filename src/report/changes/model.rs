//! A timeline as a program reads it: `sre.changes/v1`.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::report::model::{Cluster, NotSeen, ObjectRef, Stats, Subject};

/// The value of [`Changes::schema`].
pub const SCHEMA: &str = "sre.changes/v1";

/// What happened to a subject.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Changes {
    /// Always `sre.changes/v1`.
    pub schema: String,
    /// What was asked about.
    pub subject: Subject,
    /// Set where the words are unknown or ambiguous: why, in a sentence.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub unclear: Option<String>,
    /// What the words could also have meant.
    #[serde(default)]
    pub candidates: Vec<ObjectRef>,
    /// Where the evidence came from.
    pub cluster: Cluster,
    /// From when on; none for as far back as the objects tell.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub from: Option<Timestamp>,
    /// What happened, oldest first.
    pub moments: Vec<Moment>,
    /// Older moments that are left out, to keep the list bounded.
    pub left_out: u64,
    /// What could not be seen.
    pub not_seen: Vec<NotSeen>,
    /// Figures of the run; volatile.
    pub stats: Stats,
}

/// One moment.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Moment {
    /// When; of an event that was seen often, the last time.
    pub at: Timestamp,
    /// The object.
    pub object: ObjectRef,
    /// What sort of thing happened.
    pub kind: MomentKind,
    /// What happened.
    pub what: String,
    /// The field manager; a program's name, not a person's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub manager: Option<String>,
    /// What it rests on.
    pub evidence: Vec<Source>,
}

/// Sorts of moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum MomentKind {
    /// Somebody's doing: a revision, a write, a creation, a deletion.
    Change,
    /// A run of a Job began or ended.
    Run,
    /// A condition turned, a container ended.
    State,
    /// What a component said.
    Event,
}

/// A place in an observation of the run; `sre evidence o7` shows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Source {
    /// `o7`
    pub observation: String,
    /// JSON pointer into its body.
    pub pointer: String,
    /// What stands there.
    pub excerpt: String,
}
