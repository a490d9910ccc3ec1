//! Reads what a claim or a mount needs: volumes, classes, attachments; only where something calls for it.

use std::collections::BTreeSet;

use crate::cluster::read::Read;
use crate::diagnosis::causes::storage::full;
use crate::diagnosis::collect::{Aim, FOLLOWED_APPS, FOLLOWED_PODS, scope};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::claim::{self, Claim, Class};
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};

/// Claims that are followed.
const CLAIMS: usize = 8;

/// The reads that the graph calls for.
pub fn plan(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let mut reads = Vec::new();
    let apps = scope::apps(aim.subject, graph);
    let mut bound: BTreeSet<EntityKey> = BTreeSet::new();
    for app in apps.iter().filter(|app| !app.troubled().is_empty()).take(FOLLOWED_APPS) {
        for pod in app.troubled().into_iter().take(FOLLOWED_PODS) {
            reads.extend(of_pod(app, pod, graph));
            reads.extend(classes_of(pod, graph));
            bound.extend(volumes_of(pod, graph));
        }
    }
    reads.extend(bound.into_iter().take(CLAIMS).map(|key| Read::object(&kinds::PV, None, &key.name)));
    let entities = scope::entities(aim.subject, graph);
    let named: BTreeSet<EntityKey> = apps
        .iter()
        .flat_map(|app| app.troubled().into_iter().flat_map(claim::named_by))
        .map(|named| named.claim)
        .collect();
    for claim in Claim::all(graph) {
        if named.contains(claim.key()) || entities.contains(claim.key()) {
            reads.extend(of_claim(&claim, named.contains(claim.key())));
        }
    }
    reads.retain(|read| !is_known(read, graph));
    reads
}

/// What an unbound or lost claim is compared with.
fn of_claim(claim: &Claim<'_>, needed: bool) -> Vec<Read> {
    let graph = claim.view.graph();
    let said = !graph.events(claim.key()).is_empty();
    match claim.phase() {
        "Lost" => claim.volume().iter().map(|key| Read::object(&kinds::PV, None, &key.name)).collect(),
        "Pending" if needed || said => {
            let mut reads = vec![Read::list(&kinds::STORAGE_CLASS, None), Read::list(&kinds::PV, None)];
            if let Class::Named(name) = claim.class() {
                // The server's own "not found" says more than a list without it.
                reads.push(Read::object(&kinds::STORAGE_CLASS, None, name));
            }
            if let (Class::Named(name), Some(class)) = (claim.class(), class_of(claim))
                && class.is_dynamic()
                && !name.is_empty()
            {
                reads.push(Read::object(&kinds::CSI_DRIVER, None, class.provisioner()));
            }
            reads
        }
        _ => Vec::new(),
    }
}

fn class_of<'g>(claim: &Claim<'g>) -> Option<claim::StorageClass<'g>> {
    let name = claim.class().name();
    claim::StorageClass::all(claim.view.graph()).into_iter().find(|class| class.name() == name)
}

/// What a pod needs that cannot be placed or started because of a volume.
fn of_pod(app: &App<'_>, pod: &Pod<'_>, graph: &Graph) -> Vec<Read> {
    let _ = app;
    let mut reads = Vec::new();
    match pod.trouble() {
        Some(Trouble::Unscheduled) if conflicts(pod) => reads.push(Read::list(&kinds::NODE, None)),
        Some(Trouble::NotStarted | Trouble::Initializing) => {
            let events = Event::about(graph, pod.key());
            let says = |reason: &str, words: &[&str]| {
                events.iter().any(|e| e.reason == reason && words.iter().any(|word| e.message.contains(word)))
            };
            if events.iter().any(|event| event.reason == "FailedAttachVolume") {
                reads.push(Read::list(&kinds::VOLUME_ATTACHMENT, None));
            }
            if says("FailedMount", &["registered CSI drivers"]) || says("FailedAttachVolume", &["CSINode"]) {
                reads.extend(pod.node().map(|node| Read::object(&kinds::CSI_NODE, None, node)));
            }
        }
        _ => {}
    }
    reads
}

/// The classes of a pod's claims, where one of them is full: they say whether it can grow.
fn classes_of(pod: &Pod<'_>, graph: &Graph) -> Vec<Read> {
    let claims = claim::named_by(pod).into_iter().filter(|_| full::is_full(pod));
    let classes = claims.filter_map(|named| Some(Claim::get(graph, &named.claim)?.class().name()));
    classes.filter(|name| !name.is_empty()).map(|name| Read::object(&kinds::STORAGE_CLASS, None, name)).collect()
}

/// The volumes behind a pod's bound claims, where where they are or how they are mounted may matter.
fn volumes_of(pod: &Pod<'_>, graph: &Graph) -> Vec<EntityKey> {
    let matters = match pod.trouble() {
        Some(Trouble::Unscheduled) => conflicts(pod),
        Some(Trouble::NotStarted) => Event::about(graph, pod.key())
            .iter()
            .any(|event| matches!(event.reason, "FailedMount" | "FailedAttachVolume")),
        _ => false,
    };
    let claims = claim::named_by(pod).into_iter().filter(|_| matters);
    claims.filter_map(|named| Claim::get(graph, &named.claim)?.volume()).collect()
}

/// Whether the scheduler names the place of a volume among its reasons.
fn conflicts(pod: &Pod<'_>) -> bool {
    let message = pod.condition("PodScheduled").and_then(|c| c.str_at("/message"));
    message.is_some_and(says_conflict)
}

/// Whether the scheduler's words say that a volume is elsewhere than a node.
pub fn says_conflict(message: &str) -> bool {
    let lower = message.to_lowercase();
    lower.contains("volume node affinity conflict") || lower.contains("persistentvolume's node affinity")
}

fn is_known(read: &Read, graph: &Graph) -> bool {
    let whole = |kind: &Kind| {
        let same = |kind_of: &(String, String)| kind_of.0 == kind.group && kind_of.1 == kind.kind;
        graph.coverage.lists.iter().any(|mark| same(&mark.kind) && mark.complete && mark.namespace.is_none())
    };
    match &read.target {
        crate::cluster::read::Target::Object { key, kind } => {
            graph.get(key).is_some() || graph.coverage.gets.contains_key(key) || whole(kind)
        }
        crate::cluster::read::Target::List { kind, .. } => whole(kind),
        _ => false,
    }
}
