//! What is over: restarts that stopped, failed pods that were replaced, runs that succeeded later. One line at most.

use jiff::SignedDuration;

use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::diagnosis::symptoms::{Scope, Symptom, metrics};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// What the kubelet says of a pod that went over a limit of its own.
const OWN_LIMIT: &[&str] = &[
    "ephemeral local storage usage exceeds",
    "exceeded its local ephemeral storage limit",
    "usage of emptydir volume",
];
/// So many evictions within so long are no accident.
const TIMES: usize = 3;
const AGAIN: SignedDuration = SignedDuration::from_mins(60);

/// Trouble that is over, of the subject's apps.
pub fn of(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let mut found = Vec::new();
    for app in scope.apps {
        for pod in &app.pods {
            if pod.trouble().is_some() && is_over(scope.graph, app, pod) {
                found.push(Symptom::new(pod.key(), "failed, and was replaced since", phase(pod)));
            }
            for container in pod.recovered() {
                let Some(ended) = container.last_terminated() else { continue };
                let reason = ended.str_at("/reason").unwrap_or("ended");
                let text = format!(
                    "container {} was restarted {} time{} ({reason}) and has run since",
                    container.name,
                    container.restarts(),
                    if container.restarts() == 1 { "" } else { "s" }
                );
                let facts =
                    ended.at("/reason").or_else(|| ended.at("/exitCode")).map(|v| v.state()).into_iter().collect();
                found.push(Symptom::new(pod.key(), text, facts));
            }
        }
    }
    found.extend(metrics::past(scope));
    found.sort();
    found.dedup();
    found
}

fn phase(pod: &Pod<'_>) -> Vec<crate::evidence::fact::Fact> {
    pod.view.at("/status/phase").map(|p| p.state()).into_iter().collect()
}

/// Whether a failed pod no longer matters: its Job went on to succeed, or its workload has all the pods it wants.
pub fn is_over(graph: &Graph, app: &App<'_>, pod: &Pod<'_>) -> bool {
    if pod.trouble() != Some(Trouble::Failed) || app.key.is(&kinds::POD) {
        return false;
    }
    let job = graph.controller(pod.key()).filter(|owner| owner.is(&kinds::JOB));
    if let Some(job) = job {
        return job_is_over(graph, app, &job);
    }
    if outgrows_again(graph, app, pod) {
        return false;
    }
    // The controller does not count a failed pod; it is over once the others are enough.
    app.replicas().is_some_and(|wanted| i64::try_from(app.ready()).unwrap_or(0) >= wanted)
}

/// Whether the app's pods outgrow their own limit of local disk one after the other: whoever replaced this one will too.
fn outgrows_again(graph: &Graph, app: &App<'_>, pod: &Pod<'_>) -> bool {
    let recent = |pod: &&Pod<'_>| {
        let message = pod.view.value().pointer("/status/message").and_then(|m| m.as_str()).unwrap_or_default();
        let own = OWN_LIMIT.iter().any(|words| message.to_lowercase().contains(words));
        let ended = pod.containers().iter().filter_map(|c| c.terminated()?.time_at("/finishedAt")).max();
        own && pod.phase() == "Failed" && ended.is_some_and(|at| graph.now.duration_since(at) <= AGAIN)
    };
    recent(&pod) && app.pods.iter().filter(recent).count() >= TIMES
}

/// Whether a failed Job, or a Job with failed pods, is over: it succeeded, it is still trying, or a later run of its
/// CronJob succeeded.
fn job_is_over(graph: &Graph, app: &App<'_>, job: &EntityKey) -> bool {
    let Some(view) = graph.view(job) else { return app.key.is(&kinds::CRON_JOB) };
    if job_has(&view, "Complete") {
        return true;
    }
    if !app.key.is(&kinds::CRON_JOB) {
        return false;
    }
    let ended =
        |view: &View<'_>| view.time_at("/status/startTime").or_else(|| view.time_at("/metadata/creationTimestamp"));
    let began = ended(&view);
    graph.children(&app.key).into_iter().filter(|o| o.key.is(&kinds::JOB)).any(|other| {
        let other = View::root(graph, other);
        job_has(&other, "Complete") && ended(&other) > began
    })
}

/// Whether a Job has a condition that is true.
pub fn job_has(job: &View<'_>, condition: &str) -> bool {
    job.items("/status/conditions")
        .iter()
        .any(|c| c.str_at("/type") == Some(condition) && c.str_at("/status") == Some("True"))
}
