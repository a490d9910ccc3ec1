//! The last event that says something: chosen by what was read, so that one that is hidden is missed and not replaced
//! by an older one.

use serde_json::Value;

use crate::diagnosis::objects::event::Event;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;

/// The last event about an object with one of these reasons whose message says yes to a test.
pub fn last<'g>(graph: &'g Graph, key: &EntityKey, reasons: &[&str], says: impl Fn(&str) -> bool) -> Option<Event<'g>> {
    let text = |body: &'g Value, field: &str| body.get(field).and_then(Value::as_str).unwrap_or_default();
    let fits = |body: &'g Value| reasons.contains(&text(body, "reason")) && says(text(body, "message"));
    let chosen = graph.events(key).into_iter().rev().find(|view| fits(view.value()))?;
    Event::about(graph, key).into_iter().find(|event| event.view.key() == chosen.key())
}
