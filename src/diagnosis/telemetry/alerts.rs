//! Alerts as facts at entities, in the forms of Alertmanager (`/api/v2/alerts`) and Prometheus (`/api/v1/alerts`).
//!
//! An alert says that somebody's threshold is crossed. It is a symptom at most, never a cause.

use jiff::Timestamp;
use serde_json::Value;

use crate::evidence::documents::ALERTS;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::view::View;

/// Where a bundle keeps them.
pub const PATH: &str = ALERTS;
/// Alerts that fire to show that alerting works, or to silence others.
const PLUMBING: &[&str] = &["Watchdog", "DeadMansSwitch", "InfoInhibitor"];
/// Severities that ask nobody to do anything.
const QUIET: &[&str] = &["none", "info", "debug"];
/// Labels that name an object, the closest first, with the label's kind.
pub(super) static NAMES: &[(&str, &Kind)] = &[
    ("pod", &kinds::POD),
    ("deployment", &kinds::DEPLOYMENT),
    ("statefulset", &kinds::STATEFUL_SET),
    ("daemonset", &kinds::DAEMON_SET),
    ("cronjob", &kinds::CRON_JOB),
    ("job_name", &kinds::JOB),
    ("horizontalpodautoscaler", &kinds::HPA),
    ("poddisruptionbudget", &kinds::PDB),
    ("persistentvolumeclaim", &kinds::PVC),
    ("ingress", &kinds::INGRESS),
];
/// Labels in which tracing and other monitoring name an app.
const APPS: &[&str] = &["service", "app", "application", "workload", "service_name", "destination_workload"];
/// Kinds that such a name may be.
static WORKLOADS: &[&Kind] = &[&kinds::SERVICE, &kinds::DEPLOYMENT, &kinds::STATEFUL_SET, &kinds::DAEMON_SET];

/// An alert that fires.
#[derive(Debug, Clone)]
pub struct Alert<'g> {
    /// Its name.
    pub name: &'g str,
    /// What it is about, where it names something that is there.
    pub entity: EntityKey,
    view: View<'g>,
}

impl<'g> Alert<'g> {
    /// Every alert that fires now at something that was read, in the order of what they are about. Silenced ones are
    /// known to somebody.
    pub fn firing(graph: &'g Graph) -> Vec<Self> {
        let Some(document) = graph.document(PATH) else { return Vec::new() };
        let items = ["/items", "/data/alerts"].iter().flat_map(|place| document.items(place));
        let mut found: Vec<Self> = items.filter_map(|view| Self::new(graph, view)).collect();
        found.sort_by(|a, b| {
            (&a.entity, a.name, a.view.full_pointer()).cmp(&(&b.entity, b.name, b.view.full_pointer()))
        });
        found
    }

    fn new(graph: &'g Graph, view: View<'g>) -> Option<Self> {
        let name = label(view.value(), "alertname").filter(|_| counts(view.value()))?;
        let entity = entity(graph, view.value())?;
        Some(Self { name, entity, view })
    }

    /// One of its labels.
    pub fn label(&self, name: &str) -> Option<&'g str> {
        label(self.view.value(), name)
    }

    /// What it says to people.
    pub fn says(&self) -> &'g str {
        says(self.view.value())
    }

    /// Since when it fires.
    pub fn since(&self) -> Option<Timestamp> {
        since(self.view.value())
    }

    /// That it fires, as a fact about what it is about.
    pub fn fact(&self) -> Option<Fact> {
        let fact = self.view.at("/labels/alertname")?.state().about(&self.entity);
        let says = self.says();
        let excerpt = if says.is_empty() { self.name.to_owned() } else { format!("{}: {says}", self.name) };
        Some(Fact { excerpt, ..fact })
    }

    /// Whether it only repeats what the status of an object says, which is looked at itself: such an alert goes on for
    /// minutes after the object is well again.
    pub fn repeats_status(&self) -> bool {
        self.name.starts_with("Kube")
    }
}

/// What an alert says to people.
pub(super) fn says(alert: &Value) -> &str {
    let text = |field: &str| alert.get("annotations")?.get(field)?.as_str();
    text("description").or_else(|| text("summary")).or_else(|| text("message")).unwrap_or_default()
}

/// Since when an alert fires.
pub(super) fn since(alert: &Value) -> Option<Timestamp> {
    ["startsAt", "activeAt"].iter().find_map(|field| alert.get(*field)?.as_str()?.parse().ok())
}

/// Whether an alert fires, is known to nobody yet, and asks somebody to do something.
pub(super) fn counts(alert: &Value) -> bool {
    let quiet = label(alert, "severity").is_some_and(|severity| QUIET.contains(&severity));
    fires(alert) && !quiet && label(alert, "alertname").is_some_and(|name| !PLUMBING.contains(&name))
}

pub(super) fn label<'v>(alert: &'v Value, name: &str) -> Option<&'v str> {
    alert.get("labels")?.get(name)?.as_str().filter(|value| !value.is_empty())
}

/// Whether it fires and nobody has silenced it.
fn fires(alert: &Value) -> bool {
    let state = alert.pointer("/status/state").or_else(|| alert.get("state")).and_then(Value::as_str);
    matches!(state, Some("active" | "firing"))
}

/// The object that an alert is about, if that is there.
fn entity(graph: &Graph, alert: &Value) -> Option<EntityKey> {
    let namespace = label(alert, "namespace");
    let known = |key: EntityKey| graph.get(&key).is_some().then_some(key);
    let node = label(alert, "node").map(|name| EntityKey::new(&kinds::NODE, None, name));
    // What an exporter says of its node carries the name of the exporter's own pod.
    if label(alert, "job").is_some_and(|job| job.contains("node-exporter")) {
        return node;
    }
    let object = |(name, kind): &(&str, &Kind)| known(EntityKey::new(kind, namespace, label(alert, name)?));
    if let Some(key) = NAMES.iter().find_map(object) {
        return Some(key);
    }
    // Where the pod is gone, so is what the alert was about.
    if label(alert, "pod").is_some() {
        return None;
    }
    if let Some(name) = APPS.iter().find_map(|name| label(alert, name)) {
        return WORKLOADS.iter().find_map(|kind| known(EntityKey::new(kind, namespace, name)));
    }
    node.or_else(|| known(EntityKey::new(&kinds::NAMESPACE, None, namespace?)))
}
