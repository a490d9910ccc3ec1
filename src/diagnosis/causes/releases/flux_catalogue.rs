//! The entries of the family *releases* that are about Flux.

use crate::diagnosis::catalogue::{Cause, Depth};

/// What is declared does not come.
pub static FLUX_SOURCE_NOT_READY: Cause = Cause {
    code: "FluxSourceNotReady",
    category: "releases",
    object: "source",
    depth: Depth::Root,
    about: "Flux cannot fetch a source: the Git repository, the OCI artifact or the Helm repository that declares what runs. Nothing new is applied from it; what was applied before keeps running.",
    proof: "The source's condition Ready is False now, of its present form and for more than two minutes, and its message says what went wrong; what takes from it says that it has no artifact.",
    mistaken_for: "A Kustomization or HelmRelease that fails by itself although its source is ready. A source that is suspended: that is on purpose. A short hiccup of the Git server: Flux tries again at the next interval.",
    fix: "Correct spec.url or spec.ref, or renew the credentials in the Secret of spec.secretRef; for a branch or tag that was deleted, name one that is there.",
};
/// A Kustomization that is not applied.
pub static FLUX_KUSTOMIZATION_FAILED: Cause = Cause {
    code: "FluxKustomizationFailed",
    category: "releases",
    object: "kustomization",
    depth: Depth::Mechanism,
    about: "Flux cannot apply a Kustomization: its manifests cannot be built, the API server refuses one of them, or what was applied does not become healthy in time. What is declared is not what runs.",
    proof: "The Kustomization's condition Ready is False now, with a reason such as BuildFailed, ReconciliationFailed, HealthCheckFailed or ArtifactFailed, and its message names the object or the file.",
    mistaken_for: "A dependency or a source that is not ready: then that is the cause. HealthCheckFailed only passes on that pods do not start: why stands above it. Ready Unknown means that it is under way.",
    fix: "Mend what the message names, in Git: the path, the file that does not build, the field that the server refuses. An immutable field takes kustomize.toolkit.fluxcd.io/force or a new name.",
};
/// A release that is not installed.
pub static FLUX_HELM_RELEASE_FAILED: Cause = Cause {
    code: "FluxHelmReleaseFailed",
    category: "releases",
    object: "helmrelease",
    depth: Depth::Mechanism,
    about: "Flux cannot install or upgrade a HelmRelease: the chart does not come, its values are wrong, the server refuses what it renders, or Helm waited in vain for its pods. After the retries Flux gives up until something changes.",
    proof: "The HelmRelease's condition Ready is False now, with a reason such as InstallFailed, UpgradeFailed, ArtifactFailed or RetriesExceeded, and its message holds Helm's own words.",
    mistaken_for: "Why the pods of the release fail (image, probe, quota): that stands above it. A chart repository that cannot be fetched is the source's trouble. A release that was rolled back is Ready again, with the old version.",
    fix: "Mend what the message names: values, chart version, the objects that are in the way. Once the retries are used up, change the spec or run flux reconcile helmrelease NAME --reset.",
};
/// Switched off.
pub static FLUX_SUSPENDED: Cause = Cause {
    code: "FluxSuspended",
    category: "releases",
    object: "kustomization",
    depth: Depth::Root,
    about: "Somebody suspended it: Flux neither fetches nor applies until that is taken back. A change in Git has no effect, and what is changed by hand in the cluster stays.",
    proof: "spec.suspend is true. It is an answer where somebody misses a change, and a notice elsewhere.",
    mistaken_for: "A source that is not ready or a failing Kustomization: there Flux tries and fails. Suspending during an incident is ordinary; forgetting it is what this is about.",
    fix: "Ask who suspended it and why (managedFields name the program and the time), then resume it: flux resume, or spec.suspend to false where it is declared.",
};
