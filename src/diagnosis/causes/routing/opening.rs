//! The rule that opens a policy for one flow: whom it names, and how that would look.
//!
//! Peers are named by what stays true of them when they are replaced: the selector of the Service that is called, or of
//! the workload. A pod's own labels say also which of its siblings it is, and a rule of those holds for that pod only.

use crate::diagnosis::advice;
use crate::diagnosis::causes::routing::flow::Flow;
use crate::diagnosis::causes::routing::{mend, scene};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::policy::{Blocked, Side};
use crate::diagnosis::objects::service::Service;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::view::View;
use crate::report::model::Remediation;

/// Labels that controllers write, which tell one pod, run or revision of an app from another.
const PER_POD: &[&str] = &[
    "pod-template-hash",
    "pod-template-generation",
    "controller-revision-hash",
    "statefulset.kubernetes.io/pod-name",
    "apps.kubernetes.io/pod-index",
    "controller-uid",
    "job-name",
    "batch.kubernetes.io/controller-uid",
    "batch.kubernetes.io/job-name",
    "batch.kubernetes.io/job-completion-index",
];
/// Words that YAML reads as something else than text.
const NO_TEXT: &[&str] = &["true", "false", "yes", "no", "on", "off", "y", "n", "null"];

/// Lets one flow through a policy that stops it.
pub(super) fn of(graph: &Graph, flow: &Flow<'_, '_>, blocked: &Blocked<'_>) -> Remediation {
    let key = blocked.policy.key();
    let text = format!(
        "Add a rule to NetworkPolicy {} that lets {} to port {} of {} through.",
        key.path(),
        flow.caller.map_or("its callers".to_owned(), scene::called),
        flow.port.number,
        scene::called(flow.callee),
    );
    let risk = "only this way is opened; check with whoever owns the policy";
    mend::object(graph, key, &text, mend::edit(key), diff(graph, flow, blocked), risk)
}

/// The rule as a change of the policy; none where nothing lasting is known of the other end.
fn diff(graph: &Graph, flow: &Flow<'_, '_>, blocked: &Blocked<'_>) -> Option<String> {
    let key = blocked.policy.key();
    let (direction, other, labels) = match blocked.side {
        Side::Ingress => ("from", flow.caller?, of_app(flow.caller?)),
        Side::Egress => ("to", flow.callee, of_service(graph, flow).unwrap_or_else(|| of_app(flow.callee))),
    };
    let peer = peer(other, key, &labels)?;
    let port = format!("    ports:\n    - protocol: {}\n      port: {}\n", flow.port.protocol, flow.port.number);
    let head = format!("spec:\n  {}:\n", blocked.side.field());
    advice::diff(key, &head, &format!("{head}  - {direction}:\n{peer}{port}"))
}

/// A peer of a rule, as YAML: its labels, and its namespace where that is another than the policy's.
fn peer(app: &App<'_>, policy: &EntityKey, labels: &[(&str, &str)]) -> Option<String> {
    if labels.is_empty() {
        return None;
    }
    let pairs: Vec<String> =
        labels.iter().map(|(name, value)| format!("          {name}: {}\n", scalar(value))).collect();
    let pods = format!("podSelector:\n        matchLabels:\n{}", pairs.concat());
    let place = format!(
        "namespaceSelector:\n        matchLabels:\n          kubernetes.io/metadata.name: {}\n      ",
        scalar(app.key.ns())
    );
    let place = if app.key.namespace == policy.namespace { String::new() } else { place };
    Some(format!("    - {place}{pods}"))
}

/// What the Service that is called selects.
fn of_service<'g>(graph: &'g Graph, flow: &Flow<'_, '_>) -> Option<Vec<(&'g str, &'g str)>> {
    let object = graph.get(flow.service.as_ref()?)?;
    Some(texts(&Service::new(graph, object).selector()?))
}

