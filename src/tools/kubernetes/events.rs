//! `events`: what kubelet, scheduler and controllers said, grouped.

use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use schemars::JsonSchema;
use serde::Deserialize;

use crate::cluster::read::Read;
use crate::diagnosis::objects::event::Event;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;
use crate::tools::{Context, Function, Page, Wrong, find, show};

/// Groups that are told.
const GROUPS: usize = 60;

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "events",
    "Tells what kubelet, scheduler and controllers said about a namespace or an object, the newest \
     first, repeats counted.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// One namespace, or * for all; without it that of the question, else all
    namespace: Option<String>,
    /// Kind of the one object that is meant
    kind: Option<String>,
    /// Name of the one object that is meant
    name: Option<String>,
    /// Warnings only
    warnings: Option<bool>,
    /// Not older than this many minutes
    #[schemars(range(min = 1, max = 525_600))]
    since_minutes: Option<i64>,
    /// Only those whose reason or message contains this, whatever its case
    contains: Option<String>,
}

/// The read of the events about one object. Those of cluster-wide objects are in any namespace.
pub(super) fn about(key: &EntityKey) -> Read {
    let fields = format!("involvedObject.name={}", key.name);
    Read::list(&kinds::EVENT, key.namespace.as_deref()).fields(fields)
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let place = find::scope(arguments.namespace.as_ref(), context)?;
    let kind = arguments.kind.as_deref().map(find::kind).transpose()?;
    let mut read = Read::list(&kinds::EVENT, place);
    if let Some(name) = &arguments.name {
        read = read.fields(format!("involvedObject.name={}", find::name(name)?));
    } else if kind.is_some() {
        return Err(Wrong::new("a `kind` without a `name` means nothing", "name the object, or leave `kind` out"));
    }
    let mut graph = context.graph();
    context.take(vec![read], &mut page, &mut graph).await;
    let since = arguments.since_minutes.and_then(|m| context.now().checked_sub(SignedDuration::from_mins(m)).ok());
    let part = arguments.contains.as_deref().unwrap_or_default().to_lowercase();
    let targets: Vec<EntityKey> =
        targets(&graph).into_iter().filter(|key| kind.is_none_or(|kind| key.is(kind))).collect();
    let wanted = |event: &Event<'_>| {
        (arguments.warnings != Some(true) || event.is_warning())
            && since.is_none_or(|since| event.at().is_some_and(|at| at >= since))
            && (event.reason.to_lowercase().contains(&part) || event.message.to_lowercase().contains(&part))
    };
    write(&groups(&graph, &targets, wanted), context, &mut page);
    Ok(page)
}

/// The events about some objects.
pub(super) fn tell(graph: &Graph, targets: &[EntityKey], context: &Context, page: &mut Page) {
    write(&groups(graph, targets, |_| true), context, page);
}

/// Every object that an event is about.
fn targets(graph: &Graph) -> Vec<EntityKey> {
    let mut all: Vec<EntityKey> = graph
        .of_kind(&kinds::EVENT)
        .filter_map(|object| {
            let view = View::root(graph, object);
            let text = |at: &str| view.str_at(at);
            let version = text("/involvedObject/apiVersion").unwrap_or("v1");
            let namespace = text("/involvedObject/namespace");
            Some(EntityKey::referenced(
                version,
                text("/involvedObject/kind")?,
                namespace,
                text("/involvedObject/name")?,
            ))
        })
        .collect();
    all.sort();
    all.dedup();
    all
}

/// Events of one object, reason and message.
struct Group {
    last: Option<Timestamp>,
    count: i64,
    warning: bool,
    target: EntityKey,
    reason: String,
    message: String,
    pointer: String,
}

fn groups(graph: &Graph, targets: &[EntityKey], wanted: impl Fn(&Event<'_>) -> bool) -> Vec<Group> {
    let mut all: BTreeMap<(EntityKey, String, String), Group> = BTreeMap::new();
    for target in targets {
        for event in Event::about(graph, target).into_iter().filter(|event| wanted(event)) {
            let message = event.message.lines().next().unwrap_or_default().to_owned();
            let group =
                all.entry((target.clone(), event.reason.to_owned(), message.clone())).or_insert_with(|| Group {
                    last: None,
                    count: 0,
                    warning: event.is_warning(),
                    target: target.clone(),
                    reason: event.reason.to_owned(),
                    message,
                    pointer: String::new(),
                });
            group.count += event.count();
            if event.at() >= group.last {
                group.last = event.at();
                group.pointer = format!("{} {}", event.view.observation(), event.view.full_pointer());
            }
        }
    }
    let mut all: Vec<Group> = all.into_values().collect();
    all.sort_by(|a, b| b.last.cmp(&a.last).then_with(|| (&a.target, &a.reason).cmp(&(&b.target, &b.reason))));
    all
}

fn write(groups: &[Group], context: &Context, page: &mut Page) {
    if groups.is_empty() {
        page.line(0, "events: none");
        return;
    }
    let warnings = groups.iter().filter(|group| group.warning).count();
    page.line(
        0,
        format!("events: {}, {warnings} of them warnings; the newest first", show::counted(groups.len(), "sort")),
    );
    for group in groups.iter().take(GROUPS) {
        let times = if group.count > 1 { format!(" {}x", group.count) } else { String::new() };
        let mark = if group.warning { "Warning" } else { "Normal" };
        let when = show::ago(context.now(), group.last);
        let place = if group.pointer.is_empty() { String::new() } else { format!(" [{}]", group.pointer) };
        let target = format!("{} {}", group.target.kind, group.target.path());
        page.line(1, format!("{when} ago{times} {mark} {} {target}: {}{place}", group.reason, group.message));
    }
    if groups.len() > GROUPS {
        page.line(
            1,
            format!("… and {} more sorts: narrow them by object, `contains`, or `warnings`", groups.len() - GROUPS),
        );
    }
}
