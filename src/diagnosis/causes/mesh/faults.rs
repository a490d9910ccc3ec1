//! What is wrong with the references of mesh objects. Symptoms and causes ask the same questions here.

use crate::diagnosis::objects::mesh::{self, Destination, Host};
use crate::diagnosis::objects::selector;
use crate::diagnosis::objects::service::Service;
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// A destination whose subset nobody defines.
pub struct NoSubset<'g> {
    /// Where the route leads.
    pub to: Destination<'g>,
    /// The subset's name.
    pub subset: View<'g>,
    /// The Service.
    pub service: EntityKey,
    /// The rules that there are for it.
    pub rules: Vec<View<'g>>,
    /// Where it was seen that there is no rule; only where there is none.
    pub absence: Option<Fact>,
    /// A rule of a host that is absent and that defines it.
    pub astray: Option<View<'g>>,
}

/// The `VirtualService`s that were read.
pub fn routes(graph: &Graph) -> impl Iterator<Item = View<'_>> {
    let live = |view: &View<'_>| view.at("/metadata/deletionTimestamp").is_none();
    graph.of_kind(&kinds::VIRTUAL_SERVICE).map(|object| View::root(graph, object)).filter(live)
}

/// The `DestinationRule`s that were read.
pub fn rules(graph: &Graph) -> impl Iterator<Item = View<'_>> {
    graph.of_kind(&kinds::DESTINATION_RULE).map(|object| View::root(graph, object))
}

/// The destinations of a route whose subset nobody defines.
pub fn without_subset<'g>(graph: &'g Graph, route: &View<'g>) -> Vec<NoSubset<'g>> {
    mesh::destinations(route).into_iter().filter_map(|to| no_subset(graph, route, to)).collect()
}

fn no_subset<'g>(graph: &'g Graph, route: &View<'g>, to: Destination<'g>) -> Option<NoSubset<'g>> {
    let subset = to.subset.clone()?;
    let name = subset.str().filter(|name| !name.is_empty())?;
    let service = mesh::service_of(&to.host)?;
    graph.lookup(&service).present()?;
    // Rules count in the namespace of the caller, mostly that of the route, and in that of the Service.
    if ![route.key().ns(), service.ns()].iter().all(|ns| is_listed(graph, ns)) {
        return None;
    }
    let rules = mesh::rules_of(graph, &service);
    if rules.iter().any(|rule| defines(rule, name)) {
        return None;
    }
    let absence = if rules.is_empty() {
        let named = EntityKey::new(&kinds::DESTINATION_RULE, Some(service.ns()), &service.name);
        match graph.lookup(&named) {
            Lookup::Absent(fact) => Some(fact),
            Lookup::Present(_) => graph.view(&named)?.at("/spec/host").map(|host| host.spec()),
            Lookup::Unseen(_) => None,
        }
    } else {
        None
    };
    let astray = self::rules(graph).find(|rule| mesh::subset(rule, name).is_some() && is_astray(graph, rule));
    Some(NoSubset { to, subset, service, rules, absence, astray })
}

/// By the raw value: a place that a test hides is still there.
fn defines(rule: &View<'_>, name: &str) -> bool {
    let subsets = rule.value().pointer("/spec/subsets").and_then(serde_json::Value::as_array);
    subsets.into_iter().flatten().any(|s| s.get("name").and_then(serde_json::Value::as_str) == Some(name))
}

/// Whether all rules of a namespace were read.
fn is_listed(graph: &Graph, namespace: &str) -> bool {
    let nobody = EntityKey::new(&kinds::DESTINATION_RULE, Some(namespace), "?");
    let hidden = graph.coverage.lists.iter().any(|mark| mark.kind.1 == nobody.kind && mark.complete);
    graph.lookup(&nobody).absent().is_some() || hidden
}

/// Whether a rule is about a Service that is absent.
fn is_astray(graph: &Graph, rule: &View<'_>) -> bool {
    let service = rule.at("/spec/host").and_then(|host| mesh::service_of(&host));
    service.is_some_and(|service| graph.lookup(&service).absent().is_some())
}

/// The proof that the mesh does not know a host.
pub fn unknown_host(graph: &Graph, host: &View<'_>) -> Option<Fact> {
    let text = host.str()?;
    if mesh::is_known_outside(graph, text) {
        return None;
    }
    match mesh::host(text, host.key().ns()) {
        Host::Service(key) => graph.lookup(&key).absent(),
        Host::Outside(name) => {
            // The name of a pod of a StatefulSet, or of a Service in another cluster, is not judged.
            if [".local", ".global"].iter().any(|end| name.ends_with(end)) {
                return None;
            }
            graph.lookup(&EntityKey::new(&kinds::SERVICE_ENTRY, Some(host.key().ns()), &name)).absent()
        }
        Host::Open => None,
    }
}

/// A subset that a route uses and that no pod is in.
pub struct EmptySubset<'g> {
    /// The route's word for it.
    pub used: View<'g>,
    /// The route.
    pub route: EntityKey,
    /// The subset in the rule.
    pub subset: View<'g>,
    /// The Service.
    pub service: EntityKey,
    /// The pods behind the Service.
    pub pods: Vec<View<'g>>,
}

/// The subsets of a rule that routes use and that no pod is in.
pub fn empty_subsets<'g>(graph: &'g Graph, rule: &View<'g>) -> Vec<EmptySubset<'g>> {
    let Some(service) = rule.at("/spec/host").and_then(|host| mesh::service_of(&host)) else { return Vec::new() };
    let Some(pods) = all_pods(graph, &service) else { return Vec::new() };
    let mut found: Vec<EmptySubset<'g>> = Vec::new();
    for route in routes(graph) {
        for to in mesh::destinations(&route) {
            let Some(used) = to.subset.filter(|_| mesh::service_of(&to.host).as_ref() == Some(&service)) else {
                continue;
            };
            let Some(subset) = mesh::subset(rule, used.str().unwrap_or_default()) else { continue };
            let again = found.iter().any(|known| known.subset.full_pointer() == subset.full_pointer());
            if !again && is_empty(graph, &subset, &pods, &service) {
                let (service, pods) = (service.clone(), pods.clone());
                found.push(EmptySubset { used, route: route.key().clone(), subset, service, pods });
            }
        }
    }
    found
}

fn is_empty(graph: &Graph, subset: &View<'_>, pods: &[View<'_>], service: &EntityKey) -> bool {
    let Some(labels) = subset.at("/labels").filter(|labels| !labels.entries("").is_empty()) else { return false };
    let template = graph
        .objects()
        .filter(|o| o.key.ns() == service.ns() && !o.metadata_only)
        .map(|o| View::root(graph, o))
        .any(|owner| selector::map_selects(&labels, &owner, "/spec/template/metadata/labels"));
    !template && !pods.iter().any(|pod| selector::map_selects(&labels, pod, "/metadata/labels"))
}

/// The pods behind a Service, where all of them were seen and there is at least one.
pub fn all_pods<'g>(graph: &'g Graph, service: &EntityKey) -> Option<Vec<View<'g>>> {
    let service = Service::new(graph, graph.get(service).filter(|o| !o.metadata_only)?);
    let pods: Vec<View<'g>> = graph
        .of_namespace(&kinds::POD, service.key().ns())
        .filter(|object| !object.metadata_only)
        .map(|object| View::root(graph, object))
        .filter(|pod| service.selects(pod))
        .collect();
    let endpoints = service.endpoints()?;
    (!pods.is_empty() && endpoints.ready + endpoints.not_ready <= pods.len()).then_some(pods)
}
