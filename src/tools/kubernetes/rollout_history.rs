//! `rollout_history`: the revisions of a workload, and what each changed.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::cluster::read::Read;
use crate::diagnosis::changes::revisions::{self, Revision};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};
use crate::tools::show::{self, counted};
use crate::tools::{Context, Function, Page, Wrong, find};

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "rollout_history",
    "Lists the revisions of a Deployment, StatefulSet or DaemonSet, the newest first, with what each \
     changed and who wrote it.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Deployment, StatefulSet or DaemonSet
    kind: String,
    /// Name of the workload
    name: String,
    /// Its namespace; without it that of the question, else it is looked for in all
    namespace: Option<String>,
}

/// The kind of a workload that has revisions.
pub(super) fn kind(word: &str) -> Result<&'static Kind, Wrong> {
    let kind = find::kind(word)?;
    let fits = [&kinds::DEPLOYMENT, &kinds::STATEFUL_SET, &kinds::DAEMON_SET].contains(&kind);
    fits.then_some(kind).ok_or_else(|| {
        Wrong::new(format!("a {} has no revisions", kind.kind), "name a Deployment, StatefulSet or DaemonSet")
    })
}

/// Reads a workload and everything that its revisions are kept in.
pub(super) async fn read(key: &EntityKey, context: &Context, page: &mut Page) -> Graph {
    let mut graph = context.graph();
    let namespace = key.namespace.as_deref();
    let kept_in = if key.is(&kinds::DEPLOYMENT) { &kinds::REPLICA_SET } else { &kinds::CONTROLLER_REVISION };
    let mut reads = vec![Read::list(kept_in, namespace)];
    reads.extend(key.known_kind().map(|kind| Read::object(kind, namespace, &key.name)));
    context.take(reads, page, &mut graph).await;
    graph
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let kind = kind(&arguments.kind)?;
    let key = find::object(kind, arguments.namespace.as_ref(), &arguments.name, context, &mut page).await?;
    let graph = read(&key, context, &mut page).await;
    let Some(view) = find::present(&key, &graph, &mut page) else { return Ok(page) };
    let all = revisions::of(&graph, &key);
    page.line(0, format!("{} of {} {}, the newest first", counted(all.len(), "revision"), key.kind, key.path()));
    for (index, revision) in all.iter().enumerate().rev() {
        let before = index.checked_sub(1).and_then(|index| all.get(index));
        tell(revision, before, &view, context, &mut page);
    }
    Ok(page)
}

fn tell(
    revision: &Revision<'_>,
    before: Option<&Revision<'_>>,
    app: &crate::evidence::view::View<'_>,
    context: &Context,
    page: &mut Page,
) {
    let when = show::ago(context.now(), Some(revision.at));
    let by = revision.manager(Some(app)).map(|entry| format!(" by the program {}", entry.manager)).unwrap_or_default();
    let place = format!("{} {}", revision.view.observation(), revision.view.full_pointer());
    page.line(
        1,
        format!(
            "revision {} at {} ({when} ago){by}, {} [{place}]",
            revision.number,
            revision.at,
            revision.view.key().name
        ),
    );
    page.line(2, before.map_or_else(|| "the oldest that is kept".to_owned(), |before| revision.against(before)));
    let images: Vec<&str> =
        revision.template.items("/spec/containers").iter().filter_map(|it| it.str_at("/image")).collect();
    page.line(2, format!("images: {}", images.join(", ")));
    if let (Some(wanted), Some(ready)) =
        (revision.view.i64_at("/spec/replicas"), revision.view.i64_at("/status/replicas"))
    {
        let up = revision.view.i64_at("/status/readyReplicas").unwrap_or(0);
        page.line(2, format!("replicas: {wanted} asked for, {ready} there, {up} ready"));
    }
}
