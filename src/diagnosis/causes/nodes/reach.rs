//! What a broken node brings on pods: those there that stopped being ready when the node did, and those that no node
//! takes because of it.

use jiff::{SignedDuration, Timestamp};

use crate::diagnosis::case::CITED_PODS;
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::machine::Machine;
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;

/// How long before the node's own condition a pod may have stopped being ready.
const SLACK: SignedDuration = SignedDuration::from_secs(120);
/// Causes that a broken node's pods show of themselves.
pub const FOLLOWS: &[&str] =
    &["PodStuckTerminating", "TaintNotTolerated", "PodEvicted", "SandboxCreationFailed", "VolumeMultiAttach"];

/// Pods in trouble that a node's state explains, with what shows it.
pub fn of_down<'g>(node: &Machine<'g>, since: Option<Timestamp>) -> Vec<(Pod<'g>, String, Option<Fact>)> {
    let mut found = Vec::new();
    for pod in node.pods() {
        let condition = pod.condition("Ready");
        let after = |at: Option<Timestamp>| match (at, since) {
            (Some(at), Some(since)) => at.duration_since(since) > -SLACK,
            _ => true,
        };
        let shown = match pod.trouble() {
            Some(Trouble::NotReady) if after(condition.as_ref().and_then(|c| c.time_at("/lastTransitionTime"))) => {
                ("stopped being ready", condition.and_then(|c| c.at("/status")).map(|status| status.state()))
            }
            Some(Trouble::StuckTerminating) => ("was deleted and is still there", pod.deleted().map(|at| at.state())),
            Some(Trouble::NotStarted | Trouble::Initializing) if after(pod.created()) => {
                let waiting = pod.containers().iter().find_map(Container::waiting_reason);
                ("does not start", waiting.map(|reason| reason.state()))
            }
            _ => continue,
        };
        found.push((pod, shown.0.to_owned(), shown.1));
    }
    found.extend(kept_off(node.view.graph(), &["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]));
    found
}

/// Pods that no node takes, by the scheduler's words among others because of these taints.
pub fn kept_off<'g>(graph: &'g Graph, taints: &[&str]) -> Vec<(Pod<'g>, String, Option<Fact>)> {
    let pods = graph.of_kind(&kinds::POD).filter(|object| !object.metadata_only).map(|object| Pod::new(graph, object));
    pods.filter(|pod| pod.trouble() == Some(Trouble::Unscheduled))
        .filter_map(|pod| {
            let message = pod.condition("PodScheduled")?.at("/message")?;
            let says = message.str().is_some_and(|text| is_for(text, taints));
            says.then(|| (pod, "is placed on no node".to_owned(), Some(message.state())))
        })
        .collect()
}

/// Whether the scheduler names one of these taints, and nothing else that the pod itself could do something about.
fn is_for(text: &str, taints: &[&str]) -> bool {
    let own = ["Insufficient", "didn't match", "affinity", "free ports", "volume", "PersistentVolume", "topology"];
    let reasons = text.split(" preemption:").next().unwrap_or(text);
    taints.iter().any(|taint| reasons.contains(taint)) && !own.iter().any(|word| reasons.contains(word))
}

/// Adds what suffers: each pod is explained, the first few are shown.
pub fn with(mut hypothesis: Hypothesis, pods: Vec<(Pod<'_>, String, Option<Fact>)>) -> Hypothesis {
    for (at, (pod, shows, fact)) in pods.into_iter().enumerate() {
        hypothesis = hypothesis.explaining(pod.key());
        if at < CITED_PODS {
            hypothesis = hypothesis.support(Weight::Weak, "a pod there suffers", fact.clone());
            if let Some(fact) = fact {
                hypothesis = hypothesis.link(pod.key(), shows, vec![fact]);
            }
        }
    }
    hypothesis
}

/// `2 pods there suffer`.
pub fn extent(pods: usize) -> String {
    match pods {
        0 => String::new(),
        1 => " One pod that was looked at suffers from it.".to_owned(),
        n => format!(" {n} pods that were looked at suffer from it."),
    }
}
