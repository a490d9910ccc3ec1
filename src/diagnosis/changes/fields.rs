//! Who owns which field: `metadata.managedFields`, read beside the object that it describes.
//!
//! A manager is a program's name (`kubectl-set`, `helm`), never a person. The time of an entry is that of the manager's
//! last write to any field it owns, so it is the latest moment at which the field can have been written.

use jiff::Timestamp;
use serde_json::Value;

use crate::evidence::fact::{Fact, FactKind};
use crate::evidence::view::View;

/// One entry of `managedFields`.
#[derive(Debug, Clone)]
pub struct Entry<'g> {
    view: View<'g>,
    /// The program.
    pub manager: &'g str,
    /// When it last wrote.
    pub at: Timestamp,
    /// `status`, `scale` …; empty for the object itself.
    pub subresource: &'g str,
}

/// Managers that keep state for the cluster: what they write is bookkeeping, not a change that somebody made.
const BOOKKEEPERS: &[&str] = &["kube-controller-manager", "kubelet", "kube-scheduler", "kube-apiserver", "kube-proxy"];

impl<'g> Entry<'g> {
    /// The entries of an object.
    pub fn of(object: &View<'g>) -> Vec<Self> {
        object
            .items("/metadata/managedFields")
            .into_iter()
            .filter_map(|view| {
                let manager = view.str_at("/manager").unwrap_or("unknown");
                let at = view.time_at("/time")?;
                Some(Self { manager, at, subresource: view.str_at("/subresource").unwrap_or_default(), view })
            })
            .collect()
    }

    /// The fields it owns, as `FieldsV1`.
    pub fn fields(&self) -> Option<&'g Value> {
        self.view.at("/fieldsV1").map(|fields| fields.value())
    }

    /// Whether it only keeps the cluster's books: status, and what controllers note on objects. An autoscaler that
    /// scales is not among them.
    pub fn is_bookkeeping(&self) -> bool {
        self.subresource == "status"
            || (self.subresource != "scale" && BOOKKEEPERS.contains(&self.manager))
            || self.fields().is_some_and(|fields| fields.get("f:status").is_some() && fields.get("f:spec").is_none())
    }

    /// Whether it owns the field at a pointer of the object.
    pub fn owns(&self, object: &View<'_>, pointer: &str) -> bool {
        self.fields().is_some_and(|fields| owns(fields, object.value(), &steps(pointer)))
    }

    /// What it rests on: who and when.
    pub fn facts(&self) -> Vec<Fact> {
        ["/manager", "/time"].iter().filter_map(|p| Some(self.view.at(p)?.fact(FactKind::Change))).collect()
    }
}

/// The entry that last wrote the field at a pointer of an object. Bookkeeping does not count.
pub fn owner<'g>(object: &View<'g>, pointer: &str) -> Option<Entry<'g>> {
    Entry::of(object)
        .into_iter()
        .filter(|entry| !entry.is_bookkeeping() && entry.owns(object, pointer))
        .max_by_key(|entry| entry.at)
}

/// The names below a set of fields, for a person: `replicas`, `template` …
pub fn names(fields: &Value) -> Vec<&str> {
    fields.as_object().map(|map| map.keys().filter_map(|key| key.strip_prefix("f:")).collect()).unwrap_or_default()
}

fn steps(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(|step| step.replace("~1", "/").replace("~0", "~")).collect()
}

/// Walks the fields and the value side by side: lists are kept by key (`k:{"name":"web"}`), by value (`v:"x"`) or whole.
fn owns(fields: &Value, value: &Value, path: &[String]) -> bool {
    let Some(map) = fields.as_object() else { return false };
    let Some((step, rest)) = path.split_first() else { return true };
    if map.is_empty() {
        // A leaf: all below belongs to it.
        return true;
    }
    let Some(list) = value.as_array() else {
        let below = value.get(step).unwrap_or(&Value::Null);
        return map.get(&format!("f:{step}")).is_some_and(|fields| owns(fields, below, rest));
    };
    let Some(item) = step.parse::<usize>().ok().and_then(|index| list.get(index)) else { return false };
    map.iter().any(|(key, fields)| names_item(key, item) && owns(fields, item, rest))
}

fn names_item(key: &str, item: &Value) -> bool {
    if let Some(wanted) = key.strip_prefix("v:").and_then(|v| serde_json::from_str::<Value>(v).ok()) {
        return wanted == *item;
    }
    let Some(wanted) = key.strip_prefix("k:").and_then(|k| serde_json::from_str::<Value>(k).ok()) else { return false };
    // Defaulted keys (a port's protocol) may be missing in the item.
    wanted
        .as_object()
        .is_some_and(|keys| keys.iter().all(|(name, value)| item.get(name).is_none_or(|have| have == value)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn fields_are_found_through_keys_values_and_leaves() {
        let object = json!({
            "metadata": {"finalizers": ["acme.io/a", "acme.io/b"]},
            "spec": {"replicas": 0, "selector": {"app": "web"}, "containers": [
                {"name": "web", "image": "a:2"}, {"name": "proxy", "image": "p:1"}]},
        });
        let fields = json!({
            "f:metadata": {"f:finalizers": {".": {}, "v:\"acme.io/b\"": {}}},
            "f:spec": {"f:selector": {}, "f:containers": {"k:{\"name\":\"web\"}": {"f:image": {}}}},
        });
        let has = |pointer: &str| owns(&fields, &object, &steps(pointer));
        assert!(has("/spec/containers/0/image"));
        assert!(!has("/spec/containers/1/image"));
        assert!(has("/spec/selector/app"));
        assert!(!has("/spec/replicas"));
        assert!(has("/metadata/finalizers/1"));
        assert!(!has("/metadata/finalizers/0"));
    }
}
