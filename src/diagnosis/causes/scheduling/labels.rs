//! `NodeSelectorMismatch`, `NodeAffinityMismatch`: the pod asks for labels that no node carries.

use serde_json::Value;

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::scheduling::scene::{Scene, scenes};
use crate::diagnosis::causes::scheduling::{catalogue, mend};
use crate::diagnosis::hypothesis::{self, Hypothesis};
use crate::diagnosis::placement::bars::Class;
use crate::diagnosis::placement::sieve::Seen;
use crate::evidence::fact::Fact;
use crate::evidence::view::excerpt;

/// Values of a label that are named.
const NAMED: usize = 4;

/// `NodeSelectorMismatch`.
pub fn selector(case: &Case<'_>) -> Vec<Hypothesis> {
    scenes(case, |class| *class == Class::Selector)
        .iter()
        .filter(|scene| scene.spec().get("nodeSelector").and_then(Value::as_object).is_some_and(|map| !map.is_empty()))
        .map(by_selector)
        .collect()
}

fn by_selector(scene: &Scene<'_, '_>) -> Hypothesis {
    let map = scene.spec().get("nodeSelector").and_then(Value::as_object);
    let wanted: Vec<(&str, &str)> =
        map.into_iter().flatten().map(|(key, value)| (key.as_str(), value.as_str().unwrap_or_default())).collect();
    let nodes = scene.nodes();
    // The label that no node has at all tells more than the whole list.
    let missing: Vec<&(&str, &str)> =
        wanted.iter().filter(|(key, value)| !nodes.iter().any(|seen| seen.node.label(key) == Some(value))).collect();
    let named: Vec<&(&str, &str)> =
        if missing.is_empty() || nodes.is_empty() { wanted.iter().collect() } else { missing };
    let text = |pairs: &[&(&str, &str)]| pairs.iter().map(|(k, v)| format!("{k}={v}")).collect::<Vec<_>>().join(", ");
    let labels = text(&named);
    let key = named.first().map_or("", |(key, _)| key);
    let have = values(nodes, key);
    let instead = match have.as_slice() {
        _ if nodes.is_empty() || named.len() > 1 => String::new(),
        [] => ", nor that label with another value".to_owned(),
        some => format!("; nodes have {key}={}", some.join(", ")),
    };
    let (node, label, them) = (
        if nodes.is_empty() { "the scheduler says that no node that is open to it" } else { "no node" },
        if named.len() > 1 { "labels" } else { "label" },
        if named.len() > 1 { "them together" } else { "it" },
    );
    let statement = format!(
        "{} asks by nodeSelector for a node with {label} {labels}, and {node} carries {them}{instead}; {}.",
        scene.who(),
        scene.extent()
    );
    let asks = (format!("nodeSelector asks for {labels}"), scene.asked("/nodeSelector"));
    let hypothesis = scene
        .hypothesis(&catalogue::NODE_SELECTOR_MISMATCH, statement, asks, |seen| label_facts(seen, key))
        .blames(None, "/nodeSelector", "nodeSelector");
    mended(hypothesis, scene, named.first().copied(), &have)
}

/// What a node has under a key, else all its labels: that it is not among them.
fn label_facts(seen: &Seen<'_>, key: &str) -> Vec<Fact> {
    let has = seen.node.label(key).is_some();
    let place =
        if has { seen.node.view.key_at("/metadata/labels", key) } else { seen.node.view.at("/metadata/labels") };
    place.map(|place| place.spec()).into_iter().collect()
}

fn values<'g>(nodes: &[Seen<'g>], key: &str) -> Vec<&'g str> {
    let mut have: Vec<&str> = nodes.iter().filter_map(|seen| seen.node.label(key)).collect();
    have.sort_unstable();
    have.dedup();
    have.truncate(NAMED);
    have
}

fn mended(hypothesis: Hypothesis, scene: &Scene<'_, '_>, label: Option<&(&str, &str)>, have: &[&str]) -> Hypothesis {
    let Some((key, value)) = label else { return hypothesis };
    let line = |value: &str| format!("nodeSelector:\n  {key}: {value}\n");
    let wanted = have.first().map_or(String::new(), |value| line(value));
    let text = match have.first() {
        Some(other) => format!("Set {key} in nodeSelector to a value that nodes have, e.g. {other}."),
        None if scene.nodes().is_empty() => format!("Remove {key} from nodeSelector, or correct it."),
        None => format!("Remove {key} from nodeSelector, or correct it: no node has such a label."),
    };
    let label = hypothesis::command(
        "Or label the node that is meant.",
        format!("kubectl label node <node> {key}={value}"),
        "pods that ask for this label may be placed there",
    );
    hypothesis.advise(mend::template(scene.app, &text, &line(value), &wanted)).advise(label)
}

