//! Workloads that have fewer pods than they want, rollouts that stand, Jobs that gave up.

use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::symptoms::{Scope, Symptom, history};
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// The symptoms of the subject's workloads.
pub fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let mut found = Vec::new();
    for app in scope.apps {
        let Some(view) = &app.view else { continue };
        found.extend(conditions(view));
        found.extend(missing_pods(scope.graph, app));
        found.extend(scaled_to_zero(scope, app));
        if app.key.is(&kinds::JOB) {
            found.extend(job(view));
        }
        if app.key.is(&kinds::CRON_JOB) {
            found.extend(cron_job(scope, app));
        }
    }
    found
}

/// Conditions by which a controller says that it gave up or cannot go on.
fn conditions(view: &View<'_>) -> Vec<Symptom> {
    let bad = |kind: &str, status: &str| match kind {
        "Progressing" => status == "False",
        "ReplicaFailure" => status == "True",
        _ => false,
    };
    view.items("/status/conditions")
        .iter()
        .filter(|c| bad(c.str_at("/type").unwrap_or_default(), c.str_at("/status").unwrap_or_default()))
        .map(|condition| {
            let message = condition.at("/message").or_else(|| condition.at("/reason"));
            let text = message.as_ref().and_then(crate::evidence::view::View::str).unwrap_or_default();
            let facts = message.iter().map(View::state).collect();
            let name = condition.str_at("/type").unwrap_or_default();
            Symptom::new(view.key(), format!("{}: \"{text}\"", words(name)), facts)
        })
        .collect()
}

fn words(condition: &str) -> &'static str {
    if condition == "Progressing" { "its rollout does not progress" } else { "its pods cannot be created" }
}

/// Fewer pods than wanted, and none of them in trouble: they were never made.
fn missing_pods(graph: &Graph, app: &App<'_>) -> Option<Symptom> {
    let wanted = app.replicas()?;
    let have = i64::try_from(app.pods.iter().filter(|p| p.deleted().is_none()).count()).unwrap_or(i64::MAX);
    if have >= wanted || !app.troubled().is_empty() {
        return None;
    }
    // A list of pods that was reduced does not show those that work.
    let view = app.view.as_ref()?;
    let available = view.at("/status/availableReplicas").or_else(|| view.at("/status/numberAvailable"));
    if available.as_ref().and_then(crate::evidence::view::View::i64).unwrap_or(0) >= wanted {
        return None;
    }
    let mut facts: Vec<Fact> = view
        .at("/spec/replicas")
        .or_else(|| view.at("/status/desiredNumberScheduled"))
        .map(|r| r.spec())
        .into_iter()
        .collect();
    let mut text = format!("wants {wanted} pods and has {have}");
    let between: Vec<EntityKey> = graph.children(&app.key).into_iter().map(|o| o.key.clone()).collect();
    let refusal =
        std::iter::once(&app.key).chain(&between).find_map(|key| Event::last(graph, key, &["FailedCreate"], |_| true));
    if let Some(event) = refusal {
        text.push_str(&format!(": \"{}\"", event.message));
        facts.push(event.fact());
    }
    Some(Symptom::new(&app.key, text, facts))
}

/// No pods wanted, while a Service that somebody may call leads there.
fn scaled_to_zero(scope: &Scope<'_, '_>, app: &App<'_>) -> Option<Symptom> {
    let view = app.view.as_ref()?;
    let replicas = view.at("/spec/replicas").filter(|r| r.i64() == Some(0))?;
    let asked = crate::diagnosis::case::asked_about(scope.subject, &app.key)
        && matches!(scope.subject, crate::diagnosis::subject::Subject::Objects(_));
    let service = crate::diagnosis::objects::service::Service::in_namespace(scope.graph, app.key.ns())
        .into_iter()
        .find(|s| s.selects_template(view) && s.endpoints().is_some_and(|e| e.ready == 0));
    (asked && service.is_some()).then(|| Symptom::new(&app.key, "is scaled to zero", vec![replicas.spec()]))
}

fn job(view: &View<'_>) -> Option<Symptom> {
    let failed = view
        .items("/status/conditions")
        .into_iter()
        .find(|c| c.str_at("/type") == Some("Failed") && c.str_at("/status") == Some("True"))?;
    let reason = failed.at("/reason");
    let text = format!(
        "failed: {}",
        failed.str_at("/message").or(reason.as_ref().and_then(crate::evidence::view::View::str)).unwrap_or_default()
    );
    let place = failed.at("/message").or(reason).unwrap_or(failed);
    Some(Symptom::new(view.key(), text, vec![place.state()]))
}

/// A CronJob whose last finished run failed, or that is asked about and suspended.
fn cron_job(scope: &Scope<'_, '_>, app: &App<'_>) -> Vec<Symptom> {
    let mut found = Vec::new();
    let graph = scope.graph;
    let mut runs: Vec<View<'_>> =
        graph.children(&app.key).into_iter().filter(|o| o.key.is(&kinds::JOB)).map(|o| View::root(graph, o)).collect();
    runs.sort_by_key(|run| (run.time_at("/metadata/creationTimestamp"), run.key().clone()));
    let finished = runs.iter().rev().find(|run| history::job_has(run, "Complete") || history::job_has(run, "Failed"));
    if let Some(symptom) = finished.filter(|run| history::job_has(run, "Failed")).and_then(job) {
        let text = format!("its last run {} {}", symptom.entity.name, symptom.statement);
        found.push(Symptom::new(&app.key, text, symptom.facts));
    }
    let asked =
        matches!(scope.subject, crate::diagnosis::subject::Subject::Objects(objects) if objects.contains(&app.key));
    let suspended = app.view.as_ref().and_then(|v| v.at("/spec/suspend")).filter(|s| s.bool() == Some(true) && asked);
    if let Some(suspended) = suspended {
        found.push(Symptom::new(&app.key, "is suspended", vec![suspended.spec()]));
    }
    found
}
