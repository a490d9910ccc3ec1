//! Nodes as the scheduler reads them: labels, taints, cordons, and what they have to give.
//!
//! These judge by the raw body; what a cause concludes from it cites through [`Node::view`].

use serde_json::Value;

use crate::diagnosis::objects::requests::{self, Amounts};
use crate::evidence::graph::{Graph, Object};
use crate::evidence::kinds;
use crate::evidence::observation::Outcome;
use crate::evidence::view::View;

/// The taint that a cordon sets.
const CORDON: &str = "node.kubernetes.io/unschedulable";
/// Roles of nodes that are kept free of other pods on purpose.
const CONTROL_PLANE: &[&str] =
    &["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master", "node-role.kubernetes.io/etcd"];

/// A node.
#[derive(Debug, Clone)]
pub struct Node<'g> {
    /// The whole of it.
    pub view: View<'g>,
}

/// One taint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Taint {
    /// Its place in the node's list.
    pub index: usize,
    /// Its key.
    pub key: String,
    /// Its value, empty where it has none.
    pub value: String,
    /// `NoSchedule`, `NoExecute` or `PreferNoSchedule`.
    pub effect: String,
}

impl Taint {
    /// As kubectl takes it: `dedicated=batch:NoSchedule`.
    pub fn text(&self) -> String {
        let value = if self.value.is_empty() { String::new() } else { format!("={}", self.value) };
        format!("{}{value}:{}", self.key, self.effect)
    }

    /// Whether the node controller sets it for a condition of the node.
    pub fn is_condition(&self) -> bool {
        self.key.starts_with("node.kubernetes.io/") && !self.is_cordon()
    }

    /// Whether it only repeats that the node is cordoned.
    pub fn is_cordon(&self) -> bool {
        self.key == CORDON
    }

    /// Whether a pod's spec tolerates it.
    pub fn tolerated_by(&self, spec: &Value) -> bool {
        spec.get("tolerations").and_then(Value::as_array).into_iter().flatten().any(|toleration| {
            let text = |field: &str| toleration.get(field).and_then(Value::as_str).unwrap_or_default();
            let effect = text("effect").is_empty() || text("effect") == self.effect;
            let exists = text("operator") == "Exists";
            let key = text("key") == self.key || (text("key").is_empty() && exists);
            effect && key && (exists || text("value") == self.value)
        })
    }

    /// Whether a pod without this toleration stays away.
    pub fn keeps_away(&self) -> bool {
        self.effect != "PreferNoSchedule"
    }
}

impl<'g> Node<'g> {
    /// The node that an object is.
    pub fn new(graph: &'g Graph, object: &'g Object) -> Self {
        Self { view: View::root(graph, object) }
    }

    /// Every node; none where they were not all read.
    pub fn all(graph: &'g Graph) -> Option<Vec<Self>> {
        let whole = graph.coverage.lists.iter().any(|mark| {
            mark.complete && mark.outcome == Outcome::Read && mark.kind.1 == kinds::NODE.kind && mark.partial.is_empty()
        });
        whole.then(|| graph.of_kind(&kinds::NODE).map(|object| Self::new(graph, object)).collect())
    }

    /// Every node, or the first of them where the list is long and was not read on; with how many there are then.
    pub fn seen(graph: &'g Graph) -> Option<(Vec<Self>, Option<usize>)> {
        if let Some(all) = Self::all(graph) {
            return Some((all, None));
        }
        let first = graph.coverage.lists.iter().find(|mark| {
            let read = mark.outcome == Outcome::Read && !mark.truncated && mark.partial.is_empty();
            mark.kind.1 == kinds::NODE.kind && read && !mark.narrowed && mark.items < mark.of
        })?;
        Some((graph.of_kind(&kinds::NODE).map(|object| Self::new(graph, object)).collect(), Some(first.of)))
    }

