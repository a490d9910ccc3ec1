//! Helm releases whose newest revision failed or was cut off.

use jiff::SignedDuration;

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::releases::catalogue;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, command, look};
use crate::diagnosis::objects::release::Release;
use crate::evidence::view::View;
use crate::report::model::Remediation;

/// Helm waits five minutes unless it is told otherwise.
pub const UNDER_WAY: SignedDuration = SignedDuration::from_mins(15);

/// `HelmReleaseFailed`.
pub fn failed(case: &Case<'_>) -> Vec<Hypothesis> {
    Release::all(case.graph)
        .iter()
        .filter_map(|release| {
            let status = release.status().filter(|status| status.str() == Some("failed"))?;
            let text = format!(
                "Revision {} of Helm release {}{} failed{}",
                release.revision,
                release.key.name,
                release.chart().map(|chart| format!(" (chart {chart})")).unwrap_or_default(),
                said(release)
            );
            let hypothesis = Hypothesis::new(&catalogue::HELM_RELEASE_FAILED, &release.key, text)
                .support(Weight::Proof, "its state", Some(status.state()))
                .link(&release.key, format!("revision {} is failed", release.revision), vec![status.state()])
                .explaining(&release.key)
                .since(release.modified());
            Some(with_description(hypothesis, release).advise(history(release)).advise(back(release)))
        })
        .collect()
}

fn said(release: &Release<'_>) -> String {
    match release.description().as_ref().and_then(View::str) {
        Some(text) => format!(": {}.", text.trim_end_matches('.')),
        None => ".".to_owned(),
    }
}

fn with_description(hypothesis: Hypothesis, release: &Release<'_>) -> Hypothesis {
    let place = release.description();
    let fact = place.as_ref().map(View::state);
    let hypothesis = hypothesis.support(Weight::Strong, "what Helm said", fact.clone());
    match place.as_ref().and_then(View::str) {
        Some(text) => hypothesis.link(&release.key, format!("Helm says \"{text}\""), fact.into_iter().collect()),
        None => hypothesis,
    }
}

fn history(release: &Release<'_>) -> Remediation {
    look(
        "See the revisions, and which of them was deployed last.",
        Some(format!("helm -n {} history {}", release.key.ns(), release.key.name)),
    )
}

fn back(release: &Release<'_>) -> Remediation {
    command(
        "If it has to work now: go back to the last revision that was deployed.",
        format!("helm -n {} rollback {}", release.key.ns(), release.key.name),
        "the workloads of the release roll out anew; what hooks changed (databases) is not undone",
    )
}

/// `HelmReleasePending`.
pub fn pending(case: &Case<'_>) -> Vec<Hypothesis> {
    Release::all(case.graph)
        .iter()
        .filter_map(|release| {
            let status = release.status().filter(|status| status.str().is_some_and(|s| s.starts_with("pending-")))?;
            let since = release.modified()?;
            if case.graph.now.duration_since(since) < UNDER_WAY {
                return None;
            }
            let word = status.str().unwrap_or_default();
            let text = format!(
                "Helm release {} has been {word} since {since}: the operation was cut off, and every further upgrade is refused.",
                release.key.name
            );
            let labelled = release.record.value().pointer("/metadata/labels/modifiedAt").is_some();
            let place = if labelled { "/metadata/labels/modifiedAt" } else { "/metadata/creationTimestamp" };
            let changed = release.record.at(place).map(|at| at.state());
            let hypothesis = Hypothesis::new(&catalogue::HELM_RELEASE_PENDING, &release.key, text)
                .support(Weight::Proof, "its state", Some(status.state()))
                .support(Weight::Strong, "since when", changed.clone())
                .link(&release.key, format!("revision {} is {word}", release.revision), vec![status.state()])
                .link(&release.key, "was written last then", changed.into_iter().collect())
                .explaining(&release.key)
                .since(Some(since));
            Some(with_description(hypothesis, release).advise(history(release)).advise(back(release)))
        })
        .collect()
}

/// `HelmHookFailed`.
pub fn hook_failed(case: &Case<'_>) -> Vec<Hypothesis> {
    Release::all(case.graph)
        .iter()
        .filter_map(|release| {
            let status = release.status().filter(|status| status.str() == Some("failed"))?;
            let hooks = release.failed_hooks();
            let (name, kind, phase) = hooks.first()?;
            let text = format!(
                "The hook {kind} {name} of Helm release {} failed, so revision {} is marked as failed.",
                release.key.name, release.revision
            );
            let hypothesis = Hypothesis::new(&catalogue::HELM_HOOK_FAILED, &release.key, text)
                .support(Weight::Proof, "how the hook ended", Some(phase.state()))
                .support(Weight::Strong, "the state of the release", Some(status.state()))
                .link(&release.key, format!("hook {kind} {name} failed"), vec![phase.state()])
                .link(&release.key, format!("revision {} is failed", release.revision), vec![status.state()])
                .explaining(&release.key)
                .since(release.modified());
            let line = format!("kubectl -n {} logs {}/{name}", release.key.ns(), kind.to_lowercase());
            Some(
                with_description(hypothesis, release)
                    .advise(look("See what the hook said, if it is still there.", Some(line)))
                    .advise(back(release)),
            )
        })
        .collect()
}
