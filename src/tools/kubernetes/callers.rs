//! `callers`: who is told to call a Service, and whom an app is told to call.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::calls::{self, Call};
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::tools::show::counted;
use crate::tools::{Context, Function, Page, Wrong, find};

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "callers",
    "Shows which workloads are told to call a Service, by environment, arguments and configuration; or \
     whom a workload calls.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// The Service whose callers are wanted
    service: Option<String>,
    /// Instead: the workload whose calls are wanted, by name
    workload: Option<String>,
    /// Its namespace; without it that of the question
    namespace: Option<String>,
    /// Callers in all namespaces, not only in its own
    everywhere: Option<bool>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let place = find::scope(arguments.namespace.as_ref(), context)?.map(str::to_owned);
    let listed = [
        &kinds::SERVICE,
        &kinds::DEPLOYMENT,
        &kinds::STATEFUL_SET,
        &kinds::DAEMON_SET,
        &kinds::CRON_JOB,
        &kinds::JOB,
        &kinds::REPLICA_SET,
        &kinds::POD,
        &kinds::CONFIG_MAP,
    ];
    match (&arguments.service, &arguments.workload) {
        (Some(service), None) => {
            let place = place.as_ref();
            let key = find::object(&kinds::SERVICE, place, service, context, &mut page).await?;
            let within = key.namespace.as_deref().filter(|_| arguments.everywhere != Some(true));
            let graph = context.lists(&listed, within, &mut page).await;
            of_service(&key, &graph, &mut page);
        }
        (None, Some(workload)) => {
            let workload = find::name(workload)?;
            let graph = context.lists(&listed, place.as_deref(), &mut page).await;
            of_workload(workload, &graph, &mut page)?;
        }
        _ => {
            return Err(Wrong::new("one of `service` and `workload` is needed", "write {\"service\":\"NAME\"}"));
        }
    }
    Ok(page)
}

fn of_service(key: &EntityKey, graph: &Graph, page: &mut Page) {
    if find::present(key, graph, page).is_some() {
        page.line(0, format!("Service {} is there", key.path()));
    }
    let apps = App::all(graph);
    let found: Vec<(&App<'_>, Call)> = apps
        .iter()
        .flat_map(|app| calls::of_app(app, graph).into_iter().map(move |call| (app, call)))
        .filter(|(_, call)| call.service == *key)
        .collect();
    page.line(0, format!("told to workloads in {}", counted(found.len(), "place")));
    for (app, call) in found {
        let fact = &call.fact;
        let at = format!("{} {}", fact.observation, fact.pointer);
        page.line(
            1,
            format!("{} {} container {}: {} [{at}]", app.key.kind, app.key.path(), call.container, call.shows()),
        );
    }
}

fn of_workload(name: &str, graph: &Graph, page: &mut Page) -> Result<(), Wrong> {
    let apps = App::all(graph);
    let found: Vec<&App<'_>> = apps.iter().filter(|app| app.key.name == name).collect();
    if found.is_empty() {
        let near = find::nearest(name, apps.iter().map(|app| app.key.name.as_str()));
        let right = find::near_or(&near, "`workloads` lists them");
        return Err(Wrong::new(format!("no workload is called `{name}`"), right));
    }
    for app in found {
        let all = calls::of_app(app, graph);
        page.line(0, format!("{} {} is told to call {}", app.key.kind, app.key.path(), counted(all.len(), "Service")));
        for call in all {
            let state = match graph.lookup(&call.service) {
                Lookup::Present(_) => "there",
                Lookup::Absent(_) => "no such Service",
                Lookup::Unseen(_) => "not looked at",
            };
            let at = format!("{} {}", call.fact.observation, call.fact.pointer);
            page.line(
                1,
                format!(
                    "Service {} ({state}): {} in container {} [{at}]",
                    call.service.path(),
                    call.shows(),
                    call.container
                ),
            );
        }
    }
    Ok(())
}
