//! Whether a pod's failure still counts: not if it was taken away on purpose, replaced, or made good by a later run.

use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::pod::Pod;
use crate::diagnosis::symptoms::history;

/// Reasons with which a node, not the app, ended a pod.
const ENDED_BY_NODE: &[&str] = &[
    "Evicted",
    "NodeShutdown",
    "Shutdown",
    "Terminated",
    "NodeLost",
    "NodeAffinity",
    "Preempting",
    "UnexpectedAdmissionError",
];

/// Whether what a pod's containers did is the app's trouble now.
pub fn counts(app: &App<'_>, pod: &Pod<'_>) -> bool {
    pod.deleted().is_none() && !taken_away(pod) && !made_good(app, pod)
}

/// Whether a node or a controller ended the pod.
pub fn taken_away(pod: &Pod<'_>) -> bool {
    let reason = pod.view.str_at("/status/reason").unwrap_or_default();
    ENDED_BY_NODE.contains(&reason) || reason.starts_with("OutOf") || pod.condition_is("DisruptionTarget", "True")
}

/// Whether the app has what it needs although this pod failed: it was replaced, or a later run ended well.
pub fn made_good(app: &App<'_>, pod: &Pod<'_>) -> bool {
    history::is_over(pod.view.graph(), app, pod)
}
