//! Two pod templates compared, in words: `image changed a:1 -> a:2`.
//!
//! Lists of named things (containers, environment, volumes) are compared by name, so that a moved entry is no change.
//! Long values are not printed: only that they changed.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::evidence::view::excerpt;

/// Differences that are told one by one; the others are counted.
const TOLD: usize = 3;
/// The longest value that is printed.
const SHORT: usize = 80;
/// Labels that controllers add to every template.
const ADDED: &[&str] = &["pod-template-hash", "controller-revision-hash", "$patch"];
/// The annotation that `kubectl rollout restart` (and most who offer a button for it) stamps a template with.
const RESTARTED: &str = "kubectl.kubernetes.io/restartedAt";
/// Annotations that are notes of whoever wrote the template: nothing that starts or serves a pod reads them.
const NOTES: &[&str] = &["kubernetes.io/change-cause", "cattle.io/timestamp", "keel.sh/update-time"];
/// The annotations of kubectl for itself: which container is meant, when it restarted what.
const OF_KUBECTL: &str = "kubectl.kubernetes.io/";

/// One difference: where, and what was and is there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    path: Vec<String>,
    old: Option<String>,
    new: Option<String>,
}

/// The differences of two templates, most telling first.
pub fn differences(old: &Value, new: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    walk(&mut Vec::new(), Some(old), Some(new), &mut found);
    found.sort_by_key(|difference| (difference.rank(), difference.path.clone()));
    found
}

/// Whether two templates differ at a place, by the names of its steps, or below or above it.
pub fn differs_at(old: &Value, new: &Value, names: &[&str]) -> bool {
    differences(old, new).iter().any(|difference| difference.path.iter().zip(names).all(|(step, name)| step == name))
}

/// The differences as one phrase; none if there are none.
pub fn words(old: &Value, new: &Value) -> Option<String> {
    let all = differences(old, new);
    let several = count_containers(new) > 1;
    let mut told: Vec<String> = all.iter().take(TOLD).map(|difference| difference.words(several)).collect();
    if all.len() > TOLD {
        told.push(format!("{} more", all.len() - TOLD));
    }
    (!told.is_empty()).then(|| told.join(", "))
}

/// Whether two templates start the same containers: all that differs are stamps and notes, as a restart leaves them.
/// Going from the one to the other brings nothing back.
pub fn starts_the_same(old: &Value, new: &Value) -> bool {
    differences(old, new).iter().all(Difference::is_note)
}

fn count_containers(template: &Value) -> usize {
    template.pointer("/spec/containers").and_then(Value::as_array).map_or(0, Vec::len)
}

impl Difference {
    fn rank(&self) -> usize {
        let last = self.path.last().map(String::as_str);
        match last {
            Some("image") => 0,
            _ if self.path.iter().any(|step| step == "command" || step == "args") => 1,
            _ if self.path.iter().any(|step| step == "annotations" || step == "labels") => 3,
            _ => 2,
        }
    }

    /// The annotation that differs, if it is one.
    fn annotation(&self) -> Option<&str> {
        let [metadata, annotations, name] = self.path.as_slice() else { return None };
        (metadata == "metadata" && annotations == "annotations").then_some(name)
    }

    /// Whether it is an annotation that changes nothing of what is started: a note, or a moment. A checksum is none: it
    /// stands for a file that changed.
    fn is_note(&self) -> bool {
        self.annotation().is_some_and(|name| {
            let values = || self.old.iter().chain(&self.new);
            let stamp = values().all(|value| moment(value));
            NOTES.contains(&name) || name.starts_with(OF_KUBECTL) || stamp
        })
    }

    fn words(&self, several: bool) -> String {
        let path: Vec<&str> = self.path.iter().map(String::as_str).collect();
        if self.annotation() == Some(RESTARTED) {
            return "restarted by annotation".to_owned();
        }
        let name = named(&path, several);
        match (&self.old, &self.new) {
            (Some(old), Some(new)) if short(old) && short(new) => format!("{name} changed {old} -> {new}"),
            (None, Some(new)) if short(new) => format!("{name} added ({new})"),
            (Some(old), None) if short(old) => format!("{name} removed (was {old})"),
            (Some(_), Some(_)) => format!("{name} changed"),
            (None, _) => format!("{name} added"),
            (_, None) => format!("{name} removed"),
        }
    }
}

/// Whether a value begins as a moment is written: `2026-11-22T14:05:01Z`, `2026-11-22 14:05:01.5 +0000 UTC`.
fn moment(value: &str) -> bool {
    value.get(..19).is_some_and(|start| start.parse::<jiff::civil::DateTime>().is_ok())
}

/// A place below a pod template; `several` says that its container needs to be named.
pub(in crate::diagnosis) fn named(path: &[&str], several: bool) -> String {
    match path {
        ["spec", "containers", _, rest @ ..] if !several && !rest.is_empty() => field(rest),
        ["spec", "containers", name, rest @ ..] => format!("container {name} {}", field(rest)).trim_end().to_owned(),
        ["spec", "initContainers", name, rest @ ..] => {
            format!("init container {name} {}", field(rest)).trim_end().to_owned()
        }
        ["spec", rest @ ..] => field(rest),
        other => field(other),
    }
}

