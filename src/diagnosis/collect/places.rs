//! The namespaces that the subject's apps call into or whose labels matter, by name. A question that names objects does
//! not list all namespaces; whether `cache.shared` is a Service or a host elsewhere, and what a namespace asks of a mesh,
//! hangs on a few of them.

use std::collections::BTreeSet;

use crate::cluster::read::Read;
use crate::diagnosis::collect::{Aim, FOLLOWED_APPS, dependencies, objects, scope};
use crate::diagnosis::objects::{calls, mesh};
use crate::diagnosis::subject::{Subject, places};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Namespaces that are asked for at once.
const MAX: usize = 16;

/// The reads that the graph calls for.
pub fn plan(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let mut marks = graph.coverage.lists.iter().filter(|mark| mark.kind.1 == kinds::NAMESPACE.kind);
    let refused = marks.any(|mark| mark.outcome.blindness().is_some());
    if refused || *aim.subject == Subject::Cluster || objects::covered(Some(&kinds::NAMESPACE), None, graph) {
        return Vec::new();
    }
    let wanted = wanted(aim.subject, graph);
    let known = |name: &String| graph.get(&EntityKey::new(&kinds::NAMESPACE, None, name)).is_some();
    if wanted.iter().all(known) {
        return Vec::new();
    }
    vec![places::by_name(wanted.iter().map(String::as_str).take(MAX))]
}

/// Hosts outside of the own namespace mean something only where there is such a namespace. What a namespace is labelled
/// with matters where a mesh or a policy asks for it.
fn wanted(subject: &Subject, graph: &Graph) -> BTreeSet<String> {
    let apps = scope::apps(subject, graph);
    let called = apps.iter().take(FOLLOWED_APPS).flat_map(|app| calls::places(app, graph));
    let troubled = apps.iter().filter(|app| !app.troubled().is_empty()).take(FOLLOWED_APPS);
    let named = troubled.flat_map(dependencies::named).filter_map(|key| key.namespace);
    let mut wanted: BTreeSet<String> = called.chain(named).collect();
    let own = scope::entities(subject, graph).into_iter().filter_map(|key| key.namespace);
    if asks_for_labels(graph) {
        wanted.extend(own);
    } else {
        for namespace in own {
            wanted.remove(&namespace);
        }
    }
    wanted
}

fn asks_for_labels(graph: &Graph) -> bool {
    let of_mesh = |kind| graph.of_kind(kind).next().is_some();
    let selects = |policy: &View<'_>| {
        let rules = policy.items("/spec/ingress").into_iter().map(|rule| (rule, "/from"));
        let rules = rules.chain(policy.items("/spec/egress").into_iter().map(|rule| (rule, "/to")));
        rules.flat_map(|(rule, peers)| rule.items(peers)).any(|peer| peer.at("/namespaceSelector").is_some())
    };
    of_mesh(&kinds::VIRTUAL_SERVICE)
        || of_mesh(&kinds::PEER_AUTHENTICATION)
        || graph.of_kind(&kinds::NETWORK_POLICY).any(|object| selects(&View::root(graph, object)))
        || graph.of_kind(&kinds::POD).any(|object| {
            let pod = View::root(graph, object);
            mesh::has_sidecar(&pod) || mesh::is_ambient(graph, &pod)
        })
}
