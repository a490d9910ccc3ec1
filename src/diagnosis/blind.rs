//! What could not be seen, and what that does to the conclusion.
//!
//! Two sorts: reads that failed, and questions about something that no rule of the catalogue looks at. Neither is ever
//! passed over in silence: a subject that could not be looked at is not healthy.

use crate::diagnosis::collect::scaling::is_about_evictions;
use crate::diagnosis::collect::scope;
use crate::diagnosis::subject::Subject;
use crate::diagnosis::subject::words::Words;
use crate::diagnosis::symptoms::Symptom;
use crate::diagnosis::telemetry::meaning::{Quantity, Share};
use crate::diagnosis::telemetry::readings::Readings;
use crate::evidence::declared::{self, Shows};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::observation::Outcome;

/// Something that could not be seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NotSeen {
    /// What.
    pub what: String,
    /// Why.
    pub why: String,
    /// What that does to the conclusion.
    pub effect: String,
    /// Whether "healthy" cannot be said without it.
    pub blinding: bool,
}

/// What time series show; where there are some it is looked at.
const LATENCY: &str = "latency and load over time";

/// What a question may be about that no rule looks at yet, by its words.
const UNCOVERED: &[(&[&str], &str)] = &[
    (&["timeout", "timeouts", "504", "503", "502", "404"], "answers that only requests show"),
    (&["slow", "latency", "performance", "throttled", "throttling", "lag", "delay"], LATENCY),
    (&["login", "token", "oauth", "oidc", "sso", "unauthorized"], "logins and tokens"),
];

/// What could not be seen for a subject.
pub fn of(subject: &Subject, words: &Words, graph: &Graph, symptoms: &[Symptom]) -> Vec<NotSeen> {
    let mut found = Vec::new();
    for mark in &graph.coverage.lists {
        let place = mark.namespace.as_ref().map_or("in all namespaces".to_owned(), |ns| format!("in {ns}"));
        let (group, kind) = (mark.kind.0.as_str(), mark.kind.1.as_str());
        // Budgets keep nobody from working; without them a question about evictions has no answer, others have theirs.
        let aside = kind == "PodDisruptionBudget" && !is_about_evictions(subject, words);
        if aside && matches!(mark.outcome, Outcome::NotCollected(_)) {
            continue;
        }
        // That a bundle holds none of what a cluster need not have says nothing.
        let usual = matches!(mark.outcome, Outcome::NotCollected(_)) && is_add_on(group, kind);
        if let Some((word, why)) = mark.outcome.blindness().filter(|_| !usual) {
            let mut seen = unseen(&format!("{} {place}", kinds::many(kind)), word, why, (group, kind));
            // Which namespaces there are matters to a question about all of them only.
            seen.blinding &= !aside && (kind != "Namespace" || *subject == Subject::Cluster);
            found.push(seen);
        } else if mark.outcome == Outcome::Absent && !is_add_on(group, kind) {
            found.push(unseen(
                &format!("{} {place}", kinds::many(kind)),
                "the server has no such kind",
                "",
                (group, kind),
            ));
        }
        if mark.truncated {
            let why = format!("{} came, the pages after them did not", mark.items);
            let mut seen = unseen(&format!("more {} {place}", kinds::many(kind)), "truncated", &why, (group, kind));
            seen.blinding &= kind != "Namespace" || *subject == Subject::Cluster;
            found.push(seen);
        }
        if !mark.partial.is_empty() && !is_add_on(group, kind) {
            let some: Vec<&str> = mark.partial.iter().take(5).map(String::as_str).collect();
            found.push(unseen(
                &format!("{} in {}", kinds::many(kind), some.join(", ")),
                "not collected",
                "",
                (group, kind),
            ));
        }
    }
    for (key, mark) in &graph.coverage.gets {
        if let Some((word, why)) = mark.outcome.blindness() {
            found.push(unseen(&key.to_string(), word, why, (&key.group, &key.kind)));
        }
    }
    for (key, why) in &graph.coverage.logs {
        let which = if key.previous { "previous log" } else { "log" };
        found.push(NotSeen {
            what: format!("{which} of {} in Pod {}", key.container, key.pod.path()),
            why: why.clone(),
            effect: declared::of_logs().map_or_else(String::new, |read| read.blind.to_owned()),
            blinding: false,
        });
    }
    for (path, why) in graph.documents.unseen() {
        let effect = "what it says of the cluster is missing".to_owned();
        found.push(NotSeen { what: path.to_owned(), why: why.to_owned(), effect, blinding: false });
    }
    if symptoms.is_empty() {
        found.extend(unjudged(subject));
        found.extend(starting(subject, graph));
        found.extend(uncovered(subject, words, graph));
    }
    found.sort();
    found.dedup();
    found
}

