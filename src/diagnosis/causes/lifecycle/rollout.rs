//! `RolloutStuck`: the Deployment controller says that a new version does not get on.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::lifecycle::{asked, catalogue};
use crate::diagnosis::changes::revisions;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::objects::app::App;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// `RolloutStuck`: past its progress deadline, or paused half-way.
pub fn stuck(case: &Case<'_>) -> Vec<Hypothesis> {
    case.apps
        .iter()
        .filter(|app| app.key.is(&kinds::DEPLOYMENT))
        .filter_map(|app| late(app).or_else(|| paused(case, app)))
        .collect()
}

/// Progressing is False now: the new pods were not available in time.
fn late(app: &App<'_>) -> Option<Hypothesis> {
    let view = app.view.as_ref().filter(|view| !complete(view, app))?;
    let progressing = condition(view, "Progressing").filter(|c| c.str_at("/status") == Some("False"))?;
    let reason = progressing.at("/reason").filter(|r| r.str() == Some("ProgressDeadlineExceeded"))?;
    let wanted = app.replicas().unwrap_or(1);
    let count = |field: &str| view.i64_at(&format!("/status/{field}")).unwrap_or(0);
    let deadline = view.at("/spec/progressDeadlineSeconds");
    let seconds = deadline.as_ref().and_then(View::i64).unwrap_or(600);
    let revisions = revisions::of(view.graph(), &app.key);
    let new = revisions.last().cloned();
    let ready = new.as_ref().and_then(|revision| revision.view.i64_at("/status/readyReplicas")).unwrap_or(0);
    let text = format!(
        "The rollout of {} made no progress for {seconds} s: {} of {wanted} pods are of the new version, {ready} of them ready{}.",
        app.key.name,
        count("updatedReplicas"),
        serving(app, new.as_ref())
    );
    let unavailable = view.at("/status/unavailableReplicas");
    let message = progressing.at("/message");
    let mut hypothesis = Hypothesis::new(&catalogue::ROLLOUT_STUCK, &app.key, text)
        .support(Weight::Proof, "the controller's word", Some(reason.state()))
        .support(Weight::Strong, "pods are missing", unavailable.as_ref().map(View::state))
        .support(Weight::Weak, "in its words", message.as_ref().map(View::state))
        .support(Weight::Weak, "the deadline", deadline.as_ref().map(View::spec))
        .since(progressing.time_at("/lastTransitionTime"))
        .link(
            &app.key,
            message.as_ref().and_then(View::str).map_or("made no progress".to_owned(), |m| format!("\"{m}\"")),
            [Some(reason.state()), message.as_ref().map(View::state), deadline.as_ref().map(View::spec)]
                .into_iter()
                .flatten()
                .collect(),
        );
    if let Some(unavailable) = unavailable {
        let shows = format!("{} pods unavailable", unavailable.i64().unwrap_or(0));
        hypothesis = hypothesis.link(&app.key, shows, vec![unavailable.state()]);
    }
    hypothesis = explaining(hypothesis, app, new.as_ref());
    Some(advised(hypothesis, app, &revisions))
}

/// What the rollout explains: the pods of the new version, or the `ReplicaSet` and the Deployment themselves.
fn explaining(mut hypothesis: Hypothesis, app: &App<'_>, new: Option<&revisions::Revision<'_>>) -> Hypothesis {
    hypothesis.explains.insert(app.key.clone());
    let Some(new) = new else { return hypothesis };
    hypothesis.explains.insert(new.view.key().clone());
    let graph = new.view.graph();
    for pod in app.troubled() {
        if graph.controller(pod.key()).is_some_and(|owner| owner == *new.view.key()) {
            hypothesis.explains.insert(pod.key().clone());
        }
    }
    hypothesis
}

