//! What Prometheus and Alertmanager tell of the captured namespaces, in the forms in which bundles hold it: alerts as
//! they are, series as lines of an export, calls as a map. Whoever asks the bundle later is answered as the cluster was.

use std::collections::BTreeSet;

use futures::{StreamExt as _, stream};
use serde_json::{Value, json};

use super::record::Record;
use super::session::Session;
use crate::cluster::monitoring::Monitoring;
use crate::cluster::read::Read;
use crate::diagnosis::telemetry::{alerts, edges, queries, readings};
use crate::evidence::documents::{ALERTMANAGER, PROMETHEUS};
use crate::evidence::observation::Observation;

/// Namespaces whose series are captured.
const NAMESPACES: usize = 20;
/// Queries that travel at a time.
const TOGETHER: usize = 8;

/// Collects what the servers have that are there beside the cluster.
pub(super) async fn collect(session: &Session, beside: &[String], namespaces: &BTreeSet<String>, record: &mut Record) {
    let there = |server: &str| beside.iter().any(|known| known == server);
    let of_rules = there(PROMETHEUS).then_some(Monitoring::RuleAlerts);
    if let Some(asked) = there(ALERTMANAGER).then_some(Monitoring::Alerts).or(of_rules)
        && let Some(document) = answer(session, &asked, record).await
    {
        record.document(alerts::PATH, &document);
    }
    if !there(PROMETHEUS) {
        return;
    }
    if namespaces.len() > NAMESPACES {
        let why = format!("the series of {NAMESPACES} namespaces are captured; name one with `-n`");
        record.miss("series of the other namespaces", why);
    }
    let asked = namespaces.iter().take(NAMESPACES).flat_map(|namespace| queries::of(namespace, session.now));
    let answers: Vec<_> = stream::iter(asked)
        .map(|asked| async move {
            let observation = session.read(&Read::monitoring(asked.clone())).await;
            (asked, observation)
        })
        .buffered(TOGETHER)
        .collect()
        .await;
    let (mut lines, mut calls) = (String::new(), Vec::new());
    for (asked, observation) in answers {
        let Some(document) = read(&asked, &observation, record) else { continue };
        let series = document.pointer("/data/result").and_then(Value::as_array).into_iter().flatten();
        if matches!(&asked, Monitoring::Series { name, .. } if name == queries::CALLS) {
            calls.extend(series.filter_map(call));
        } else {
            lines.extend(series.filter_map(line).map(|line| line.to_string() + "\n"));
        }
    }
    record.file(readings::METRICS, lines.as_bytes());
    record.document(edges::PATH, &Value::Array(calls));
}

async fn answer(session: &Session, asked: &Monitoring, record: &mut Record) -> Option<Value> {
    let observation = session.read(&Read::monitoring(asked.clone())).await;
    read(asked, &observation, record)
}

fn read(asked: &Monitoring, observation: &Observation, record: &mut Record) -> Option<Value> {
    if let Some((_, why)) = observation.outcome.blindness() {
        record.miss(asked.label(), why);
        return None;
    }
    observation.body.json().map(|document| (**document).clone())
}

/// A series of an answer as a line of an export.
fn line(series: &Value) -> Option<Value> {
    let pairs = series.get("values")?.as_array()?;
    let samples = pairs.iter().filter_map(|pair| {
        let (at, value) = (pair.get(0)?.as_f64()?, pair.get(1)?.as_str()?.parse::<f64>().ok()?);
        #[expect(clippy::cast_possible_truncation, reason = "seconds since 1970 in milliseconds")]
        value.is_finite().then_some(((at * 1000.0).round() as i64, value))
    });
    let (timestamps, values): (Vec<i64>, Vec<f64>) = samples.unzip();
    Some(json!({ "metric": series.get("metric")?, "values": values, "timestamps": timestamps }))
}

/// A counted call as an edge of a map.
fn call(series: &Value) -> Option<Value> {
    let label = |name: &str| series.pointer(&format!("/metric/{name}"))?.as_str();
    Some(json!({ "source": label("source_workload")?, "target": label("destination_service_name")? }))
}
