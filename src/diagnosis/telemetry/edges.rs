//! Who calls whom, as a map of services tells it: traces, a mesh, or somebody's drawing.
//!
//! A map knows names, not addresses: it says that one calls another, never with what host or port.

use std::collections::BTreeSet;

use crate::diagnosis::telemetry::queries::CALLS;
use crate::evidence::documents::SERIES;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Where a bundle keeps them.
pub const PATH: &str = "telemetry/dependencies.json";

/// One edge of the map.
#[derive(Debug, Clone)]
pub struct Edge<'g> {
    /// The name of who calls.
    pub caller: &'g str,
    /// The name of who is called.
    pub callee: &'g str,
    view: View<'g>,
}

impl<'g> Edge<'g> {
    /// Every edge that was read.
    pub fn all(graph: &'g Graph) -> Vec<Self> {
        // Jaeger wraps its list, and calls the two sides parent and child; a mesh counts requests between them.
        let (map, counted) = (graph.document(PATH), graph.document(&format!("{SERIES}{CALLS}")));
        let items = map.iter().flat_map(|map| ["/items", "/data"].iter().flat_map(|place| map.items(place)));
        let counted = counted.iter().flat_map(|answer| answer.items("/data/result"));
        items.chain(counted.filter_map(|series| series.at("/metric"))).filter_map(|view| Self::new(&view)).collect()
    }

    fn new(view: &View<'g>) -> Option<Self> {
        let side = |fields: [&str; 3]| fields.iter().find_map(|field| view.value().get(*field)?.as_str());
        let caller = side(["source", "parent", "source_workload"])?;
        let callee = side(["target", "child", "destination_service_name"])?;
        (caller != callee).then(|| Self { caller, callee, view: view.clone() })
    }

    /// What it says, as a fact about who calls.
    pub fn fact(&self, caller: &EntityKey) -> Option<Fact> {
        let fact = self.view.at("")?.state().about(caller);
        Some(Fact { excerpt: format!("{} calls {}", self.caller, self.callee), ..fact })
    }
}

/// The Services that an app calls by the map, each once, by name. Only those that are there: a map may be old.
pub fn called_by<'g>(graph: &'g Graph, app: &EntityKey) -> Vec<(EntityKey, Edge<'g>)> {
    let names = names(app);
    let mut found: Vec<(EntityKey, Edge<'g>)> = Vec::new();
    for edge in Edge::all(graph).into_iter().filter(|edge| names.contains(edge.caller)) {
        let service = EntityKey::new(&kinds::SERVICE, Some(app.ns()), edge.callee);
        if graph.get(&service).is_some() && !found.iter().any(|(known, _)| *known == service) {
            found.push((service, edge));
        }
    }
    found.sort_by(|(one, _), (other, _)| one.cmp(other));
    found
}

/// What a map may call an app: a mesh puts the namespace after the name.
fn names(app: &EntityKey) -> BTreeSet<String> {
    BTreeSet::from([app.name.clone(), format!("{}.{}", app.name, app.ns())])
}
