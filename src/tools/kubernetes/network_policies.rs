//! `network_policies`: which policies hold for a pod, and what they let through.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::cluster::read::Read;
use crate::diagnosis::objects::policy::Side;
use crate::diagnosis::objects::selector;
use crate::evidence::kinds;
use crate::evidence::view::View;
use crate::tools::{Context, Function, Page, Wrong, find, show};

/// Values of a rule that are shown.
const VALUES: usize = 12;

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "network_policies",
    "Shows which network policies select a pod, whether it is isolated in each direction, and what the \
     rules let through.",
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
    let namespace = key.namespace.as_deref();
    let mut graph = context.graph();
    let reads = vec![Read::object(&kinds::POD, namespace, &key.name), Read::list(&kinds::NETWORK_POLICY, namespace)];
    context.take(reads, &mut page, &mut graph).await;
    let Some(pod) = find::present(&key, &graph, &mut page) else { return Ok(page) };
    let all: Vec<View<'_>> = graph.of_kind(&kinds::NETWORK_POLICY).map(|object| View::root(&graph, object)).collect();
    let chosen: Vec<&View<'_>> = all.iter().filter(|policy| selects(policy, &pod)).collect();
    page.line(0, format!("{} of {} policies of {} select {}", chosen.len(), all.len(), key.ns(), key.name));
    page.line(0, format!("its labels: {}", show::labels(&pod, "/metadata/labels", &[])));
    for side in [Side::Ingress, Side::Egress] {
        let isolating: Vec<&&View<'_>> = chosen.iter().filter(|policy| is_for(policy, side)).collect();
        if isolating.is_empty() {
            page.line(0, format!("{}: open, no policy is about it", side.name()));
            continue;
        }
        page.line(0, format!("{}: only what these let through", side.name()));
        for policy in isolating {
            let rules = policy.items(&format!("/spec/{}", side.field()));
            page.line(
                1,
                format!("{}: {}, in {}", policy.key().name, show::counted(rules.len(), "rule"), policy.observation()),
            );
            for rule in rules {
                if rule.entries("").is_empty() {
                    page.line(2, "everything");
                }
                show::outline(rule.value(), &rule.full_pointer(), VALUES, &mut page);
            }
        }
    }
    Ok(page)
}

/// An empty selector selects every pod of the namespace.
fn selects(policy: &View<'_>, pod: &View<'_>) -> bool {
    policy.at("/spec/podSelector").is_none_or(|chosen| selector::selects(&chosen, pod))
}

/// Policies that do not say their types are about what comes in, and about what goes out if they have rules for it.
fn is_for(policy: &View<'_>, side: Side) -> bool {
    let types = policy.items("/spec/policyTypes");
    if types.is_empty() {
        return side == Side::Ingress || policy.at("/spec/egress").is_some();
    }
    types.iter().any(|one| one.str() == Some(side.name()))
}
