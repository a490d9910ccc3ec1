//! Graphs of a few lists, for unit tests of what looks through one. Not for tests of what an answer says: those have whole
//! clusters in `tests/data`.

use std::sync::Arc;

use serde_json::{Value, json};

use crate::evidence::graph::Graph;
use crate::evidence::kinds::Kind;
use crate::evidence::observation::{Body, Observation, ObservationId, Outcome};

/// A list that was read: its kind, its namespace, its items.
pub type List<'n> = (&'static Kind, Option<&'n str>, Value);

/// A graph in which these lists were read, whole.
///
/// # Panics
///
/// With more lists than there are ids.
pub fn graph<'l>(lists: impl IntoIterator<Item = &'l List<'l>>) -> Graph {
    let now = "2026-11-22T14:29:00Z".parse().unwrap();
    let mut graph = Graph::new(now);
    for (at, (kind, namespace, items)) in lists.into_iter().enumerate() {
        let observation = Observation {
            id: ObservationId(u32::try_from(at).unwrap()),
            phase: "test",
            source: "kubernetes",
            request: kind.list_path(*namespace),
            label: String::new(),
            status: 200,
            outcome: Outcome::Read,
            body: Body::Json(Arc::new(json!({ "items": items }))),
            bytes: 0,
            truncated: false,
            reduced: None,
            partial: Vec::new(),
            observed_at: now,
        };
        graph.add_list(&observation, kind, *namespace, true);
    }
    graph
}
