//! Looks at the health of the source: workloads, nodes, Warning events, and the names of things, by lists of bounded
//! size. Pods are never watched nor listed: there may be too many. A recording does not move and is looked at once.

use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use serde_json::{Value, json};
use tokio::sync::mpsc::Sender;

use super::{send, shown};
use crate::cluster::kubeconfig;
use crate::cluster::monitoring::Monitoring;
use crate::cluster::read::{Kept, Read, Target};
use crate::cluster::reader::Answer;
use crate::diagnosis::telemetry::firing::Firing;
use crate::error::Result;
use crate::evidence::event;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::observation::Outcome;
use crate::investigate::{self, Options, Source};
use crate::report::model::ObjectRef;
use crate::tui::intent::{Health, Job, Message, Names, Unwell};
use crate::tui::state::Place;

/// How often a live source is looked at.
const EVERY: Duration = Duration::from_mins(1);
/// Names that are kept.
const NAMES: usize = 20_000;

/// Looks at a place until it is dropped.
pub(super) async fn watch(job: Job, options: Options, place: Place, messages: Sender<Message>) {
    let options = Options { runs: None, audit: None, ..options };
    loop {
        let felt = look(&options).await;
        let (health, names) = match felt {
            Ok((health, names)) => (Ok(health), Some(names)),
            Err(error) => (Err(error), None),
        };
        send(&messages, Message::Felt(job, shown(health))).await;
        let mut names = names.unwrap_or_default();
        names.contexts = contexts(&place);
        send(&messages, Message::Named(job, Arc::new(names))).await;
        if !place.is_live() {
            return;
        }
        tokio::time::sleep(EVERY).await;
    }
}

/// The contexts of the kubeconfig that a place means.
pub(super) fn contexts(place: &Place) -> Vec<String> {
    let named: Option<&Path> = match &place.source {
        Source::Live { kubeconfig, .. } => kubeconfig.as_deref(),
        Source::Demo(_) | Source::Bundle(_) | Source::Replay(_) => return Vec::new(),
    };
    let read = kubeconfig::read(named).ok().flatten();
    read.map(|(config, _)| config.contexts.into_iter().map(|context| context.name).collect()).unwrap_or_default()
}

const WORKLOADS: &[&Kind] = &[&kinds::DEPLOYMENT, &kinds::STATEFUL_SET, &kinds::DAEMON_SET];

async fn look(options: &Options) -> Result<(Health, Names)> {
    let (events, mut unheard) = event::channel();
    let silence = async { while unheard.recv().await.is_some() {} };
    let looking = async {
        let bench = investigate::workbench("health", options, events).await?;
        let place = options.namespace.as_deref();
        let mut reads: Vec<Read> = WORKLOADS.iter().map(|kind| Read::list(kind, place).keeping(counts)).collect();
        reads.push(Read::list(&kinds::NODE, None).keeping(conditions));
        reads.push(Read::list(&kinds::NAMESPACE, None).keeping(named));
        reads.push(Read::list(&kinds::EVENT, place).fields("type=Warning").keeping(named));
        reads.extend(alerts(options).map(Read::monitoring));
        let answers = bench.context().reader.read_all("health", reads).await;
        Ok(summed(&answers))
    };
    let (result, ()) = tokio::join!(looking, silence);
    result
}

/// Whom to ask for alerts.
fn alerts(options: &Options) -> Option<Monitoring> {
    if !matches!(options.source, Source::Live { .. }) {
        return None;
    }
    let of_rules = options.servers.prometheus.as_ref().map(|_| Monitoring::RuleAlerts);
    options.servers.alertmanager.as_ref().map(|_| Monitoring::Alerts).or(of_rules)
}

fn summed(answers: &[Answer]) -> (Health, Names) {
    let mut health = Health::default();
    let mut names = Names::default();
    for (read, observation) in answers {
        let label = read.label();
        if observation.outcome != Outcome::Read {
            health.unseen.push(label);
            continue;
        }
        if let Target::Monitoring(_) = read.target {
            health.alerts = observation.body.json().map(|document| Firing::all(document));
            continue;
        }
        health.bounded |= observation.truncated || !observation.partial.is_empty();
        let Some(items) = observation.body.json().and_then(|body| body.get("items")?.as_array()) else { continue };
        let plural = label.split_whitespace().next().unwrap_or_default();
        match plural {
            "nodes" => {
                health.nodes = items.len();
                health.nodes_unready = items.iter().filter(|node| !is_ready(node)).count();
                names.objects.extend(items.iter().filter_map(name));
            }
            "namespaces" => names.namespaces = items.iter().filter_map(name).collect(),
            "events" => health.warnings = items.iter().filter(|event| text(event, "/type") != "Normal").count(),
            plural => {
                let kind = WORKLOADS.iter().find(|kind| kind.plural == plural).map_or("", |kind| &*kind.kind);
                for item in items {
                    health.workloads += 1;
                    health.unwell.extend(unwell(kind, item));
                    names.objects.extend(path(item));
                }
            }
        }
    }
    names.objects.sort();
    names.objects.dedup();
    names.objects.truncate(NAMES);
    health.unwell.sort_by(|a, b| a.object.cmp(&b.object));
    (health, names)
}

fn unwell(kind: &str, item: &Value) -> Option<Unwell> {
    let count = |pointer: &str| item.pointer(pointer).and_then(Value::as_i64);
    let (wanted, ready) = match kind {
        "DaemonSet" => (count("/status/desiredNumberScheduled").unwrap_or(0), count("/status/numberReady")),
        _ => (count("/spec/replicas").unwrap_or(1), count("/status/readyReplicas")),
    };
    let ready = ready.unwrap_or(0);
    let object = ObjectRef {
        api_version: "apps/v1".to_owned(),
        kind: kind.to_owned(),
        namespace: Some(text(item, "/metadata/namespace").to_owned()),
        name: text(item, "/metadata/name").to_owned(),
    };
    (ready < wanted).then_some(Unwell { object, ready, wanted })
}

fn is_ready(node: &Value) -> bool {
    let conditions = node.pointer("/status/conditions").and_then(Value::as_array);
    conditions.into_iter().flatten().any(|it| text(it, "/type") == "Ready" && text(it, "/status") == "True")
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn name(item: &Value) -> Option<String> {
    Some(text(item, "/metadata/name").to_owned()).filter(|name| !name.is_empty())
}

fn path(item: &Value) -> Option<String> {
    Some(format!("{}/{}", text(item, "/metadata/namespace"), name(item)?))
}

/// Of a long list only the counts are kept.
fn counts(item: &mut Value) -> Kept {
    let number = |pointer: &str| item.pointer(pointer).cloned().unwrap_or(Value::Null);
    *item = json!({
        "metadata": {"name": text(item, "/metadata/name"), "namespace": text(item, "/metadata/namespace")},
        "spec": {"replicas": number("/spec/replicas")},
        "status": {
            "readyReplicas": number("/status/readyReplicas"),
            "numberReady": number("/status/numberReady"),
            "desiredNumberScheduled": number("/status/desiredNumberScheduled"),
        },
    });
    Kept::Outline
}

fn conditions(item: &mut Value) -> Kept {
    let conditions = item.pointer("/status/conditions").cloned().unwrap_or(Value::Null);
    *item = json!({"metadata": {"name": text(item, "/metadata/name")}, "status": {"conditions": conditions}});
    Kept::Outline
}

fn named(item: &mut Value) -> Kept {
    *item = json!({"metadata": {"name": text(item, "/metadata/name")}, "type": item.get("type")});
    Kept::Outline
}
