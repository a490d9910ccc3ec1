//! `resources`: the objects of one kind, as `kubectl get` lists them.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::cluster::read::Read;
use crate::evidence::observation::Outcome;
use crate::evidence::view::View;
use crate::tools::{Context, Function, Page, Wrong, find, show};

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "resources",
    "Lists the objects of one kind with their state, as kubectl get does.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Kind, plural or short name: Deployment, pods, svc, virtualservices
    kind: String,
    /// One namespace, or * for all; without it that of the question, else all
    namespace: Option<String>,
    /// Label selector, e.g. app=web,tier!=cache
    labels: Option<String>,
    /// Only objects whose name contains this
    name: Option<String>,
    /// More columns: addresses, nodes, images
    wide: Option<bool>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let kind = find::kind(&arguments.kind)?;
    let place = find::scope(arguments.namespace.as_ref(), context)?.filter(|_| kind.namespaced);
    let mut read = Read::list(kind, place);
    if let Some(labels) = &arguments.labels {
        read = read.labelled(labels.clone());
    }
    let mut graph = context.graph();
    context.take(vec![read], &mut page, &mut graph).await;
    let Some(mark) = graph.coverage.lists.first() else { return Ok(page) };
    if mark.outcome == Outcome::Absent {
        page.line(0, format!("the cluster does not serve {}", kind.plural));
        return Ok(page);
    }
    let part = arguments.name.as_deref().unwrap_or_default();
    let found: Vec<View<'_>> = graph
        .of_kind(kind)
        .filter(|object| object.key.name.contains(part))
        .map(|object| View::root(&graph, object))
        .collect();
    let scope = place.map_or_else(String::new, |place| format!(" in {place}"));
    let of = if found.len() == mark.items { String::new() } else { format!(" of {}", mark.items) };
    page.line(0, format!("{}{of} {}{scope}", found.len(), kind.plural));
    page.table(0, &show::rows(kind, &found, context.now(), arguments.wide == Some(true)));
    Ok(page)
}
