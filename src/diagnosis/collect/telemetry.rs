//! Reads what other systems said, as far as it may matter: where something is wrong, or where somebody says so.

use crate::cluster::read::Read;
use crate::diagnosis::collect::{Aim, FOLLOWED_APPS, errors, scope};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::subject::{Subject, topics};
use crate::diagnosis::telemetry::services::{Component, Unit};
use crate::diagnosis::telemetry::{alerts, connectivity, edges, errors as summaries, services};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;

/// Nodes with a broken service that are looked into.
const NODES: usize = 5;

/// The reads that the graph calls for. A live cluster has no such documents, so that this costs it nothing.
pub fn plan(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
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
        for path in [services::INDEX, connectivity::PATH, edges::PATH, alerts::PATH] {
            reads.extend(graph.documents.has(path).then(|| Read::document(path)));
        }
    }
    reads.extend(logs(&apps, unwell, complains, graph));
    reads.extend(broken(graph));
    reads
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
