//! `references`: what an object names, whether that is there, and what names the object.

use schemars::JsonSchema;
use serde::Deserialize;

use super::named::{self, Named};
use crate::cluster::read::Read;
use crate::diagnosis::objects::service::Service;
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::view::View;
use crate::tools::show::counted;
use crate::tools::{Context, Function, Page, Wrong, find};

/// Objects that are looked up.
const LOOKED_UP: usize = 30;
/// Kinds whose objects name others.
const NAMING: &[&Kind] = &[
    &kinds::DEPLOYMENT,
    &kinds::REPLICA_SET,
    &kinds::STATEFUL_SET,
    &kinds::DAEMON_SET,
    &kinds::CRON_JOB,
    &kinds::JOB,
    &kinds::POD,
    &kinds::SERVICE,
    &kinds::SERVICE_ACCOUNT,
    &kinds::INGRESS,
    &kinds::HPA,
    &kinds::PVC,
    &kinds::ROLE_BINDING,
    &kinds::VIRTUAL_SERVICE,
    &kinds::HTTP_ROUTE,
    &kinds::CERTIFICATE,
];

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "references",
    "Shows what an object names (configuration, secrets, claims, accounts, Services, owners) and whether \
     it is there, and what names it.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Kind of the object; it need not exist
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
    let namespace = key.namespace.as_deref();
    let mut graph = context.lists(NAMING, namespace, &mut page).await;
    context.take(vec![Read::object(kind, namespace, &key.name)], &mut page, &mut graph).await;
    let named = graph.view(&key).map(|view| named::by(&view)).unwrap_or_default();
    let wanted = named.iter().take(LOOKED_UP).filter(|one| graph.get(&one.target).is_none());
    let reads = wanted.filter_map(|one| {
        let kind = one.target.known_kind()?;
        Some(Read::object(kind, one.target.namespace.as_deref(), &one.target.name))
    });
    let reads = reads.collect();
    context.take(reads, &mut page, &mut graph).await;
    if find::present(&key, &graph, &mut page).is_some() {
        outgoing(&key, &named, &graph, &mut page);
    }
    incoming(&key, &graph, &mut page);
    Ok(page)
}

fn outgoing(key: &EntityKey, named: &[Named], graph: &Graph, page: &mut Page) {
    page.line(0, format!("{} {} names {}", key.kind, key.path(), counted(named.len(), "object")));
    for one in named {
        let state = match graph.lookup(&one.target) {
            Lookup::Present(_) => "there".to_owned(),
            Lookup::Absent(fact) => format!("MISSING ({})", fact.observation),
            Lookup::Unseen(why) => format!("not seen: {why}"),
        };
        page.line(1, format!("{} {}: {state} [{}]", one.target.kind, one.target.path(), one.pointer));
    }
}

fn incoming(key: &EntityKey, graph: &Graph, page: &mut Page) {
    let mut lines: Vec<String> = Vec::new();
    for object in graph.objects().filter(|object| object.key != *key && !object.metadata_only) {
        // What a controller made is named by the controller already.
        if graph.controller(&object.key).is_some_and(|owner| owner != *key && graph.get(&owner).is_some()) {
            continue;
        }
        let view = View::root(graph, object);
        for one in named::by(&view).into_iter().filter(|one| one.target == *key) {
            lines.push(format!("{} {} at {} {}", object.key.kind, object.key.path(), object.observation, one.pointer));
        }
    }
    if let Some(view) = graph.view(key) {
        for object in graph.of_kind(&kinds::SERVICE) {
            let service = Service::new(graph, object);
            if service.selects(&view) || service.selects_template(&view) {
                lines.push(format!("Service {} selects it", object.key.path()));
            }
        }
    }
    page.line(0, format!("named by {}", counted(lines.len(), "object")));
    for line in lines {
        page.line(1, line);
    }
}
