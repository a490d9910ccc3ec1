//! Reads nodes that seem unwell, and what runs them; only where something calls for it.

use std::collections::BTreeSet;

use crate::cluster::read::{Read, Target};
use crate::diagnosis::causes::image::architecture;
use crate::diagnosis::causes::nodes::{certificates, control};
use crate::diagnosis::causes::routing::external;
use crate::diagnosis::collect::{Aim, FOLLOWED_PODS, scope};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::machine::{LEASES, Machine};
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::diagnosis::objects::service::Service;
use crate::diagnosis::subject::{Subject, topics};
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Nodes that are looked into.
const NODES: usize = 5;
/// Words of processes whose clock may be wrong.
const CLOCK: &[&str] = &["not yet valid", "certificate has expired", "token is expired", "used before issued"];
/// Words of processes whose connections lead nowhere.
const NOWHERE: &[&str] = &["i/o timeout", "no route to host", "connection timed out"];

/// The reads that the graph calls for.
pub fn plan(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let mut reads = Vec::new();
    let apps = scope::apps(aim.subject, graph);
    let pods: Vec<&Pod<'_>> = apps.iter().flat_map(|app| app.troubled().into_iter().take(FOLLOWED_PODS)).collect();
    let known: BTreeSet<&str> = pods.iter().filter_map(|pod| pod.node()).collect();
    let asked: BTreeSet<&str> = match aim.subject {
        Subject::Objects(keys) => keys.iter().filter(|key| key.is(&kinds::NODE)).map(|key| &*key.name).collect(),
        Subject::Namespace(_) | Subject::Cluster => BTreeSet::new(),
    };
    for node in Machine::all(graph).iter().filter(|node| node.trouble().is_some()).take(NODES) {
        reads.push(Read::object(&kinds::LEASE, Some(LEASES), node.name()));
    }
    for name in asked.iter().take(NODES) {
        reads.push(Read::list(&kinds::POD, None).fields(format!("spec.nodeName={name}")));
        reads.push(Read::list(&kinds::LEASE, Some(LEASES)));
    }
    // By taints that come from nodes in trouble no pod gets a place.
    let kept_off = |pod: &&&Pod<'_>| {
        pod.trouble() == Some(Trouble::Unscheduled)
            && pod.condition("PodScheduled").and_then(|c| c.str_at("/message")).is_some_and(|text| {
                text.contains("node.kubernetes.io/") && !text.contains("node.kubernetes.io/unschedulable")
            })
    };
    if pods.iter().any(|pod| kept_off(&pod)) {
        reads.push(Read::list(&kinds::NODE, None));
    }
    if pods.iter().any(|pod| says(pod, CLOCK)) {
        reads.push(Read::list(&kinds::LEASE, Some(LEASES)));
        reads.extend(known.iter().take(NODES).map(|name| Read::object(&kinds::NODE, None, name)));
    }
    for app in apps.iter().filter(|app| app.troubled().into_iter().take(FOLLOWED_PODS).any(has_wrong_image)) {
        reads.extend(nodes_of(app).into_iter().map(|name| Read::object(&kinds::NODE, None, name)));
    }
    if !asked.is_empty() || pods.iter().any(|pod| says(pod, NOWHERE)) {
        reads.push(Read::list(&kinds::POD, Some("kube-system")).labelled("k8s-app=kube-proxy"));
    }
    if apps.iter().any(|app| control::unseen(app).is_some()) {
        let lease = control::manager_lease();
        reads.push(Read::object(&kinds::LEASE, lease.namespace.as_deref(), &lease.name));
    }
    let certificates = aim.words.speaks_of(certificates::WORDS) && !asked.is_empty();
    if certificates
        || *aim.subject == Subject::Cluster
        || Machine::all(graph).iter().any(|node| node.trouble().is_some())
    {
        reads.push(Read::list(&kinds::CSR, None));
    }
    if topics::traffic(&aim.words.all) && is_open_on_nodes(aim.subject, graph) {
        reads.push(Read::list(&kinds::NODE, None));
    }
    if *aim.subject == Subject::Cluster || misses_api(aim.subject, graph) {
        reads.push(Read::list(&kinds::API_SERVICE, None));
    }
    reads.retain(|read| !is_known(read, graph));
    reads
}

/// Whether an image of a pod is built for other machines than its node.
fn has_wrong_image(pod: &Pod<'_>) -> bool {
    pod.containers().iter().any(architecture::is_shown)
}

/// The nodes of an app's pods: those that work show where the image runs.
fn nodes_of<'g>(app: &App<'g>) -> BTreeSet<&'g str> {
    let (well, ill): (Vec<&Pod<'g>>, Vec<&Pod<'g>>) = app.pods.iter().partition(|pod| pod.ready());
    let some = |pods: Vec<&Pod<'g>>| pods.into_iter().filter_map(Pod::node).take(FOLLOWED_PODS).collect::<Vec<_>>();
    some(well).into_iter().chain(some(ill)).collect()
}

/// Whether a Service of the subject answers traffic from outside on some nodes only.
fn is_open_on_nodes(subject: &Subject, graph: &Graph) -> bool {
    let own = scope::entities(subject, graph);
    let services = graph.of_kind(&kinds::SERVICE).filter(|object| !object.metadata_only && own.contains(&object.key));
    services.into_iter().any(|object| external::keeps_local(&Service::new(graph, object)).is_some())
}

/// Whether the last lines of a pod hold one of these words.
fn says(pod: &Pod<'_>, words: &[&str]) -> bool {
    pod.containers().iter().flat_map(Container::logs).any(|log| {
        log.lines.iter().rev().take(40).any(|line| {
            let lower = line.text.to_lowercase();
            words.iter().any(|word| lower.contains(word))
        })
    })
}

/// Whether an autoscaler gets no metrics, or a namespace cannot be emptied because an API does not answer.
fn misses_api(subject: &Subject, graph: &Graph) -> bool {
    let own = scope::entities(subject, graph);
    let has = |object: &View<'_>, kind: &str, status: &str| {
        object.items("/status/conditions").iter().any(|c| {
            c.str_at("/type") == Some(kind)
                && c.str_at("/status") == Some(status)
                && c.str_at("/message").is_some_and(|text| text.contains(".k8s.io") || kind.starts_with("Namespace"))
        })
    };
    let view = |key: &crate::evidence::entity::EntityKey| graph.view(key);
    own.iter().filter(|key| key.is(&kinds::HPA)).filter_map(view).any(|hpa| has(&hpa, "ScalingActive", "False"))
        || own
            .iter()
            .filter(|key| key.is(&kinds::NAMESPACE))
            .filter_map(view)
            .any(|namespace| has(&namespace, "NamespaceDeletionDiscoveryFailure", "True"))
}

fn is_known(read: &Read, graph: &Graph) -> bool {
    match &read.target {
        Target::Object { key, .. } => graph.get(key).is_some() || graph.coverage.gets.contains_key(key),
        Target::List { kind, labels: None, fields: None, namespace, .. } => graph.coverage.lists.iter().any(|mark| {
            mark.kind.0 == kind.group && mark.kind.1 == kind.kind && mark.complete && mark.namespace == *namespace
        }),
        _ => false,
    }
}
