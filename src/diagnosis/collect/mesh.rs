//! Reads the mesh objects of a namespace; only where something calls for it: pods with a sidecar, a namespace that asks
//! for sidecars, or a question about traffic.

use std::collections::BTreeSet;

use crate::cluster::read::Read;
use crate::diagnosis::collect::objects::covered;
use crate::diagnosis::collect::{Aim, scope};
use crate::diagnosis::objects::mesh;
use crate::diagnosis::subject::Subject;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::view::View;

/// Words of questions that mesh objects may answer.
const WORDS: &[&str] = &[
    "mesh",
    "istio",
    "envoy",
    "mtls",
    "sidecar",
    "sidecars",
    "virtualservice",
    "destinationrule",
    "subset",
    "canary",
    "traffic",
    "route",
    "routing",
    "routed",
    "401",
    "403",
    "denied",
    "jwt",
    "unauthorized",
];
/// What is read of a namespace.
const KINDS: &[&Kind] = &[
    &kinds::VIRTUAL_SERVICE,
    &kinds::DESTINATION_RULE,
    &kinds::ISTIO_GATEWAY,
    &kinds::PEER_AUTHENTICATION,
    &kinds::AUTHORIZATION_POLICY,
    &kinds::REQUEST_AUTHENTICATION,
];
/// What of it tells whether there is a mesh at all.
const ROUTES: &[&Kind] = &[&kinds::VIRTUAL_SERVICE];
/// Namespaces that are looked into.
const NAMESPACES: usize = 3;

/// The reads that the graph calls for.
pub fn plan(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let own = namespaces(aim, graph);
    let asked = aim.words.speaks_of(WORDS);
    let mut reads = Vec::new();
    for namespace in own.iter().filter(|ns| asked || is_meshed(graph, ns)).take(NAMESPACES) {
        // Where nothing shows a mesh yet, its routes tell whether there is one.
        let kinds = if is_meshed(graph, namespace) { KINDS } else { ROUTES };
        reads.extend(
            kinds.iter().filter(|kind| !is_known(kind, namespace, graph)).map(|kind| Read::list(kind, Some(namespace))),
        );
        let namespaced = EntityKey::new(&kinds::NAMESPACE, None, namespace);
        if graph.get(&namespaced).is_none_or(|o| o.metadata_only) {
            reads.push(Read::object(&kinds::NAMESPACE, None, namespace));
        }
    }
    reads.extend(of_policies(graph));
    reads.extend(of_hosts(graph));
    reads.extend(of_gateways(graph));
    reads.extend(of_subsets(graph));
    reads
}

/// The namespaces of the subject.
fn namespaces(aim: Aim<'_>, graph: &Graph) -> Vec<String> {
    if let Subject::Namespace(ns) = aim.subject {
        return vec![ns.clone()];
    }
    let all: BTreeSet<String> =
        scope::entities(aim.subject, graph).into_iter().filter_map(|key| key.namespace).collect();
    all.into_iter().collect()
}

/// Whether pods of a namespace have sidecars, the namespace asks for them, or routes of a mesh are in it.
fn is_meshed(graph: &Graph, namespace: &str) -> bool {
    let pods = graph.of_kind(&kinds::POD).filter(|o| o.key.ns() == namespace && !o.metadata_only);
    let routed = graph.of_kind(&kinds::VIRTUAL_SERVICE).any(|o| o.key.ns() == namespace);
    routed
        || mesh::injects(graph, namespace).is_some()
        || pods.map(|o| View::root(graph, o)).any(|pod| mesh::has_sidecar(&pod))
}

/// Whether a list was asked for, with whatever came of it.
fn is_known(kind: &Kind, namespace: &str, graph: &Graph) -> bool {
    graph.coverage.lists.iter().any(|mark| {
        mark.kind.0 == kind.group
            && mark.kind.1 == kind.kind
            && mark.namespace.as_deref().is_none_or(|ns| ns == namespace)
    })
}

/// Policies of the whole mesh, where pods with sidecars are looked at.
fn of_policies(graph: &Graph) -> Vec<Read> {
    let any = graph.of_kind(&kinds::POD).filter(|o| !o.metadata_only).any(|o| mesh::has_sidecar(&View::root(graph, o)));
    [&kinds::PEER_AUTHENTICATION, &kinds::AUTHORIZATION_POLICY, &kinds::REQUEST_AUTHENTICATION]
        .into_iter()
        .filter(|kind| any && !is_known(kind, mesh::ROOT_NAMESPACE, graph))
        .map(|kind| Read::list(kind, Some(mesh::ROOT_NAMESPACE)))
        .collect()
}

/// What the hosts of mesh objects mean: Services, and names that a `ServiceEntry` makes known.
fn of_hosts(graph: &Graph) -> Vec<Read> {
    let mut reads = Vec::new();
    let mut outside = false;
    for host in hosts(graph) {
        match mesh::host(host.str().unwrap_or_default(), host.key().ns()) {
            mesh::Host::Service(key) => {
                let known = graph.coverage.gets.contains_key(&key)
                    || covered(Some(&kinds::SERVICE), key.namespace.as_deref(), graph);
                if !known {
                    reads.push(Read::object(&kinds::SERVICE, key.namespace.as_deref(), &key.name));
                }
                outside |= known && graph.get(&key).is_none();
            }
            mesh::Host::Outside(_) => outside = true,
            mesh::Host::Open => {}
        }
    }
    if outside && !graph.coverage.lists.iter().any(|mark| mark.kind.1 == kinds::SERVICE_ENTRY.kind) {
        reads.push(Read::list(&kinds::SERVICE_ENTRY, None));
    }
    reads
}

/// Gateways that routes name and that were not read.
fn of_gateways(graph: &Graph) -> Vec<Read> {
    let named = routes(graph).flat_map(|route| mesh::gateways(&route)).map(|(key, _)| key);
    let wanted =
        named.filter(|key| !graph.coverage.gets.contains_key(key) && !is_known(&kinds::ISTIO_GATEWAY, key.ns(), graph));
    wanted.map(|key| Read::object(&kinds::ISTIO_GATEWAY, key.namespace.as_deref(), &key.name)).collect()
}

/// Rules may stand in the namespace of the Service too; and workloads may be there that have no pods.
fn of_subsets(graph: &Graph) -> Vec<Read> {
    let used = routes(graph).flat_map(|route| mesh::destinations(&route)).filter(|to| to.subset.is_some());
    let services = used.filter_map(|to| mesh::service_of(&to.host)).filter_map(|service| service.namespace);
    let places: BTreeSet<String> = services.take(NAMESPACES).collect();
    let mut reads = Vec::new();
    for place in &places {
        if !is_known(&kinds::DESTINATION_RULE, place, graph) {
            reads.push(Read::list(&kinds::DESTINATION_RULE, Some(place)));
        }
        if !covered(Some(&kinds::DEPLOYMENT), Some(place), graph) {
            reads.push(Read::list(&kinds::DEPLOYMENT, Some(place)));
        }
    }
    reads
}

fn routes(graph: &Graph) -> impl Iterator<Item = View<'_>> {
    graph.of_kind(&kinds::VIRTUAL_SERVICE).map(|object| View::root(graph, object))
}

fn hosts(graph: &Graph) -> Vec<View<'_>> {
    let mut hosts: Vec<View<'_>> =
        routes(graph).flat_map(|route| mesh::destinations(&route)).map(|to| to.host).collect();
    let rules = graph.of_kind(&kinds::DESTINATION_RULE).map(|object| View::root(graph, object));
    hosts.extend(rules.filter_map(|rule| rule.at("/spec/host")));
    hosts
}