    /// Its name.
    pub fn name(&self) -> &'g str {
        &self.view.key().name
    }

    /// A label.
    pub fn label(&self, key: &str) -> Option<&'g str> {
        self.view.value().get("metadata")?.get("labels")?.get(key)?.as_str()
    }

    /// Its taints.
    pub fn taints(&self) -> Vec<Taint> {
        let list = self.view.value().pointer("/spec/taints").and_then(Value::as_array);
        let text = |taint: &Value, field: &str| taint.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
        list.into_iter()
            .flatten()
            .enumerate()
            .map(|(index, taint)| Taint {
                index,
                key: text(taint, "key"),
                value: text(taint, "value"),
                effect: text(taint, "effect"),
            })
            .collect()
    }

    /// Whether it is cordoned.
    pub fn cordoned(&self) -> bool {
        self.view.value().pointer("/spec/unschedulable").and_then(Value::as_bool) == Some(true)
    }

    /// Whether it runs the control plane, and is kept free for it.
    pub fn is_control_plane(&self) -> bool {
        // Some installers name the role in a label of their own, which kubectl shows as well.
        matches!(self.label("kubernetes.io/role"), Some("master" | "control-plane"))
            || CONTROL_PLANE.iter().any(|role| self.label(role).is_some())
            || self.taints().iter().any(|taint| CONTROL_PLANE.contains(&&*taint.key))
    }

    /// What it has for pods.
    pub fn allocatable(&self) -> Amounts {
        let status = self.view.value().get("status");
        let map = status.and_then(|s| s.get("allocatable").or_else(|| s.get("capacity")));
        map.map(requests::amounts).unwrap_or_default()
    }

    /// Whether it is one of those that a required node affinity (`nodeSelectorTerms`) allows. No terms allow none.
    pub fn fits_terms(&self, terms: &Value) -> bool {
        terms.as_array().into_iter().flatten().any(|term| {
            let part = |field: &str| term.get(field).and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
            let (labels, fields) = (part("matchExpressions"), part("matchFields"));
            let own = |key: &str| if key == "metadata.name" { Some(self.name()) } else { None };
            !(labels.is_empty() && fields.is_empty())
                && labels.iter().all(|expression| holds(expression, |key| self.label(key)))
                && fields.iter().all(|expression| holds(expression, own))
        })
    }
}

/// Whether an expression of a selector holds for what a key has.
pub fn holds<'v>(expression: &Value, of: impl Fn(&str) -> Option<&'v str>) -> bool {
    let key = expression.get("key").and_then(Value::as_str).unwrap_or_default();
    let values: Vec<&str> =
        expression.get("values").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let number = |text: &str| text.parse::<i64>().ok();
    let compared = || Some((number(of(key)?)?, number(values.first()?)?));
    match expression.get("operator").and_then(Value::as_str) {
        Some("In") => of(key).is_some_and(|value| values.contains(&value)),
        Some("NotIn") => !of(key).is_some_and(|value| values.contains(&value)),
        Some("Exists") => of(key).is_some(),
        Some("DoesNotExist") => of(key).is_none(),
        Some("Gt") => compared().is_some_and(|(have, than)| have > than),
        Some("Lt") => compared().is_some_and(|(have, than)| have < than),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn taint(key: &str, value: &str, effect: &str) -> Taint {
        Taint { index: 0, key: key.to_owned(), value: value.to_owned(), effect: effect.to_owned() }
    }

    #[test]
    fn tolerations_match_as_the_scheduler_matches_them() {
        let gpu = taint("gpu", "yes", "NoSchedule");
        let tolerates = |toleration: Value| gpu.tolerated_by(&json!({"tolerations": [toleration]}));
        assert!(tolerates(json!({"operator": "Exists"})));
        assert!(tolerates(json!({"key": "gpu", "operator": "Exists"})));
        assert!(tolerates(json!({"key": "gpu", "value": "yes"})));
        assert!(tolerates(json!({"key": "gpu", "operator": "Equal", "value": "yes", "effect": "NoSchedule"})));
        assert!(!tolerates(json!({"key": "gpu", "value": "no"})));
        assert!(!tolerates(json!({"key": "gpu", "value": "yes", "effect": "NoExecute"})));
        assert!(!tolerates(json!({"key": "gpus", "operator": "Exists"})));
        assert!(!gpu.tolerated_by(&json!({})));
    }

    #[test]
    fn expressions_hold_as_they_say() {
        let label = |key: &str| match key {
            "zone" => Some("a"),
            "size" => Some("12"),
            _ => None,
        };
        let says = |operator: &str, key: &str, values: Value| {
            holds(&json!({"key": key, "operator": operator, "values": values}), label)
        };
        assert!(says("In", "zone", json!(["a", "b"])) && !says("In", "disk", json!(["a"])));
        assert!(says("NotIn", "disk", json!(["a"])) && !says("NotIn", "zone", json!(["a"])));
        assert!(says("Exists", "zone", json!([])) && says("DoesNotExist", "disk", json!([])));
        assert!(says("Gt", "size", json!(["9"])) && !says("Lt", "size", json!(["9"])));
        assert!(!says("Near", "zone", json!(["a"])));
    }

    #[test]
    fn what_the_node_controller_says_is_told_from_a_cordon() {
        assert!(taint("node.kubernetes.io/unreachable", "", "NoExecute").is_condition());
        assert!(taint("node.kubernetes.io/unschedulable", "", "NoSchedule").is_cordon());
        assert!(!taint("dedicated", "batch", "NoSchedule").is_condition());
        assert_eq!(taint("dedicated", "batch", "NoSchedule").text(), "dedicated=batch:NoSchedule");
    }
}
