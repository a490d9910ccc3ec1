//! The objects of a subject: the lists of a namespace, or what hangs on the objects that were asked about.

use std::collections::BTreeSet;

use crate::cluster::read::{Read, Target};
use crate::diagnosis::collect::{Aim, FOLLOWED_APPS, reduce, scope};
use crate::diagnosis::objects::selector;
use crate::diagnosis::subject::Subject;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::{Graph, Object};
use crate::evidence::kinds::{self, Kind};
use crate::evidence::observation::Outcome;
use crate::evidence::view::View;

/// What is listed of a namespace, or of the cluster.
const LISTED: &[&Kind] = &[
    &kinds::POD,
    &kinds::DEPLOYMENT,
    &kinds::REPLICA_SET,
    &kinds::STATEFUL_SET,
    &kinds::DAEMON_SET,
    &kinds::JOB,
    &kinds::CRON_JOB,
    &kinds::SERVICE,
    &kinds::ENDPOINT_SLICE,
    &kinds::PVC,
    &kinds::ARGO_APPLICATION,
];

/// Words of a question about what was, which needs what is over too.
const HISTORY: &[&str] = &["changes", "changed", "change"];
/// Claims of one app that are read.
const CLAIMS: usize = 4;

/// The reads that the subject's objects still need.
pub fn plan(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let subject = aim.subject;
    match subject {
        Subject::Cluster => {
            let mut reads = listed(None, aim);
            reads.push(reduce::list(&kinds::NODE, None));
            reads.push(reduce::list(&kinds::NAMESPACE, None));
            reads.extend(revisions(subject, graph));
            reads
        }
        Subject::Namespace(ns) => {
            let mut reads = listed(Some(ns), aim);
            reads.extend(revisions(subject, graph));
            // It was asked for by name already, where that may be read.
            let key = EntityKey::new(&kinds::NAMESPACE, None, ns);
            if graph.get(&key).is_none_or(|known| known.metadata_only) {
                reads.push(Read::object(&kinds::NAMESPACE, None, ns));
            }
            reads
        }
        Subject::Objects(_) => {
            let mut reads: Vec<Read> =
                scope::entities(subject, graph).iter().flat_map(|key| of_object(key, graph)).collect();
            reads.extend(claims(subject, graph));
            without_parts(reads)
        }
    }
}

/// Leaves out lists that a longer one of the same plan holds.
fn without_parts(reads: Vec<Read>) -> Vec<Read> {
    let whole: BTreeSet<String> =
        reads.iter().filter_map(place).filter(|(_, all)| *all).map(|(path, _)| path).collect();
    reads.into_iter().filter(|read| place(read).is_none_or(|(place, all)| all || !whole.contains(&place))).collect()
}

/// Where a list is read, and whether all of it is.
fn place(read: &Read) -> Option<(String, bool)> {
    let Target::List { kind, namespace, labels, fields, .. } = &read.target else { return None };
    Some((kind.list_path(namespace.as_deref()), labels.is_none() && fields.is_none() && !read.metadata_only))
}

fn listed(namespace: Option<&str>, aim: Aim<'_>) -> Vec<Read> {
    let list = if aim.words.speaks_of(HISTORY) { reduce::list_with_history } else { reduce::list };
    LISTED.iter().map(|kind| list(kind, namespace)).collect()
}

/// The revisions of Deployments in trouble, where a long list left out those that are over.
fn revisions(subject: &Subject, graph: &Graph) -> Vec<Read> {
    let known = |namespace: Option<&str>| {
        let mut marks = graph.coverage.lists.iter().filter(|mark| mark.kind.1 == kinds::REPLICA_SET.kind);
        marks.any(|mark| mark.complete && (mark.namespace.is_none() || mark.namespace.as_deref() == namespace))
    };
    let asked = graph.coverage.lists.iter().any(|mark| mark.kind.1 == kinds::REPLICA_SET.kind);
    if !asked || known(None) {
        return Vec::new();
    }
    let apps = scope::apps(subject, graph).into_iter().filter(|app| !app.troubled().is_empty());
    apps.filter(|app| app.key.is(&kinds::DEPLOYMENT) && !known(app.key.namespace.as_deref()))
        .filter_map(|app| by_selector(&app.view?, &kinds::REPLICA_SET, graph))
        .take(FOLLOWED_APPS)
        .collect()
}

