//! The entries of the family *image*.

use crate::diagnosis::catalogue::{Cause, Depth};

const fn entry(
    code: &'static str,
    about: &'static str,
    proof: &'static str,
    mistaken_for: &'static str,
    fix: &'static str,
) -> Cause {
    Cause { code, category: "image", object: "app", about, proof, mistaken_for, fix, depth: Depth::Root }
}

/// The registry has no such image.
pub static IMAGE_NOT_FOUND: Cause = entry(
    "ImageNotFound",
    "The registry answered that it has no such tag, digest or repository. The container was never created.",
    "The kubelet waits with ErrImagePull or ImagePullBackOff, and its message carries the registry's \"not found\" or \"manifest unknown\".",
    "Missing credentials: some registries hide private repositories behind \"does not exist or may require authorization\", which counts as refused, not as missing.",
    "Set a tag that exists, or push the missing one. Look for a typing error in the tag and for a build that did not finish.",
);
/// Refused, with no credentials sent.
pub static IMAGE_PULL_SECRET_MISSING: Cause = entry(
    "ImagePullSecretMissing",
    "The registry wants credentials and the kubelet had none to send: the pod names no pull secret, or one that does not exist.",
    "The pull is refused (401, 403, no basic auth credentials, anonymous token), and no imagePullSecret is named by the pod or its ServiceAccount, or the named one is absent.",
    "A missing image: a private repository may answer as if it did not exist. Wrong credentials: then the named secret exists.",
    "Create the docker-registry Secret in the pod's namespace under the name that the pod uses, or name it in the pod or its ServiceAccount.",
);
/// Refused, although credentials were sent.
pub static IMAGE_PULL_CREDENTIALS_REJECTED: Cause = entry(
    "ImagePullCredentialsRejected",
    "The registry refuses the pull although the pull secret that the pod names exists.",
    "The pull is refused (401, 403), and the named imagePullSecret exists in the namespace.",
    "A missing secret: then the refusal is of an anonymous pull.",
    "Renew the credentials in the Secret, and check that it is for this registry and that the account may read this repository.",
);
/// DNS.
pub static IMAGE_REGISTRY_UNRESOLVABLE: Cause = entry(
    "ImageRegistryUnresolvable",
    "The node cannot resolve the name of the registry.",
    "The kubelet waits for the image, and its message says no such host or that name resolution failed.",
    "A missing image: the registry was never asked. Cluster DNS: nodes pull with the node's own resolver, not with CoreDNS.",
    "Correct the registry's name in the image, or mend the DNS that the node uses.",
);
/// Network or TLS.
pub static IMAGE_REGISTRY_UNREACHABLE: Cause = entry(
    "ImageRegistryUnreachable",
    "The name of the registry resolves, but the node gets no proper answer from it: refused, timed out, or TLS that it does not trust.",
    "The kubelet waits for the image, and its message says connection refused, timeout, x509, TLS or a 5xx.",
    "A rate limit (429) or missing credentials (401, 403): those are answers.",
    "Check firewall, proxy and certificate authority between the node and the registry, and whether the registry is up.",
);
/// 429.
pub static IMAGE_PULL_RATE_LIMITED: Cause = entry(
    "ImagePullRateLimited",
    "The registry answers that too many images were pulled and refuses for a while.",
    "The kubelet's message carries 429, toomanyrequests or a rate limit.",
    "Missing credentials: the limit of anonymous pulls is lower, so credentials may help, but none are missing.",
    "Pull with credentials, through a pull-through cache, or with imagePullPolicy IfNotPresent; else wait.",
);
/// A name that cannot be.
pub static IMAGE_NAME_INVALID: Cause = entry(
    "ImageNameInvalid",
    "The image's name is not one that any registry can be asked for: capitals, spaces, an empty tag.",
    "The container waits with InvalidImageName.",
    "A missing image: here no registry was asked.",
    "Correct the name; repositories are written in lower case.",
);
/// Never.
pub static IMAGE_NEVER_PULL: Cause = entry(
    "ImageNeverPull",
    "imagePullPolicy is Never and the node does not have the image.",
    "The container waits with ErrImageNeverPull.",
    "A missing image: the registry may well have it.",
    "Set imagePullPolicy to IfNotPresent, or load the image on every node that the pod may run on.",
);
/// Built for another machine.
pub static IMAGE_ARCHITECTURE_MISMATCH: Cause = entry(
    "ImageArchitectureMismatch",
    "The image was built for another architecture than the node's.",
    "The pull says that no manifest fits the platform, or the container ends with \"exec format error\".",
    "A missing command: that says \"no such file or directory\". A script without a first line (#!) also gives \"exec format error\".",
    "Build the image for the node's architecture (or for several), or keep the pod on nodes that fit with a nodeSelector on kubernetes.io/arch.",
);