/// `env LOG_LEVEL`, `readinessProbe.httpGet.path`.
pub(in crate::diagnosis) fn field(path: &[&str]) -> String {
    match path {
        ["env", name] | ["env", name, "value"] => format!("env {name}"),
        ["env", name, "valueFrom", ..] => format!("env {name} source"),
        ["volumes", name, ..] => format!("volume {name}"),
        ["volumeMounts", name, ..] => format!("mount of volume {name}"),
        path => path.join("."),
    }
}

fn short(text: &str) -> bool {
    text.chars().count() <= SHORT && !text.contains('\n')
}

fn walk(path: &mut Vec<String>, old: Option<&Value>, new: Option<&Value>, found: &mut Vec<Difference>) {
    let (old, new) = (old.filter(|v| !v.is_null()), new.filter(|v| !v.is_null()));
    if old == new {
        return;
    }
    // A template without annotations has none of them: each one that comes is a difference of its own.
    let marks = is_marks(path);
    let keys = |value: Option<&Value>| -> Option<BTreeSet<String>> {
        match value {
            Some(value) => Some(children(value)?.into_iter().map(|(k, _)| k).collect()),
            None => marks.then(BTreeSet::new),
        }
    };
    match (keys(old), keys(new)) {
        (Some(olds), Some(news)) => {
            for key in olds.union(&news).filter(|key| !ADDED.contains(&key.as_str())) {
                path.push(key.clone());
                walk(path, old.and_then(|v| child(v, key)), new.and_then(|v| child(v, key)), found);
                path.pop();
            }
        }
        _ => found.push(Difference { path: path.clone(), old: old.map(shown), new: new.map(shown) }),
    }
}

/// Whether a place is the metadata of a template, its labels or its annotations: maps that need not be there.
fn is_marks(path: &[String]) -> bool {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    matches!(path.as_slice(), ["metadata"] | ["metadata", "labels" | "annotations"])
}

/// A named thing that is whole new is shown by what it is, not as JSON where that can be helped.
fn shown(value: &Value) -> String {
    ["value", "image"].iter().find_map(|key| value.get(key)).map_or_else(|| excerpt(value), excerpt)
}

/// The entries of a map, or of a list of named things; none for plain values and plain lists.
fn children(value: &Value) -> Option<Vec<(String, &Value)>> {
    match value {
        Value::Object(map) => Some(map.iter().map(|(key, value)| (key.clone(), value)).collect()),
        Value::Array(list) => list
            .iter()
            .map(|item| Some((item.get("name").or_else(|| item.get("containerPort"))?, item)))
            .map(|pair| pair.map(|(name, item)| (excerpt(name), item)))
            .collect(),
        _ => None,
    }
}

fn child<'v>(value: &'v Value, key: &str) -> Option<&'v Value> {
    match value {
        Value::Object(map) => map.get(key),
        _ => children(value)?.into_iter().find(|(name, _)| name == key).map(|(_, item)| item),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_template_s_changes_in_words() {
        let old = json!({"metadata": {"labels": {"app": "web", "pod-template-hash": "1"}}, "spec": {
            "containers": [{"name": "web", "image": "a:1", "env": [{"name": "LEVEL", "value": "info"}],
                "readinessProbe": {"httpGet": {"path": "/ready"}}}]}});
        let new = json!({"metadata": {"labels": {"app": "web", "pod-template-hash": "2"}}, "spec": {
            "nodeSelector": {"disk": "ssd"},
            "containers": [{"name": "web", "image": "a:2", "env": [{"name": "NEW", "value": "1"}, {"name": "LEVEL", "value": "debug"}],
                "readinessProbe": {"httpGet": {"path": "/healthz"}}}]}});
        assert_eq!(
            words(&old, &new).unwrap(),
            "image changed a:1 -> a:2, env LEVEL changed info -> debug, env NEW added (1), 2 more"
        );
        assert_eq!(words(&old, &old), None);
    }

    #[test]
    fn a_restart_starts_the_same_containers() {
        let with = |annotations: Value| json!({"metadata": {"labels": {"app": "web"}, "annotations": annotations}});
        let bare = json!({"metadata": {"labels": {"app": "web"}}});
        let restarted = with(json!({"kubectl.kubernetes.io/restartedAt": "2026-11-22T14:05:01+01:00"}));
        assert_eq!(words(&bare, &restarted).unwrap(), "restarted by annotation");
        let again = with(json!({"kubectl.kubernetes.io/restartedAt": "2026-11-22T14:25:01+01:00"}));
        let noted = with(json!({"kubernetes.io/change-cause": "again", "deployed": "2026-11-22 14:05:01.3 +0000 UTC"}));
        for (old, new) in [(&bare, &restarted), (&restarted, &again), (&again, &bare), (&bare, &noted), (&bare, &bare)]
        {
            assert!(starts_the_same(old, new), "{old} {new}");
        }
        let checksum = with(json!({"checksum/config": "c0ffee"}));
        let injected = with(json!({"sidecar.istio.io/inject": "true"}));
        let labelled = json!({"metadata": {"labels": {"app": "web", "track": "canary"}}});
        for new in [&checksum, &injected, &labelled, &json!({"metadata": {}})] {
            assert!(!starts_the_same(&bare, new), "{new}");
        }
        assert_eq!(words(&bare, &checksum).unwrap(), "metadata.annotations.checksum/config added (c0ffee)");
    }
}
