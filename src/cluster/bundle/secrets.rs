//! What is kept of a Secret: its keys, never its values. Helm's release records are the exception.

use serde_json::{Map, Value};

use super::meta::Meta;

const LAST_APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// The Secret without its values and without the copy of them that `kubectl apply` leaves in an annotation; `None`
/// where nothing has to be taken away.
pub(super) fn stripped(raw: &str, meta: &Meta) -> Result<Option<String>, String> {
    if is_helm_release(meta) {
        return Ok(None);
    }
    let broken = |_| "is not an object".to_owned();
    let mut object: Map<String, Value> = serde_json::from_str(raw).map_err(broken)?;
    for key in ["data", "stringData"] {
        match object.get_mut(key) {
            Some(Value::Object(values)) => values.values_mut().for_each(|value| *value = "".into()),
            Some(other) => *other = Value::Null,
            None => {}
        }
    }
    if let Some(annotations) = object.get_mut("metadata").and_then(|m| m.get_mut("annotations"))
        && let Some(annotations) = annotations.as_object_mut()
    {
        annotations.remove(LAST_APPLIED);
    }
    serde_json::to_string(&object).map(Some).map_err(broken)
}

fn is_helm_release(meta: &Meta) -> bool {
    meta.field("type") == "helm.sh/release.v1" && meta.label("owner") == Some("helm")
}