/// `NodeAffinityMismatch`.
pub fn affinity(case: &Case<'_>) -> Vec<Hypothesis> {
    // The scheduler has one word for both; without the nodes, the field that is there decides.
    let by_words = |scene: &Scene<'_, '_>| scene.class == Class::Selector && scene.spec().get("nodeSelector").is_none();
    scenes(case, |class| matches!(class, Class::Affinity | Class::Selector))
        .iter()
        .filter(|scene| scene.class == Class::Affinity || by_words(scene))
        .filter_map(by_affinity)
        .collect()
}

fn by_affinity(scene: &Scene<'_, '_>) -> Option<Hypothesis> {
    let place = "/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms";
    let terms = scene.spec().pointer(place)?;
    let expressions: Vec<&Value> = terms
        .as_array()?
        .iter()
        .flat_map(|term| ["matchExpressions", "matchFields"].into_iter().filter_map(|f| term.get(f)?.as_array()))
        .flatten()
        .collect();
    let text = expressions.iter().map(|e| in_words(e)).collect::<Vec<_>>().join("; ");
    let key = expressions.first().and_then(|e| e.get("key")?.as_str()).unwrap_or_default();
    let have = values(scene.nodes(), key);
    let instead = match have.as_slice() {
        _ if scene.nodes().is_empty() => String::new(),
        [] => format!(", and no node has a label {key} at all"),
        some => format!("; nodes have {key}={}", some.join(", ")),
    };
    let kept_free = scene.verdict.as_ref().is_some_and(|verdict| verdict.others.iter().any(Seen::is_chosen));
    let none =
        if kept_free { "No node but those kept free for the control plane satisfies" } else { "No node satisfies" };
    let statement =
        format!("{} requires by node affinity: {text}. {none} that{instead}; {}.", scene.who(), scene.extent());
    let asks = (format!("its node affinity requires {text}"), scene.asked(place));
    let hypothesis = scene
        .hypothesis(&catalogue::NODE_AFFINITY_MISMATCH, statement, asks, |seen| label_facts(seen, key))
        .blames(None, "/affinity/nodeAffinity", "nodeAffinity");
    let now =
        "affinity:\n  nodeAffinity:\n    requiredDuringSchedulingIgnoredDuringExecution:\n      nodeSelectorTerms: …\n";
    let wanted = "affinity:\n  nodeAffinity:\n    preferredDuringSchedulingIgnoredDuringExecution:\n    - weight: 100\n      preference: …\n";
    let text =
        "Correct the terms of the node affinity, or make it preferred so that it never keeps the pod from running.";
    let label = hypothesis::command(
        "Or label the node that is meant.",
        format!("kubectl label node <node> {key}=<value>"),
        "pods that ask for this label may be placed there",
    );
    Some(hypothesis.advise(mend::template(scene.app, text, now, wanted)).advise(label))
}

/// `zone in (a, b)`
fn in_words(expression: &Value) -> String {
    let text = |field: &str| expression.get(field).and_then(Value::as_str).unwrap_or_default();
    let values: Vec<String> =
        expression.get("values").and_then(Value::as_array).into_iter().flatten().map(excerpt).collect();
    let list = values.join(", ");
    match text("operator") {
        "In" => format!("{} in ({list})", text("key")),
        "NotIn" => format!("{} not in ({list})", text("key")),
        "Exists" => format!("a label {}", text("key")),
        "DoesNotExist" => format!("no label {}", text("key")),
        "Gt" => format!("{} above {list}", text("key")),
        "Lt" => format!("{} below {list}", text("key")),
        other => format!("{} {other} {list}", text("key")),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::in_words;

    #[test]
    fn expressions_in_words() {
        let says = |operator: &str| in_words(&json!({"key": "zone", "operator": operator, "values": ["a", "b"]}));
        assert_eq!(says("In"), "zone in (a, b)");
        assert_eq!(says("NotIn"), "zone not in (a, b)");
        assert_eq!(says("DoesNotExist"), "no label zone");
    }
}
