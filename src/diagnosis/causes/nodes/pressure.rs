//! Nodes that are short of something, by the condition that holds now.

use crate::diagnosis::case::{Case, asked_about};
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::nodes::{catalogue, reach};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::objects::machine::Machine;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::fact::Fact;
use crate::evidence::view::View;

/// What a shortage is called in conditions, taints and the kubelet's words.
struct Shortage {
    cause: &'static Cause,
    condition: &'static str,
    taint: &'static str,
    words: &'static [&'static str],
    what: &'static str,
    line: &'static str,
}

/// `NodeDiskPressure`.
pub fn disk(case: &Case<'_>) -> Vec<Hypothesis> {
    of(
        case,
        &Shortage {
            cause: &catalogue::NODE_DISK_PRESSURE,
            condition: "DiskPressure",
            taint: "node.kubernetes.io/disk-pressure",
            words: &[
                "low on resource: ephemeral-storage",
                "low on resource: nodefs",
                "low on resource: imagefs",
                "low on resource: inodes",
                "diskpressure",
            ],
            what: "is short of disk",
            line: "df -h; df -i; crictl images; du -xsh /var/lib/containerd /var/log/pods /var/lib/kubelet/pods",
        },
    )
}

/// `NodeMemoryPressure`.
pub fn memory(case: &Case<'_>) -> Vec<Hypothesis> {
    of(
        case,
        &Shortage {
            cause: &catalogue::NODE_MEMORY_PRESSURE,
            condition: "MemoryPressure",
            taint: "node.kubernetes.io/memory-pressure",
            words: &["low on resource: memory", "memorypressure"],
            what: "is short of memory",
            line: "free -m; crictl stats",
        },
    )
}

/// `NodePidPressure`.
pub fn pid(case: &Case<'_>) -> Vec<Hypothesis> {
    of(
        case,
        &Shortage {
            cause: &catalogue::NODE_PID_PRESSURE,
            condition: "PIDPressure",
            taint: "node.kubernetes.io/pid-pressure",
            words: &["low on resource: pids", "pidpressure"],
            what: "is short of process ids",
            line: "ps -eLf | wc -l; cat /proc/sys/kernel/pid_max",
        },
    )
}

/// `NodeNetworkUnavailable`.
pub fn network(case: &Case<'_>) -> Vec<Hypothesis> {
    of(
        case,
        &Shortage {
            cause: &catalogue::NODE_NETWORK_UNAVAILABLE,
            condition: "NetworkUnavailable",
            taint: "node.kubernetes.io/network-unavailable",
            words: &[],
            what: "has no network for pods",
            line: "ip route",
        },
    )
}

fn of(case: &Case<'_>, shortage: &Shortage) -> Vec<Hypothesis> {
    Machine::all(case.graph).iter().filter_map(|node| conclude(case, node, shortage)).collect()
}

fn conclude(case: &Case<'_>, node: &Machine<'_>, shortage: &Shortage) -> Option<Hypothesis> {
    let condition = node.condition_that_is(shortage.condition, "True").filter(|_| !node.is_joining())?;
    let mut pods: Vec<(Pod<'_>, String, Option<Fact>)> = evicted(node, shortage);
    pods.extend(reach::kept_off(case.graph, &[shortage.taint]));
    if pods.is_empty() && !asked_about(case.subject, node.key()) {
        return None;
    }
    let status = condition.at("/status").map(|status| status.state());
    let message = condition.at("/message");
    let words = message.as_ref().and_then(View::str).unwrap_or_default().trim();
    let said = message.as_ref().map(View::state);
    let text = format!("Node {} {}: \"{words}\".{}", node.name(), shortage.what, reach::extent(pods.len()));
    let hypothesis = Hypothesis::new(shortage.cause, node.key(), text)
        .support(Weight::Proof, "the condition holds", status.clone())
        .support(Weight::Weak, "what it says", said.clone())
        .since(condition.time_at("/lastTransitionTime"))
        .leading_to(reach::FOLLOWS)
        .link(
            node.key(),
            format!("{} is True: \"{words}\"", shortage.condition),
            status.into_iter().chain(said).collect(),
        )
        .advise(look(
            shortage.cause.fix,
            Some(format!("kubectl describe node {0}; ssh {0} '{1}'", node.name(), shortage.line)),
        ));
    Some(reach::with(hypothesis, pods))
}

/// Pods that the node's kubelet ended for this shortage.
fn evicted<'g>(node: &Machine<'g>, shortage: &Shortage) -> Vec<(Pod<'g>, String, Option<Fact>)> {
    let mut found = Vec::new();
    for pod in node.pods() {
        if pod.view.str_at("/status/reason") != Some("Evicted") || pod.phase() != "Failed" {
            continue;
        }
        let written = pod.view.value().pointer("/status/message").and_then(|m| m.as_str()).unwrap_or_default();
        let lower = written.to_lowercase();
        if shortage.words.iter().any(|word| lower.contains(word)) {
            let fact = pod.view.at("/status/message").map(|message| message.state());
            let shows = format!("was evicted: \"{}\"", written.trim());
            found.push((pod, shows, fact));
        }
    }
    found
}
