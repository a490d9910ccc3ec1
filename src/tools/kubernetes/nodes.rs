//! `nodes`: how the machines are.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnosis::objects::node::Node;
use crate::evidence::kinds;
use crate::evidence::view::View;
use crate::tools::show::{self, counted};
use crate::tools::{Context, Function, Page, Wrong};

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "nodes",
    "Shows the nodes: ready or not and why, pressure, taints, cordons, roles and versions.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Only nodes whose name contains this
    name: Option<String>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let graph = context.lists(&[&kinds::NODE], None, &mut page).await;
    let part = arguments.name.as_deref().unwrap_or_default();
    let found: Vec<View<'_>> = graph
        .of_kind(&kinds::NODE)
        .filter(|object| object.key.name.contains(part))
        .map(|object| View::root(&graph, object))
        .collect();
    page.line(0, counted(found.len(), "node"));
    page.table(1, &show::rows(&kinds::NODE, &found, context.now(), true));
    for view in &found {
        for note in notes(view, context) {
            page.line(1, format!("{}: {note}", view.key().name));
        }
    }
    Ok(page)
}

/// What is not as it is on a node that anything may run on.
fn notes(view: &View<'_>, context: &Context) -> Vec<String> {
    let Some(object) = view.graph().get(view.key()) else { return Vec::new() };
    let node = Node::new(view.graph(), object);
    let mut notes: Vec<String> = node.taints().iter().map(|taint| format!("taint {}", taint.text())).collect();
    if node.cordoned() {
        notes.push("cordoned".to_owned());
    }
    for condition in view.items("/status/conditions") {
        let (Some(name), Some(status)) = (condition.str_at("/type"), condition.str_at("/status")) else { continue };
        if (name == "Ready") == (status == "True") {
            continue;
        }
        let since = show::ago(context.now(), condition.time_at("/lastTransitionTime"));
        let text = |at: &str| condition.str_at(at).unwrap_or_default();
        notes.push(format!("{name}={status} for {since} {}: {}", text("/reason"), text("/message")));
    }
    notes
}
