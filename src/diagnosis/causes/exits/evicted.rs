//! `PodEvicted`: the kubelet ended the pod for its node's sake, or for a limit of local storage.

use jiff::{SignedDuration, Timestamp};

use crate::diagnosis::advice;
use crate::diagnosis::case::{Case, Sign};
use crate::diagnosis::causes::exits::catalogue;
use crate::diagnosis::causes::exits::gather::{self, PodFinding};
use crate::diagnosis::causes::exits::standing;
use crate::diagnosis::hypothesis::{Hypothesis, look};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// How long an eviction explains that an app lacks pods which its controller has created anew since.
const RECENT: SignedDuration = SignedDuration::from_secs(3600);

/// What evicted a pod, by the kubelet's words.
const PRESSURES: &[(&str, &str)] = &[
    ("ephemeral local storage usage exceeds", "its containers used more ephemeral storage than their limits allow"),
    ("exceeded its local ephemeral storage limit", "a container used more ephemeral storage than its limit allows"),
    ("usage of emptydir volume", "an emptyDir volume outgrew its sizeLimit"),
    ("low on resource: memory", "the node ran low on memory"),
    ("memorypressure", "the node was under memory pressure"),
    ("low on resource: ephemeral-storage", "the node ran low on disk"),
    ("low on resource: nodefs", "the node ran low on disk"),
    ("low on resource: imagefs", "the node ran low on disk for images"),
    ("inodes", "the node ran out of inodes"),
    ("diskpressure", "the node was under disk pressure"),
    ("low on resource: pids", "the node ran out of process ids"),
    ("pidpressure", "the node was under pid pressure"),
];

/// `PodEvicted`.
pub fn evicted(case: &Case<'_>) -> Vec<Hypothesis> {
    gather::pods(case, sign).iter().map(conclude).collect()
}

/// What the kubelet's message means.
pub fn pressure(message: &str) -> Option<&'static str> {
    let lower = message.to_lowercase();
    PRESSURES.iter().find(|(words, _)| lower.contains(words)).map(|(_, meaning)| *meaning)
}

/// What a pod shows that was evicted, where the app lacks it still.
pub fn sign(app: &App<'_>, pod: &Pod<'_>) -> Option<Sign> {
    let reason = pod.view.at("/status/reason").filter(|reason| reason.str() == Some("Evicted"))?;
    if pod.phase() != "Failed" || standing::made_good(app, pod) || outlived(app, pod) {
        return None;
    }
    let message = pod.view.at("/status/message");
    let text = message.as_ref().and_then(View::str).map(str::trim);
    let shows = text.map_or("Evicted".to_owned(), |text| format!("Evicted: \"{text}\""));
    let sign = Sign::new(shows, "the pod's reason", Some(reason.state()));
    Some(sign.strong("the pressure or limit", message.map(|m| m.state())))
}

/// Whether the controller has replaced the pod long since: what the replacement lacks is another story.
fn outlived(app: &App<'_>, pod: &Pod<'_>) -> bool {
    let now = pod.view.graph().now;
    let old = ended(pod).is_some_and(|at| now.duration_since(at) > RECENT);
    let replaced = app.pods.iter().any(|other| !matches!(other.phase(), "Failed" | "Succeeded"));
    old && replaced && !app.key.is(&kinds::POD)
}

fn ended(pod: &Pod<'_>) -> Option<Timestamp> {
    let condition = pod.condition("DisruptionTarget").and_then(|c| c.time_at("/lastTransitionTime"));
    let finished = || pod.containers().iter().filter_map(|c| c.terminated()?.time_at("/finishedAt")).max();
    condition.or_else(finished).or_else(|| pod.view.time_at("/status/startTime")).or_else(|| pod.created())
}

fn conclude(finding: &PodFinding<'_, '_>) -> Hypothesis {
    let first = finding.pods.first().map(|(pod, _)| *pod);
    let message = first.and_then(|pod| pod.view.str_at("/status/message")).unwrap_or_default();
    let node = first.and_then(Pod::node).unwrap_or("its node");
    let why = pressure(message).unwrap_or("it gave no reason that is known here");
    let hit = finding.pods.len();
    let what = if hit == 1 { "A pod".to_owned() } else { format!("{hit} pods") };
    let text = format!(
        "{what} of {} {} evicted by the kubelet of {node}: {why}. The app lacks {} still.",
        gather::called(finding.app),
        if hit == 1 { "was" } else { "were" },
        if hit == 1 { "it" } else { "them" }
    );
    let hypothesis = finding.hypothesis(&catalogue::POD_EVICTED, text);
    let own_limit = why.starts_with("its ") || why.starts_with("a ") || why.starts_with("an ");
    let line = if own_limit {
        first.map(|pod| format!("{} get pod {} -o yaml", advice::kubectl(pod.key()), pod.key().name))
    } else {
        Some(format!("kubectl describe node {node}"))
    };
    let text = if own_limit {
        "Raise the limit that the message names, or write less to local storage."
    } else {
        "Relieve the node of what the message names, and give the app requests that match what it uses: pods above their requests are evicted first."
    };
    hypothesis.advise(look(text, line))
}
