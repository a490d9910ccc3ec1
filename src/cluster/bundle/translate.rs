//! Other forms of what was collected: an older or younger version of the same objects that servers keep beside it, and
//! the scale of a workload. Only what follows from the object alone is here.

use serde_json::{Map, Value, json};

use super::builtin::BuiltIn;
use super::layout::Key;

/// Versions that are answered from another one, and the resource as it was collected.
pub(super) static OLD_VERSIONS: &[(&str, BuiltIn)] = &[(
    "v1",
    BuiltIn {
        group: "autoscaling",
        version: "v2",
        kind: "HorizontalPodAutoscaler",
        plural: "horizontalpodautoscalers",
        namespaced: true,
    },
)];

/// How objects become those of the version that is asked for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Translation {
    /// Events as their own group tells them.
    Events,
    /// Autoscalers as they were when they knew of processors only.
    OldAutoscalers,
}

impl Translation {
    /// The translation that a version needs, the resource to translate from and its `apiVersion`.
    pub(super) fn of(group: &str, version: &str, plural: &str) -> Option<(Self, Key, &'static str)> {
        match (group, version, plural) {
            ("events.k8s.io", "v1", "events") => Some((Self::Events, Key::new("", "events"), "v1")),
            ("autoscaling", "v1", "horizontalpodautoscalers") => {
                Some((Self::OldAutoscalers, Key::new(group, plural), "autoscaling/v2"))
            }
            _ => None,
        }
    }

    /// The object in the other form, without kind and version, like the items of a list.
    pub(super) fn apply(self, object: &Value) -> Value {
        match self {
            Self::Events => event(object),
            Self::OldAutoscalers => autoscaler(object),
        }
    }

    /// A field selector in the words of what was collected.
    pub(super) fn fields(self, selector: &str) -> String {
        match self {
            Self::Events => {
                selector.replace("regarding.", "involvedObject.").replace("reportingController", "reportingComponent")
            }
            Self::OldAutoscalers => selector.to_owned(),
        }
    }
}

fn event(object: &Value) -> Value {
    const NAMES: [(&str, &str); 14] = [
        ("metadata", "metadata"),
        ("eventTime", "eventTime"),
        ("series", "series"),
        ("reportingController", "reportingComponent"),
        ("reportingInstance", "reportingInstance"),
        ("action", "action"),
        ("reason", "reason"),
        ("regarding", "involvedObject"),
        ("related", "related"),
        ("note", "message"),
        ("type", "type"),
        ("deprecatedSource", "source"),
        ("deprecatedFirstTimestamp", "firstTimestamp"),
        ("deprecatedLastTimestamp", "lastTimestamp"),
    ];
    let mut out = Map::new();
    for (new, old) in NAMES.into_iter().chain([("deprecatedCount", "count")]) {
        // The older form writes empty words down, this one leaves them out.
        if let Some(value) = object.get(old).filter(|value| value.as_str() != Some("")) {
            out.insert(new.to_owned(), value.clone());
        }
    }
    Value::Object(out)
}

fn autoscaler(object: &Value) -> Value {
    let copy = |from: &str, keys: &[&str]| -> Map<String, Value> {
        let part = object.get(from);
        keys.iter().filter_map(|key| Some(((*key).to_owned(), part?.get(key)?.clone()))).collect()
    };
    let cpu = |pointer: &str, value: &str| {
        let metrics = object.pointer(pointer)?.as_array()?;
        let resource = metrics.iter().filter_map(|metric| metric.get("resource"));
        resource
            .filter(|r| r.get("name").and_then(Value::as_str) == Some("cpu"))
            .find_map(|r| r.pointer(value))
            .cloned()
    };
    let mut spec = copy("spec", &["maxReplicas", "minReplicas", "scaleTargetRef"]);
    let wanted = cpu("/spec/metrics", "/target/averageUtilization");
    spec.extend(wanted.map(|value| ("targetCPUUtilizationPercentage".to_owned(), value)));
    let mut status = copy("status", &["currentReplicas", "desiredReplicas", "lastScaleTime", "observedGeneration"]);
    let current = cpu("/status/currentMetrics", "/current/averageUtilization");
    status.extend(current.map(|value| ("currentCPUUtilizationPercentage".to_owned(), value)));
    json!({"metadata": object.get("metadata"), "spec": spec, "status": status})
}

/// The scale of a workload: how many pods it wants and has. `None` for what cannot be scaled.
pub(super) fn scale(key: &Key, object: &Value) -> Option<Value> {
    let selector = match (key.group.as_str(), key.plural.as_str()) {
        ("apps", "deployments" | "replicasets" | "statefulsets") => object.pointer("/spec/selector/matchLabels"),
        ("", "replicationcontrollers") => object.pointer("/spec/selector"),
        _ => return None,
    };
    let metadata = object.get("metadata");
    let kept = ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"];
    let metadata: Map<String, Value> =
        kept.iter().filter_map(|key| Some(((*key).to_owned(), metadata?.get(key)?.clone()))).collect();
    let selector = selector.and_then(Value::as_object).into_iter().flatten();
    let selector = selector.map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default()));
    Some(json!({
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": metadata,
        "spec": {"replicas": object.pointer("/spec/replicas").and_then(Value::as_i64).unwrap_or(1)},
        "status": {
            "replicas": object.pointer("/status/replicas").and_then(Value::as_i64).unwrap_or_default(),
            "selector": selector.collect::<Vec<_>>().join(","),
        },
    }))
}
