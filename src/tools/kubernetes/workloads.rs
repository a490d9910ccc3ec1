//! `workloads`: how far each workload is from what was asked of it.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnosis::objects::app::App;
use crate::evidence::kinds;
use crate::tools::show::{self, counted};
use crate::tools::{Context, Function, Page, Wrong, find};

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "workloads",
    "Shows every workload of a namespace or the cluster: replicas asked for and ready, pods in trouble, \
     failed conditions.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// One namespace, or * for all; without it that of the question, else all
    namespace: Option<String>,
    /// Only workloads that are not as they should be
    unwell: Option<bool>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let place = find::scope(arguments.namespace.as_ref(), context)?;
    let listed = [
        &kinds::DEPLOYMENT,
        &kinds::STATEFUL_SET,
        &kinds::DAEMON_SET,
        &kinds::REPLICA_SET,
        &kinds::JOB,
        &kinds::CRON_JOB,
        &kinds::POD,
    ];
    let graph = context.lists(&listed, place, &mut page).await;
    let all = App::all(&graph);
    let (unwell, well): (Vec<_>, Vec<_>) = all.iter().partition(|app| is_unwell(app));
    page.line(0, format!("{}, {} of them not as they should be", counted(all.len(), "workload"), unwell.len()));
    for app in unwell {
        tell(app, context, &mut page);
    }
    if arguments.unwell != Some(true) {
        for app in well {
            tell(app, context, &mut page);
        }
    }
    Ok(page)
}

/// Whether pods are in trouble, or fewer are ready than asked for.
fn is_unwell(app: &App<'_>) -> bool {
    let ready = i64::try_from(app.ready()).unwrap_or(i64::MAX);
    !app.troubled().is_empty() || app.replicas().is_some_and(|wanted| ready < wanted) || failed(app).is_some()
}

/// A condition of the workload that says that it failed.
fn failed(app: &App<'_>) -> Option<String> {
    let conditions = app.view.as_ref()?.items("/status/conditions");
    let bad = conditions.iter().find(|one| {
        matches!(
            (one.str_at("/type"), one.str_at("/status")),
            (Some("Failed" | "ReplicaFailure"), Some("True")) | (Some("Available" | "Progressing"), Some("False"))
        )
    })?;
    let text = |at: &str| bad.str_at(at).unwrap_or_default();
    if text("/reason") == "MinimumReplicasUnavailable" {
        // It says again what the figures say.
        return None;
    }
    Some(format!("{}={} {}: {}", text("/type"), text("/status"), text("/reason"), text("/message")))
}

fn tell(app: &App<'_>, context: &Context, page: &mut Page) {
    let ready = app.ready();
    let figures = match app.replicas() {
        Some(wanted) => format!("{ready} of {wanted} ready"),
        None => format!("{}, {ready} ready", counted(app.pods.len(), "pod")),
    };
    let age = app.view.as_ref().and_then(|view| view.time_at("/metadata/creationTimestamp"));
    let images: Vec<&str> = app
        .template()
        .map(|template| template.items("/spec/containers").iter().filter_map(|it| it.str_at("/image")).collect())
        .unwrap_or_default();
    let age = show::ago(context.now(), age);
    page.line(1, format!("{} {}: {figures}, {age} old, {}", app.key.kind, app.key.path(), images.join(", ")));
    if let Some(paused) = app.view.as_ref().and_then(|view| view.bool_at("/spec/paused")).filter(|paused| *paused) {
        page.line(2, format!("paused: {paused}"));
    }
    if let Some(failed) = failed(app) {
        page.line(2, failed);
    }
    for pod in app.troubled().iter().take(3) {
        let trouble = pod.trouble().map(|trouble| format!("{trouble:?}")).unwrap_or_default();
        page.line(2, format!("{} {trouble}", pod.key().name));
    }
}
