//! How to mend a probe: the field's change as a diff of the app's manifest, and the command that makes it.

use serde_json::{Value, json};

use crate::diagnosis::advice;
use crate::diagnosis::causes::probes::failure::Failure;
use crate::diagnosis::causes::probes::scene::Verdict;
use crate::diagnosis::hypothesis::look;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::container::{Container, Role};
use crate::evidence::kinds;
use crate::report::model::Remediation;

/// The advice of a verdict.
pub fn advice(app: &App<'_>, container: &Container<'_>, failure: &Failure<'_>, verdict: &Verdict) -> Remediation {
    let line = advice::kubectl(&app.key);
    let Some(patch) = &verdict.patch else {
        let previous = if failure.restarts { " --previous" } else { "" };
        let target = format!("{}/{}", container.pod().kind.to_lowercase(), container.pod().name);
        let command = format!("{line} logs {target} -c {}{previous} --tail=50", container.name);
        return look(verdict.advice.clone(), Some(command));
    };
    let open = patch.to_string().contains('<');
    let fixed = app.key.is(&kinds::JOB) || app.key.is(&kinds::POD);
    let command = if fixed {
        None
    } else if open {
        Some(format!("{line} edit {}", advice::kubectl_name(&app.key)))
    } else {
        let body = in_template(app, &json!({ list(container): [named(container.name, patch)] }));
        Some(format!("{line} patch {} -p '{body}'", advice::kubectl_name(&app.key)))
    };
    advice::edit(app, &verdict.advice, command, diff(app, container, patch))
}

fn named(name: &str, patch: &Value) -> Value {
    let mut container = json!({ "name": name });
    merge(&mut container, patch);
    container
}

fn in_template(app: &App<'_>, spec: &Value) -> Value {
    if app.key.is(&kinds::CRON_JOB) {
        json!({ "spec": { "jobTemplate": { "spec": { "template": { "spec": spec } } } } })
    } else {
        json!({ "spec": { "template": { "spec": spec } } })
    }
}

/// The probes that the patch touches, before and after.
fn diff(app: &App<'_>, container: &Container<'_>, patch: &Value) -> Option<String> {
    let declared = app.template_container(container.name).unwrap_or_else(|| container.spec.clone());
    let (mut before, mut after) = (json!({ "name": container.name }), json!({ "name": container.name }));
    for field in patch.as_object()?.keys() {
        if let Some(probe) = declared.at(&format!("/{field}")) {
            merge(&mut before, &json!({ field: probe.value() }));
            merge(&mut after, &json!({ field: probe.value() }));
        }
    }
    if before == after && after.as_object().is_some_and(|map| map.len() == 1) {
        // A new probe is shown beside the one that it protects.
        if let Some(probe) = declared.at("/livenessProbe") {
            merge(&mut before, &json!({ "livenessProbe": probe.value() }));
            merge(&mut after, &json!({ "livenessProbe": probe.value() }));
        }
    }
    merge(&mut after, patch);
    let manifest = |body: &Value| yaml(&in_manifest(app, list(container), body)).join("\n") + "\n";
    advice::diff(&app.key, &manifest(&before), &manifest(&after))
}

/// The list that a container stands in.
fn list(container: &Container<'_>) -> &'static str {
    if container.role == Role::Main { "containers" } else { "initContainers" }
}

fn in_manifest(app: &App<'_>, list: &str, container: &Value) -> Value {
    let spec = json!({ list: [container] });
    if app.key.is(&kinds::POD) { json!({ "spec": spec }) } else { in_template(app, &spec) }
}

/// JSON merge patch (RFC 7386).
fn merge(target: &mut Value, patch: &Value) {
    let (Some(into), Some(from)) = (target.as_object_mut(), patch.as_object()) else {
        *target = patch.clone();
        return;
    };
    for (key, value) in from {
        if value.is_null() {
            into.remove(key);
        } else if value.is_object() {
            let place = into.entry(key.clone()).or_insert_with(|| json!({}));
            merge(place, value);
        } else {
            into.insert(key.clone(), value.clone());
        }
    }
}

/// The lines of a plain value as YAML, as manifests are written. `name` comes first.
fn yaml(value: &Value) -> Vec<String> {
    match value {
        Value::Object(map) => {
            let mut entries: Vec<(&String, &Value)> = map.iter().collect();
            entries.sort_by_key(|(key, _)| (key.as_str() != "name", key.as_str()));
            entries.into_iter().flat_map(|(key, below)| entry(key, below)).collect()
        }
        Value::Array(items) => items.iter().flat_map(item).collect(),
        other => vec![plain(other)],
    }
}

fn entry(key: &str, value: &Value) -> Vec<String> {
    let indent = if value.is_object() { "  " } else { "" };
    match value {
        Value::Object(_) | Value::Array(_) => {
            let below = yaml(value).into_iter().map(|line| format!("{indent}{line}"));
            std::iter::once(format!("{key}:")).chain(below).collect()
        }
        other => vec![format!("{key}: {}", plain(other))],
    }
}

/// An item of a list; its first line carries the dash.
fn item(value: &Value) -> Vec<String> {
    let dash = |at: usize| if at == 0 { "- " } else { "  " };
    yaml(value).into_iter().enumerate().map(|(at, line)| format!("{}{line}", dash(at))).collect()
}

fn plain(value: &Value) -> String {
    match value {
        Value::String(text) if text.starts_with('<') || text.is_empty() || text.parse::<f64>().is_ok() => {
            format!("\"{text}\"")
        }
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_probe_as_yaml() {
        let container =
            json!({ "name": "web", "livenessProbe": { "exec": { "command": ["cat", "/ok"] }, "periodSeconds": 5 } });
        let text = yaml(&json!({ "containers": [container] })).join("\n");
        let wanted = "containers:\n- name: web\n  livenessProbe:\n    exec:\n      command:\n      - cat\n      - /ok\n    periodSeconds: 5";
        assert_eq!(text, wanted);
    }
}
