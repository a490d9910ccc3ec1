//! `namespaces`: which there are.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::evidence::kinds;
use crate::evidence::view::View;
use crate::tools::show::{self, counted};
use crate::tools::{Context, Function, Page, Wrong};

/// The tool.
pub(super) static TOOL: Function<Arguments> =
    Function::new("namespaces", "Lists the namespaces with their state and labels.", |arguments, context| {
        Box::pin(run(arguments, context))
    });

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Only namespaces whose name contains this
    name: Option<String>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let graph = context.lists(&[&kinds::NAMESPACE], None, &mut page).await;
    let part = arguments.name.as_deref().unwrap_or_default();
    let found: Vec<View<'_>> = graph
        .of_kind(&kinds::NAMESPACE)
        .filter(|object| object.key.name.contains(part))
        .map(|object| View::root(&graph, object))
        .collect();
    page.line(0, counted(found.len(), "namespace"));
    let rows: Vec<Vec<String>> = found.iter().map(|view| row(view, context)).collect();
    page.table(1, &rows);
    Ok(page)
}

fn row(view: &View<'_>, context: &Context) -> Vec<String> {
    let age = show::ago(context.now(), view.time_at("/metadata/creationTimestamp"));
    let labels = show::labels(view, "/metadata/labels", &["kubernetes.io/metadata.name"]);
    vec![view.key().name.clone(), view.str_at("/status/phase").unwrap_or("?").to_owned(), age, labels]
}
