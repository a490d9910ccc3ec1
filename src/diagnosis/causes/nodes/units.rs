//! What the service managers of nodes say of kubelets, runtimes and kube-proxies: the direct proof that one has ended.

use crate::diagnosis::case::Case;
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::lifecycle::blocked::length;
use crate::diagnosis::causes::nodes::{catalogue, reach};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::objects::machine::Machine;
use crate::diagnosis::telemetry::services::{self, Component, Unit};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;

/// The part of Kubernetes that a cause is about.
fn component(cause: &Cause) -> Option<Component> {
    match cause.code {
        "KubeletDown" => Some(Component::Kubelet),
        "ContainerRuntimeDown" => Some(Component::Runtime),
        _ => None,
    }
}

/// Adds what a node's service manager says to a hypothesis about the node.
pub fn with(mut hypothesis: Hypothesis, unit: &Unit<'_>) -> Hypothesis {
    let (state, (sub, finer)) = (unit.state(), unit.sub_state());
    let (why, told) = unit.why();
    hypothesis = hypothesis.support(Weight::Proof, "its service does not run", state.clone()).since(unit.since());
    if finer {
        hypothesis = hypothesis.support(Weight::Strong, "what became of it", sub.clone());
    }
    if told {
        hypothesis = hypothesis.support(Weight::Weak, "how it ended", why.clone());
    }
    let said = why.as_ref().map_or(String::new(), |why| format!(": \"{}\"", why.excerpt));
    let facts = state.into_iter().chain(sub).chain(why).collect();
    hypothesis.link(&unit.node, format!("its service {} is {}{said}", unit.service, unit.shows()), facts)
}

/// The service of a node that a cause is about, where it has ended although it should run.
pub fn of<'g>(graph: &'g Graph, cause: &Cause, node: &EntityKey) -> Option<Unit<'g>> {
    services::down(graph, component(cause)?).into_iter().find(|unit| unit.node == *node)
}

/// The service of a node that a cause is about, where it runs.
pub fn running<'g>(graph: &'g Graph, cause: &Cause, node: &EntityKey) -> Option<Unit<'g>> {
    services::running(graph, component(cause)?, node)
}

/// Nodes whose service has ended, and of which no condition says so (yet).
pub fn prove(case: &Case<'_>, cause: &'static Cause, known: &[Hypothesis]) -> Vec<Hypothesis> {
    let Some(component) = component(cause) else { return Vec::new() };
    let down = services::down(case.graph, component).into_iter();
    let new = down.filter(|unit| !known.iter().any(|hypothesis| hypothesis.object == unit.node));
    new.filter_map(|unit| conclude(case.graph, &unit, cause)).collect()
}

fn conclude(graph: &Graph, unit: &Unit<'_>, cause: &'static Cause) -> Option<Hypothesis> {
    // With the kubelet the whole node is out of hand, whatever else has ended there.
    if cause.code == catalogue::CONTAINER_RUNTIME_DOWN.code
        && services::down(graph, Component::Kubelet).iter().any(|kubelet| kubelet.node == unit.node)
    {
        return None;
    }
    let machine = Machine::get(graph, &unit.node);
    if machine.as_ref().is_some_and(|machine| is_served_otherwise(machine, unit)) {
        return None;
    }
    let since = unit.since();
    let pods = machine.as_ref().map(|machine| reach::of_down(machine, since)).unwrap_or_default();
    let span = since.map_or(String::new(), |since| format!(" for {}", length(graph.now.duration_since(since))));
    let text = format!(
        "{} of node {} does not run: its service {} is {}{span}.{}",
        if unit.component == Component::Kubelet { "The kubelet" } else { "The container runtime" },
        unit.node.name,
        unit.service,
        unit.shows(),
        reach::extent(pods.len())
    );
    let hypothesis = with(Hypothesis::new(cause, &unit.node, text).leading_to(reach::FOLLOWS), unit);
    Some(reach::with(hypothesis, pods).advise(advice(unit)))
}

/// Whether a node's own words exclude that this service matters there: another runtime does the work.
fn is_served_otherwise(machine: &Machine<'_>, unit: &Unit<'_>) -> bool {
    let runtime = machine.view.value().pointer("/status/nodeInfo/containerRuntimeVersion");
    let Some((used, _)) = runtime.and_then(serde_json::Value::as_str).and_then(|text| text.split_once("://")) else {
        return false;
    };
    unit.component == Component::Runtime
        && match used {
            "containerd" => unit.service != "containerd",
            "cri-o" => !matches!(unit.service, "crio" | "cri-o"),
            // Docker runs containers by way of containerd.
            "docker" => !matches!(unit.service, "docker" | "containerd"),
            _ => false,
        }
}

/// What to look at first.
pub fn advice(unit: &Unit<'_>) -> crate::report::model::Remediation {
    let (node, service) = (&unit.node.name, unit.service);
    look(
        format!("See on {node} why {service} has ended, mend that, and start it."),
        Some(format!("ssh {node} 'systemctl status {service}; journalctl -u {service} -n 100'")),
    )
}
