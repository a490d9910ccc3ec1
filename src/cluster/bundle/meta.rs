//! What is known of an object without parsing it: its name, its labels, and the fields that selectors may ask for.

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// What is kept of an object beside its bytes.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Meta {
    pub(super) name: Box<str>,
    /// Empty where the object does not say.
    pub(super) namespace: Box<str>,
    pub(super) api_version: Option<Box<str>>,
    pub(super) kind: Option<Box<str>>,
    pub(super) labels: Vec<(Box<str>, Box<str>)>,
    /// Values of the field labels of its kind, without the empty ones.
    pub(super) fields: Vec<(&'static str, Box<str>)>,
}

impl Meta {
    /// Reads an object's metadata; for the built-in kinds the selectable fields too.
    pub(super) fn read(raw: &str, fields: bool) -> Result<Self, serde_json::Error> {
        if fields && let Ok(probe) = serde_json::from_str::<Probe>(raw) {
            let values = probe.fields();
            return Ok(Self { fields: values, ..Self::of(probe.api_version, probe.kind, probe.metadata) });
        }
        let bare: Bare = serde_json::from_str(raw)?;
        Ok(Self::of(bare.api_version, bare.kind, bare.metadata))
    }

    fn of(api_version: Scalar, kind: Scalar, metadata: Option<ObjectMeta>) -> Self {
        let metadata = metadata.unwrap_or_default();
        let labels = metadata.labels.unwrap_or_default();
        Self {
            name: metadata.name.0.unwrap_or_default(),
            namespace: metadata.namespace.0.unwrap_or_default(),
            api_version: api_version.0,
            kind: kind.0,
            labels: labels.into_iter().map(|(key, value)| (key.into(), value.0.unwrap_or_default())).collect(),
            fields: Vec::new(),
        }
    }

    /// The value of a label.
    pub(super) fn label(&self, key: &str) -> Option<&str> {
        self.labels.iter().find(|(k, _)| **k == *key).map(|(_, value)| &**value)
    }

    /// The value of a field label; empty where the object has none.
    pub(super) fn field(&self, label: &str) -> &str {
        match label {
            "metadata.name" => &self.name,
            "metadata.namespace" => &self.namespace,
            _ => self.fields.iter().find(|(l, _)| *l == label).map_or("", |(_, value)| value),
        }
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Bare {
    #[serde(default)]
    api_version: Scalar,
    #[serde(default)]
    kind: Scalar,
    metadata: Option<ObjectMeta>,
}

#[derive(Deserialize, Default)]
struct ObjectMeta {
    #[serde(default)]
    name: Scalar,
    #[serde(default)]
    namespace: Scalar,
    labels: Option<BTreeMap<String, Scalar>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Probe {
    #[serde(default)]
    api_version: Scalar,
    #[serde(default)]
    kind: Scalar,
    metadata: Option<ObjectMeta>,
    spec: Option<Spec>,
    status: Option<State>,
    involved_object: Option<Reference>,
    source: Option<Source>,
    #[serde(default)]
    reason: Scalar,
    #[serde(default)]
    r#type: Scalar,
    #[serde(default)]
    reporting_component: Scalar,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Spec {
    node_name: Scalar,
    restart_policy: Scalar,
    scheduler_name: Scalar,
    service_account_name: Scalar,
    host_network: Scalar,
    unschedulable: Scalar,
    signer_name: Scalar,
    r#type: Scalar,
    #[serde(rename = "clusterIP")]
    cluster_ip: Scalar,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct State {
    phase: Scalar,
    #[serde(rename = "podIP")]
    pod_ip: Scalar,
    nominated_node_name: Scalar,
    replicas: Scalar,
    succeeded: Scalar,
}

#[derive(Deserialize, Default)]
#[serde(rename_all = "camelCase", default)]
struct Reference {
    kind: Scalar,
    namespace: Scalar,
    name: Scalar,
    uid: Scalar,
    api_version: Scalar,
    resource_version: Scalar,
    field_path: Scalar,
}

#[derive(Deserialize, Default)]
#[serde(default)]
struct Source {
    component: Scalar,
}

impl Probe {
    fn fields(&self) -> Vec<(&'static str, Box<str>)> {
        let mut found = Vec::new();
        let mut add = |label: &'static str, value: &Scalar| {
            if let Some(value) = &value.0 {
                found.push((label, value.clone()));
            }
        };
        add("reason", &self.reason);
        add("type", &self.r#type);
        add("reportingComponent", &self.reporting_component);
        if let Some(spec) = &self.spec {
            add("spec.nodeName", &spec.node_name);
            add("spec.restartPolicy", &spec.restart_policy);
            add("spec.schedulerName", &spec.scheduler_name);
            add("spec.serviceAccountName", &spec.service_account_name);
            add("spec.hostNetwork", &spec.host_network);
            add("spec.unschedulable", &spec.unschedulable);
            add("spec.signerName", &spec.signer_name);
            add("spec.type", &spec.r#type);
            add("spec.clusterIP", &spec.cluster_ip);
        }
        if let Some(status) = &self.status {
            add("status.phase", &status.phase);
            add("status.podIP", &status.pod_ip);
            add("status.nominatedNodeName", &status.nominated_node_name);
            add("status.replicas", &status.replicas);
            add("status.successful", &status.succeeded);
        }
        if let Some(object) = &self.involved_object {
            add("involvedObject.kind", &object.kind);
            add("involvedObject.namespace", &object.namespace);
            add("involvedObject.name", &object.name);
            add("involvedObject.uid", &object.uid);
            add("involvedObject.apiVersion", &object.api_version);
            add("involvedObject.resourceVersion", &object.resource_version);
            add("involvedObject.fieldPath", &object.field_path);
        }
        if let Some(source) = &self.source {
            add("source", &source.component);
        }
        found
    }
}

/// A string, number or boolean as a selector sees it; anything else counts as absent instead of failing the object.
#[derive(Debug, Default)]
struct Scalar(Option<Box<str>>);

impl<'de> Deserialize<'de> for Scalar {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(ScalarVisitor)
    }
}

struct ScalarVisitor;

impl<'de> Visitor<'de> for ScalarVisitor {
    type Value = Scalar;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }

    fn visit_str<E>(self, value: &str) -> Result<Scalar, E> {
        Ok(Scalar((!value.is_empty()).then(|| value.into())))
    }

    fn visit_bool<E>(self, value: bool) -> Result<Scalar, E> {
        Ok(Scalar(Some(value.to_string().into())))
    }

    fn visit_i64<E>(self, value: i64) -> Result<Scalar, E> {
        Ok(Scalar(Some(value.to_string().into())))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Scalar, E> {
        Ok(Scalar(Some(value.to_string().into())))
    }

    fn visit_f64<E>(self, _: f64) -> Result<Scalar, E> {
        Ok(Scalar(None))
    }

    fn visit_unit<E>(self) -> Result<Scalar, E> {
        Ok(Scalar(None))
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Scalar, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(Scalar(None))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Scalar, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(Scalar(None))
    }
}
