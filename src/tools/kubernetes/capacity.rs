//! `capacity`: what the nodes have for pods, and what pods ask for.

use schemars::JsonSchema;
use serde::Deserialize;
use serde_json::Value;

use crate::diagnosis::objects::node::Node;
use crate::diagnosis::objects::quantities::Quantity;
use crate::diagnosis::objects::requests::{self, Amounts};
use crate::diagnosis::placement::pool::Pool;
use crate::evidence::kinds;
use crate::tools::show::counted;
use crate::tools::{Context, Function, Page, Wrong, find};

/// What is counted first.
const MAIN: &[&str] = &["cpu", "memory", "pods", "ephemeral-storage"];
/// Pods that are named.
const HEAVY: usize = 12;

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "capacity",
    "Compares what each node can give with what its pods request, free room included; of one node also \
     who asks for most.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// One node; without it all
    node: Option<String>,
    /// The resource by which pods of one node are ordered, cpu if not said
    resource: Option<String>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let graph = context.lists(&[&kinds::NODE, &kinds::POD], None, &mut page).await;
    let Some(pool) = Pool::of(&graph) else {
        page.line(0, "the nodes could not all be read");
        return Ok(page);
    };
    if let Some(named) = &arguments.node {
        if pool.node(named).is_none() {
            let near = find::nearest(named, pool.nodes.iter().map(Node::name));
            return Err(Wrong::new(format!("there is no node `{named}`"), find::near_or(&near, "`nodes` lists them")));
        }
        one(&pool, named, arguments.resource.as_deref().unwrap_or("cpu"), &mut page);
        return Ok(page);
    }
    page.line(0, format!("{}: requested of allocatable", counted(pool.nodes.len(), "node")));
    let mut rows = vec![["NODE", "CPU", "MEMORY", "PODS", "EPHEMERAL"].map(str::to_owned).to_vec()];
    for node in &pool.nodes {
        let (has, taken) = (node.allocatable(), pool.taken(node.name()));
        let amount = |resource: &str| {
            let of = has.get(resource).map_or_else(|| "?".to_owned(), |it| it.show(resource));
            let used = used(&pool, node.name(), resource, &taken);
            format!("{} of {of}", used.show(resource))
        };
        rows.push(std::iter::once(node.name().to_owned()).chain(MAIN.iter().map(|it| amount(it))).collect());
    }
    page.table(1, &rows);
    Ok(page)
}

/// What the pods of a node take of a resource; of places for pods each takes one.
fn used(pool: &Pool<'_>, node: &str, resource: &str, taken: &Amounts) -> Quantity {
    if resource == "pods" {
        return Quantity::whole(i64::try_from(pool.on(node).len()).unwrap_or(i64::MAX));
    }
    taken.get(resource).copied().unwrap_or_default()
}

fn one(pool: &Pool<'_>, name: &str, resource: &str, page: &mut Page) {
    let Some(node) = pool.node(name) else { return };
    let (has, taken) = (node.allocatable(), pool.taken(name));
    page.line(0, format!("{name}: {}", counted(pool.on(name).len(), "pod")));
    for (resource, amount) in has.iter().filter(|(_, amount)| **amount > Quantity::ZERO) {
        let used = used(pool, name, resource, &taken);
        let free = amount.less(used).show(resource);
        page.line(
            1,
            format!("{resource}: {} requested of {}, {free} free", used.show(resource), amount.show(resource)),
        );
    }
    page.line(0, format!("who requests most {resource}:"));
    for resident in pool.heaviest(name, resource).into_iter().take(HEAVY) {
        let asks = requests::of_spec(resident.body.get("spec").unwrap_or(&Value::Null));
        let amount = asks.get(resource).copied().unwrap_or_default().show(resource);
        page.line(1, format!("{amount} {}", resident.key.path()));
    }
}
