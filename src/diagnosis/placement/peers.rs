//! What pods demand of each other: anti-affinity, affinity, spread.

use serde_json::Value;

use crate::diagnosis::objects::node::{Node, holds};
use crate::diagnosis::placement::bars::Bar;
use crate::diagnosis::placement::pool::{Pool, Resident};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;

/// The pod that wants in.
#[derive(Debug, Clone, Copy)]
pub struct Guest<'g> {
    /// Its key.
    pub key: &'g EntityKey,
    /// Its whole body.
    pub body: &'g Value,
}

impl<'g> Guest<'g> {
    /// Its spec.
    pub fn spec(&self) -> &'g Value {
        self.body.get("spec").unwrap_or(&Value::Null)
    }
}

/// Required terms of a pod's affinity to pods, or of its anti-affinity.
pub fn terms<'v>(body: &'v Value, which: &str) -> Vec<&'v Value> {
    let pointer = format!("/spec/affinity/{which}/requiredDuringSchedulingIgnoredDuringExecution");
    body.pointer(&pointer).and_then(Value::as_array).into_iter().flatten().collect()
}

/// Whether a `LabelSelector` selects an object, by its body. One that is not there selects nothing.
pub fn selects(selector: Option<&Value>, body: &Value) -> bool {
    let Some(selector) = selector.filter(|s| s.is_object()) else { return false };
    let label = |key: &str| body.get("metadata")?.get("labels")?.get(key)?.as_str();
    let plain = selector.get("matchLabels").and_then(Value::as_object).into_iter().flatten();
    let expressions = selector.get("matchExpressions").and_then(Value::as_array).into_iter().flatten();
    plain.into_iter().all(|(key, value)| label(key) == value.as_str())
        && expressions.into_iter().all(|expression| holds(expression, label))
}

/// Whether a term of `owner` speaks of this pod: by namespace and labels.
fn speaks_of(graph: &Graph, term: &Value, owner: &EntityKey, key: &EntityKey, body: &Value) -> bool {
    let named = term.get("namespaces").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
    let by_name = named.iter().any(|name| name.as_str() == Some(key.ns()));
    let by_label = term.get("namespaceSelector").is_some_and(|selector| {
        let namespace = graph.get(&EntityKey::new(&kinds::NAMESPACE, None, key.ns()));
        selects(Some(selector), namespace.map_or(&Value::Null, |object| object.body()))
    });
    let own = named.is_empty() && term.get("namespaceSelector").is_none() && owner.namespace == key.namespace;
    (by_name || by_label || own) && selects(term.get("labelSelector"), body)
}

fn topology(term: &Value) -> &str {
    term.get("topologyKey").and_then(Value::as_str).unwrap_or_default()
}

/// Whether two nodes are one place by this label.
fn together(node: &Node<'_>, other: Option<&Node<'_>>, key: &str) -> bool {
    node.label(key).is_some() && other.is_some_and(|other| other.label(key) == node.label(key))
}

/// What other pods, and the rules between them, have against the guest on this node.
pub fn bars(graph: &Graph, guest: Guest<'_>, node: &Node<'_>, pool: &Pool<'_>) -> Vec<Bar> {
    let mut found = Vec::new();
    found.extend(refused(graph, guest, node, pool));
    for term in terms(guest.body, "podAffinity") {
        let beside = |r: &Resident<'_>| speaks_of(graph, term, guest.key, r.key, r.body);
        let there = pool.residents().any(|r| beside(r) && together(node, pool.node(r.node), topology(term)));
        let itself = speaks_of(graph, term, guest.key, guest.key, guest.body) && !pool.residents().any(beside);
        let alone = itself && node.label(topology(term)).is_some();
        if !there && !alone {
            found.push(Bar::PodAffinity { topology: topology(term).to_owned() });
        }
    }
    found.extend(spread(guest, node, pool));
    found
}

fn refused(graph: &Graph, guest: Guest<'_>, node: &Node<'_>, pool: &Pool<'_>) -> Option<Bar> {
    let wanted = terms(guest.body, "podAntiAffinity");
    // Most pods demand nothing of each other.
    let demands =
        |r: &&Resident<'_>| !wanted.is_empty() || r.body.get("spec").is_some_and(|s| s.get("affinity").is_some());
    for resident in pool.residents().filter(demands).filter(|r| r.key != guest.key) {
        let ours = wanted.iter().copied().find(|term| speaks_of(graph, term, guest.key, resident.key, resident.body));
        let theirs = || {
            terms(resident.body, "podAntiAffinity")
                .into_iter()
                .find(|term| speaks_of(graph, term, resident.key, guest.key, guest.body))
        };
        let (term, is_theirs) = match ours {
            Some(term) => (Some(term), false),
            None => (theirs(), true),
        };
        if let Some(term) = term.filter(|term| together(node, pool.node(resident.node), topology(term))) {
            let by = resident.key.clone();
            return Some(Bar::AntiAffinity { by, topology: topology(term).to_owned(), theirs: is_theirs });
        }
    }
    None
}

fn spread(guest: Guest<'_>, node: &Node<'_>, pool: &Pool<'_>) -> Vec<Bar> {
    let constraints = guest.spec().get("topologySpreadConstraints").and_then(Value::as_array);
    let hard = constraints
        .into_iter()
        .flatten()
        .filter(|c| c.get("whenUnsatisfiable").and_then(Value::as_str) != Some("ScheduleAnyway"));
    hard.filter(|constraint| too_uneven(guest, node, pool, constraint))
        .map(|constraint| Bar::Spread { topology: topology(constraint).to_owned() })
        .collect()
}

fn too_uneven(guest: Guest<'_>, node: &Node<'_>, pool: &Pool<'_>, constraint: &Value) -> bool {
    let key = topology(constraint);
    let Some(own) = node.label(key) else { return true };
    let selector = constraint.get("labelSelector");
    let count = |domain: &str| {
        let alike = |r: &&Resident<'_>| r.key.namespace == guest.key.namespace && selects(selector, r.body);
        pool.residents()
            .filter(alike)
            .filter(|r| pool.node(r.node).is_some_and(|n| n.label(key) == Some(domain)))
            .count()
    };
    // Nodes that the pod asks for by labels are those that count; taints count where the constraint says so.
    let taints = constraint.get("nodeTaintsPolicy").and_then(Value::as_str) == Some("Honor");
    let affinity = constraint.get("nodeAffinityPolicy").and_then(Value::as_str) != Some("Ignore");
    let mut domains: Vec<&str> = pool
        .nodes
        .iter()
        .filter(|n| !affinity || crate::diagnosis::placement::sieve::choice(guest.spec(), n).is_empty())
        .filter(|n| !taints || n.taints().iter().all(|t| !t.keeps_away() || t.tolerated_by(guest.spec())))
        .filter_map(|n| n.label(key))
        .collect();
    domains.sort_unstable();
    domains.dedup();
    let wanted = constraint.get("minDomains").and_then(Value::as_u64).unwrap_or(1);
    let few = (domains.len() as u64) < wanted;
    let least = if few { 0 } else { domains.iter().map(|domain| count(domain)).min().unwrap_or(0) };
    let itself = usize::from(selects(selector, guest.body));
    let skew = constraint.get("maxSkew").and_then(Value::as_u64).unwrap_or(1);
    (count(own) + itself).saturating_sub(least) as u64 > skew
}
