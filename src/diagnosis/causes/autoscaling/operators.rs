//! The entries of the family *autoscaling* that are about autoscalers which Kubernetes does not bring: KEDA and the
//! vertical pod autoscaler.

use crate::diagnosis::catalogue::{Cause, Depth};

/// No figures from outside.
pub static KEDA_SCALER_FAILING: Cause = Cause {
    code: "KedaScalerFailing",
    category: "autoscaling",
    object: "scaledobject",
    depth: Depth::Root,
    about: "KEDA cannot ask what it is to scale by: a trigger's address, query, authentication or target is wrong, or the other side does not answer. The workload stays at the number of pods that it has.",
    proof: "The ScaledObject's condition Ready is False now and for more than two minutes, and its message says which trigger or which part of the specification is wrong.",
    mistaken_for: "A trigger that is not active (Active False): there is simply nothing to do, and zero pods are as they should be. A ScaledObject that is paused. Pods that do not start although KEDA asks for them.",
    fix: "Mend the trigger that the message and the events name: serverAddress, query, queue name, or the TriggerAuthentication and its Secret. Set spec.fallback, so that an outage of the source does not stop scaling.",
};
/// Neither up nor down.
pub static KEDA_FALLBACK_ACTIVE: Cause = Cause {
    code: "KedaFallbackActive",
    category: "autoscaling",
    object: "scaledobject",
    depth: Depth::Mechanism,
    about: "KEDA got no figures several times in a row and keeps the workload at the replicas of spec.fallback, whatever the load is.",
    proof: "The ScaledObject's condition Fallback is True now, and status.health counts failures of a trigger.",
    mistaken_for: "The autoscaler at its maximum: there the figures come. Why the source of the figures does not answer stands above it, if it could be seen.",
    fix: "Find out why the source of the trigger does not answer: its address, its credentials, or its own state. KEDA goes back to the figures by itself.",
};
/// Told to let it be.
pub static KEDA_PAUSED: Cause = Cause {
    code: "KedaPaused",
    category: "autoscaling",
    object: "scaledobject",
    depth: Depth::Root,
    about: "Somebody paused autoscaling by an annotation. KEDA leaves the workload at the number of pods that it has, or at the one that the annotation names, which may be zero.",
    proof: "The ScaledObject carries autoscaling.keda.sh/paused or autoscaling.keda.sh/paused-replicas. It is an answer where somebody misses scaling, and a notice elsewhere.",
    mistaken_for: "A failing trigger: there KEDA tries. A trigger that is not active.",
    fix: "Ask who paused it and why, then remove the annotation where the ScaledObject is declared.",
};
/// Nothing to size.
pub static VPA_WITHOUT_TARGET: Cause = Cause {
    code: "VpaTargetNotMatched",
    category: "autoscaling",
    object: "vpa",
    depth: Depth::Root,
    about: "A vertical pod autoscaler has no pods to size: what its targetRef names is not there, has no pods, or cannot be resolved. It recommends nothing and sets no requests.",
    proof: "The condition NoPodsMatched or ConfigUnsupported of the VerticalPodAutoscaler is True now; the workload that spec.targetRef names is absent, or has pods to run.",
    mistaken_for: "A target that is scaled to zero: there is nothing to size, no fault. A young autoscaler: it collects figures before it recommends anything.",
    fix: "Correct spec.targetRef (kind, name, apiVersion), or remove the autoscaler with its workload. The target must be the topmost controller that has a scale subresource.",
};
/// Two that pull at one thing.
pub static VPA_CONFLICTS_WITH_HPA: Cause = Cause {
    code: "VpaConflictsWithHpa",
    category: "autoscaling",
    object: "vpa",
    depth: Depth::Root,
    about: "A vertical and a horizontal autoscaler act on the same resource of the same workload: one changes the requests that the other's percentage is measured by. Replicas and requests swing, and pods are evicted again and again.",
    proof: "The VerticalPodAutoscaler's updateMode changes pods, it controls cpu or memory, and a HorizontalPodAutoscaler of the same target scales by the utilization of that resource.",
    mistaken_for: "A VerticalPodAutoscaler with updateMode Off or Initial only recommends: no conflict. A horizontal one that scales by custom metrics or by absolute values is not touched.",
    fix: "Let one of them go: updateMode Off and take over the recommendations by hand, leave the resource out of controlledResources, or scale horizontally by a metric that is not a share of the request.",
};
