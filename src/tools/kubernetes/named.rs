//! What an object names: other objects by the fields that references stand in, whatever the kind of the object.

use serde_json::Value;

use crate::diagnosis::objects::mesh::{self, Host};
use crate::evidence::entity::EntityKey;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::view::{View, escape};

/// A reference: to what, and where it is written.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Named {
    /// The object that is named.
    pub(super) target: EntityKey,
    /// The pointer in the observation's body.
    pub(super) pointer: String,
}

/// Fields whose text is the name of an object.
const BY_NAME: &[(&str, &Kind)] = &[
    ("serviceAccountName", &kinds::SERVICE_ACCOUNT),
    ("claimName", &kinds::PVC),
    ("secretName", &kinds::SECRET),
    ("nodeName", &kinds::NODE),
    ("priorityClassName", &kinds::PRIORITY_CLASS),
    ("storageClassName", &kinds::STORAGE_CLASS),
    ("ingressClassName", &kinds::INGRESS_CLASS),
    ("volumeName", &kinds::PV),
    ("serviceName", &kinds::SERVICE),
];
/// Fields that hold an object with the `name` of another one.
const BY_REFERENCE: &[(&str, &Kind)] = &[
    ("configMapKeyRef", &kinds::CONFIG_MAP),
    ("configMapRef", &kinds::CONFIG_MAP),
    ("configMap", &kinds::CONFIG_MAP),
    ("secretKeyRef", &kinds::SECRET),
    ("secretRef", &kinds::SECRET),
    ("secret", &kinds::SECRET),
    ("imagePullSecrets", &kinds::SECRET),
    ("service", &kinds::SERVICE),
    ("claimRef", &kinds::PVC),
];
/// Fields that hold a reference which says its kind itself, and what it is where it does not.
const BY_KIND: &[(&str, Option<&Kind>)] = &[
    ("scaleTargetRef", None),
    ("ownerReferences", None),
    ("roleRef", None),
    ("subjects", None),
    ("issuerRef", None),
    ("parentRefs", Some(&kinds::GATEWAY)),
    ("backendRefs", Some(&kinds::SERVICE)),
    ("backendRef", Some(&kinds::SERVICE)),
];

/// Everything that an object names, each once, at its first place.
pub(super) fn by(view: &View<'_>) -> Vec<Named> {
    let walk = Walk { namespace: view.key().namespace.as_deref(), base: view.full_pointer() };
    let mut found = Vec::new();
    for part in ["spec", "webhooks", "roleRef", "subjects", "secrets", "imagePullSecrets"] {
        if let Some(value) = view.value().get(part) {
            walk.field(part, value, &format!("/{part}"), &mut found);
        }
    }
    if let Some(owners) = view.value().pointer("/metadata/ownerReferences") {
        walk.field("ownerReferences", owners, "/metadata/ownerReferences", &mut found);
    }
    found.sort();
    found.dedup_by(|a, b| a.target == b.target);
    // The bundle of the cluster's own CA is in every namespace and never the cause of anything.
    found.retain(|named| named.target.name != "kube-root-ca.crt" && named.target != *view.key());
    found
}

struct Walk<'a> {
    namespace: Option<&'a str>,
    base: String,
}

impl Walk<'_> {
    fn field(&self, field: &str, value: &Value, pointer: &str, found: &mut Vec<Named>) {
        if let (Some((_, kind)), Some(name)) = (BY_NAME.iter().find(|(known, _)| *known == field), value.as_str()) {
            self.push(EntityKey::new(kind, self.namespace, name), pointer, found);
        }
        if let (true, Some(host)) = (field == "host", value.as_str())
            && pointer.contains("/destination")
            && let Host::Service(service) = mesh::host(host, self.namespace.unwrap_or_default())
        {
            self.push(service, pointer, found);
        }
        let listed = value.as_array().map(Vec::as_slice).unwrap_or_default();
        let each: Vec<(String, &Value)> = if listed.is_empty() {
            vec![(pointer.to_owned(), value)]
        } else {
            listed.iter().enumerate().map(|(index, one)| (format!("{pointer}/{index}"), one)).collect()
        };
        for (place, one) in &each {
            if let Some((_, kind)) = BY_REFERENCE.iter().find(|(known, _)| *known == field) {
                self.reference(one, place, |_| Some(kind), found);
            }
            if let Some((_, kind)) = BY_KIND.iter().find(|(known, _)| *known == field) {
                self.reference(one, place, |_| *kind, found);
            }
        }
        match value {
            Value::Object(map) => {
                for (key, below) in map {
                    self.field(key, below, &format!("{pointer}/{}", escape(key)), found);
                }
            }
            Value::Array(list) => {
                for (index, one) in list.iter().enumerate() {
                    if let Value::Object(map) = one {
                        for (key, below) in map {
                            self.field(key, below, &format!("{pointer}/{index}/{}", escape(key)), found);
                        }
                    }
                }
            }
            _ => {}
        }
    }

    /// A reference of its own; one that says its kind is of that kind.
    fn reference(
        &self,
        value: &Value,
        pointer: &str,
        otherwise: impl Fn(&Value) -> Option<&'static Kind>,
        found: &mut Vec<Named>,
    ) {
        let text = |field: &str| value.get(field).and_then(Value::as_str);
        let Some(name) = text("name") else { return };
        let namespace = text("namespace").or(self.namespace);
        let key = match (text("kind"), otherwise(value)) {
            (Some(kind), _) => {
                let group = text("apiVersion").map(str::to_owned).or_else(|| {
                    let group = text("group").or_else(|| text("apiGroup"))?;
                    (!group.is_empty()).then(|| format!("{group}/v1"))
                });
                EntityKey::referenced(group.as_deref().unwrap_or("v1"), kind, namespace, name)
            }
            (None, Some(kind)) => EntityKey::new(kind, namespace, name),
            (None, None) => return,
        };
        self.push(key, &format!("{pointer}/name"), found);
    }

    fn push(&self, target: EntityKey, pointer: &str, found: &mut Vec<Named>) {
        if !target.name.is_empty() {
            found.push(Named { target, pointer: format!("{}{pointer}", self.base) });
        }
    }
}
