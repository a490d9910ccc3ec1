//! Argo CD Applications whose sync fails, or that nobody syncs.

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::releases::applications::{all, errors, see};
use crate::diagnosis::causes::releases::catalogue;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, command, look};
use crate::diagnosis::subject::Subject;
use crate::evidence::entity::EntityKey;
use crate::evidence::view::View;

/// Resources of an application that are cited.
const CITED: usize = 3;
/// The message of a sync that failed, while what runs is not what is declared.
pub fn failure<'g>(app: &View<'g>) -> Option<(View<'g>, View<'g>)> {
    let phase = app.at("/status/operationState/phase").filter(|p| matches!(p.str(), Some("Failed" | "Error")))?;
    let unsynced = app.str_at("/status/sync/status") != Some("Synced");
    Some((phase, app.at("/status/operationState/message")?)).filter(|_| unsynced)
}

/// `ArgoAppSyncFailed`.
pub fn failed(case: &Case<'_>) -> Vec<Hypothesis> {
    all(case.graph).filter_map(|app| sync_failed(&app)).collect()
}

fn sync_failed(app: &View<'_>) -> Option<Hypothesis> {
    let (phase, message) = failure(app)?;
    if !errors(app).is_empty() {
        return None;
    }
    let results = app.items("/status/operationState/syncResult/resources");
    let refused: Vec<&View<'_>> = results
        .iter()
        .filter(|r| {
            r.str_at("/status") == Some("SyncFailed") || matches!(r.str_at("/hookPhase"), Some("Failed" | "Error"))
        })
        .collect();
    let names: Vec<String> = refused
        .iter()
        .take(CITED)
        .map(|r| format!("{} {}", r.str_at("/kind").unwrap_or("?"), r.str_at("/name").unwrap_or("?")))
        .collect();
    let which = if names.is_empty() { String::new() } else { format!(" at {}", names.join(", ")) };
    let text = format!(
        "The last sync of Argo CD application {} failed{which}: {}.",
        app.key().name,
        message.str().unwrap_or_default().trim_end_matches('.')
    );
    let status = app.at("/status/sync/status").map(|s| s.state());
    let mut hypothesis = Hypothesis::new(&catalogue::ARGO_APP_SYNC_FAILED, app.key(), text)
        .support(Weight::Proof, "how the sync ended", Some(phase.state()))
        .support(Weight::Strong, "what it said", Some(message.state()))
        .support(Weight::Weak, "it is not synced", status)
        .link(
            app.key(),
            format!("says \"{}\"", message.str().unwrap_or_default()),
            vec![phase.state(), message.state()],
        )
        .explaining(app.key())
        .since(app.time_at("/status/operationState/finishedAt"));
    for (resource, name) in refused.iter().take(CITED).zip(&names) {
        let place = resource.at("/message");
        let said = place.as_ref().and_then(View::str).unwrap_or_default();
        let fact = place.as_ref().map(View::state);
        hypothesis = hypothesis.support(Weight::Strong, "what was refused", fact.clone());
        hypothesis = hypothesis.link(app.key(), format!("{name} was refused: \"{said}\""), fact.into_iter().collect());
    }
    Some(hypothesis.advise(look(
        "Mend in Git what the message of the refused resource says, then sync again.",
        Some(format!("argocd app get {} --show-operation", app.key().name)),
    )))
}

/// Whether somebody asks about an application itself: what differs from Git is the state of many between two releases.
pub fn is_asked(subject: &Subject, app: &EntityKey) -> bool {
    matches!(subject, Subject::Objects(keys) if keys.contains(app))
}

/// `ArgoAppOutOfSync`: somebody asks about it, and nobody syncs it.
pub fn out_of_sync(case: &Case<'_>) -> Vec<Hypothesis> {
    all(case.graph).filter(|app| is_asked(case.subject, app.key())).filter_map(|app| differs(&app)).collect()
}

fn differs(app: &View<'_>) -> Option<Hypothesis> {
    let status = app.at("/status/sync/status").filter(|s| s.str() == Some("OutOfSync"))?;
    let underway = app.str_at("/status/operationState/phase") == Some("Running");
    if failure(app).is_some() || !errors(app).is_empty() || underway {
        return None;
    }
    let automated = app.value().pointer("/spec/syncPolicy/automated").filter(|a| !a.is_null());
    let heals = automated.and_then(|a| a.get("selfHeal")).and_then(serde_json::Value::as_bool) == Some(true);
    let why = match (automated.is_some(), heals) {
        (false, _) => "it is not synced automatically (spec.syncPolicy.automated is absent), and nobody has synced it",
        (true, false) => "it is synced when Git changes, and not when the cluster does (selfHeal is off)",
        (true, true) => "it is to be synced automatically, and is not",
    };
    let resources = app.items("/status/resources");
    let apart: Vec<&View<'_>> =
        resources.iter().filter(|r| r.value().get("status").is_some_and(|s| s == "OutOfSync")).collect();
    let names: Vec<String> = apart
        .iter()
        .take(CITED)
        .map(|r| format!("{} {}", r.str_at("/kind").unwrap_or("?"), r.str_at("/name").unwrap_or("?")))
        .collect();
    let which = if names.is_empty() { String::new() } else { format!(" ({})", names.join(", ")) };
    let text = format!("What runs of Argo CD application {} is not what Git declares{which}: {why}.", app.key().name);
    let mut hypothesis = Hypothesis::new(&catalogue::ARGO_APP_OUT_OF_SYNC, app.key(), text)
        .support(Weight::Proof, "its state", Some(status.state()))
        .link(app.key(), "is OutOfSync", vec![status.state()])
        .explaining(app.key())
        .since(app.time_at("/status/reconciledAt"));
    for (resource, name) in apart.iter().take(CITED).zip(&names) {
        let fact = resource.at("/status").map(|s| s.state());
        hypothesis = hypothesis.support(Weight::Strong, "what differs", fact.clone());
        hypothesis = hypothesis.link(app.key(), format!("{name} differs"), fact.into_iter().collect());
    }
    Some(
        hypothesis
            .advise(look("See what differs.", Some(format!("argocd app diff {}", app.key().name))))
            .advise(command(
                "Sync it, if Git is right; put the change into Git, if the cluster is.",
                format!("argocd app sync {}", app.key().name),
                "what was changed by hand in the cluster is overwritten",
            ))
            .advise(see(app.key())),
    )
}
