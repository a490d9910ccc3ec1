//! Who suffers: Services without anybody ready behind them, applications and autoscalers of what is broken.

use std::collections::BTreeSet;

use crate::diagnosis::hypothesis::{Hypothesis, Link};
use crate::diagnosis::managed::{self, Manager};
use crate::diagnosis::objects::service::Service;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Objects whose trouble follows from that of others: Services in front of them, Applications that list them.
pub fn dependants(broken: &BTreeSet<EntityKey>, graph: &Graph) -> BTreeSet<EntityKey> {
    let mut found = BTreeSet::new();
    for object in graph.of_kind(&kinds::SERVICE).filter(|o| !o.metadata_only) {
        if stands_before(&Service::new(graph, object), broken, graph) {
            found.insert(object.key.clone());
        }
    }
    for key in broken {
        if let Some(Manager::Argo { application, .. }) = managed::of(graph, key) {
            found.insert(application);
        }
    }
    for object in graph.of_kind(&kinds::HPA) {
        let hpa = View::root(graph, object);
        let kind = hpa.str_at("/spec/scaleTargetRef/kind");
        let name = hpa.str_at("/spec/scaleTargetRef/name");
        let hit = |key: &EntityKey| {
            kind == Some(&key.kind) && name == Some(&key.name) && key.namespace == object.key.namespace
        };
        if broken.iter().any(hit) {
            found.insert(object.key.clone());
        }
    }
    found
}

/// Whether everybody behind a Service is among the broken.
fn stands_before(service: &Service<'_>, broken: &BTreeSet<EntityKey>, graph: &Graph) -> bool {
    let near = broken.iter().any(|key| key.namespace == service.key().namespace);
    if !near || service.selector().is_none() || service.endpoints().is_some_and(|e| e.ready > 0) {
        return false;
    }
    broken
        .iter()
        .filter_map(|key| graph.view(key))
        .any(|view| if view.key().is(&kinds::POD) { service.selects(&view) } else { service.selects_template(&view) })
}

/// The links at the end of a chain, and the sentence about who suffers.
pub fn of(hypothesis: &Hypothesis, graph: &Graph) -> (Vec<Link>, String) {
    let mut links = Vec::new();
    let mut dead = Vec::new();
    for key in hypothesis.explains.iter().filter(|key| key.is(&kinds::SERVICE)) {
        let Some(object) = graph.get(key) else { continue };
        let Some(endpoints) = Service::new(graph, object).endpoints().filter(|e| e.ready == 0) else { continue };
        let facts = endpoints.facts.into_iter().take(1).collect();
        links.push(Link { entity: key.clone(), statement: "has no ready endpoint".to_owned(), facts });
        dead.push(key.path());
    }
    (links, sentence(hypothesis, graph, &dead))
}

fn sentence(hypothesis: &Hypothesis, graph: &Graph, dead: &[String]) -> String {
    let mut sentences = Vec::new();
    match dead {
        [] => {}
        [one] => sentences.push(format!("Service {one} has nobody to send traffic to.")),
        many => sentences.push(format!("Services {} have nobody to send traffic to.", many.join(", "))),
    }
    if let Some(view) = graph.view(&hypothesis.object) {
        let wanted = view.i64_at("/spec/replicas").or_else(|| view.i64_at("/status/desiredNumberScheduled"));
        let ready = view.i64_at("/status/readyReplicas").or_else(|| view.i64_at("/status/numberReady")).unwrap_or(0);
        if let Some(wanted) = wanted.filter(|wanted| *wanted > 0 && view.at("/status").is_some()) {
            if ready == 0 {
                sentences.push(format!("{} has 0 of {wanted} pods ready.", hypothesis.object.name));
            } else if ready < wanted {
                sentences.push(format!("{} runs with {ready} of {wanted} pods ready.", hypothesis.object.name));
            } else {
                sentences.push(format!("{} still serves with {ready} of {wanted} pods ready.", hypothesis.object.name));
            }
        }
    }
    sentences.join(" ")
}