/// What an app's workload selects, else the labels of its pods without those of a single one.
fn of_app<'g>(app: &App<'g>) -> Vec<(&'g str, &'g str)> {
    let selected = app.view.as_ref().and_then(|view| view.at("/spec/selector/matchLabels")).map(|s| texts(&s));
    selected.filter(|pairs| !pairs.is_empty()).unwrap_or_else(|| {
        app.template().and_then(|template| template.at("/metadata/labels")).map(|l| texts(&l)).unwrap_or_default()
    })
}

/// Labels that say more than which pod it is.
fn texts<'g>(labels: &View<'g>) -> Vec<(&'g str, &'g str)> {
    let pairs = labels.entries("").into_iter().filter_map(|(name, value)| Some((name, value.str()?)));
    pairs.filter(|(name, _)| !PER_POD.contains(name)).collect()
}

/// A value of a label or a name as YAML text: in quotes where it would be read as a number, a truth value or nothing.
fn scalar(value: &str) -> String {
    let word = value.starts_with(|c: char| c.is_ascii_alphabetic());
    if word && !NO_TEXT.contains(&value.to_ascii_lowercase().as_str()) {
        value.to_owned()
    } else {
        format!("\"{value}\"")
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::evidence::kinds;
    use crate::evidence::samples::graph;

    fn pod() -> Value {
        json!([{"metadata": {
            "name": "ledger-0",
            "namespace": "books",
            "labels": {
                "app": "ledger",
                "shard": "7",
                "apps.kubernetes.io/pod-index": "0",
                "controller-revision-hash": "ledger-s4k5l2drwj",
                "statefulset.kubernetes.io/pod-name": "ledger-0",
            },
            "ownerReferences": [{"kind": "StatefulSet", "apiVersion": "apps/v1", "name": "ledger", "uid": "u1", "controller": true}],
        }}])
    }

    #[test]
    fn a_peer_is_named_by_what_all_its_pods_have() {
        let alone = graph(&[(&kinds::POD, Some("books"), pod())]);
        let apps = App::all(&alone);
        assert_eq!(of_app(apps.first().unwrap()), [("app", "ledger"), ("shard", "7")]);
        let set = json!([{
            "metadata": {"name": "ledger", "namespace": "books", "uid": "u1"},
            "spec": {"selector": {"matchLabels": {"app": "ledger"}}},
        }]);
        let known = graph(&[(&kinds::POD, Some("books"), pod()), (&kinds::STATEFUL_SET, Some("books"), set)]);
        let apps = App::all(&known);
        assert_eq!(of_app(apps.first().unwrap()), [("app", "ledger")]);
    }

    #[test]
    fn a_peer_elsewhere_is_named_with_its_namespace() {
        let graph = graph(&[(&kinds::POD, Some("books"), pod())]);
        let apps = App::all(&graph);
        let app = apps.first().unwrap();
        let policy = |ns| EntityKey::new(&kinds::NETWORK_POLICY, Some(ns), "callers");
        let labels = of_app(app);
        let here = "    - podSelector:\n        matchLabels:\n          app: ledger\n          shard: \"7\"\n";
        assert_eq!(peer(app, &policy("books"), &labels).as_deref(), Some(here));
        let elsewhere = peer(app, &policy("shop"), &labels).unwrap();
        assert!(elsewhere.starts_with("    - namespaceSelector:\n") && elsewhere.contains("metadata.name: books\n"));
        assert_eq!(peer(app, &policy("books"), &[]), None);
    }

    #[test]
    fn text_stays_text() {
        for (value, written) in [
            ("ledger", "ledger"),
            ("v1.2", "v1.2"),
            ("0", "\"0\""),
            ("1.5", "\"1.5\""),
            ("1e3", "\"1e3\""),
            ("true", "\"true\""),
            ("No", "\"No\""),
            ("", "\"\""),
        ] {
            assert_eq!(scalar(value), written);
        }
    }
}
