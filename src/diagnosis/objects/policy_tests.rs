//! Flows through policies.

#![allow(clippy::needless_pass_by_value, reason = "values are written in place")]

use std::sync::Arc;

use serde_json::{Value, json};

use crate::diagnosis::objects::policy::*;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::observation::{Body, Observation, ObservationId, Outcome};

fn graph(policies: Vec<Value>) -> Graph {
    let mut graph = Graph::new("2026-11-22T14:29:00Z".parse().unwrap());
    let namespaces = json!({"kind": "NamespaceList", "items": [
        {"metadata": {"name": "books", "labels": {"kubernetes.io/metadata.name": "books"}}},
        {"metadata": {"name": "edge", "labels": {"kubernetes.io/metadata.name": "edge", "tier": "front"}}},
    ]});
    let pods = json!({"kind": "PodList", "items": [
        pod("books", "ledger", "10.1.0.1"), pod("books", "teller", "10.1.0.2"), pod("edge", "gate", "10.2.0.9"),
    ]});
    let policies = json!({"kind": "NetworkPolicyList", "items": policies});
    for (id, (kind, body)) in [(&kinds::NAMESPACE, namespaces), (&kinds::POD, pods), (&kinds::NETWORK_POLICY, policies)]
        .into_iter()
        .enumerate()
    {
        graph.add_list(&observation(id, body), kind, None, true);
    }
    graph
}

fn observation(id: usize, body: Value) -> Observation {
    Observation {
        id: ObservationId(u32::try_from(id).unwrap() + 1),
        phase: "test",
        source: "kubernetes",
        request: String::new(),
        label: String::new(),
        status: 200,
        outcome: Outcome::Read,
        body: Body::Json(Arc::new(body)),
        bytes: 0,
        truncated: false,
        reduced: None,
        partial: Vec::new(),
        observed_at: "2026-11-22T14:29:00Z".parse().unwrap(),
    }
}

fn pod(ns: &str, name: &str, ip: &str) -> Value {
    json!({"metadata": {"namespace": ns, "name": name, "labels": {"app": name}},
        "spec": {"containers": [{"name": "a", "ports": [{"name": "http", "containerPort": 8080}]}]}, "status": {"podIP": ip}})
}

fn policy(spec: Value) -> Value {
    json!({"metadata": {"namespace": "books", "name": "p"}, "spec": spec})
}

fn end<'g>(graph: &'g Graph, ns: &'g str, name: &str) -> End<'g> {
    let shape = graph.view(&EntityKey::new(&kinds::POD, Some(ns), name));
    let ip = shape.as_ref().and_then(|pod| pod.str_at("/status/podIP")).and_then(|ip| ip.parse().ok());
    End { namespace: ns, shape, ip }
}

fn into_ledger(spec: Value, (ns, name): (&str, &str)) -> Option<Miss> {
    let graph = graph(vec![policy(spec)]);
    let to = Port { number: 8080, protocol: "TCP".to_owned() };
    blocks(&graph, Side::Ingress, &end(&graph, "books", "ledger"), Some(&end(&graph, ns, name)), &to).map(|b| b.miss)
}

const TELLER: (&str, &str) = ("books", "teller");
const GATE: (&str, &str) = ("edge", "gate");

#[test]
fn nobody_is_let_in_without_a_rule() {
    assert_eq!(into_ledger(json!({"podSelector": {}, "policyTypes": ["Ingress"]}), TELLER), Some(Miss::NoRule));
    assert_eq!(into_ledger(json!({"podSelector": {}, "policyTypes": ["Egress"]}), TELLER), None);
    assert_eq!(into_ledger(json!({"podSelector": {}}), TELLER), Some(Miss::NoRule));
    assert_eq!(into_ledger(json!({"podSelector": {"matchLabels": {"app": "other"}}}), TELLER), None);
    assert_eq!(into_ledger(json!({"podSelector": {}, "ingress": [{}]}), TELLER), None);
}

#[test]
fn peers_are_pods_of_the_namespace_unless_it_is_named() {
    let from = |peer: Value| json!({"podSelector": {}, "ingress": [{"from": [peer]}]});
    let pods =
        |name: &str| json!({"podSelector": {"matchExpressions": [{"key": "app", "operator": "In", "values": [name]}]}});
    assert_eq!(into_ledger(from(pods("teller")), TELLER), None);
    assert_eq!(into_ledger(from(pods("gate")), GATE), Some(Miss::Peer));
    let both = json!({"namespaceSelector": {"matchLabels": {"tier": "front"}}, "podSelector": {"matchLabels": {"app": "gate"}}});
    assert_eq!(into_ledger(from(both.clone()), GATE), None);
    assert_eq!(into_ledger(from(both), TELLER), Some(Miss::Peer));
    let block = json!({"ipBlock": {"cidr": "10.0.0.0/8", "except": ["10.2.0.0/16"]}});
    assert_eq!(into_ledger(from(block.clone()), TELLER), None);
    assert_eq!(into_ledger(from(block), GATE), Some(Miss::Peer));
}

#[test]
fn ports_are_those_of_the_pod() {
    let on = |port: Value| json!({"podSelector": {}, "ingress": [{"ports": [port]}]});
    assert_eq!(into_ledger(on(json!({"port": 8080})), TELLER), None);
    assert_eq!(into_ledger(on(json!({"port": "http", "protocol": "TCP"})), TELLER), None);
    assert_eq!(into_ledger(on(json!({"port": 8000, "endPort": 8100})), TELLER), None);
    assert_eq!(into_ledger(on(json!({"port": 80})), TELLER), Some(Miss::Port));
    assert_eq!(into_ledger(on(json!({"port": "grpc"})), TELLER), Some(Miss::Port));
    assert_eq!(into_ledger(on(json!({"port": 8080, "protocol": "UDP"})), TELLER), Some(Miss::Port));
}

#[test]
fn policies_add_up() {
    let deny = json!({"metadata": {"namespace": "books", "name": "deny"}, "spec": {"podSelector": {}, "policyTypes": ["Ingress"]}});
    let near = json!({"metadata": {"namespace": "books", "name": "near"}, "spec": {"podSelector": {"matchLabels": {"app": "ledger"}},
        "ingress": [{"from": [{"podSelector": {"matchLabels": {"app": "taller"}}}]}]}});
    let graph = graph(vec![deny, near]);
    let to = Port { number: 8080, protocol: "TCP".to_owned() };
    let found =
        blocks(&graph, Side::Ingress, &end(&graph, "books", "ledger"), Some(&end(&graph, "books", "teller")), &to)
            .unwrap();
    assert_eq!((found.policy.key().name.as_str(), found.miss, found.policies), ("near", Miss::Peer, 2));
}
