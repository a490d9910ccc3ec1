//! `applications`: what Argo CD manages, and how far it is.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::cluster::read::Read;
use crate::evidence::kinds;
use crate::evidence::observation::Outcome;
use crate::evidence::view::View;
use crate::tools::show::{self, counted};
use crate::tools::{Context, Function, Page, Wrong, find};

/// Entries of a history and resources that are shown.
const SHOWN: usize = 10;

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "applications",
    "Lists Argo CD Applications with sync and health; of one its source, last operation, conditions, \
     history, and resources that are not in sync.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// One Application
    name: Option<String>,
    /// Namespace of the Applications, or * for all, which is also what is meant without it
    namespace: Option<String>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    // Applications live beside Argo CD, not where they deploy to.
    let place = match arguments.namespace.as_deref() {
        None | Some("*") => None,
        Some(place) => Some(find::name(place)?),
    };
    let mut graph = context.graph();
    context.take(vec![Read::list(&kinds::ARGO_APPLICATION, place)], &mut page, &mut graph).await;
    if graph.coverage.lists.first().is_some_and(|mark| mark.outcome == Outcome::Absent) {
        page.line(0, "the cluster has no Argo CD Applications");
        return Ok(page);
    }
    let all: Vec<View<'_>> = graph.of_kind(&kinds::ARGO_APPLICATION).map(|object| View::root(&graph, object)).collect();
    let Some(name) = &arguments.name else {
        page.line(0, counted(all.len(), "Application"));
        for view in &all {
            line(view, &mut page);
        }
        return Ok(page);
    };
    let found: Vec<&View<'_>> = all.iter().filter(|view| view.key().name == *name).collect();
    if found.is_empty() {
        let near = find::nearest(name, all.iter().map(|view| view.key().name.as_str()));
        page.line(0, format!("no Application is called `{name}`; {}", find::near_or(&near, "there are none like it")));
    }
    for view in found {
        line(view, &mut page);
        in_full(view, context, &mut page);
    }
    Ok(page)
}

fn line(view: &View<'_>, page: &mut Page) {
    let text = |at: &str| view.str_at(at).unwrap_or("?");
    let to = text("/spec/destination/namespace");
    page.line(
        1,
        format!(
            "{}: {}, {}, deploys to {to}",
            view.key().path(),
            text("/status/sync/status"),
            text("/status/health/status")
        ),
    );
}

fn in_full(view: &View<'_>, context: &Context, page: &mut Page) {
    for (what, at) in [("source", "/spec/source"), ("sources", "/spec/sources"), ("sync policy", "/spec/syncPolicy")] {
        if let Some(part) = view.at(at) {
            page.line(0, format!("{what}, in {}:", view.observation()));
            show::outline(part.value(), &part.full_pointer(), SHOWN, page);
        }
    }
    for condition in view.items("/status/conditions") {
        let text = |at: &str| condition.str_at(at).unwrap_or_default();
        page.line(0, format!("condition {}: {}", text("/type"), text("/message")));
    }
    if let Some(operation) = view.at("/status/operationState") {
        let text = |at: &str| operation.str_at(at).unwrap_or_default();
        let when = show::ago(context.now(), operation.time_at("/finishedAt"));
        page.line(0, format!("last operation {} {when} ago: {}", text("/phase"), text("/message")));
    }
    let resources = view.items("/status/resources");
    let bad: Vec<&View<'_>> = resources
        .iter()
        .filter(|one| {
            one.str_at("/status").is_some_and(|status| status != "Synced")
                || one.str_at("/health/status").is_some_and(|health| health != "Healthy")
        })
        .collect();
    page.line(0, format!("{} resources, {} of them not in sync or not healthy", resources.len(), bad.len()));
    for one in bad.into_iter().take(SHOWN) {
        let text = |at: &str| one.str_at(at).unwrap_or_default();
        let why = format!("{} {} {}", text("/status"), text("/health/status"), text("/health/message"));
        page.line(1, format!("{} {}/{}: {}", text("/kind"), text("/namespace"), text("/name"), why.trim()));
    }
    let history = view.items("/status/history");
    for one in history.iter().rev().take(SHOWN) {
        let when = show::ago(context.now(), one.time_at("/deployedAt"));
        page.line(0, format!("deployed {when} ago: {}", one.str_at("/revision").unwrap_or_default()));
    }
}