/// What hangs on one object.
fn of_object(key: &EntityKey, graph: &Graph) -> Vec<Read> {
    let Some(kind) = key.known_kind() else { return Vec::new() };
    let mut reads = Vec::new();
    let known = graph.get(key).is_some_and(|o| !o.metadata_only);
    let asked = graph.coverage.gets.contains_key(key);
    if !known && !asked && !listed_whole(key, graph) {
        reads.push(Read::object(kind, key.namespace.as_deref(), &key.name));
    }
    let Some(view) = graph.view(key).filter(|_| known) else { return reads };
    let namespace = key.namespace.as_deref();
    match &*key.kind {
        "Deployment" => {
            reads.extend(by_selector(&view, &kinds::POD, graph));
            reads.extend(by_selector(&view, &kinds::REPLICA_SET, graph));
            reads.extend(services(namespace, graph));
        }
        "StatefulSet" | "DaemonSet" => {
            reads.extend(by_selector(&view, &kinds::POD, graph));
            reads.extend(by_selector(&view, &kinds::CONTROLLER_REVISION, graph));
            reads.extend(services(namespace, graph));
        }
        // The pods of a Deployment's ReplicaSets are among those of the Deployment.
        "ReplicaSet" if graph.controller(key).is_some_and(|owner| graph.view(&owner).is_some()) => {}
        "ReplicaSet" | "Job" => reads.extend(by_selector(&view, &kinds::POD, graph)),
        "CronJob" => reads.extend(wanted_list(&kinds::JOB, namespace, graph)),
        "Service" => reads.extend(of_service(&view, graph)),
        "PersistentVolumeClaim" => reads.extend(of_claim(&view)),
        "Namespace" => reads.extend(remaining(&view)),
        _ => {}
    }
    reads
}

/// Whether a complete list says all there is to say of an object.
fn listed_whole(key: &EntityKey, graph: &Graph) -> bool {
    graph.get(key).is_none_or(|o| !o.metadata_only) && covered(key.known_kind(), key.namespace.as_deref(), graph)
}

/// Whether a complete list of a kind was read.
pub(super) fn covered(kind: Option<&Kind>, namespace: Option<&str>, graph: &Graph) -> bool {
    let Some(kind) = kind else { return false };
    let listed = graph.coverage.lists.iter().any(|mark| {
        mark.complete
            && mark.outcome == Outcome::Read
            && mark.kind.0 == kind.group
            && mark.kind.1 == kind.kind
            && (mark.namespace.is_none() || mark.namespace.as_deref() == namespace)
    });
    listed
        && match namespace {
            Some(namespace) => graph.of_namespace(kind, namespace).all(|o| !o.metadata_only),
            None => graph.of_kind(kind).all(|o| !o.metadata_only),
        }
}

fn wanted_list(kind: &Kind, namespace: Option<&str>, graph: &Graph) -> Option<Read> {
    (!covered(Some(kind), namespace, graph)).then(|| reduce::list(kind, namespace))
}

/// Objects of a kind that a workload's selector selects.
fn by_selector(workload: &View<'_>, kind: &Kind, graph: &Graph) -> Option<Read> {
    let namespace = workload.key().namespace.as_deref();
    let query = selector::as_query(&workload.at("/spec/selector")?)?;
    (!covered(Some(kind), namespace, graph)).then(|| Read::list(kind, namespace).labelled(query))
}

/// The Services of a namespace and what stands behind them: who suffers.
fn services(namespace: Option<&str>, graph: &Graph) -> Vec<Read> {
    [&kinds::SERVICE, &kinds::ENDPOINT_SLICE]
        .into_iter()
        .filter_map(|kind| wanted_list(kind, namespace, graph))
        .collect()
}

