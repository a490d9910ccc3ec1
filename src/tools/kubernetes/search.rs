//! `search`: objects by a part of their name, of the kinds that people speak of.

use schemars::JsonSchema;
use serde::Deserialize;

use super::super::find::nearest;
use crate::cluster::read::Read;
use crate::evidence::kinds::{self, Kind};
use crate::tools::{Context, Function, Page, Wrong, find};

/// Kinds that are searched.
const SEARCHED: &[&Kind] = &[
    &kinds::NAMESPACE,
    &kinds::DEPLOYMENT,
    &kinds::STATEFUL_SET,
    &kinds::DAEMON_SET,
    &kinds::CRON_JOB,
    &kinds::JOB,
    &kinds::POD,
    &kinds::SERVICE,
    &kinds::INGRESS,
    &kinds::CONFIG_MAP,
    &kinds::SECRET,
    &kinds::PVC,
    &kinds::NODE,
];
/// Objects of a kind that are named.
const NAMED: usize = 12;

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "search",
    "Finds objects by a part of their name among workloads, pods, Services, Ingresses, configuration, \
     claims, nodes and namespaces.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// The name, or a part of it
    name: String,
    /// One namespace, or * for all; without it that of the question, else all
    namespace: Option<String>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let wanted = arguments.name.trim().to_lowercase();
    if wanted.is_empty() {
        return Err(Wrong::new("the argument `name` is empty", "write a name or a part of one"));
    }
    let place = find::scope(arguments.namespace.as_ref(), context)?;
    let mut graph = context.graph();
    let reads = SEARCHED.iter().map(|kind| Read::list(kind, place.filter(|_| kind.namespaced)).metadata()).collect();
    context.take(reads, &mut page, &mut graph).await;
    let mut any = false;
    for kind in SEARCHED {
        let found: Vec<String> = graph
            .of_kind(kind)
            .filter(|object| object.key.name.to_lowercase().contains(&wanted))
            .map(|object| object.key.path())
            .collect();
        if found.is_empty() {
            continue;
        }
        any = true;
        let more = if found.len() > NAMED { format!(" and {} more", found.len() - NAMED) } else { String::new() };
        let names: Vec<&str> = found.iter().map(String::as_str).take(NAMED).collect();
        page.line(0, format!("{}: {}{more}", kind.plural, names.join(", ")));
    }
    if !any {
        let mut names: Vec<&str> = graph.objects().map(|object| object.key.name.as_str()).collect();
        names.sort_unstable();
        names.dedup();
        let near = nearest(&wanted, names);
        let near = if near.is_empty() { String::new() } else { format!("; near are {}", near.join(", ")) };
        page.line(0, format!("nothing has `{}` in its name{near}", arguments.name));
    }
    Ok(page)
}
