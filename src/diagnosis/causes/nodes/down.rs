//! Nodes that are not ready: which of kubelet, runtime and network plugin it is, by the node's own condition.

use jiff::SignedDuration;

use crate::diagnosis::case::Case;
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::lifecycle::blocked::length;
use crate::diagnosis::causes::nodes::{catalogue, reach, units};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, command, look};
use crate::diagnosis::objects::machine::Machine;
use crate::evidence::entity::EntityKey;
use crate::evidence::view::View;

/// A kubelet renews its lease every ten seconds; one that was renewed so lately is alive.
const ALIVE: SignedDuration = SignedDuration::from_secs(40);
const RUNTIME: &[&str] = &[
    "container runtime is down",
    "pleg is not healthy",
    "runtime is not responding",
    "container runtime not ready: runtimeready=false",
];
const NETWORK: &[&str] = &["network plugin", "cni plugin", "cni config", "networkready=false", "networkpluginnotready"];

/// The hypotheses of one of these causes.
pub fn prove(case: &Case<'_>, cause: &'static Cause) -> Vec<Hypothesis> {
    let nodes = Machine::all(case.graph).into_iter();
    let mut found: Vec<Hypothesis> = nodes.filter_map(|node| conclude(&node, cause)).collect();
    let more = units::prove(case, cause, &found);
    found.extend(more);
    found
}

/// Which cause a node's condition stands for; by what is written, so that words that are hidden are missed.
fn cause_of(ready: &View<'_>) -> &'static Cause {
    let text = |field: &str| ready.value().get(field).and_then(|v| v.as_str()).unwrap_or_default().to_lowercase();
    let message = text("message");
    let any = |words: &[&str]| words.iter().any(|word| message.contains(word));
    if text("status") == "unknown" {
        &catalogue::KUBELET_DOWN
    } else if any(NETWORK) {
        &catalogue::CNI_NOT_READY
    } else if any(RUNTIME) {
        &catalogue::CONTAINER_RUNTIME_DOWN
    } else {
        &catalogue::NODE_NOT_READY
    }
}

fn conclude(node: &Machine<'_>, cause: &'static Cause) -> Option<Hypothesis> {
    let ready = node.trouble()?;
    if cause_of(&ready).code != cause.code {
        return None;
    }
    let status = ready.at("/status").map(|status| status.state());
    let message = ready.at("/message");
    let words = message.as_ref().and_then(View::str).unwrap_or_default().trim();
    let since = ready.time_at("/lastTransitionTime");
    let silent = cause.code == catalogue::KUBELET_DOWN.code;
    let renewed = node.renewed();
    let now = node.view.graph().now;
    let alive = |at: &View<'_>| at.time().is_some_and(|at| now.duration_since(at) < ALIVE);
    if silent && renewed.as_ref().is_some_and(alive) {
        return None;
    }
    let pods = reach::of_down(node, since);
    let text = format!(
        "{}{}",
        statement(node, cause, words, since.map(|at| now.duration_since(at))),
        reach::extent(pods.len())
    );
    let said = message.as_ref().map(View::state);
    let strong = if silent { Weight::Strong } else { Weight::Proof };
    let mut hypothesis = Hypothesis::new(cause, node.key(), text)
        .support(if silent { Weight::Proof } else { Weight::Strong }, "the node is not ready", status.clone())
        .support(strong, "its condition says why", said.clone())
        .since(since)
        .leading_to(reach::FOLLOWS)
        .link(
            node.key(),
            format!("Ready is {}: \"{words}\"", ready.str_at("/status").unwrap_or_default()),
            status.into_iter().chain(said).collect(),
        );
    if silent {
        let renewed = renewed.map(|at| at.state());
        hypothesis = hypothesis.support(Weight::Strong, "its lease is not renewed", renewed.clone());
        if let Some(renewed) = renewed {
            let text = format!("its kubelet renewed its lease last at {}", renewed.excerpt);
            hypothesis = hypothesis.link(&renewed.entity.clone(), text, vec![renewed]);
        }
    }
    let graph = node.view.graph();
    if let Some(unit) = units::of(graph, cause, node.key()) {
        hypothesis = units::with(hypothesis, &unit);
    } else if let Some(unit) = units::running(graph, cause, node.key()) {
        let text = format!("{} of {} has not ended: its service is {}", unit.service, node.name(), unit.shows());
        hypothesis = hypothesis.rules_out(text, unit.state().into_iter().collect());
    }
    let held = pods.iter().find(|(pod, ..)| pod.deleted().is_some()).map(|(pod, ..)| pod.key().clone());
    Some(advised(reach::with(hypothesis, pods), node, cause, held.filter(|_| silent).as_ref()))
}

fn statement(node: &Machine<'_>, cause: &Cause, words: &str, for_: Option<SignedDuration>) -> String {
    let name = node.name();
    let span = for_.map_or(String::new(), |span| format!(" for {}", length(span)));
    match cause.code {
        "KubeletDown" => format!(
            "Node {name} has not reported{span}: its kubelet or the machine is down, or it cannot reach the API server."
        ),
        "ContainerRuntimeDown" => {
            format!("The container runtime of node {name} does not answer its kubelet{span}: \"{words}\".")
        }
        "CniNotReady" => {
            format!("The network plugin is not set up on node {name}{span}, so no pod can run there: \"{words}\".")
        }
        _ => format!("Node {name} is not ready{span}: \"{words}\"."),
    }
}

/// `held` is a pod that waits there for a kubelet to end it: one of a StatefulSet has no successor until it is gone.
fn advised(hypothesis: Hypothesis, node: &Machine<'_>, cause: &Cause, held: Option<&EntityKey>) -> Hypothesis {
    let name = node.name();
    let (text, line) = match cause.code {
        "KubeletDown" => (
            "See whether the machine runs and reaches the API server; then start its kubelet.",
            format!("ssh {name} 'systemctl status kubelet; journalctl -u kubelet -n 100'"),
        ),
        "ContainerRuntimeDown" => (
            "See why the runtime does not answer (its journal, its disk), and restart it.",
            format!("ssh {name} 'systemctl status containerd crio; journalctl -u containerd -u crio -n 100; df -h'"),
        ),
        "CniNotReady" => (
            "See whether the network plugin's pod runs on this node.",
            format!("kubectl -n kube-system get pods -o wide --field-selector spec.nodeName={name}"),
        ),
        _ => ("See what the node's conditions and events say.", format!("kubectl describe node {name}")),
    };
    let hypothesis = hypothesis.advise(look(text, Some(line)));
    if held.is_some() {
        return hypothesis.advise(command(
            "If the machine is off for good: say that it is out of service, so that its pods are ended and their volumes detached.",
            format!("kubectl taint nodes {name} node.kubernetes.io/out-of-service=nodeshutdown:NoExecute"),
            "where the machine still runs, two pods write to one volume: be sure that it is off; take the taint away when it is back",
        ));
    }
    hypothesis.advise(command(
        "If it takes long: keep new pods off the node and move what runs there.",
        format!("kubectl cordon {name} && kubectl drain {name} --ignore-daemonsets"),
        "pods there are ended; while the kubelet does not answer, draining does not end them",
    ))
}
