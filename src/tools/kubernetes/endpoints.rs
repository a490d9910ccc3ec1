//! `endpoints`: what stands behind a Service, port by port.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::cluster::read::Read;
use crate::diagnosis::objects::pod::Pod;
use crate::diagnosis::objects::ports;
use crate::diagnosis::objects::service::Service;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::{View, excerpt};
use crate::tools::show::{self, counted};
use crate::tools::{Context, Function, Page, Wrong, find};

/// Pods that are named.
const PODS: usize = 20;

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "endpoints",
    "Shows what stands behind a Service: its selector, ports and where they lead, the pods it selects, \
     ready addresses.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Name of the Service
    service: String,
    /// Its namespace; without it that of the question, else it is looked for in all
    namespace: Option<String>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let key =
        find::object(&kinds::SERVICE, arguments.namespace.as_ref(), &arguments.service, context, &mut page).await?;
    let namespace = key.namespace.as_deref();
    let mut graph = context.graph();
    let slices = format!("kubernetes.io/service-name={}", key.name);
    let reads = vec![
        Read::object(&kinds::SERVICE, namespace, &key.name),
        Read::list(&kinds::ENDPOINT_SLICE, namespace).labelled(slices),
        Read::list(&kinds::POD, namespace),
    ];
    context.take(reads, &mut page, &mut graph).await;
    let Some(view) = find::present(&key, &graph, &mut page) else { return Ok(page) };
    tell(&view, &graph, context, &mut page);
    Ok(page)
}

fn tell(view: &View<'_>, graph: &Graph, context: &Context, page: &mut Page) {
    page.table(0, &show::rows(&kinds::SERVICE, std::slice::from_ref(view), context.now(), true));
    let Some(object) = graph.get(view.key()) else { return };
    let service = Service::new(graph, object);
    let pods: Vec<Pod<'_>> = graph
        .of_kind(&kinds::POD)
        .filter(|pod| service.selects(&View::root(graph, pod)))
        .map(|pod| Pod::new(graph, pod))
        .collect();
    match service.selector() {
        Some(_) => page.line(
            0,
            format!("selector {} selects {}", show::labels(view, "/spec/selector", &[]), counted(pods.len(), "pod")),
        ),
        None => page.line(0, "it has no selector: its endpoints are managed by hand"),
    }
    for port in view.items("/spec/ports") {
        let number = port.i64_at("/port").unwrap_or_default();
        let target = ports::target(&port).map(|target| excerpt(target.value())).unwrap_or_default();
        page.line(0, format!("port {number} {} leads to {target}", port.str_at("/name").unwrap_or_default()));
    }
    for pod in pods.iter().take(PODS) {
        let declared: Vec<String> = ports::declared(&pod.view).iter().map(ports::Declared::called).collect();
        let ready = if pod.ready() { "ready" } else { "not ready" };
        let address = pod.view.str_at("/status/podIP").unwrap_or("no address");
        page.line(1, format!("{}: {ready}, {address}, declares {}", pod.key().name, declared.join(", ")));
    }
    if pods.len() > PODS {
        page.line(1, format!("and {} more", pods.len() - PODS));
    }
    match service.endpoints() {
        Some(behind) => page.line(0, format!("endpoints: {} ready, {} not ready", behind.ready, behind.not_ready)),
        None => page.line(0, "endpoints: none were recorded for it"),
    }
}
