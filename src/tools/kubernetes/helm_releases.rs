//! `helm_releases`: what Helm released, and how that went.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::cluster::read::Read;
use crate::diagnosis::objects::release::Release;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;
use crate::tools::show::{self, counted};
use crate::tools::{Context, Function, Page, Wrong, find};

/// Records that are opened.
const OPENED: usize = 5;

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "helm_releases",
    "Lists Helm releases with revision, state and age; of one release its history, with what Helm said \
     of each revision.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// One release: its history
    name: Option<String>,
    /// One namespace, or * for all; without it that of the question, else all
    namespace: Option<String>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let place = find::scope(arguments.namespace.as_ref(), context)?;
    let named = arguments.name.as_deref().map(|name| find::name(name)).transpose()?;
    let selector = named.map_or_else(|| "owner=helm".to_owned(), |name| format!("name={name},owner=helm"));
    let mut graph = context.graph();
    context.take(vec![Read::list(&kinds::SECRET, place).labelled(selector)], &mut page, &mut graph).await;
    if named.is_some() {
        let mut records: Vec<(String, String)> =
            numbered(&graph).into_iter().map(|(_, place, name)| (place, name)).collect();
        records.truncate(OPENED);
        let reads = records.iter().map(|(place, name)| Read::release_record(place, name)).collect();
        context.take(reads, &mut page, &mut graph).await;
        history(&graph, context, &mut page);
        return Ok(page);
    }
    let all = Release::all(&graph);
    page.line(0, counted(all.len(), "release"));
    for release in all {
        let state = release.status().and_then(|state| state.str()).unwrap_or("?");
        let when = show::ago(context.now(), release.modified());
        page.line(1, format!("{}: revision {}, {state}, {when} ago", release.key.path(), release.revision));
    }
    Ok(page)
}

/// The records, the newest revision first, with their namespace and name.
fn numbered(graph: &Graph) -> Vec<(i64, String, String)> {
    let mut all: Vec<(i64, String, String)> = graph
        .of_kind(&kinds::SECRET)
        .filter_map(|object| {
            let (_, revision) = object.key.name.rsplit_once(".v")?;
            Some((revision.parse().ok()?, object.key.ns().to_owned(), object.key.name.clone()))
        })
        .collect();
    all.sort_by(|a, b| b.cmp(a));
    all
}

fn history(graph: &Graph, context: &Context, page: &mut Page) {
    let all = numbered(graph);
    page.line(0, format!("{}, the newest first", counted(all.len(), "revision")));
    for (revision, place, name) in all {
        let key = crate::evidence::entity::EntityKey::new(&kinds::SECRET, Some(&place), &name);
        let Some(view) = graph.view(&key) else { continue };
        let label = |label: &str| view.key_at("/metadata/labels", label).and_then(|it| it.str()).unwrap_or("?");
        let when = show::ago(context.now(), view.time_at("/metadata/creationTimestamp"));
        let text = |at: &str| view.str_at(at).unwrap_or_default();
        let chart = format!("{} {}", text("/data/release/chart/name"), text("/data/release/chart/version"));
        page.line(1, format!("{place}: revision {revision}, {}, {when} ago, {}", label("status"), chart.trim()));
        let said = text("/data/release/info/description");
        if !said.is_empty() {
            page.line(2, format!("{said} [{} /data/release/info/description]", view.observation()));
        }
        for hook in view.items("/data/release/hooks") {
            hooks(&hook, page);
        }
    }
}

fn hooks(hook: &View<'_>, page: &mut Page) {
    if let Some(phase) = hook.str_at("/last_run/phase").filter(|phase| !phase.is_empty() && *phase != "Succeeded") {
        let text = |at: &str| hook.str_at(at).unwrap_or_default();
        page.line(2, format!("hook {} {}: {phase}", text("/kind"), text("/name")));
    }
}
