//! Who owns an object: the references that it bears, and what names tell where the owner itself was not read. Looking
//! owners up is the graph's.

use serde_json::Value;

use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::{Graph, Object};
use crate::evidence::kinds::{self, Kind};

/// A reference from an object to its owner.
#[derive(Debug, Clone)]
pub struct OwnerReference {
    /// The owner.
    pub key: EntityKey,
    /// Its uid as the reference has it.
    pub uid: Option<String>,
    /// Whether it is the one that controls.
    pub controller: bool,
}

/// The owners that an object names.
pub fn owner_references(object: &Object) -> Vec<OwnerReference> {
    // Asked of every object: a pointer would be taken apart each time.
    let references = object.body().get("metadata").and_then(|metadata| metadata.get("ownerReferences"));
    let Some(list) = references.and_then(Value::as_array) else { return Vec::new() };
    let text = |value: &Value, field: &str| value.get(field).and_then(Value::as_str).unwrap_or_default().to_owned();
    list.iter()
        .map(|reference| {
            let key = EntityKey::referenced(
                &text(reference, "apiVersion"),
                &text(reference, "kind"),
                object.key.namespace.as_deref(),
                &text(reference, "name"),
            );
            let uid = Some(text(reference, "uid")).filter(|uid| !uid.is_empty());
            OwnerReference { key, uid, controller: reference.get("controller").and_then(Value::as_bool) == Some(true) }
        })
        .collect()
}

/// Whether two uids are of one object: what has lost its uid is told by its name.
pub(super) fn same_uid(one: Option<&str>, other: Option<&str>) -> bool {
    match (one.filter(|u| !u.is_empty()), other.filter(|u| !u.is_empty())) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    }
}

/// Whether a kind runs pods, or is one.
pub(super) fn is_workload(kind: &Kind) -> bool {
    matches!(&*kind.kind, "Deployment" | "ReplicaSet" | "StatefulSet" | "DaemonSet" | "Job" | "CronJob" | "Pod")
}

/// The Deployment over a pod whose ReplicaSet was not read: the Deployment controller names a ReplicaSet by the
/// Deployment and the hash of its template, and labels the pods with that hash. A Deployment that was read has to
/// select the pod; one that is known not to be there owns nothing.
pub(super) fn deployment_over(graph: &Graph, pod: &Object, replica_set: &EntityKey) -> Option<EntityKey> {
    if !replica_set.is(&kinds::REPLICA_SET) {
        return None;
    }
    let labels = pod.body().get("metadata")?.get("labels")?;
    let hash = labels.get("pod-template-hash")?.as_str().filter(|hash| !hash.is_empty())?;
    let name = replica_set.name.strip_suffix(hash)?.strip_suffix('-')?;
    let key = EntityKey::new(&kinds::DEPLOYMENT, replica_set.namespace.as_deref(), name);
    match graph.lookup(&key) {
        Lookup::Present(deployment) => {
            let wanted = deployment.body().pointer("/spec/selector/matchLabels").and_then(Value::as_object);
            wanted.is_none_or(|wanted| wanted.iter().all(|(label, value)| labels.get(label) == Some(value)))
        }
        Lookup::Absent(_) => false,
        Lookup::Unseen(_) => true,
    }
    .then_some(key)
}
