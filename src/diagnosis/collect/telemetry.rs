//! Reads what other systems said, as far as it may matter: where something is wrong, or where somebody says so.

use std::collections::BTreeSet;

use crate::cluster::monitoring::Monitoring;
use crate::cluster::read::Read;
use crate::diagnosis::collect::{Aim, FOLLOWED_APPS, errors, scope};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::machine::Machine;
use crate::diagnosis::objects::pod::Pod;
use crate::diagnosis::subject::{Subject, topics};
use crate::diagnosis::telemetry::services::{Component, Unit};
use crate::diagnosis::telemetry::{alerts, connectivity, edges, errors as summaries, services};
use crate::evidence::documents::{ALERTMANAGER, NODE_SERVICES, PROMETHEUS};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;

/// Nodes with a broken service that are looked into.
const NODES: usize = 5;
/// Texts of services that are read where nothing tells which of them matter.
const TEXTS: usize = 40;

/// The reads that the graph calls for. A live cluster has no such documents, so that this costs it nothing.
pub fn plan(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let live = live(aim, graph);
    if !live.is_empty() {
        return live;
    }
    if graph.documents.below("telemetry/").next().is_none() {
        return Vec::new();
    }
    let apps = scope::apps(aim.subject, graph);
    let unwell = apps.iter().any(|app| !app.troubled().is_empty());
    let wide = !matches!(aim.subject, Subject::Objects(_));
    let about_node = matches!(aim.subject, Subject::Objects(keys) if keys.iter().any(|key| key.is(&kinds::NODE)));
    let complains = aim.words.speaks_of(errors::COMPLAINS) || topics::traffic(&aim.words.all);
    let mut reads = Vec::new();
    if unwell || wide || about_node || complains {
        for path in [services::INDEX, connectivity::PATH, edges::PATH] {
            reads.extend(graph.documents.has(path).then(|| Read::document(path)));
        }
    }
    // What somebody is called for is never well, whatever the objects look like.
    reads.extend(graph.documents.has(alerts::PATH).then(|| Read::document(alerts::PATH)));
    // Without an index, the words of each service are all that there is.
    if !graph.documents.has(services::INDEX) && (unwell || about_node || complains) {
        reads.extend(graph.documents.below(services::TEXTS).take(TEXTS).map(Read::document));
    }
    reads.extend(logs(&apps, unwell, complains, graph));
    reads.extend(broken(graph));
    reads
}

/// What a live cluster has beside its API, where it is configured: the alerts that fire, and the journals of nodes.
fn live(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let mut reads = Vec::new();
    if graph.documents.has(ALERTMANAGER) {
        reads.push(Read::monitoring(Monitoring::Alerts));
    } else if graph.documents.has(PROMETHEUS) {
        reads.push(Read::monitoring(Monitoring::RuleAlerts));
    }
    if graph.documents.has(NODE_SERVICES) {
        reads.extend(journals(aim, graph));
    }
    reads
}

/// The journals of nodes in trouble whose kubelets may answer: the kubelet's own and the runtime's. Of kube-proxy where
/// it is no pod, and pods get nowhere.
fn journals(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let mut reads = Vec::new();
    for node in Machine::all(graph).iter().filter(|node| answers(node)).take(NODES) {
        reads.push(Read::node_service(node.name(), "kubelet"));
        reads.extend(runtime(node).map(|service| Read::node_service(node.name(), service)));
    }
    let listed = graph
        .coverage
        .lists
        .iter()
        .any(|mark| mark.kind.1 == "Pod" && mark.namespace.as_deref() == Some("kube-system"));
    let proxies =
        graph.of_kind(&kinds::POD).any(|pod| pod.key.ns() == "kube-system" && pod.key.name.starts_with("kube-proxy"));
    if listed && !proxies {
        let pods = scope::apps(aim.subject, graph);
        let nodes: BTreeSet<&str> = pods.iter().flat_map(App::troubled).filter_map(Pod::node).take(NODES).collect();
        reads.extend(nodes.into_iter().map(|node| Read::node_service(node, "kube-proxy")));
    }
    reads
}

/// Whether a node is not ready and its kubelet says so itself: one that is silent answers nobody.
fn answers(node: &Machine<'_>) -> bool {
    node.trouble().is_some_and(|ready| ready.str_at("/status") == Some("False"))
}

/// What systemd calls the runtime that a node says it has.
fn runtime(node: &Machine<'_>) -> Option<&'static str> {
    let version = node.view.str_at("/status/nodeInfo/containerRuntimeVersion")?;
    match version.split_once("://")?.0 {
        "containerd" => Some("containerd"),
        "cri-o" => Some("crio"),
        "docker" => Some("docker"),
        _ => None,
    }
}

/// Summaries of errors, of the apps whose logs would be read.
fn logs(apps: &[App<'_>], unwell: bool, complains: bool, graph: &Graph) -> Vec<Read> {
    let summary = |app: &App<'_>| {
        let path = summaries::path(&app.key.name);
        graph.documents.has(&path).then(|| Read::document(&path))
    };
    if unwell {
        return apps.iter().filter(|app| !app.troubled().is_empty()).take(FOLLOWED_APPS).filter_map(summary).collect();
    }
    apps.iter().filter(|app| complains && !app.runs_to_end()).take(errors::APPS).filter_map(summary).collect()
}

/// What is to be known of a node on which a service has ended: the node, why, and whether a pod does the same work.
fn broken(graph: &Graph) -> Vec<Read> {
    let mut reads = Vec::new();
    for unit in Unit::all(graph).iter().filter(|unit| unit.is_over()).take(NODES) {
        if graph.get(&unit.node).is_none() {
            reads.push(Read::object(&kinds::NODE, None, &unit.node.name));
        }
        let text = unit.text_path();
        if unit.lacks_text() && graph.documents.has(&text) {
            reads.push(Read::document(&text));
        }
        if unit.component == Component::Proxy {
            reads.push(Read::list(&kinds::POD, Some("kube-system")).labelled("k8s-app=kube-proxy"));
        }
    }
    let unknown = |read: &Read| match &read.target {
        crate::cluster::read::Target::Object { key, .. } => is_unknown(key, graph),
        _ => true,
    };
    reads.retain(unknown);
    reads
}

fn is_unknown(key: &EntityKey, graph: &Graph) -> bool {
    graph.get(key).is_none() && !graph.coverage.gets.contains_key(key)
}
