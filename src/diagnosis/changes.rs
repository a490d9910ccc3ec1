//! Placeholder of the change history until it is merged.
use crate::diagnosis::hypothesis::Hypothesis;
use crate::evidence::change::Change;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;

/// Every change of an app.
pub fn history(_graph: &Graph, _app: &EntityKey) -> Vec<Change> {
    Vec::new()
}

/// The change that explains a hypothesis.
pub fn explaining(_graph: &Graph, _hypothesis: &Hypothesis) -> Option<Change> {
    None
}
