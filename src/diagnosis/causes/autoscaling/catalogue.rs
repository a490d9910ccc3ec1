//! The entries of the family *autoscaling and disruption*.

use crate::diagnosis::catalogue::{Cause, Depth};

const fn entry(
    code: &'static str,
    object: &'static str,
    depth: Depth,
    about: &'static str,
    proof: &'static str,
    mistaken_for: &'static str,
    fix: &'static str,
) -> Cause {
    Cause { code, category: "autoscaling", object, about, proof, mistaken_for, fix, depth }
}

/// No figures.
pub static HPA_METRICS_UNAVAILABLE: Cause = entry(
    "HpaMetricsUnavailable",
    "hpa",
    Depth::Root,
    "The autoscaler gets no figures, so it does not scale: the metrics API is not installed or does not answer, or nobody delivers the metric that it names.",
    "The condition ScalingActive is False with FailedGetResourceMetric, FailedGetPodsMetric, FailedGetObjectMetric or FailedGetExternalMetric, and has been for minutes; the APIService behind it is absent or not available.",
    "Containers without requests (HpaTargetHasNoRequests): there the figures come and percent of nothing cannot be worked out. Pods that are not ready deliver no figures either: then why they are not ready is the cause. The first two minutes of a new autoscaler.",
    "Install or mend metrics-server (for cpu and memory) or the adapter of your metrics (for others), or name a metric that exists.",
);
/// Percent of nothing.
pub static HPA_TARGET_HAS_NO_REQUESTS: Cause = entry(
    "HpaTargetHasNoRequests",
    "app",
    Depth::Root,
    "The autoscaler is told to keep a share of the requested cpu or memory, and a container of the pods requests none. A share of nothing cannot be worked out, so it does not scale.",
    "The condition ScalingActive is False with \"missing request for cpu\" (or memory), and a container of the target's pods has no such request.",
    "A missing metrics server: the words are others. A sidecar that is injected without requests has the same effect although the app's own container has them.",
    "Give every container of the pods a request of that resource, or scale by an absolute value (type AverageValue) or by one container (ContainerResource).",
);
/// Nothing to scale.
pub static HPA_TARGET_NOT_FOUND: Cause = entry(
    "HpaTargetNotFound",
    "hpa",
    Depth::Root,
    "The autoscaler names a workload that does not exist, so it scales nothing.",
    "The condition AbleToScale is False with FailedGetScale, and the workload that spec.scaleTargetRef names is absent.",
    "A wrong kind or apiVersion in scaleTargetRef: the name exists, as another kind. A workload of that name in another namespace does not count.",
    "Correct spec.scaleTargetRef, or remove the autoscaler if its workload is gone for good.",
);
/// Two for one.
pub static HPA_SELECTOR_AMBIGUOUS: Cause = entry(
    "HpaSelectorAmbiguous",
    "hpa",
    Depth::Root,
    "Two autoscalers are about the same pods: they have the same target, or their targets' selectors select the same pods. Neither scales.",
    "The condition ScalingActive is False with AmbiguousSelector, and another autoscaler has the same target or a target with the same selector.",
    "Two autoscalers of different workloads are fine as long as the selectors of those are apart.",
    "Remove one of them, or give the workloads selectors that tell their pods apart.",
);
/// More wanted than allowed.
pub static HPA_AT_MAX_REPLICAS: Cause = entry(
    "HpaAtMaxReplicas",
    "hpa",
    Depth::Mechanism,
    "The autoscaler wants more replicas than it may have: it is at maxReplicas, and what it measures is still above its target. The pods take more load than they are meant to.",
    "The condition ScalingLimited is True with TooManyReplicas, the number of replicas is that of spec.maxReplicas, and the present value is above the target by more than the tolerance of a tenth.",
    "At its maximum and at its target: well used, no fault. At its minimum (TooFewReplicas): idle, no fault. Replicas that do not become ready push the load onto the others: then why is the cause.",
    "Raise maxReplicas if the nodes have room, or find out why the load grew or why a pod does less than before.",
);
/// No pod may go.
pub static PDB_BLOCKS_EVICTION: Cause = entry(
    "PdbBlocksEviction",
    "pdb",
    Depth::Root,
    "A disruption budget lets none of its pods be evicted, although all of them are well. A drain of their node waits for ever, and so does an upgrade of the node.",
    "disruptionsAllowed is 0 with pods to guard, and as many are well as must be: minAvailable is the number of replicas (or 100%), or maxUnavailable is 0.",
    "A budget whose pods are not well: it opens again once they are, and why they are not is the cause. Budgets that block nothing because nobody drains anything. Deleting a pod or rolling out a Deployment does not ask budgets.",
    "Leave room for one: maxUnavailable: 1, or more replicas than minAvailable. For one drain only: scale the workload up by one first.",
);