fn of_service(service: &View<'_>, graph: &Graph) -> Vec<Read> {
    let key = service.key();
    let namespace = key.namespace.as_deref();
    let mut reads = Vec::new();
    if !covered(Some(&kinds::ENDPOINT_SLICE), namespace, graph) {
        let label = format!("kubernetes.io/service-name={}", key.name);
        reads.push(Read::list(&kinds::ENDPOINT_SLICE, namespace).labelled(label));
    }
    let Some(wanted) = service.at("/spec/selector") else { return reads };
    let labels: Vec<String> =
        wanted.entries("").iter().filter_map(|(name, value)| Some(format!("{name}={}", value.str()?))).collect();
    if labels.is_empty() {
        return reads;
    }
    let query = labels.join(",");
    let read_pods = Read::list(&kinds::POD, namespace).labelled(query);
    let asked = graph.coverage.lists.iter().any(|mark| mark.kind.1 == "Pod");
    let selects = |object: &Object, labels: &str| {
        object.key.namespace == key.namespace && selector::map_selects(&wanted, &View::root(graph, object), labels)
    };
    let selects_any = graph.of_kind(&kinds::POD).any(|pod| selects(pod, "/metadata/labels"))
        || graph.objects().any(|o| scope::is_template_owner(&o.key) && selects(o, "/spec/template/metadata/labels"));
    if !covered(Some(&kinds::POD), namespace, graph) {
        reads.push(read_pods);
    }
    if asked && !selects_any {
        // Nobody stands behind it: the workload may have no pods, or other labels.
        for kind in [&kinds::DEPLOYMENT, &kinds::STATEFUL_SET, &kinds::DAEMON_SET] {
            reads.extend(wanted_list(kind, namespace, graph));
        }
    }
    reads
}

/// The claims that the first pod of each app names: part of whether it is well.
fn claims(subject: &Subject, graph: &Graph) -> Vec<Read> {
    let mut reads = Vec::new();
    for app in scope::apps(subject, graph) {
        let Some(pod) = app.pods.first() else { continue };
        for volume in pod.view.items("/spec/volumes").iter().take(CLAIMS) {
            let Some(name) = volume.str_at("/persistentVolumeClaim/claimName") else { continue };
            let key = EntityKey::new(&kinds::PVC, pod.key().namespace.as_deref(), name);
            if graph.get(&key).is_none() && !graph.coverage.gets.contains_key(&key) {
                reads.push(Read::object(&kinds::PVC, key.namespace.as_deref(), name));
            }
        }
    }
    reads
}

fn of_claim(claim: &View<'_>) -> Vec<Read> {
    let mut reads = Vec::new();
    if let Some(volume) = claim.str_at("/spec/volumeName").filter(|v| !v.is_empty()) {
        reads.push(Read::object(&kinds::PV, None, volume));
    }
    if let Some(class) = claim.str_at("/spec/storageClassName").filter(|c| !c.is_empty()) {
        reads.push(Read::object(&kinds::STORAGE_CLASS, None, class));
    }
    reads
}

/// The kinds that a namespace's own status says are still in it.
fn remaining(namespace: &View<'_>) -> Vec<Read> {
    let conditions = namespace.items("/status/conditions");
    let message = conditions
        .iter()
        .find(|c| c.str_at("/type") == Some("NamespaceContentRemaining") && c.str_at("/status") == Some("True"))
        .and_then(|c| c.str_at("/message"))
        .unwrap_or_default();
    let mut reads = Vec::new();
    for word in message.split(|c: char| c.is_whitespace() || c == ',') {
        let Some((plural, group)) = word.split_once('.') else { continue };
        let known = kinds::ALL.iter().find(|k| k.plural == plural && k.group == group && k.namespaced);
        if let Some(kind) = known {
            reads.push(Read::list(kind, Some(&namespace.key().name)).metadata());
        }
    }
    reads
}
