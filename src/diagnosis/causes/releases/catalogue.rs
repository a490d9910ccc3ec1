//! The entries of the family *releases*.

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
    Cause { code, category: "releases", object, about, proof, mistaken_for, fix, depth }
}

/// Helm's own word.
pub static HELM_RELEASE_FAILED: Cause = entry(
    "HelmReleaseFailed",
    "release",
    Depth::Surface,
    "The newest revision of a Helm release failed. What it changed before it failed stays changed: Helm rolls back only if it was told to (--atomic, --rollback-on-failure).",
    "The record of the newest revision has the status failed, with what Helm said of it.",
    "The cause itself, if Helm waited for pods: why those do not become ready stands above it. A failed revision with a later one that is deployed is history.",
    "Mend what Helm says, and upgrade again; or go back with helm rollback to the last revision that was deployed.",
);
/// An operation that was cut off.
pub static HELM_RELEASE_PENDING: Cause = entry(
    "HelmReleasePending",
    "release",
    Depth::Root,
    "A Helm operation was cut off (a pipeline that was cancelled, a lost connection) and left the release locked: every further upgrade is refused with \"another operation (install/upgrade/rollback) is in progress\".",
    "The record of the newest revision has had a status pending-install, pending-upgrade or pending-rollback for longer than any operation takes.",
    "An operation that is still under way: Helm waits five minutes unless told otherwise, and longer with --timeout.",
    "Make sure that nobody is at it, then helm rollback to the last deployed revision; a first installation that hangs is uninstalled and installed anew.",
);
/// A hook that failed.
pub static HELM_HOOK_FAILED: Cause = entry(
    "HelmHookFailed",
    "release",
    Depth::Mechanism,
    "A hook of the chart failed, mostly a Job that migrates a database before or after an upgrade. Helm stops there and marks the release as failed.",
    "The record of the newest revision has the status failed, and the last run of one of its hooks has the phase Failed.",
    "Why the Job of the hook failed is in its pods and stands above it, if they are still there: hooks are often deleted, see helm.sh/hook-delete-policy.",
    "Mend the hook (its image, its rights, what it connects to) and upgrade again. With --no-hooks Helm leaves them out: then what they do must be done by hand.",
);
/// Argo CD cannot work out what should be.
pub static ARGO_APP_COMPARISON_ERROR: Cause = entry(
    "ArgoAppComparisonError",
    "application",
    Depth::Root,
    "Argo CD cannot work out what should be there: the repository, path or revision is not there, or the manifests cannot be rendered. Nothing is synced until it can.",
    "The Application has a condition ComparisonError (or InvalidSpecError) now, and its sync status is Unknown.",
    "An application that is OutOfSync: there the comparison works and tells a difference. What runs keeps running meanwhile, so the pods may be well.",
    "Correct spec.source (repoURL, path, targetRevision), the credentials of the repository, or what the renderer says is wrong with the manifests.",
);
/// To a place that is not there.
pub static ARGO_APP_DESTINATION_WRONG: Cause = entry(
    "ArgoAppDestinationWrong",
    "application",
    Depth::Root,
    "The Application is to be deployed to a cluster or namespace that does not exist or that its project does not allow.",
    "The condition InvalidSpecError speaks of the destination; or the sync fails because the namespace of spec.destination is absent, and it is absent.",
    "A namespace that the sync creates itself: with syncOptions CreateNamespace=true it is there after the first sync.",
    "Correct spec.destination, allow it in the AppProject, or let the sync create the namespace (syncOptions: CreateNamespace=true).",
);
/// A sync that fails.
pub static ARGO_APP_SYNC_FAILED: Cause = entry(
    "ArgoAppSyncFailed",
    "application",
    Depth::Mechanism,
    "Argo CD tried to apply what is declared, and the API server or a hook refused. What is declared is not what runs.",
    "status.operationState.phase is Failed or Error, the application is not Synced, and the result names the resources that were refused, with the reason.",
    "A failed sync with a later one that succeeded: then the phase is Succeeded. Why the pods of a resource fail is another question: that is Degraded.",
    "Mend what the message of the refused resource says (an immutable field, an admission webhook, missing rights), in Git, and sync again.",
);
/// Differs from Git.
pub static ARGO_APP_OUT_OF_SYNC: Cause = entry(
    "ArgoAppOutOfSync",
    "application",
    Depth::Mechanism,
    "What runs differs from what Git declares, and nobody brings them together: the application is not synced automatically, or not for this sort of difference.",
    "status.sync.status is OutOfSync without a sync that failed, and spec.syncPolicy.automated is absent, or without selfHeal or prune where one of them is needed.",
    "Applications that are synced by hand on purpose: OutOfSync is their state between two releases, no fault unless somebody misses the new version.",
    "Sync the application, or let it sync automatically (spec.syncPolicy.automated). A change by hand in the cluster belongs into Git, or it is lost at the next sync.",
);
/// Argo CD's word for pods that are not well.
pub static ARGO_APP_DEGRADED: Cause = entry(
    "ArgoAppDegraded",
    "application",
    Depth::Surface,
    "Argo CD finds resources of the application unwell. It only passes on what those say of themselves.",
    "status.health.status is Degraded, and status.resources names those that are unwell.",
    "The cause itself: why the pods of the resource fail stands above it.",
    "See what the resource that is named says: its conditions, its pods, its events.",
);
