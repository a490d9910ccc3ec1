//! Whether a pod's failure still counts: not if it was taken away on purpose, replaced, or made good by a later run.

use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

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
    let graph = pod.view.graph();
    match graph.controller(pod.key()) {
        Some(owner) if owner.is(&kinds::JOB) => job_made_good(app, pod, &owner, graph),
        Some(_) if pod.phase() == "Failed" => complete(app),
        _ => false,
    }
}

/// Whether as many pods are ready as the app asks for.
fn complete(app: &App<'_>) -> bool {
    let ready = i64::try_from(app.ready()).unwrap_or(i64::MAX);
    app.replicas().is_some_and(|wanted| ready >= wanted)
}

fn job_made_good(app: &App<'_>, pod: &Pod<'_>, job: &EntityKey, graph: &Graph) -> bool {
    if graph.view(job).is_some_and(|job| job_complete(&job)) {
        return true;
    }
    if !app.key.is(&kinds::CRON_JOB) {
        return false;
    }
    let failed = pod.created();
    let later = |at: Option<jiff::Timestamp>| at.zip(failed).is_some_and(|(at, failed)| at > failed);
    let noted = app.view.as_ref().is_some_and(|cron| later(cron.time_at("/status/lastSuccessfulTime")));
    let run = graph
        .children(&app.key)
        .into_iter()
        .filter(|child| child.key.is(&kinds::JOB))
        .map(|child| View::root(graph, child))
        .any(|run| job_complete(&run) && later(run.time_at("/status/completionTime")));
    let done = app.pods.iter().any(|other| other.phase() == "Succeeded" && later(other.created()));
    noted || run || done
}

/// Whether a Job reached what it is for.
pub fn job_complete(job: &View<'_>) -> bool {
    job.items("/status/conditions").iter().any(|condition| {
        matches!(condition.str_at("/type"), Some("Complete" | "SuccessCriteriaMet"))
            && condition.str_at("/status") == Some("True")
    })
}