/// Whether a kind is none of Kubernetes' own: that a cluster or a bundle has none of it says nothing.
fn is_add_on(group: &str, kind: &str) -> bool {
    kinds::by_kind(group, kind).is_some_and(|kind| kind.bundle.starts_with("custom-resources/"))
}

/// What is missed is told as the resource's own declaration has it, so that a report and `sre doctor` say the same.
fn unseen(what: &str, word: &str, why: &str, (group, kind): (&str, &str)) -> NotSeen {
    let declared = declared::of_kind(group, kind);
    let effect = declared.map_or("trouble that shows only there is not found", |read| read.blind);
    let blinding = declared.is_none_or(|read| read.shows == Shows::Trouble);
    let why = if why.is_empty() || why == word { word.to_owned() } else { format!("{word}: {why}") };
    NotSeen { what: what.to_owned(), why, effect: effect.to_owned(), blinding }
}

fn uncovered(subject: &Subject, words: &Words, graph: &Graph) -> Vec<NotSeen> {
    UNCOVERED
        .iter()
        .filter(|(about, topic)| words.speaks_of(about) && !(*topic == LATENCY && is_measured(subject, graph)))
        .map(|(_, topic)| NotSeen {
            what: (*topic).to_owned(),
            why: "no rule of this version looks at it".to_owned(),
            effect: "the objects look well, but the question may be about something else".to_owned(),
            blinding: true,
        })
        .collect()
}

/// Whether the latency of the subject's apps was measured.
fn is_measured(subject: &Subject, graph: &Graph) -> bool {
    let readings = Readings::of(graph);
    let latency = [Share::Typical, Share::Tail].map(Quantity::Latency);
    let known = |key: &EntityKey| latency.into_iter().any(|quantity| !readings.about(key, quantity).is_empty());
    !readings.is_empty() && scope::apps(subject, graph).iter().any(|app| known(&app.key))
}

/// Kinds whose health the symptoms judge.
const JUDGED: &[&str] = &[
    "Pod",
    "Deployment",
    "StatefulSet",
    "DaemonSet",
    "ReplicaSet",
    "Job",
    "CronJob",
    "Service",
    "PersistentVolumeClaim",
    "Ingress",
    "Namespace",
    "HorizontalPodAutoscaler",
    "PodDisruptionBudget",
    "Application",
    "VirtualService",
    "DestinationRule",
    "Kustomization",
    "HelmRelease",
    "GitRepository",
    "OCIRepository",
    "HelmRepository",
    "ScaledObject",
    "VerticalPodAutoscaler",
    "Node",
];

/// Objects that were asked about and that nothing here judges: of them "healthy" cannot be said.
fn unjudged(subject: &Subject) -> Vec<NotSeen> {
    let Subject::Objects(keys) = subject else { return Vec::new() };
    if keys.iter().any(|key| JUDGED.contains(&&*key.kind)) {
        return Vec::new();
    }
    keys.iter()
        .map(|key| NotSeen {
            what: format!("whether {key} works"),
            why: "no rule of this version looks at it".to_owned(),
            effect: "\"healthy\" cannot be said of it".to_owned(),
            blinding: true,
        })
        .collect()
}

/// Apps whose pods were only just created and are not ready yet: too early to call them well.
fn starting(subject: &Subject, graph: &Graph) -> Vec<NotSeen> {
    scope::apps(subject, graph)
        .iter()
        .filter(|app| app.replicas().is_some_and(|wanted| i64::try_from(app.ready()).unwrap_or(i64::MAX) < wanted))
        .filter(|app| app.pods.iter().any(|pod| !pod.ready() && pod.deleted().is_none()))
        .map(|app| NotSeen {
            what: format!("whether {} becomes ready", app.key),
            why: "its pods were only just created".to_owned(),
            effect: "ask again in a minute".to_owned(),
            blinding: true,
        })
        .collect()
}
