//! `placement`: what keeps a pod off each node.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::cluster::read::Read;
use crate::diagnosis::objects::requests;
use crate::diagnosis::placement::bars::Bar;
use crate::diagnosis::placement::peers::Guest;
use crate::diagnosis::placement::pool::Pool;
use crate::diagnosis::placement::{sieve, verdict};
use crate::evidence::kinds;
use crate::tools::{Context, Function, Page, Wrong, find};

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "placement",
    "Works out for one pod what keeps it off each node: room, taints, cordons, selectors, affinity, volumes, ports.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Name of the pod
    pod: String,
    /// Its namespace; without it that of the question, else the pod is looked for in all
    namespace: Option<String>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let key = find::object(&kinds::POD, arguments.namespace.as_ref(), &arguments.pod, context, &mut page).await?;
    let mut graph = context.lists(&[&kinds::NODE, &kinds::POD, &kinds::PV], None, &mut page).await;
    let namespace = key.namespace.as_deref();
    let reads = vec![Read::object(&kinds::POD, namespace, &key.name), Read::list(&kinds::PVC, namespace)];
    context.take(reads, &mut page, &mut graph).await;
    let Some(view) = find::present(&key, &graph, &mut page) else { return Ok(page) };
    let Some(pool) = Pool::of(&graph) else {
        page.line(0, "the nodes could not all be read");
        return Ok(page);
    };
    let guest = Guest { key: view.key(), body: view.value() };
    let asked: Vec<String> =
        requests::of_spec(guest.spec()).iter().map(|(name, amount)| format!("{name} {}", amount.show(name))).collect();
    page.line(
        0,
        format!("{} asks for {}", key.path(), if asked.is_empty() { "nothing".to_owned() } else { asked.join(", ") }),
    );
    if let Some(node) = view.str_at("/spec/nodeName") {
        page.line(0, format!("it is on {node}; what it asks for counts there already"));
    }
    let seen = sieve::sift(&graph, guest, &pool);
    for node in &seen {
        let bars: Vec<String> = node.bars.iter().map(Bar::words).collect();
        let words = if bars.is_empty() { "nothing that is known keeps it off".to_owned() } else { bars.join("; ") };
        page.line(1, format!("{}: {words}", node.node.name()));
    }
    if let Some(verdict) = verdict::of(seen) {
        let names: Vec<&str> = verdict.nodes.iter().map(|seen| seen.node.name()).collect();
        let words = verdict.nodes.first().and_then(|seen| seen.bar(&verdict.class)).map(Bar::words).unwrap_or_default();
        page.line(0, format!("what decides: {words} ({})", names.join(", ")));
    }
    Ok(page)
}
