//! Advice where declared and live differ: what to apply again, or where to change the declaration.

use serde_json::Value;

use crate::diagnosis::advice;
use crate::diagnosis::declared::drift::Drift;
use crate::diagnosis::declared::source::Source;
use crate::diagnosis::hypothesis::{change, command};
use crate::diagnosis::managed::{self, Manager};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::view::excerpt;
use crate::report::model::{Remediation, RemediationKind};

/// Brings what drifted back to what is declared.
pub fn again(drift: &Drift<'_>) -> Remediation {
    let key = drift.object.key();
    let text = format!("Bring {} {} back to what {} declares.", key.kind, key.name, drift.source.words());
    let mut advice = apply(drift.object.graph(), key, &drift.source, text);
    advice.diff = diff(drift);
    advice
}

/// Applies what a source declares of an object.
pub fn apply(graph: &Graph, key: &EntityKey, source: &Source, text: String) -> Remediation {
    let risk = if graph.get(key).is_some() {
        "whatever else was changed since it was declared is changed back too"
    } else {
        "none to what runs: it is made as it is declared"
    };
    if let Some(manager @ Manager::Argo { .. }) = managed::of(graph, key) {
        return change(format!("{text} {}", manager.advice()), None, risk);
    }
    let kubectl = advice::kubectl(key);
    let line = match source {
        Source::Manifest(file) if file.is_empty() => format!("{kubectl} apply -f <manifest>"),
        Source::Manifest(file) => format!("{kubectl} apply -f {file}"),
        Source::Applied => {
            let name = advice::kubectl_name(key);
            format!("{kubectl} apply view-last-applied {name} -o yaml | {kubectl} apply -f -")
        }
        Source::Helm(release, revision) => format!("helm -n {} rollback {release} {revision}", key.ns()),
    };
    command(text, line, risk)
}

/// Turns the first advice into a change of the declaration, where that is what is wrong.
pub fn where_declared(advice: &mut [Remediation], source: &Source) {
    let Source::Manifest(file) = source else { return };
    if let Some(first) = advice.first_mut().filter(|first| first.kind == RemediationKind::Command) {
        first.kind = RemediationKind::Gitops;
        first.text = format!("{} It is declared so in {file}: change it there, and apply it.", first.text);
        first.command = None;
    }
}

/// What is there and what is declared, as a manifest would have it.
fn diff(drift: &Drift<'_>) -> Option<String> {
    let difference = &drift.difference;
    let live = match &difference.live {
        Some(live) => manifest(&difference.names, &difference.declared_at, Some(live))?,
        None => manifest(&difference.names, &difference.declared_at, None)?,
    };
    let wanted = manifest(&difference.names, &difference.declared_at, Some(&difference.declared))?;
    advice::diff(drift.object.key(), &live, &wanted)
}

/// One field in the form of a manifest; none for what is no plain value, or lies in a list of nameless things.
fn manifest(names: &[String], pointer: &str, value: Option<&Value>) -> Option<String> {
    let plain = value.is_none_or(|value| !value.is_object() && !value.is_array() && !excerpt(value).contains('\n'));
    let steps: Vec<&str> = pointer.split('/').skip(1).collect();
    if !plain || steps.len() != names.len() {
        return None;
    }
    let (mut text, mut indent) = (String::new(), String::new());
    let last = names.len().checked_sub(1)?;
    for (index, (name, step)) in names.iter().zip(&steps).enumerate() {
        if step.bytes().all(|byte| byte.is_ascii_digit()) {
            if name == step || index == last {
                return None;
            }
            text.push_str(&format!("{indent}- name: {name}\n"));
            indent.push_str("  ");
        } else if index < last {
            text.push_str(&format!("{indent}{name}:\n"));
            let listed = steps.get(index + 1).is_some_and(|next| next.bytes().all(|byte| byte.is_ascii_digit()));
            indent.push_str(if listed { "" } else { "  " });
        } else if let Some(value) = value {
            text.push_str(&format!("{indent}{name}: {}\n", excerpt(value)));
        }
    }
    Some(text)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::manifest;

    #[test]
    fn a_field_as_a_manifest_has_it() {
        let names: Vec<String> = ["spec", "containers", "web", "image"].map(str::to_owned).to_vec();
        let text = manifest(&names, "/spec/containers/0/image", Some(&json!("web:2")));
        assert_eq!(text.as_deref(), Some("spec:\n  containers:\n  - name: web\n    image: web:2\n"));
        assert_eq!(manifest(&names, "/spec/containers/0/image", Some(&json!({}))), None);
        let nameless: Vec<String> = ["spec", "rules", "0", "host"].map(str::to_owned).to_vec();
        assert_eq!(manifest(&nameless, "/spec/rules/0/host", Some(&json!("a"))), None);
    }
}
