//! The entries of causes between declared and live; they belong to the family *releases*.

use crate::diagnosis::catalogue::{Cause, Depth};

const fn entry(
    code: &'static str,
    object: &'static str,
    about: &'static str,
    proof: &'static str,
    mistaken_for: &'static str,
    fix: &'static str,
) -> Cause {
    Cause { code, category: "releases", object, about, proof, mistaken_for, fix, depth: Depth::Root }
}

/// Declared, needed, not there.
pub static DECLARED_OBJECT_MISSING: Cause = entry(
    "DeclaredObjectMissing",
    "the object that is missing",
    "A manifest or a Helm release declares an object that is not in the cluster, and others need it: a Service that leads to nobody because its Deployment is gone, or pods that nobody finds because their Service was never applied.",
    "The declaration, a complete list without the object, and who needs it. Most of what is declared for the namespace is there, so the declarations belong to this cluster.",
    "A quota that refuses the object: NamespaceServiceQuotaExceeded and its like say so, and applying it again does not help. Manifests of another namespace or environment, and objects that a newer version of the chart left out on purpose: nobody needs those.",
    "Apply the declaration again (kubectl apply, helm rollback to the deployed revision, a sync of the application), and find out who deleted it: the audit log of the API server knows.",
);
/// Not as declared, and that harms.
pub static CONFIG_DRIFT: Cause = entry(
    "ConfigDrift",
    "app",
    "The app runs with settings that differ from what was declared: somebody changed them in the cluster, past the manifests. The next apply or sync would bring the declared ones back.",
    "A field of the pod template (environment, command, image, mounts, resources) differs from the declaration, the pods fail, and their logs name the field, or they fail since the write that changed it, while pods with the declared value work.",
    "Differences that harm nobody: replicas that an autoscaler sets, sidecars that a webhook adds, defaults of the API server. A cause that says what is wrong with the field (a wrong port, a missing key) stands above it.",
    "Bring the object back to what is declared, or, if the live value is right, put it into the declaration: else the next apply takes it away again.",
);
/// It worked before that change.
pub static REGRESSION_BY_CHANGE: Cause = entry(
    "RegressionByChange",
    "app",
    "The app worked with the revision before, and its pods fail since the present one. No cause with a name of its own is proven, so the change itself is the best lead.",
    "All pods of the newest revision are in trouble, the pods of the revision before are ready, or the app was available until just after the rollout began. The report names what differs between the two.",
    "A dependency that broke at the same time: then the old pods fail too. A rollout that stands for lack of room or of an image has its own cause. A restart (kubectl rollout restart) starts the same containers again: what they read at their start, or depend on, is other than it was, and going back brings the same.",
    "Go back to the revision before (kubectl rollout undo), then look at what the change did, with the pods' logs.",
);
