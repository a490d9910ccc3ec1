//! The entries of the family *admission*.

use crate::diagnosis::catalogue::{Cause, Depth};

const fn entry(
    code: &'static str,
    object: &'static str,
    about: &'static str,
    proof: &'static str,
    mistaken_for: &'static str,
    fix: &'static str,
) -> Cause {
    Cause { code, category: "admission", object, about, proof, mistaken_for, fix, depth: Depth::Root }
}

const QUOTA_PROOF: &str = "A controller with fewer pods than it wants says \"exceeded quota\", and the ResourceQuota shows now that what is used and what is requested together are above what is allowed.";
const QUOTA_MISTAKEN: &str = "A full node: that leaves a pending pod, a quota leaves none. An event from before the quota was raised: the controller tries again after some minutes.";
const QUOTA_FIX: &str =
    "Raise the quota, or free some of it: scale down or delete what is not needed, or lower the requests of what runs.";

/// CPU.
pub static NAMESPACE_CPU_QUOTA_EXCEEDED: Cause = entry(
    "NamespaceCpuQuotaExceeded",
    "namespace",
    "A ResourceQuota of the namespace allows no more CPU (requests or limits), so the API server refuses further pods.",
    QUOTA_PROOF,
    QUOTA_MISTAKEN,
    QUOTA_FIX,
);
/// Memory.
pub static NAMESPACE_MEMORY_QUOTA_EXCEEDED: Cause = entry(
    "NamespaceMemoryQuotaExceeded",
    "namespace",
    "A ResourceQuota of the namespace allows no more memory (requests or limits), so the API server refuses further pods.",
    QUOTA_PROOF,
    QUOTA_MISTAKEN,
    QUOTA_FIX,
);
/// Number of pods.
pub static NAMESPACE_POD_QUOTA_EXCEEDED: Cause = entry(
    "NamespacePodQuotaExceeded",
    "namespace",
    "A ResourceQuota of the namespace allows no more pods, so the API server refuses further ones.",
    QUOTA_PROOF,
    QUOTA_MISTAKEN,
    "Raise the number of pods in the quota, or remove pods: failed ones count as long as they are not deleted, those of finished Jobs do not.",
);
/// Number of Services.
pub static NAMESPACE_SERVICE_QUOTA_EXCEEDED: Cause = entry(
    "NamespaceServiceQuotaExceeded",
    "namespace",
    "A ResourceQuota of the namespace allows no more Services (or load balancers, node ports), so a Service that is needed was refused. That leaves no event: the Service is just not there.",
    "The quota on Services is used up now, an app has pods and no Service, and others call it by the name that its Service would have.",
    "A Service that nobody ever declared: then the quota has room. A wrong selector: then the Service is there.",
    "Raise the quota or delete Services that are not needed, then apply the missing Service again: nobody tries again by itself.",
);
/// Storage.
pub static NAMESPACE_STORAGE_QUOTA_EXCEEDED: Cause = entry(
    "NamespaceStorageQuotaExceeded",
    "namespace",
    "A ResourceQuota of the namespace allows no more storage or claims, so the API server refuses further claims and the pods that need them are not made.",
    QUOTA_PROOF,
    "A claim that is there and not bound: that was let in. A full disk: a quota counts what claims ask for, not what is stored.",
    "Raise the quota, delete claims that are not needed, or ask for less.",
);
/// Anything else that is counted.
pub static NAMESPACE_OBJECT_QUOTA_EXCEEDED: Cause = entry(
    "NamespaceObjectQuotaExceeded",
    "namespace",
    "A ResourceQuota of the namespace allows no more of something else that is counted: devices, ephemeral storage, ConfigMaps, Secrets, Jobs or other objects.",
    QUOTA_PROOF,
    QUOTA_MISTAKEN,
    QUOTA_FIX,
);
/// A quota that wants requests.
pub static QUOTA_REQUIRES_REQUESTS: Cause = entry(
    "QuotaRequiresRequests",
    "app",
    "A ResourceQuota counts CPU or memory, and then every pod of the namespace must say how much it asks for. The pods of this app don't, so the API server refuses them.",
    "A controller with fewer pods than it wants says \"must specify\", and the app's containers lack those fields.",
    "An exhausted quota: that says \"exceeded quota\".",
    "Set the requests and limits that are named in every container, or give the namespace a LimitRange with defaults.",
);
/// Bounds.
pub static LIMIT_RANGE_VIOLATION: Cause = entry(
    "LimitRangeViolation",
    "app",
    "A LimitRange of the namespace bounds what one container, pod or claim may ask for, and the app asks for more, or for less.",
    "A controller with fewer pods than it wants names the bound, and the LimitRange has that bound now.",
    "A quota: that limits the sum over the namespace, a LimitRange each single container.",
    "Set requests and limits within the bounds, or change the LimitRange.",
);
/// Pod Security.
pub static POD_SECURITY_VIOLATION: Cause = entry(
    "PodSecurityViolation",
    "app",
    "The namespace enforces a Pod Security level, and the pods of this app don't meet it, so the API server refuses them.",
    "A controller with fewer pods than it wants says \"violates PodSecurity\" with the fields, and the namespace's label enforces that level now.",
    "A warning only: the labels warn and audit refuse nothing. runAsNonRoot refused by the kubelet: then there is a pod.",
    "Set the securityContext fields that are named; or lower the level of the namespace, if the app really needs it.",
);
/// A webhook that does not answer.
pub static ADMISSION_WEBHOOK_UNAVAILABLE: Cause = entry(
    "AdmissionWebhookUnavailable",
    "webhook configuration",
    "The API server must ask a webhook before it lets pods in, and gets no answer from it. With failurePolicy Fail it then refuses everything that the webhook's rules cover.",
    "A controller with fewer pods than it wants says \"failed calling webhook\", and the webhook's Service is missing, has no ready endpoint, or presents a certificate that is not trusted.",
    "A webhook that answers no: then it says \"denied the request\". An app that is broken: every app in its scope is refused alike.",
    "Bring the webhook's Service back, mend its certificate (caBundle), or set failurePolicy to Ignore; if the policy engine was removed, delete the left-over configuration.",
);
/// A webhook that says no.
pub static ADMISSION_WEBHOOK_DENIED: Cause = entry(
    "AdmissionWebhookDenied",
    "app",
    "An admission webhook looked at the app's pods and refused them, for the reason that it gives.",
    "A controller with fewer pods than it wants says \"admission webhook … denied the request\".",
    "A webhook that does not answer: then it says \"failed calling webhook\".",
    "Change what the webhook objects to in the pod template, or ask the owner of the policy for an exception.",
);
/// A policy that says no.
pub static ADMISSION_POLICY_DENIED: Cause = entry(
    "AdmissionPolicyDenied",
    "app",
    "A policy of the API server itself (a ValidatingAdmissionPolicy, an image policy) refuses the app's pods.",
    "A controller with fewer pods than it wants names the policy that denied the request.",
    "A webhook: that is asked over the network. Pod Security: that is a label of the namespace.",
    "Change what the policy objects to in the pod template, or change the policy or its binding.",
);
/// A PriorityClass that is not there.
pub static PRIORITY_CLASS_NOT_FOUND: Cause = entry(
    "PriorityClassNotFound",
    "app",
    "The app's pods name a PriorityClass that does not exist, so the API server refuses them.",
    "A controller with fewer pods than it wants says \"no PriorityClass with name\", and no such class exists.",
    "A quota scoped to a PriorityClass: that says \"exceeded quota\" or \"insufficient quota to match these scopes\".",
    "Create the PriorityClass, or correct or remove priorityClassName.",
);
/// A pod that cannot be.
pub static POD_SPEC_INVALID: Cause = entry(
    "PodSpecInvalid",
    "app",
    "The pod that the template would make is not valid, often only after defaults of the namespace were filled in: a request above its limit, for instance.",
    "A controller with fewer pods than it wants says \"is invalid\" with the field.",
    "A template that is refused at once: that never becomes an object. A LimitRange bound: that names the bound.",
    "Correct the field that is named; where a LimitRange fills in a limit below the request, set the limit as well.",
);
