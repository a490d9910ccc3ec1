//! The entries of the family *scheduling*.

use crate::diagnosis::catalogue::{Cause, Depth};

const fn entry(
    code: &'static str,
    about: &'static str,
    proof: &'static str,
    mistaken_for: &'static str,
    fix: &'static str,
) -> Cause {
    Cause { code, category: "scheduling", object: "app", about, proof, mistaken_for, fix, depth: Depth::Root }
}

/// CPU.
pub static INSUFFICIENT_CPU: Cause = entry(
    "InsufficientCpu",
    "No node that the pod may use has as much CPU left as it requests. What counts is what pods request, not what they use.",
    "The pod is unschedulable, and on every node that is open to it the CPU of the node less the requests of the pods there is below its own request.",
    "A tainted or cordoned node: those of the control plane are always among the nodes that are counted. High usage: an idle node may be full by requests.",
    "Lower the request to what the app needs, free room (scale something down), or add a node. A request above what any node has at all can only be lowered.",
);
/// Memory.
pub static INSUFFICIENT_MEMORY: Cause = entry(
    "InsufficientMemory",
    "No node that the pod may use has as much memory left as it requests. What counts is what pods request, not what they use.",
    "The pod is unschedulable, and on every node that is open to it the memory of the node less the requests of the pods there is below its own request.",
    "Memory pressure: that is a condition of the node and shows as a taint. OOM kills: those come after the start.",
    "Lower the request to what the app needs, free room (scale something down), or add a node. A request above what any node has at all can only be lowered.",
);
/// Anything else that is counted.
pub static INSUFFICIENT_RESOURCE: Cause = entry(
    "InsufficientResource",
    "No node that the pod may use has enough of something else that is counted: GPUs or other devices, ephemeral storage, huge pages, or places for pods.",
    "The pod is unschedulable, and every node that is open to it lacks that resource, or runs as many pods as it may.",
    "A device plugin that is down: then the node has the device and does not offer it. A quota: that refuses the pod before a node is looked for.",
    "Ask for less, free what is held, repair the device plugin that should offer it, or add a node that has it.",
);
/// nodeSelector.
pub static NODE_SELECTOR_MISMATCH: Cause = entry(
    "NodeSelectorMismatch",
    "No node of the cluster, whatever its state, carries the labels that the pod's nodeSelector asks for.",
    "The pod is unschedulable, all nodes were read, and none has these labels with these values.",
    "A cordoned or tainted node: if one does carry the labels, its cordon or taint is the cause. Node affinity: that is another field.",
    "Correct the label in nodeSelector, or label the nodes that are meant.",
);
/// nodeAffinity.
pub static NODE_AFFINITY_MISMATCH: Cause = entry(
    "NodeAffinityMismatch",
    "No node of the cluster satisfies the required node affinity of the pod.",
    "The pod is unschedulable, all nodes were read, and none satisfies one of its nodeSelectorTerms.",
    "A cordoned or tainted node that does satisfy it. nodeSelector, which must be satisfied as well. A volume that ties the pod to a zone.",
    "Correct the affinity, make it preferred instead of required, or label the nodes that are meant.",
);
/// Taints.
pub static TAINT_NOT_TOLERATED: Cause = entry(
    "TaintNotTolerated",
    "Every node that the pod asks for and that would take it has a taint that the pod does not tolerate.",
    "The pod is unschedulable, and each node that its selector and affinity allow has a taint without a matching toleration. Key, value and effect must match.",
    "Dedicated nodes beside others that are only full: then room is the cause. The taint of the control plane, which is always there. Taints for a node's condition, which go with it.",
    "Add the toleration to the pod if it belongs there, or remove the taint from a node.",
);
/// Cordons.
pub static NODE_CORDONED: Cause = entry(
    "NodeCordoned",
    "The nodes that would take the pod are cordoned: somebody marked them as unschedulable, mostly for a drain, and did not take it back.",
    "The pod is unschedulable, and what it asks for is met by nodes whose only obstacle is spec.unschedulable.",
    "A cordoned control plane, which is normal. A drain that is going on: then the cordon is on purpose.",
    "Uncordon the node when its maintenance is over, or add another one.",
);
/// Anti-affinity.
pub static POD_ANTI_AFFINITY_CONFLICT: Cause = entry(
    "PodAntiAffinityConflict",
    "The pod may not stand beside other pods (or they not beside it), and every node that is open to it already has one of them.",
    "The pod is unschedulable, and each node that is open to it runs a pod that a required anti-affinity term speaks of.",
    "Too few nodes for another reason: full, cordoned or tainted ones. A preferred rule never keeps a pod from running.",
    "Run fewer replicas than there are nodes, add nodes, or make the rule preferred.",
);
/// Affinity between pods.
pub static POD_AFFINITY_UNSATISFIED: Cause = entry(
    "PodAffinityUnsatisfied",
    "The pod must stand beside another pod, and no node that is open to it has (or shares a zone with) such a pod.",
    "The pod is unschedulable, and no pod that its required pod affinity speaks of runs where it could.",
    "Anti-affinity, which is the opposite. The other app being down: then that is what to mend.",
    "Start the app that it must stand beside, correct the labels in the term, or make it preferred.",
);
/// Spread.
pub static TOPOLOGY_SPREAD_UNSATISFIABLE: Cause = entry(
    "TopologySpreadUnsatisfiable",
    "A topology spread constraint with DoNotSchedule keeps the pod off every node that is open to it: one more pod there would be too uneven, or the node lacks the label.",
    "The pod is unschedulable, and counting the pods that the constraint selects shows that every open node would exceed maxSkew.",
    "Anti-affinity. Nodes that are cordoned or tainted still count as a zone without pods, which makes the constraint hard to meet.",
    "Raise maxSkew, set whenUnsatisfiable to ScheduleAnyway, or bring back nodes in the zone that has too few pods.",
);
/// Host ports.
pub static HOST_PORT_CONFLICT: Cause = entry(
    "HostPortConflict",
    "The pod wants a port of its node (hostPort), and on every node that is open to it another pod has that port.",
    "The pod is unschedulable, and a pod on each open node declares the same hostPort and protocol.",
    "A port that is taken inside a pod: that shows when the process starts. Without hostPort, pods never clash.",
    "Use a Service instead of hostPort, choose another port, or run at most one replica a node.",
);
/// Gates.
pub static SCHEDULING_GATED: Cause = entry(
    "SchedulingGated",
    "The pod has scheduling gates, and the scheduler does not look at it before all of them are removed by whoever set them.",
    "The pod's spec has schedulingGates, and its PodScheduled condition has the reason SchedulingGated.",
    "A pod that no node takes: that was looked at.",
    "Find the controller that owns the gate (by its name) and see why it does not remove it; or remove the gate from the template.",
);
/// Preemption.
pub static POD_PREEMPTED: Cause = entry(
    "PodPreempted",
    "A pod of higher priority needed room, and the scheduler removed this app's pod for it. Its replacement finds no room.",
    "A Preempted event about a pod of this app that is gone, a pod of higher priority on that node, and a replacement that is pending.",
    "An eviction by the kubelet or a drain. Room that was never there: then nothing was preempted.",
    "Give the app a PriorityClass that fits its weight, lower the other one's, or add a node. Look for a PriorityClass with globalDefault that raises every new pod.",
);
/// An unknown scheduler.
pub static SCHEDULER_NAME_UNKNOWN: Cause = entry(
    "SchedulerNameUnknown",
    "The pod names a scheduler that nobody runs, so nobody looks for a node for it.",
    "The pod is pending, its schedulerName is not default-scheduler, and no scheduler has said anything of it: no condition, no event.",
    "The cluster's scheduler being down: then pods of default-scheduler wait as well.",
    "Remove schedulerName or correct it, or start the scheduler of that name.",
);
/// The scheduler itself.
pub static KUBE_SCHEDULER_DOWN: Cause = Cause {
    object: "node of the control plane",
    ..entry(
        "KubeSchedulerDown",
        "The cluster's scheduler does not work, so new pods get no node. What runs goes on running.",
        "Pods of default-scheduler are pending without a condition or event of the scheduler, and its lease is no longer renewed or its pod is not running.",
        "A pod that no node takes: then the scheduler has said so. Scheduling gates. A scheduler name that nobody serves.",
        "Mend kube-scheduler on the control-plane node: its static pod manifest, its kubeconfig and certificates, its log.",
    )
};
/// A node by name.
pub static NODE_NOT_FOUND: Cause = entry(
    "NodeNotFound",
    "The pod names its node itself (spec.nodeName), and there is no such node, so no kubelet ever starts it.",
    "The template sets nodeName, the pod has that node, and no node of that name exists.",
    "A node that is there and not ready. nodeSelector by host name: that goes through the scheduler.",
    "Remove nodeName from the template and let the scheduler choose, or correct it.",
);
