//! `NamespaceStuckTerminating`: what the namespace controller says remains, and who should take it away.

use jiff::SignedDuration;

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::lifecycle::blocked::length;
use crate::diagnosis::causes::lifecycle::catalogue;
use crate::diagnosis::causes::lifecycle::finalizer::{self, Finalizer};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, command, look};
use crate::evidence::entity::EntityKey;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// A namespace may take this long to empty itself.
const EMPTYING: SignedDuration = SignedDuration::from_secs(120);
/// Remaining objects that are cited one by one.
const CITED: usize = 3;
/// Conditions that say what stops the deletion when they are True, most telling first.
const CONDITIONS: &[&str] = &[
    "NamespaceDeletionDiscoveryFailure",
    "NamespaceDeletionGroupVersionParsingFailure",
    "NamespaceFinalizersRemaining",
    "NamespaceDeletionContentFailure",
    "NamespaceContentRemaining",
];

/// A condition that holds, with its message.
type Held<'g> = (&'static str, Option<View<'g>>);

/// `NamespaceStuckTerminating`.
pub fn stuck(case: &Case<'_>) -> Vec<Hypothesis> {
    case.graph
        .of_kind(&kinds::NAMESPACE)
        .filter(|object| !object.metadata_only)
        .filter_map(|object| terminating(case, &View::root(case.graph, object)))
        .collect()
}

fn terminating(case: &Case<'_>, namespace: &View<'_>) -> Option<Hypothesis> {
    let phase = namespace.at("/status/phase").filter(|phase| phase.str() == Some("Terminating"))?;
    let deleted = namespace.at("/metadata/deletionTimestamp")?;
    let since = case.graph.now.duration_since(deleted.time()?);
    let holding = holding(namespace);
    let own: Vec<Finalizer<'_>> = finalizer::of(namespace);
    let left = remaining(case, &namespace.key().name);
    if since < EMPTYING || (only_content(&holding) && graceful(case, &namespace.key().name)) {
        return None;
    }
    if holding.is_empty() && own.is_empty() {
        return None;
    }
    let name = &namespace.key().name;
    let text = format!(
        "The namespace {name} was deleted {} ago and does not go away: {}.",
        length(since),
        why(&holding, &own, &left)
    );
    let mut hypothesis = Hypothesis::new(&catalogue::NAMESPACE_STUCK_TERMINATING, namespace.key(), text)
        .support(Weight::Strong, "it is terminating", Some(phase.state()))
        .support(Weight::Weak, "when it was deleted", Some(deleted.state()))
        .link(namespace.key(), "was deleted and is Terminating", vec![phase.state(), deleted.state()])
        .since(deleted.time())
        .explaining(namespace.key());
    for (_, message) in &holding {
        hypothesis = hypothesis.support(Weight::Proof, "what remains", message.as_ref().map(View::state));
        if let Some(message) = message {
            let shows = format!("\"{}\"", message.str().unwrap_or_default());
            hypothesis = hypothesis.link(namespace.key(), shows, vec![message.state()]);
        }
    }
    if !own.is_empty() {
        hypothesis = with_list(hypothesis, namespace, &own, Weight::Proof);
    }
    for (object, finalizers) in left.iter().take(CITED) {
        hypothesis = with_list(hypothesis, object, finalizers, Weight::Weak);
    }
    hypothesis = with_api_service(case, &holding, hypothesis);
    Some(advised(hypothesis, name, &holding, &left))
}

/// Adds the finalizers of one object.
fn with_list(hypothesis: Hypothesis, object: &View<'_>, left: &[Finalizer<'_>], weight: Weight) -> Hypothesis {
    let list = object.at("/metadata/finalizers").map(|list| list.state());
    let hypothesis = hypothesis.support(weight, "finalizers are left", list.clone());
    let Some(list) = list else { return hypothesis };
    let words: Vec<String> = left.iter().map(Finalizer::words).collect();
    hypothesis.link(object.key(), format!("keeps the finalizer {}", words.join(", ")), vec![list])
}

/// The conditions that are True, with their messages; none where the message is hidden.
fn holding<'g>(namespace: &View<'g>) -> Vec<Held<'g>> {
    let conditions = namespace.items("/status/conditions");
    CONDITIONS
        .iter()
        .filter_map(|kind| {
            let condition =
                conditions.iter().find(|c| c.str_at("/type") == Some(kind) && c.str_at("/status") == Some("True"))?;
            Some((*kind, condition.at("/message")))
        })
        .collect()
}

fn only_content(holding: &[Held<'_>]) -> bool {
    holding.iter().all(|(kind, _)| *kind == "NamespaceContentRemaining") && !holding.is_empty()
}

/// Whether a pod of it is still within its grace period: then the namespace only waits.
fn graceful(case: &Case<'_>, namespace: &str) -> bool {
    let pods = case.graph.of_kind(&kinds::POD).filter(|object| object.key.ns() == namespace);
    pods.map(|object| View::root(case.graph, object))
        .any(|pod| pod.time_at("/metadata/deletionTimestamp").is_some_and(|at| at > case.graph.now))
}

/// Deleted objects of the namespace that were read and keep finalizers.
fn remaining<'g>(case: &Case<'g>, namespace: &str) -> Vec<(View<'g>, Vec<Finalizer<'g>>)> {
    case.graph
        .objects()
        .filter(|object| object.key.ns() == namespace)
        .map(|object| View::root(case.graph, object))
        .filter(|view| view.at("/metadata/deletionTimestamp").is_some())
        .filter(|view| view.value().pointer("/metadata/finalizers").is_some())
        .map(|view| (view.clone(), finalizer::of(&view)))
        .collect()
}