fn serving(app: &App<'_>, new: Option<&revisions::Revision<'_>>) -> String {
    let Some(new) = new else { return String::new() };
    let graph = new.view.graph();
    let old = app.pods.iter().filter(|pod| pod.ready() && graph.controller(pod.key()).as_ref() != Some(new.view.key()));
    match old.count() {
        0 => String::new(),
        n => format!("; {n} of the old version still serve"),
    }
}

/// To see why first; to go back where an older revision is kept that starts something else.
fn advised(hypothesis: Hypothesis, app: &App<'_>, revisions: &[revisions::Revision<'_>]) -> Hypothesis {
    let (kubectl, name) = (advice::kubectl(&app.key), advice::kubectl_name(&app.key));
    let hypothesis = hypothesis.advise(look(
        "See why the new pods do not become available; that is the cause.",
        Some(format!("{kubectl} rollout status {name}; {kubectl} describe {name}")),
    ));
    let Some((before, brought)) = revisions::brought(revisions) else { return hypothesis };
    let last = revisions.last().is_some_and(|newest| newest.number == brought.number);
    let (text, to) = if last {
        ("Or go back to the revision before.".to_owned(), String::new())
    } else {
        let number = before.number;
        (
            format!("Or go back to revision {number}, the last that starts something else."),
            format!(" --to-revision={number}"),
        )
    };
    let line = format!("{kubectl} rollout undo {name}{to}");
    hypothesis.advise(advice::edit(app, &text, Some(line), None))
}

/// Paused with pods of the old version left. People pause on purpose, so only where it was asked about.
fn paused(case: &Case<'_>, app: &App<'_>) -> Option<Hypothesis> {
    let view = app.view.as_ref().filter(|view| !complete(view, app))?;
    let paused = view.at("/spec/paused").filter(|paused| paused.bool() == Some(true))?;
    if !asked::by_name(case, &app.key) || app.replicas() == Some(0) {
        return None;
    }
    let wanted = app.replicas().unwrap_or(1);
    let updated = view.i64_at("/status/updatedReplicas").unwrap_or(0);
    if updated >= wanted {
        return None;
    }
    let reason = condition(view, "Progressing").and_then(|c| c.at("/reason"));
    let reason = reason.filter(|r| r.str() == Some("DeploymentPaused")).map(|r| r.state());
    let replicas = view.at("/status/replicas").map(|r| r.state());
    let text = format!(
        "The rollout of {} is paused (spec.paused is true): {updated} of {wanted} pods are of the new version, and nothing more will happen until it is resumed.",
        app.key.name
    );
    let line = format!("{} rollout resume {}", advice::kubectl(&app.key), advice::kubectl_name(&app.key));
    let facts = [Some(paused.spec()), reason.clone(), replicas.clone()].into_iter().flatten().collect();
    Some(
        Hypothesis::new(&catalogue::ROLLOUT_STUCK, &app.key, text)
            .support(Weight::Proof, "it is paused", Some(paused.spec()))
            .support(Weight::Strong, "the controller's word", reason)
            .support(Weight::Weak, "pods of the old version", replicas)
            .link(&app.key, "is paused half-way", facts)
            .explaining(&app.key)
            .advise(advice::edit(
                app,
                "Ask why it was paused; then resume the rollout (spec.paused: false).",
                Some(line),
                advice::diff(&app.key, "spec:\n  paused: true\n", "spec:\n  paused: false\n"),
            )),
    )
}

/// Whether the rollout is through: every pod is new and available. The condition follows a moment later.
fn complete(view: &View<'_>, app: &App<'_>) -> bool {
    let count = |field: &str| view.i64_at(&format!("/status/{field}")).unwrap_or(0);
    let wanted = app.replicas().unwrap_or(1);
    count("updatedReplicas") >= wanted && count("availableReplicas") >= wanted && count("replicas") <= wanted
}

fn condition<'g>(view: &View<'g>, kind: &str) -> Option<View<'g>> {
    view.items("/status/conditions").into_iter().find(|c| c.str_at("/type") == Some(kind))
}
