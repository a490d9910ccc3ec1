//! `top`: what pods or nodes use now, where a metrics server tells.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnosis::objects::quantities::Quantity;
use crate::evidence::kinds;
use crate::evidence::observation::Outcome;
use crate::evidence::view::View;
use crate::tools::show::counted;
use crate::tools::{Context, Function, Page, Wrong, find};

/// Rows that are shown.
const ROWS: usize = 40;

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "top",
    "Shows what nodes or pods use of CPU and memory now, the greediest first, where the cluster has a metrics server.",
    |arguments, context| Box::pin(run(arguments, context)),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Of what
    of: Of,
    /// Of pods: one namespace, or * for all; without it that of the question, else all
    namespace: Option<String>,
    /// By what the rows are ordered, cpu if not said
    by: Option<By>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum Of {
    Nodes,
    Pods,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
enum By {
    Cpu,
    Memory,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let kind = if arguments.of == Of::Nodes { &kinds::NODE_METRICS } else { &kinds::POD_METRICS };
    let place = find::scope(arguments.namespace.as_ref(), context)?;
    let graph = context.lists(&[kind], place, &mut page).await;
    if let Some(mark) = graph.coverage.lists.first().filter(|mark| mark.outcome == Outcome::Absent) {
        page.line(0, format!("the cluster serves no metrics.k8s.io ({})", mark.observation));
        return Ok(page);
    }
    let mut rows: Vec<(Quantity, Quantity, String)> = graph
        .of_kind(kind)
        .map(|object| {
            let view = View::root(&graph, object);
            let (cpu, memory) = usage(&view);
            (cpu, memory, object.key.path())
        })
        .collect();
    match arguments.by.unwrap_or(By::Cpu) {
        By::Cpu => rows.sort_by(|a, b| b.0.cmp(&a.0).then_with(|| a.2.cmp(&b.2))),
        By::Memory => rows.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.2.cmp(&b.2))),
    }
    page.line(0, counted(rows.len(), "row"));
    let table: Vec<Vec<String>> = std::iter::once(["CPU", "MEMORY", "NAME"].map(str::to_owned).to_vec())
        .chain(
            rows.iter()
                .take(ROWS)
                .map(|(cpu, memory, name)| vec![cpu.show("cpu"), memory.show("memory"), name.clone()]),
        )
        .collect();
    page.table(1, &table);
    Ok(page)
}

/// What a node uses, or the containers of a pod together.
fn usage(view: &View<'_>) -> (Quantity, Quantity) {
    let mut places: Vec<View<'_>> = view.items("/containers").iter().filter_map(|it| it.at("/usage")).collect();
    places.extend(view.at("/usage"));
    let sum = |resource: &str| {
        let amounts = places.iter().map(|place| place.value().get(resource).and_then(Quantity::of).unwrap_or_default());
        amounts.fold(Quantity::ZERO, Quantity::plus)
    };
    (sum("cpu"), sum("memory"))
}