fn why(holding: &[Held<'_>], own: &[Finalizer<'_>], left: &[(View<'_>, Vec<Finalizer<'_>>)]) -> String {
    if let Some((object, finalizers)) = left.first() {
        let words: Vec<String> = finalizers.iter().map(Finalizer::words).collect();
        let more = match left.len() {
            1 => String::new(),
            n => format!(", and {} more objects like it", n - 1),
        };
        return format!("{} {} keeps the finalizer {}{more}", object.key().kind, object.key().name, words.join(", "));
    }
    if let Some((kind, message)) = holding.first() {
        let said = text(message.as_ref());
        return match *kind {
            "NamespaceDeletionDiscoveryFailure" => {
                format!("an aggregated API does not answer, so nobody knows whether it is empty (\"{said}\")")
            }
            "NamespaceFinalizersRemaining" => match named_finalizer(said) {
                Some(name) => {
                    format!("objects in it keep the finalizer {name} ({} should remove it)", finalizer::remover(name))
                }
                None => format!("objects in it keep finalizers (\"{said}\")"),
            },
            _ => format!("\"{said}\""),
        };
    }
    let words: Vec<String> = own.iter().map(Finalizer::words).collect();
    format!("the namespace itself keeps the finalizer {}", words.join(", "))
}

fn text<'g>(message: Option<&View<'g>>) -> &'g str {
    message.and_then(View::str).unwrap_or_default()
}

/// `preview.acme.io/cleanup` of "… finalizers remaining: preview.acme.io/cleanup in 1 resource instances".
fn named_finalizer(message: &str) -> Option<&str> {
    message.split_once("remaining: ")?.1.split(" in ").next().filter(|name| !name.contains(' '))
}

/// The `APIService` behind a discovery failure, if it was read and is not available.
fn with_api_service(case: &Case<'_>, holding: &[Held<'_>], mut hypothesis: Hypothesis) -> Hypothesis {
    let Some((_, message)) = holding.iter().find(|(kind, _)| *kind == "NamespaceDeletionDiscoveryFailure") else {
        return hypothesis;
    };
    for key in api_services(text(message.as_ref())) {
        let available = case.graph.view(&key).and_then(|service| {
            let conditions = service.items("/status/conditions");
            conditions.into_iter().find(|c| c.str_at("/type") == Some("Available"))?.at("/status")
        });
        let down = available.filter(|status| status.str() != Some("True")).map(|status| status.state());
        hypothesis = hypothesis.support(Weight::Strong, "the API does not answer", down.clone());
        if let Some(down) = down {
            hypothesis = hypothesis.link(&key, "is not available", vec![down]);
        }
    }
    hypothesis
}

/// The `APIServices` that a discovery error names: `metrics.k8s.io/v1beta1` is `v1beta1.metrics.k8s.io`.
fn api_services(message: &str) -> Vec<EntityKey> {
    let mut found: Vec<EntityKey> = Vec::new();
    for word in message.split([' ', ',', ':', ';', '[', ']', '(', ')', '"']) {
        let Some((group, version)) = word.split_once('/') else { continue };
        let is_version = version.strip_prefix('v').is_some_and(|v| v.starts_with(|c: char| c.is_ascii_digit()));
        let key = EntityKey::new(&kinds::API_SERVICE, None, &format!("{version}.{group}"));
        if group.contains('.') && is_version && !version.contains('/') && !found.contains(&key) {
            found.push(key);
        }
    }
    found
}

fn advised(
    hypothesis: Hypothesis,
    name: &str,
    holding: &[Held<'_>],
    left: &[(View<'_>, Vec<Finalizer<'_>>)],
) -> Hypothesis {
    let discovery = holding.iter().find(|(kind, _)| *kind == "NamespaceDeletionDiscoveryFailure");
    let mut hypothesis = hypothesis;
    if let Some((_, message)) = discovery {
        let names: Vec<String> = api_services(text(message.as_ref())).into_iter().map(|k| k.name).collect();
        hypothesis = hypothesis.advise(look(
            "Bring the server of the API back; if it was uninstalled, its APIService is a left-over and can be deleted.",
            Some(format!("kubectl get apiservice {}", names.join(" ")).trim_end().to_owned()),
        ));
    }
    hypothesis = hypothesis.advise(look(
        "List everything that is left, and see whether the controllers that own the finalizers run.",
        Some(format!(
            "kubectl api-resources --verbs=list --namespaced -o name | xargs -n1 kubectl -n {name} get --ignore-not-found --show-kind"
        )),
    ));
    let Some((object, _)) = left.first() else { return hypothesis };
    let line = format!(
        "{} patch {} --type=json -p '[{{\"op\":\"remove\",\"path\":\"/metadata/finalizers\"}}]'",
        advice::kubectl(object.key()),
        advice::kubectl_name(object.key())
    );
    hypothesis.advise(command(
        "Only if that controller is gone for good: remove the finalizer of the object that is left, not that of the namespace.",
        line,
        "what the finalizer was to guarantee is skipped for good, and what it would have cleaned up stays behind; ask its owner first",
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn api_services_of_a_discovery_error() {
        let message = "Discovery failed for some groups, 1 failing: unable to retrieve the complete list of server APIs: metrics.k8s.io/v1beta1: stale GroupVersion discovery: metrics.k8s.io/v1beta1";
        let names: Vec<String> = api_services(message).into_iter().map(|key| key.name).collect();
        assert_eq!(names, ["v1beta1.metrics.k8s.io"]);
    }

    #[test]
    fn the_finalizer_that_a_condition_names() {
        let message =
            "Some content in the namespace has finalizers remaining: preview.acme.io/cleanup in 1 resource instances";
        assert_eq!(named_finalizer(message), Some("preview.acme.io/cleanup"));
    }
}
