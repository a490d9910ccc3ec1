//! Changes: who did what to which object when, and the moments that objects and events tell.

use jiff::Timestamp;

use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::view::View;

/// One change that a source tells of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// When it was made.
    pub at: Timestamp,
    /// To what.
    pub entity: EntityKey,
    /// What changed, e.g. `image changed a:1 -> a:2`.
    pub what: String,
    /// The field manager, a program's name.
    pub manager: Option<String>,
    /// Which source told.
    pub source: &'static str,
    /// What it rests on.
    pub facts: Vec<Fact>,
}

/// When an event was last seen.
pub fn event_time(event: &View<'_>) -> Option<Timestamp> {
    ["/series/lastObservedTime", "/lastTimestamp", "/eventTime", "/firstTimestamp", "/metadata/creationTimestamp"]
        .iter()
        .find_map(|pointer| event.time_at(pointer))
}

/// When an event was first seen.
pub fn event_first(event: &View<'_>) -> Option<Timestamp> {
    ["/firstTimestamp", "/eventTime", "/metadata/creationTimestamp", "/lastTimestamp"]
        .iter()
        .find_map(|pointer| event.time_at(pointer))
}

/// How often an event was seen.
pub fn event_count(event: &View<'_>) -> i64 {
    event.i64_at("/series/count").or_else(|| event.i64_at("/count")).unwrap_or(1).max(1)
}
