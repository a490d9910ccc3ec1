//! Services: whom they select and who is ready behind them.

use crate::diagnosis::objects::pod::Pod;
use crate::diagnosis::objects::selector;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::{Graph, Object};
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Endpoints of a slice that are cited.
const CITED: usize = 2;

/// A Service.
#[derive(Debug, Clone)]
pub struct Service<'g> {
    /// The whole of it.
    pub view: View<'g>,
}

/// What stands behind a Service.
#[derive(Debug, Clone)]
pub struct Endpoints {
    /// Ready addresses.
    pub ready: usize,
    /// Addresses that are not ready.
    pub not_ready: usize,
    /// Where that was seen.
    pub facts: Vec<Fact>,
}

impl<'g> Service<'g> {
    /// The Service that an object is.
    pub fn new(graph: &'g Graph, object: &'g Object) -> Self {
        Self { view: View::root(graph, object) }
    }

    /// The Services that were read, in a namespace.
    pub fn in_namespace(graph: &'g Graph, namespace: &str) -> Vec<Self> {
        graph.of_namespace(&kinds::SERVICE, namespace).map(|o| Self::new(graph, o)).collect()
    }

    /// Its key.
    pub fn key(&self) -> &'g EntityKey {
        self.view.key()
    }

    /// Its selector; none where endpoints are managed by hand.
    pub fn selector(&self) -> Option<View<'g>> {
        self.view.at("/spec/selector").filter(|s| !s.entries("").is_empty())
    }

    /// Whether it selects a pod.
    pub fn selects(&self, pod: &View<'_>) -> bool {
        pod.key().namespace == self.key().namespace
            && self.selector().is_some_and(|s| selector::map_selects(&s, pod, "/metadata/labels"))
    }

    /// Whether it would select the pods of a workload's template.
    pub fn selects_template(&self, workload: &View<'_>) -> bool {
        workload.key().namespace == self.key().namespace
            && self.selector().is_some_and(|s| selector::map_selects(&s, workload, "/spec/template/metadata/labels"))
    }

    /// What stands behind it, by its endpoint slices, by the old Endpoints object, or, where neither kind could be
    /// read, by the pods that it selects. None where those were not all read either.
    pub fn endpoints(&self) -> Option<Endpoints> {
        self.slices().or_else(|| self.old_endpoints()).or_else(|| self.by_pods())
    }

    /// The place that shows that it has no endpoints; none where that place is hidden. The old Endpoints object counts
    /// only where there are no slices.
    pub fn nobody_behind(&self) -> Option<Fact> {
        let graph = self.view.graph();
        let mut slices = graph.of_namespace(&kinds::ENDPOINT_SLICE, self.key().ns()).peekable();
        let place = if slices.peek().is_some() {
            let slice = slices.map(|object| View::root(graph, object)).find(|slice| {
                let of = slice.key_at("/metadata/labels", "kubernetes.io/service-name");
                of.and_then(|v| v.str()) == Some(&self.key().name)
            })?;
            visible(&slice, "endpoints")?
        } else {
            let key = EntityKey::new(&kinds::ENDPOINTS, self.key().namespace.as_deref(), &self.key().name);
            visible(&graph.view(&key)?, "subsets")?
        };
        let mut fact = place.state();
        fact.entity = self.key().clone();
        if fact.pointer.ends_with("/endpoints") || fact.pointer.ends_with("/subsets") {
            return Some(fact);
        }
        // A list that is absent or null has no place of its own: the object's name stands for it.
        let mut name = place.at("/metadata/name")?.state();
        name.entity = self.key().clone();
        Some(name)
    }

    fn slices(&self) -> Option<Endpoints> {
        let graph = self.view.graph();
        let mut found = Endpoints { ready: 0, not_ready: 0, facts: Vec::new() };
        let mut any = false;
        for object in graph.of_namespace(&kinds::ENDPOINT_SLICE, self.key().ns()) {
            let slice = View::root(graph, object);
            let of = slice.key_at("/metadata/labels", "kubernetes.io/service-name").and_then(|v| v.str());
            if of != Some(&self.key().name) {
                continue;
            }
            any = true;
            for endpoint in slice.items("/endpoints") {
                let addresses = endpoint.items("/addresses").len().max(1);
                // An absent condition means ready.
                if endpoint.bool_at("/conditions/ready").unwrap_or(true) {
                    found.ready += addresses;
                } else {
                    found.not_ready += addresses;
                }
            }
            found.facts.extend(places(&slice).into_iter().map(|mut fact| {
                fact.entity = self.key().clone();
                fact
            }));
        }
        any.then_some(found)
    }

    fn old_endpoints(&self) -> Option<Endpoints> {
        let key = EntityKey::new(&kinds::ENDPOINTS, self.key().namespace.as_deref(), &self.key().name);
        let view = self.view.graph().view(&key)?;
        let subsets = view.items("/subsets");
        let count = |field: &str| subsets.iter().map(|s| s.items(field).len()).sum();
        let place = view.at("/subsets").unwrap_or_else(|| view.clone());
        let mut fact = place.state();
        fact.entity = self.key().clone();
        Some(Endpoints { ready: count("/addresses"), not_ready: count("/notReadyAddresses"), facts: vec![fact] })
    }

    /// What the endpoints controller would write: the selected pods, by their readiness. Only where what it wrote could
    /// not be read, and never the statement that it wrote nothing.
    fn by_pods(&self) -> Option<Endpoints> {
        let (graph, namespace) = (self.view.graph(), self.key().ns());
        let was_listed = |kind| graph.was_listed(kind, Some(namespace));
        if was_listed(&kinds::ENDPOINT_SLICE) || was_listed(&kinds::ENDPOINTS) || !was_listed(&kinds::POD) {
            return None;
        }
        let mut found = Endpoints { ready: 0, not_ready: 0, facts: Vec::new() };
        for object in graph.of_namespace(&kinds::POD, namespace) {
            let pod = Pod::new(graph, object);
            if pod.deleted().is_some() || matches!(pod.phase(), "Succeeded" | "Failed") || !self.selects(&pod.view) {
                continue;
            }
            if pod.ready() {
                found.ready += 1;
            } else {
                found.not_ready += 1;
            }
            if found.facts.len() < CITED {
                let place = pod.condition("Ready").unwrap_or_else(|| pod.view.clone());
                let mut fact = place.state();
                fact.entity = self.key().clone();
                found.facts.push(fact);
            }
        }
        (found.ready + found.not_ready > 0).then_some(found)
    }
}

/// The list, or the whole object where the list is absent or null; none where it is hidden.
fn visible<'g>(view: &View<'g>, list: &str) -> Option<View<'g>> {
    if view.value().get(list).is_some_and(|v| !v.is_null()) { view.at(&format!("/{list}")) } else { Some(view.clone()) }
}

/// The places of a slice that say who is ready: the conditions of the first few endpoints, else the empty list.
fn places(slice: &View<'_>) -> Vec<Fact> {
    let conditions: Vec<Fact> =
        slice.items("/endpoints").iter().take(CITED).filter_map(|e| Some(e.at("/conditions/ready")?.state())).collect();
    if conditions.is_empty() {
        vec![slice.at("/endpoints").or_else(|| slice.at("/metadata/name")).unwrap_or_else(|| slice.clone()).state()]
    } else {
        conditions
    }
}
