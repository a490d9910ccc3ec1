//! How to mend a probe: the field's change as a diff of the app's manifest, and the command that makes it.

use serde_json::{Value, json};

use crate::diagnosis::advice;
use crate::diagnosis::causes::probes::failure::Failure;
use crate::diagnosis::causes::probes::scene::Verdict;
use crate::diagnosis::hypothesis::look;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::container::Container;
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
        let body = in_template(app, &json!({ "containers": [named(container.name, patch)] }));
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
    let manifest = |container: &Value| {
        let mut text = String::new();
        yaml(&in_manifest(app, container), 0, &mut text);
        text
    };
    advice::diff(&app.key, &manifest(&before), &manifest(&after))
}

fn in_manifest(app: &App<'_>, container: &Value) -> Value {
    let spec = json!({ "containers": [container] });
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

/// Writes plain values as YAML, as manifests are written. `name` comes first.
fn yaml(value: &Value, depth: usize, out: &mut String) {
    let indent = "  ".repeat(depth);
    match value {
        Value::Object(map) => {
            let mut keys: Vec<&String> = map.keys().collect();
            keys.sort_by_key(|key| (key.as_str() != "name", key.as_str()));
            for key in keys {
                let Some(below) = map.get(key) else { continue };
                if below.is_object() || below.is_array() {
                    out.push_str(&format!("{indent}{key}:\n"));
                    yaml(below, depth + usize::from(below.is_object()), out);
                } else {
                    out.push_str(&format!("{indent}{key}: {}\n", plain(below)));
                }
            }
        }
        Value::Array(items) => {
            for item in items {
                let mut text = String::new();
                if item.is_object() {
                    yaml(item, depth + 1, &mut text);
                } else {
                    text = format!("{indent}  {}\n", plain(item));
                }
                // The first line of an item carries its dash.
                let body = text.strip_prefix(&format!("{indent}  ")).unwrap_or(&text).to_owned();
                out.push_str(&format!("{indent}- {body}"));
            }
        }
        other => out.push_str(&format!("{indent}{}\n", plain(other))),
    }
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
        let mut text = String::new();
        let container =
            json!({ "name": "web", "livenessProbe": { "exec": { "command": ["cat", "/ok"] }, "periodSeconds": 5 } });
        yaml(&json!({ "containers": [container] }), 0, &mut text);
        let wanted = "containers:\n- name: web\n  livenessProbe:\n    exec:\n      command:\n      - cat\n      - /ok\n    periodSeconds: 5\n";
        assert_eq!(text, wanted);
    }
}
