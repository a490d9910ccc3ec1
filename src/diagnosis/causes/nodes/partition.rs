//! Services that one node does not reach and others do: by checks of connections, whatever is behind it.

use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::causes::nodes::{catalogue, proxy};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::objects::machine::Machine;
use crate::diagnosis::telemetry::connectivity::{self, Partition};
use crate::diagnosis::telemetry::services::{self, Component};

/// `ServicesUnreachableFromNode`.
pub fn prove(case: &Case<'_>) -> Vec<Hypothesis> {
    connectivity::partitions(case.graph).iter().filter_map(|partition| conclude(case, partition)).collect()
}

fn conclude(case: &Case<'_>, partition: &Partition<'_>) -> Option<Hypothesis> {
    let machine = Machine::get(case.graph, &partition.node);
    if machine.as_ref().is_some_and(|machine| machine.trouble().is_some()) {
        return None;
    }
    let node = &partition.node.name;
    let others: Vec<&str> = partition.others.iter().copied().collect();
    let text = format!(
        "Services cannot be reached from node {node}: {} of {} that were tried fail from there, while {} reach{} them. Its kube-proxy or its network does not work.",
        partition.misses.len(),
        partition.misses.len() + partition.reaches,
        others.join(", "),
        if others.len() == 1 { "es" } else { "" }
    );
    let hypothesis =
        Hypothesis::new(&catalogue::SERVICES_UNREACHABLE_FROM_NODE, &partition.node, text).leading_to(proxy::FOLLOWS);
    let mut hypothesis = with(hypothesis, partition, Weight::Proof);
    if let Some(unit) = services::running(case.graph, Component::Proxy, &partition.node) {
        let text = format!("kube-proxy of {node} has not ended: its service is {}", unit.shows());
        hypothesis = hypothesis.rules_out(text, unit.state().into_iter().collect());
    }
    Some(hypothesis.advise(look(
        "See what keeps Services' addresses on that node (kube-proxy or the network plugin's agent), and whether the node reaches pods elsewhere.",
        Some(format!("kubectl get pods -A -o wide --field-selector spec.nodeName={node}")),
    )))
}

/// Adds what is not reached from the node: each Service is explained, the first tries are shown.
pub fn with(mut hypothesis: Hypothesis, partition: &Partition<'_>, weight: Weight) -> Hypothesis {
    for (at, (check, own)) in partition.misses.iter().enumerate() {
        hypothesis = hypothesis.explaining(&check.service);
        if at < CITED_PODS {
            let fact = own.fact(check);
            hypothesis = hypothesis.support(weight, "a Service that is not reached from there", fact.clone()).link(
                &check.service,
                format!("is not reached from {}, and is from {}", own.node, others(check).join(", ")),
                fact.into_iter().collect(),
            );
        }
    }
    hypothesis
}

fn others<'g>(check: &connectivity::Check<'g>) -> Vec<&'g str> {
    check.from.iter().filter(|each| each.reached).map(|each| each.node).collect()
}
