//! The tails of logs, of the containers that an investigation may read or of all.

use std::collections::{BTreeMap, BTreeSet};

use futures::stream::{self, StreamExt as _};

use super::objects::Pods;
use super::options::Logs;
use super::record::Record;
use super::session::Session;
use crate::cluster::read::{Read, Target};
use crate::diagnosis::collect;
use crate::diagnosis::objects::container::Role;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::log::LogKey;
use crate::evidence::observation::{Body, Observation};

const CONCURRENCY: usize = 8;
/// Logs of one capture.
const COUNT: usize = 5_000;

/// Reads and records logs.
pub(super) async fn collect(session: &Session, which: Logs, pods: &Pods, record: &mut Record) {
    let mut reads = plan(session, which, pods);
    if let Some(more) = reads.len().checked_sub(COUNT).filter(|more| *more > 0) {
        record.miss(format!("{more} more logs"), format!("a capture has {COUNT} at most"));
        reads.truncate(COUNT);
    }
    let mut answers =
        stream::iter(reads).map(|read| async move { (session.read(&read).await, read) }).buffered(CONCURRENCY);
    while let Some((answer, read)) = answers.next().await {
        if let Target::Log(key) = &read.target {
            take(key, &answer, record);
        }
    }
}

fn plan(session: &Session, which: Logs, pods: &Pods) -> Vec<Read> {
    let mut graph = Graph::new(session.now);
    for list in pods {
        graph.add_list(list, &kinds::POD, None, true);
    }
    let all = graph.of_kind(&kinds::POD).map(|object| Pod::new(&graph, object));
    match which {
        Logs::None => Vec::new(),
        Logs::Unhealthy => {
            let (bad, well): (Vec<Pod<'_>>, Vec<Pod<'_>>) = all.partition(|pod| pod.trouble().is_some());
            bad.iter().flat_map(unwell).chain(ready(&graph, &well)).collect()
        }
        Logs::All => all.flat_map(|pod| every(&pod)).collect(),
    }
}

/// What an investigation would read. Of a container that waits it reads the current log only where it could not have the
/// previous one; nobody can come back to a capture, so it has both.
fn unwell(pod: &Pod<'_>) -> Vec<Read> {
    let mut reads = BTreeMap::new();
    for read in collect::logs::of_pod(pod) {
        if let Target::Log(key) = &read.target {
            let current = Read::log(LogKey { previous: false, ..key.clone() });
            reads.insert(current.canonical(), current);
        }
        reads.insert(read.canonical(), read);
    }
    reads.into_values().collect()
}

/// What an investigation reads of apps that are up and may complain: the main container of the first ready pod.
fn ready(graph: &Graph, pods: &[Pod<'_>]) -> Vec<Read> {
    let mut known = BTreeSet::new();
    let up = pods.iter().filter(|pod| pod.ready() && pod.deleted().is_none());
    up.filter(|pod| {
        let owner = graph.controller(pod.key()).unwrap_or_else(|| pod.key().clone());
        !owner.is(&kinds::JOB) && known.insert(owner)
    })
    .filter_map(|pod| {
        let main = pod.containers().into_iter().find(|container| container.role == Role::Main)?;
        Some(Read::log(main.log_key(false)))
    })
    .collect()
}

fn every(pod: &Pod<'_>) -> Vec<Read> {
    let logs = |container: &crate::diagnosis::objects::container::Container<'_>| {
        let mut logs = vec![Read::log(container.log_key(false))];
        logs.extend((container.restarts() > 0).then(|| Read::log(container.log_key(true))));
        logs
    };
    if pod.node().is_none() { Vec::new() } else { pod.containers().iter().flat_map(logs).collect() }
}

fn take(key: &LogKey, answer: &Observation, record: &mut Record) {
    let suffix = if key.previous { "-previous" } else { "" };
    let folder = format!("cluster-resources/pods/logs/{}/{}", key.pod.ns(), key.pod.name);
    match (&answer.body, answer.outcome.blindness()) {
        (Body::Text(text), None) => {
            let written = record.file(&format!("{folder}/{}{suffix}.log", key.container), text.as_bytes());
            record.logs += u64::from(written);
        }
        // The kubelet says this in place of a log, and a bundle says it again.
        (_, Some((_, why))) if why.starts_with("unable to retrieve container logs") => {
            record.miss(answer.label.clone(), why);
            record.file(&format!("{folder}/{}{suffix}.log", key.container), format!("{why}\n").as_bytes());
        }
        (body, Some((word, why))) => {
            record.miss(answer.label.clone(), if why.is_empty() { word } else { why });
            // The layout has a place for what was said of the current log only.
            if !key.previous {
                let said = body.json().map_or_else(|| why.to_owned(), ToString::to_string);
                record.file(&format!("{folder}/{}-logs-errors.log", key.container), said.as_bytes());
            }
        }
        _ => {}
    }
}
