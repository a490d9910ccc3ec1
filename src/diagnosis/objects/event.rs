//! Events about an object, and whether they still speak of the present.

use jiff::Timestamp;

use crate::evidence::change::{event_count, event_first, event_time};
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::{Fact, FactKind};
use crate::evidence::graph::Graph;
use crate::evidence::view::View;

/// One event.
#[derive(Debug, Clone)]
pub struct Event<'g> {
    /// The whole of it.
    pub view: View<'g>,
    /// Its reason, e.g. `FailedMount`.
    pub reason: &'g str,
    /// What it says; empty if it says nothing.
    pub message: &'g str,
}

impl<'g> Event<'g> {
    /// The events about an object, oldest first.
    pub fn about(graph: &'g Graph, key: &EntityKey) -> Vec<Self> {
        graph
            .events(key)
            .into_iter()
            .filter_map(|view| {
                let reason = view.str_at("/reason")?;
                // A hidden message hides the event; one that was never there is only empty.
                let message = match view.at("/message") {
                    Some(message) => message.str().unwrap_or_default(),
                    None if view.value().get("message").is_some() => return None,
                    None => "",
                };
                Some(Self { view, reason, message })
            })
            .collect()
    }

    /// The last event about an object with one of these reasons whose message says yes to a test.
    pub fn last(graph: &'g Graph, key: &EntityKey, reasons: &[&str], says: impl Fn(&str) -> bool) -> Option<Self> {
        Self::about(graph, key).into_iter().rev().find(|event| reasons.contains(&event.reason) && says(event.message))
    }

    /// Whether it is a warning.
    pub fn is_warning(&self) -> bool {
        self.view.str_at("/type") == Some("Warning")
    }

    /// When it was last seen.
    pub fn at(&self) -> Option<Timestamp> {
        event_time(&self.view)
    }

    /// When it was first seen.
    pub fn first(&self) -> Option<Timestamp> {
        event_first(&self.view)
    }

    /// How often it was seen.
    pub fn count(&self) -> i64 {
        event_count(&self.view)
    }

    /// Its message as a fact.
    pub fn fact(&self) -> Fact {
        let place = self.view.at("/message").or_else(|| self.view.at("/reason")).unwrap_or_else(|| self.view.clone());
        let mut fact = place.fact(FactKind::Event);
        if let Some(target) = self.target() {
            fact.entity = target;
        }
        fact
    }

    fn target(&self) -> Option<EntityKey> {
        let text = |field: &str| self.view.str_at(field);
        let kind = text("/involvedObject/kind")?;
        let version = text("/involvedObject/apiVersion").unwrap_or("v1");
        let name = text("/involvedObject/name")?;
        Some(EntityKey::referenced(version, kind, text("/involvedObject/namespace"), name))
    }
}
