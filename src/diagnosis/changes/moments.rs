//! The timeline of a subject: every moment that the objects themselves tell of, with what it rests on.
//!
//! A source is a function from an object to moments; a new one (audit logs) is a line in `SOURCES`.

use jiff::{SignedDuration, Timestamp};

use crate::diagnosis::changes::{self, releases};
use crate::diagnosis::collect::scope;
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::subject::Subject;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::{Fact, FactKind};
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::view::View;

/// One moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moment {
    /// When; of an event the last time.
    pub at: Timestamp,
    /// To what.
    pub entity: EntityKey,
    /// What sort of thing happened.
    pub sort: Sort,
    /// What happened.
    pub what: String,
    /// The field manager that wrote it; a program's name.
    pub manager: Option<String>,
    /// What it rests on.
    pub facts: Vec<Fact>,
}

/// Sorts of moments.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Sort {
    /// A revision, a write, a creation, a deletion: somebody's doing.
    Change,
    /// A run of a Job began or ended.
    Run,
    /// A condition turned, a container ended.
    State,
    /// What a component said.
    Event,
}

type Source = fn(&View<'_>) -> Vec<Moment>;

/// Where moments come from.
const SOURCES: &[Source] =
    &[written, deleted, ran, turned, ended, scaled, said, releases::helm, releases::argo, releases::flux];

/// Kinds that machinery makes by the dozen: their creation is told by what they belong to.
const MADE: &[&Kind] = &[
    &kinds::POD,
    &kinds::REPLICA_SET,
    &kinds::CONTROLLER_REVISION,
    &kinds::EVENT,
    &kinds::ENDPOINT_SLICE,
    &kinds::NODE,
];

/// What other components say in passing that a reader of a timeline wants to know.
const TOLD: &[&str] = &[
    "ScalingReplicaSet",
    "SuccessfulRescale",
    "Killing",
    "Preempted",
    "TaintManagerEviction",
    "NodeNotReady",
    "NodeReady",
    "NodeNotSchedulable",
    "NodeSchedulable",
    "Rebooted",
];

/// Every moment of a subject since a moment, oldest first.
pub fn since(subject: &Subject, graph: &Graph, from: Option<Timestamp>) -> Vec<Moment> {
    let mut all: Vec<Moment> = Vec::new();
    let mut entities = scope::entities(subject, graph);
    entities.extend(releases::releasing(&entities, graph));
    for key in entities {
        if let Some(view) = graph.view(&key) {
            all.extend(SOURCES.iter().flat_map(|source| source(&view)));
        }
    }
    all.retain(|moment| from.is_none_or(|from| moment.at >= from));
    all.sort_by(|a, b| (a.at, a.sort, &a.entity, &a.what).cmp(&(b.at, b.sort, &b.entity, &b.what)));
    all.dedup_by(|a, b| (a.at, &a.entity, &a.what) == (b.at, &b.entity, &b.what));
    all
}

fn moment(view: &View<'_>, place: &View<'_>, sort: Sort, what: impl Into<String>) -> Option<Moment> {
    let (entity, facts) = (view.key().clone(), vec![place.fact(FactKind::State)]);
    Some(Moment { at: place.time()?, entity, sort, what: what.into(), manager: None, facts })
}

/// Revisions, and what managers wrote.
fn written(view: &View<'_>) -> Vec<Moment> {
    let key = view.key();
    if MADE.iter().any(|kind| key.is(kind)) && !key.is(&kinds::NODE) {
        // A pod of its own is made by a person.
        let own = key.is(&kinds::POD) && view.graph().controller(key).is_none();
        if !own {
            return Vec::new();
        }
    }
    // A release is told by its revisions.
    if releases::is_record(key) {
        return Vec::new();
    }
    // The cluster gives these to every namespace.
    if matches!(&*key.name, "default" | "kube-root-ca.crt") && matches!(&*key.kind, "ServiceAccount" | "ConfigMap") {
        return Vec::new();
    }
    let owned = view.graph().controller(key).is_some_and(|owner| owner.known_kind().is_some());
    let tell = |change: crate::evidence::change::Change| Moment {
        at: change.at,
        entity: change.entity,
        sort: Sort::Change,
        what: change.what,
        manager: change.manager,
        facts: change.facts,
    };
    // What belongs to another object is its controller's doing; its run is told by its status.
    if owned { Vec::new() } else { changes::history(view.graph(), key).into_iter().map(tell).collect() }
}

fn deleted(view: &View<'_>) -> Vec<Moment> {
    let Some(place) = view.at("/metadata/deletionTimestamp") else { return Vec::new() };
    // The API server sets it to the end of the grace period, not to the moment of the request.
    let grace = view.i64_at("/metadata/deletionGracePeriodSeconds").unwrap_or(0).clamp(0, 86_400);
    let text = if view.items("/metadata/finalizers").is_empty() {
        "its deletion was asked for".to_owned()
    } else {
        let names: Vec<&str> = view.items("/metadata/finalizers").iter().filter_map(View::str).collect();
        format!("its deletion was asked for and waits for finalizers: {}", names.join(", "))
    };
    let found = moment(view, &place, Sort::Change, text);
    found.map(|moment| Moment { at: earlier(moment.at, grace), ..moment }).into_iter().collect()
}

fn earlier(at: Timestamp, seconds: i64) -> Timestamp {
    at.checked_sub(SignedDuration::from_secs(seconds)).unwrap_or(at)
}

/// Runs of a Job.
fn ran(view: &View<'_>) -> Vec<Moment> {
    if !view.key().is(&kinds::JOB) {
        return Vec::new();
    }
    let started = view.at("/status/startTime").and_then(|at| moment(view, &at, Sort::Run, "the run began"));
    let completed = view.at("/status/completionTime").and_then(|at| moment(view, &at, Sort::Run, "the run completed"));
    let failed = view
        .items("/status/conditions")
        .into_iter()
        .find(|condition| condition.str_at("/type") == Some("Failed") && condition.str_at("/status") == Some("True"));
    let failed = failed.and_then(|condition| {
        let why = condition.str_at("/message").or(condition.str_at("/reason")).unwrap_or_default().to_owned();
        moment(view, &condition.at("/lastTransitionTime")?, Sort::Run, format!("the run failed: {why}"))
    });
    [started, completed, failed].into_iter().flatten().collect()
}

/// How long after its creation a condition of an object belongs to its start.
const STARTING: SignedDuration = SignedDuration::from_mins(10);

/// Conditions that turned after the object had settled.
fn turned(view: &View<'_>) -> Vec<Moment> {
    let told: &[&str] = match &*view.key().kind {
        "Node" => &["Ready", "MemoryPressure", "DiskPressure", "PIDPressure", "NetworkUnavailable"],
        "Deployment" => &["Available", "ReplicaFailure"],
        "PersistentVolumeClaim" => &["Resizing", "FileSystemResizePending"],
        _ => return Vec::new(),
    };
    let born = view.time_at("/metadata/creationTimestamp");
    let settled = |at: Timestamp| born.is_none_or(|born| at.duration_since(born) > STARTING);
    let mut found = Vec::new();
    for condition in view.items("/status/conditions") {
        let (Some(name), Some(status)) = (condition.str_at("/type"), condition.str_at("/status")) else { continue };
        let Some(place) = condition.at("/lastTransitionTime") else { continue };
        let good = matches!((name, status), ("Ready" | "Available", "True"))
            || !matches!(name, "Ready" | "Available") && status == "False";
        if !told.contains(&name) || (good && !place.time().is_some_and(settled)) {
            continue;
        }
        let why = condition.str_at("/reason").map(|reason| format!(" ({reason})")).unwrap_or_default();
        found.extend(moment(view, &place, Sort::State, format!("{name} became {status}{why}")));
    }
    found
}

/// Containers that ended.
fn ended(view: &View<'_>) -> Vec<Moment> {
    if !view.key().is(&kinds::POD) {
        return Vec::new();
    }
    let mut found = Vec::new();
    for container in Container::of_pod(view) {
        for exit in [container.terminated(), container.last_terminated()].into_iter().flatten() {
            let Some(place) = exit.at("/finishedAt") else { continue };
            let code = exit.i64_at("/exitCode").unwrap_or_default();
            let reason = exit.str_at("/reason").unwrap_or("ended");
            let times = match container.restarts() {
                0 => String::new(),
                1 => ", restarted once".to_owned(),
                many => format!(", restarted {many} times"),
            };
            let text = format!("container {} ended with exit code {code} ({reason}){times}", container.name);
            found.extend(moment(view, &place, Sort::State, text));
        }
    }
    found
}

/// The last act of an autoscaler.
fn scaled(view: &View<'_>) -> Vec<Moment> {
    if !view.key().is(&kinds::HPA) {
        return Vec::new();
    }
    let wanted = view.i64_at("/status/desiredReplicas").unwrap_or_default();
    let place = view.at("/status/lastScaleTime");
    place.and_then(|at| moment(view, &at, Sort::State, format!("scaled, now to {wanted}"))).into_iter().collect()
}

/// Warnings, and other events of note: each sort once, at its last time.
fn said(view: &View<'_>) -> Vec<Moment> {
    let mut found: Vec<(&str, Moment)> = Vec::new();
    for event in Event::about(view.graph(), view.key()).into_iter().rev() {
        let scaling = event.reason == "ScalingReplicaSet";
        if !(event.is_warning() || TOLD.contains(&event.reason)) {
            continue;
        }
        // Each scaling says another number; of the rest the last is enough.
        if !scaling && found.iter().any(|(reason, _)| *reason == event.reason) {
            continue;
        }
        let Some(at) = event.at() else { continue };
        let times = match (event.count(), event.first()) {
            (count, Some(first)) if count > 1 => format!(" ({count} times since {})", first.strftime("%H:%M:%SZ")),
            (count, None) if count > 1 => format!(" ({count} times)"),
            _ => String::new(),
        };
        let line = event.message.lines().next().unwrap_or_default();
        let what = format!("{}{times}: {line}", event.reason);
        let entity = view.key().clone();
        let facts = vec![event.fact()];
        found.push((event.reason, Moment { at, entity, sort: Sort::Event, what, manager: None, facts }));
    }
    found.into_iter().map(|(_, moment)| moment).collect()
}
