//! Pods that were evicted because they wrote more to local disk than their own limits allow.

use crate::diagnosis::advice;
use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::causes::exits::{evicted, gather};
use crate::diagnosis::causes::storage::catalogue;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::view::View;

/// A limit that was exceeded.
struct Limit<'g> {
    words: String,
    place: Option<View<'g>>,
}

/// `EphemeralStorageExceeded`.
pub fn exceeded(case: &Case<'_>) -> Vec<Hypothesis> {
    let findings = gather::pods(case, |app, pod| {
        let sign = evicted::sign(app, pod)?;
        let limit = limit(pod)?;
        Some(sign.strong("the limit", limit.place.map(|place| place.spec())))
    });
    let mut found = Vec::new();
    for finding in findings {
        let Some((pod, limit)) = finding.pods.first().and_then(|(pod, _)| Some((*pod, limit(pod)?))) else { continue };
        let (called, node) = (gather::called(finding.app), pod.node().unwrap_or("its node"));
        let again = finding.pods.len();
        let text = if again > 1 && finding.app.ready() > 0 {
            format!(
                "{again} pods of {called} were evicted one after the other, one of them by the kubelet of {node}: {}. Those that replaced them will be too.",
                limit.words
            )
        } else {
            format!("A pod of {called} was evicted by the kubelet of {node}: {}. The app lacks it still.", limit.words)
        };
        let mut hypothesis = finding.hypothesis(&catalogue::EPHEMERAL_STORAGE_EXCEEDED, text);
        // Pods are taken by name, not by what they show: one that failed without a word of it counts against.
        let shown = |pod: &Pod<'_>| finding.pods.iter().any(|(other, _)| other.key() == pod.key());
        let failed = finding.app.pods.iter().filter(|pod| pod.phase() == "Failed").take(CITED_PODS);
        for _ in failed.filter(|pod| !shown(pod)) {
            hypothesis = hypothesis.support(Weight::Weak, "the same in a sibling", None);
        }
        found.push(advised(hypothesis, finding.app));
    }
    found
}

fn advised(hypothesis: Hypothesis, app: &App<'_>) -> Hypothesis {
    let line = format!("{} edit {}", advice::kubectl(&app.key), advice::kubectl_name(&app.key));
    hypothesis
        .advise(look("See what the app writes to local disk (logs, caches, uploads), and have it cleaned up or written to a volume.", None))
        .advise(advice::edit(app, "Or raise the limit that the message names.", Some(line), None))
}

/// The limit that the kubelet's message names.
fn limit<'g>(pod: &Pod<'g>) -> Option<Limit<'g>> {
    let message = pod.view.str_at("/status/message")?;
    let lower = message.to_lowercase();
    let quoted = || message.split('"').nth(1);
    if lower.contains("usage of emptydir volume") {
        let name = quoted()?;
        let volumes = pod.view.items("/spec/volumes");
        let volume = volumes.into_iter().find(|volume| volume.str_at("/name") == Some(name));
        let words = format!("its emptyDir volume {name} outgrew its sizeLimit");
        return Some(Limit { words, place: volume.and_then(|volume| volume.at("/emptyDir/sizeLimit")) });
    }
    if lower.contains("exceeded its local ephemeral storage limit") {
        let name = message.split_whitespace().nth(1)?.trim_matches('"');
        let containers = pod.containers();
        let container = containers.iter().find(|container| container.name == name);
        let place = container.and_then(|c| c.spec.at("/resources/limits/ephemeral-storage"));
        let words = format!("container {name} wrote more to local disk than its ephemeral-storage limit allows");
        return Some(Limit { words, place });
    }
    let whole = lower.contains("ephemeral local storage usage exceeds");
    whole.then(|| {
        let words = "it wrote more to local disk than the ephemeral-storage limits of its containers allow".to_owned();
        let limits = pod.containers();
        let place = limits.iter().find_map(|container| container.spec.at("/resources/limits/ephemeral-storage"));
        Limit { words, place }
    })
}
