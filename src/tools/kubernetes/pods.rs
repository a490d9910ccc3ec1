//! `pods`: the pods of a namespace, grouped by owner and state.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnosis::objects::pod::Pod;
use crate::evidence::entity::EntityKey;
use crate::evidence::kinds;
use crate::tools::show::{self, counted};
use crate::tools::{Context, Function, Page, Wrong, find};

/// Pods of a group that are named.
const NAMED: usize = 4;

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "pods",
    "Counts the pods of a namespace or the cluster by owner and state, with names, restarts and nodes of some.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// One namespace, or * for all; without it that of the question, else all
    namespace: Option<String>,
    /// Only pods that are not well
    unwell: Option<bool>,
    /// Only pods on this node
    node: Option<String>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let place = find::scope(arguments.namespace.as_ref(), context)?;
    let graph = context.lists(&[&kinds::POD, &kinds::REPLICA_SET, &kinds::JOB], place, &mut page).await;
    let mut groups: BTreeMap<(bool, EntityKey, String), Vec<String>> = BTreeMap::new();
    let (mut total, mut unwell) = (0, 0);
    for pod in graph.of_kind(&kinds::POD).map(|object| Pod::new(&graph, object)) {
        if arguments.node.as_deref().is_some_and(|node| pod.node() != Some(node)) {
            continue;
        }
        total += 1;
        let trouble = pod.trouble();
        unwell += usize::from(trouble.is_some());
        if trouble.is_some() || arguments.unwell != Some(true) {
            let group = (trouble.is_none(), pod.app(), state(&pod));
            groups.entry(group).or_default().push(called(&pod, context));
        }
    }
    page.line(0, format!("{}, {unwell} of them unwell", counted(total, "pod")));
    for ((_, app, state), pods) in &groups {
        page.line(1, format!("{} {}: {} {state}", app.kind, app.path(), pods.len()));
        for pod in pods.iter().take(NAMED) {
            page.line(2, pod);
        }
        if pods.len() > NAMED {
            page.line(2, format!("and {} more", pods.len() - NAMED));
        }
    }
    Ok(page)
}

/// The state as a person calls it: why a container waits or ended, else the phase.
fn state(pod: &Pod<'_>) -> String {
    if pod.deleted().is_some() {
        return "Terminating".to_owned();
    }
    let containers = pod.containers();
    let waiting = containers.iter().find_map(|it| it.waiting_reason().and_then(|reason| reason.str()));
    let ended = containers.iter().find_map(|it| it.terminated().and_then(|exit| exit.str_at("/reason")));
    let reason = waiting.filter(|reason| *reason != "PodInitializing" && *reason != "ContainerCreating");
    let words = reason.or(ended.filter(|_| !pod.ready())).or(waiting).unwrap_or(pod.phase());
    let ready = if pod.ready() { ", ready" } else { ", not ready" };
    let ready = if matches!(pod.phase(), "Succeeded" | "Failed") { "" } else { ready };
    let trouble = pod.trouble().map(|trouble| format!(" ({trouble:?})")).unwrap_or_default();
    format!("{words}{ready}{trouble}")
}

fn called(pod: &Pod<'_>, context: &Context) -> String {
    let restarts: i64 = pod.containers().iter().map(crate::diagnosis::objects::container::Container::restarts).sum();
    let restarts = if restarts > 0 { format!(", {restarts} restarts") } else { String::new() };
    let node = pod.node().map_or_else(|| ", on no node".to_owned(), |node| format!(", on {node}"));
    format!("{}, {} old{restarts}{node}", pod.key().name, show::ago(context.now(), pod.created()))
}
