//! The entries of the family *references*.

use crate::diagnosis::catalogue::{Cause, Depth};

const fn entry(
    code: &'static str,
    about: &'static str,
    proof: &'static str,
    mistaken_for: &'static str,
    fix: &'static str,
) -> Cause {
    Cause { code, category: "references", object: "app", about, proof, mistaken_for, fix, depth: Depth::Root }
}

/// A ConfigMap that is named and absent.
pub static CONFIG_MAP_NOT_FOUND: Cause = entry(
    "ConfigMapNotFound",
    "The pod needs a ConfigMap (for its environment or a volume) that does not exist in its namespace. Without it the kubelet does not create the container.",
    "The container waits with CreateContainerConfigError, or the pod hangs in ContainerCreating with FailedMount, and the ConfigMap that its spec names is absent now. References marked optional never count.",
    "A ConfigMap that exists and lacks one key; a mount that failed once because the kubelet's cache was cold (\"object not registered\", \"failed to sync configmap cache\"), which mends itself.",
    "Create the ConfigMap in the pod's namespace, or correct the name. ConfigMaps of other namespaces can't be used. The kubelet tries again by itself.",
);
/// A key that the ConfigMap lacks.
pub static CONFIG_MAP_KEY_NOT_FOUND: Cause = entry(
    "ConfigMapKeyNotFound",
    "The ConfigMap exists but lacks a key that the pod asks for by name.",
    "The container waits with CreateContainerConfigError (\"couldn't find key\") or the mount fails (\"references non-existent config key\"), and the key is not in the ConfigMap now.",
    "A missing ConfigMap. Keys are case sensitive, and a variable only reads `data`, not `binaryData`.",
    "Add the key to the ConfigMap, correct the key in the pod's spec, or mark the reference optional if the program can do without.",
);
/// A Secret that is named and absent.
pub static SECRET_NOT_FOUND: Cause = entry(
    "SecretNotFound",
    "The pod needs a Secret (for its environment or a volume) that does not exist in its namespace. Without it the kubelet does not create the container.",
    "The container waits with CreateContainerConfigError, or the pod hangs in ContainerCreating with FailedMount, and the Secret that its spec names is absent now. References marked optional never count.",
    "A missing pull secret: that stops the image, not the container. A Secret that an operator (External Secrets, cert-manager, Sealed Secrets) has yet to write: then look at that operator.",
    "Create the Secret in the pod's namespace, or correct the name. If an operator should write it, mend that one. The kubelet tries again by itself.",
);
/// A key that the Secret lacks.
pub static SECRET_KEY_NOT_FOUND: Cause = entry(
    "SecretKeyNotFound",
    "The Secret exists but lacks a key that the pod asks for by name.",
    "The kubelet says so in as many words (\"couldn't find key … in Secret\", \"references non-existent secret key\") of a container that still waits. Keys of Secrets are never read.",
    "A missing Secret; a wrong value under the right key, which only shows when the program uses it.",
    "Add the key to the Secret, correct the key in the pod's spec, or mark the reference optional if the program can do without.",
);
/// A ServiceAccount that is named and absent.
pub static SERVICE_ACCOUNT_NOT_FOUND: Cause = entry(
    "ServiceAccountNotFound",
    "The pod template names a ServiceAccount that does not exist in its namespace, so the API server refuses to create any pod.",
    "The current ReplicaSet, StatefulSet, DaemonSet or Job reports FailedCreate \"serviceaccount … not found\", it has fewer pods than it wants, and the account is absent now.",
    "A moment of set-up: the account came a second after the app, the event lingers for an hour, and the pods are there. Quota and webhooks also leave no pod.",
    "Create the ServiceAccount in that namespace, or correct serviceAccountName. The controller tries again by itself, at growing intervals.",
);
/// The API server refuses what the app asks.
pub static RBAC_FORBIDDEN: Cause = entry(
    "RbacForbidden",
    "The app asks the Kubernetes API for something that its ServiceAccount may not do, and does not work without it.",
    "A log line or event says `forbidden: User \"system:serviceaccount:…\" cannot VERB resource …`, no binding of that account or its groups grants it now, and the app is in trouble.",
    "A refusal of the past that a new binding has mended; a harmless refusal that the app can do without; Unauthorized (401), which is about the token.",
    "Bind the account to a Role (or ClusterRole) that grants exactly this verb on this resource, in the namespace that is asked about.",
);
/// The image runs as root, and the pod forbids that.
pub static RUN_AS_NON_ROOT_VIOLATION: Cause = entry(
    "RunAsNonRootViolation",
    "The pod's securityContext says runAsNonRoot, but the container would run as root, or as a user whose number the kubelet can't tell.",
    "The container waits with CreateContainerConfigError, and the kubelet says \"container has runAsNonRoot and image will run as root\" (or \"non-numeric user\", or \"runAsUser breaks non-root policy\").",
    "Pod Security admission, which refuses the pod before it exists; permission denied at run time.",
    "Give the image a numeric USER other than 0, or set runAsUser to one that the program can run as. Dropping runAsNonRoot is the last resort.",
);
