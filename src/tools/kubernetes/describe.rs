//! `describe`: one object in short, with its events and who owns it.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use super::events;
use crate::cluster::read::Read;
use crate::diagnosis::objects::container::Container;
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;
use crate::tools::{Context, Function, Page, Wrong, find, show};

/// Owners that are followed.
const OWNERS: usize = 4;
/// Values of a spec and of a status that are shown.
const VALUES: usize = 40;

/// Fields that are told in words.
const TOLD: &[&str] = &["conditions", "containerStatuses", "initContainerStatuses"];

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "describe",
    "Shows one object in short: state, conditions, owners, spec, and the events about it.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Kind, plural or short name
    kind: String,
    /// Name of the object
    name: String,
    /// Its namespace; without it that of the question, else it is looked for in all
    namespace: Option<String>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let kind = find::kind(&arguments.kind)?;
    let key = find::object(kind, arguments.namespace.as_ref(), &arguments.name, context, &mut page).await?;
    let mut graph = context.graph();
    let reads = vec![Read::object(kind, key.namespace.as_deref(), &key.name), events::about(&key)];
    context.take(reads, &mut page, &mut graph).await;
    let Some(view) = find::present(&key, &graph, &mut page) else { return Ok(page) };
    let view_key = view.key().clone();
    let chain = owners(&view_key, context, &mut page, &mut graph).await;
    let Some(view) = graph.view(&key) else { return Ok(page) };
    head(&view, &chain, context, &mut page);
    show::conditions(&view, context.now(), &mut page);
    for container in if key.is(&kinds::POD) { Container::of_pod(&view) } else { Vec::new() } {
        containers(&container, context, &mut page);
    }
    events::tell(&graph, std::slice::from_ref(&key), context, &mut page);
    parts(&view, &mut page);
    Ok(page)
}

/// What was asked for and what is, without what servers fill in everywhere.
fn parts(view: &View<'_>, page: &mut Page) {
    for (heading, pointer) in [("spec", "/spec"), ("data", "/data"), ("status", "/status")] {
        let Some(part) = view.at(pointer) else { continue };
        let mut value = part.value().clone();
        prune(&mut value);
        page.line(0, format!("{heading}, in {}:", view.observation()));
        show::outline(&value, pointer, VALUES, page);
    }
}

/// Drops fields that are told above in words, and those that say the same of nearly every object. Lists keep their
/// places, so that pointers hold.
fn prune(value: &mut Value) {
    match value {
        Value::Object(map) => {
            map.retain(|field, below| !TOLD.contains(&field.as_str()) && !is_everywhere(field, below));
            map.values_mut().for_each(prune);
        }
        Value::Array(list) => list.iter_mut().for_each(prune),
        _ => {}
    }
}

fn is_everywhere(field: &str, value: &Value) -> bool {
    let text = value.as_str().unwrap_or_default();
    let empty = value.as_object().is_some_and(serde_json::Map::is_empty);
    match field {
        "terminationMessagePath" | "terminationMessagePolicy" | "enableServiceLinks" | "preemptionPolicy" => true,
        "schedulerName" => text == "default-scheduler",
        "dnsPolicy" => text == "ClusterFirst",
        "securityContext" | "resources" => empty,
        "priority" => value.as_i64() == Some(0),
        // The kubelet's own: where a token is mounted, and how long a pod stays on a node that is lost.
        "volumeMounts" | "volumes" => {
            let own = |one: &Value| {
                one.get("name").and_then(Value::as_str).is_some_and(|it| it.starts_with("kube-api-access-"))
            };
            value.as_array().is_some_and(|list| list.iter().all(own))
        }
        "tolerations" => {
            let own = |one: &Value| one.get("tolerationSeconds").and_then(Value::as_i64) == Some(300);
            value.as_array().is_some_and(|list| list.iter().all(own))
        }
        _ => false,
    }
}

/// Who controls it, from its owner upwards.
async fn owners(key: &EntityKey, context: &Context, page: &mut Page, graph: &mut Graph) -> Vec<EntityKey> {
    let mut chain = Vec::new();
    let mut next = graph.controller(key);
    while let Some(owner) = next.filter(|_| chain.len() < OWNERS) {
        if let Some(kind) = owner.known_kind() {
            let read = Read::object(kind, owner.namespace.as_deref(), &owner.name);
            context.take(vec![read], page, graph).await;
        }
        next = graph.controller(&owner);
        chain.push(owner);
    }
    chain
}

fn head(view: &View<'_>, chain: &[EntityKey], context: &Context, page: &mut Page) {
    let key = view.key();
    let age = show::ago(context.now(), view.time_at("/metadata/creationTimestamp"));
    page.line(0, format!("{} {}, {age} old", key.kind, key.path()));
    for owner in chain {
        let gone = matches!(view.graph().lookup(owner), Lookup::Absent(_));
        page.line(1, format!("owned by {} {}{}", owner.kind, owner.path(), if gone { ", which is gone" } else { "" }));
    }
    if let Some(kind) = key.known_kind() {
        page.table(1, &show::rows(kind, std::slice::from_ref(view), context.now(), true));
    }
    if view.at("/metadata/deletionTimestamp").is_some() {
        let names: Vec<&str> = view.items("/metadata/finalizers").iter().filter_map(View::str).collect();
        page.line(1, format!("its deletion was asked for; finalizers: {}", names.join(", ")));
    }
    for (what, pointer) in [("labels", "/metadata/labels"), ("annotations", "/metadata/annotations")] {
        // What was applied is the object once more, see `diff`.
        let all = show::labels(view, pointer, &["kubectl.kubernetes.io/last-applied-configuration"]);
        if !all.is_empty() {
            page.line(1, format!("{what}: {all}"));
        }
    }
}

/// A container in a line or three: what it runs and how it is.
fn containers(container: &Container<'_>, context: &Context, page: &mut Page) {
    let image = container.image().and_then(|image| image.str()).unwrap_or("?");
    let ready = if container.ready() { "ready" } else { "not ready" };
    let restarts = container.restarts();
    page.line(
        0,
        format!("container {} ({:?}): {ready}, {restarts} restarts, image {image}", container.name, container.role),
    );
    if let Some(reason) = container.waiting_reason() {
        let words = container.waiting_message().and_then(|it| it.str()).unwrap_or_default();
        page.line(1, format!("waiting: {} {words}", reason.str().unwrap_or_default()));
    }
    if let Some(since) = container.running_since() {
        page.line(1, format!("running for {}", show::ago(context.now(), Some(since))));
    }
    for (what, exit) in [("ended", container.terminated()), ("last ended", container.last_terminated())] {
        let Some(exit) = exit else { continue };
        let text = |at: &str| exit.str_at(at).unwrap_or_default();
        let code = exit.i64_at("/exitCode").map_or_else(|| "?".to_owned(), |code| code.to_string());
        let when = show::ago(context.now(), exit.time_at("/finishedAt"));
        page.line(1, format!("{what} {when} ago with exit code {code} {} {}", text("/reason"), text("/message")));
    }
}
