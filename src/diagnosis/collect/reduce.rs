//! What of a long list is worth keeping: what is unwell whole, the rest in an outline or not at all.
//!
//! A list that fits a page is kept as it is. In a longer one most items are well, and of what is well only little
//! matters: that it is there, what it is called and labelled, whom it belongs to, whom it serves and calls. An outline
//! has that. Of pods that are well nothing is kept unless one of their siblings is not; of revisions that are over
//! nothing at all, since whoever is in trouble is asked for its own again.

use serde_json::Value;

use crate::cluster::read::{Kept, Read};
use crate::evidence::kinds::{self, Kind};

/// Restarts from which on a pod that is ready now may still be in a loop.
const LOOPS: i64 = 2;
const APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";

/// A list of a kind, of which as much is kept as is worth it.
pub fn list(kind: &Kind, namespace: Option<&str>) -> Read {
    let read = Read::list(kind, namespace);
    let reduce = REDUCED.iter().find(|(known, _)| *known == kind).map(|(_, reduce)| *reduce);
    match reduce {
        Some(reduce) => read.keeping(reduce),
        None => read,
    }
}

/// The same, of a kind whose history is asked about.
pub fn list_with_history(kind: &Kind, namespace: Option<&str>) -> Read {
    if [&kinds::POD, &kinds::EVENT].contains(&kind) { list(kind, namespace) } else { Read::list(kind, namespace) }
}

/// The names of a kind, with what they may be called by besides and whose they are: for looking a word up in them.
pub fn names(kind: &Kind, namespace: Option<&str>) -> Read {
    Read::list(kind, namespace).metadata().keeping(name)
}

/// Makes an outline of an object in place.
type Outline = fn(&mut Value) -> Kept;

const REDUCED: &[(&Kind, Outline)] = &[
    (&kinds::POD, pod),
    (&kinds::DEPLOYMENT, deployment),
    (&kinds::STATEFUL_SET, stateful_set),
    (&kinds::DAEMON_SET, daemon_set),
    (&kinds::REPLICA_SET, replica_set),
    (&kinds::JOB, job),
    (&kinds::SERVICE, service),
    (&kinds::ENDPOINT_SLICE, slice),
    (&kinds::PVC, claim),
    (&kinds::NODE, node),
    (&kinds::NAMESPACE, namespace),
    (&kinds::EVENT, event),
];

/// Fields by which every object is known.
const IDENTITY: &[&str] = &[
    "metadata/name",
    "metadata/namespace",
    "metadata/uid",
    "metadata/labels",
    "metadata/annotations",
    "metadata/generation",
    "metadata/creationTimestamp",
    "metadata/ownerReferences",
];
/// What a pod needs and holds of its node is a part: others may want it.
const POD: &[&str] = &[
    "spec/nodeName",
    "spec/containers/*/name",
    "spec/containers/*/image",
    "spec/containers/*/ports",
    "spec/containers/*/resources",
    "spec/initContainers/*/name",
    "spec/initContainers/*/resources",
    "spec/initContainers/*/restartPolicy",
    "spec/overhead",
    "spec/affinity",
    "spec/hostNetwork",
    "spec/priority",
    "spec/topologySpreadConstraints",
    "status/phase",
    "status/podIP",
    "status/conditions",
    "status/containerStatuses/*/name",
    "status/containerStatuses/*/ready",
    "status/containerStatuses/*/restartCount",
    "status/containerStatuses/*/state",
    "status/containerStatuses/*/lastState",
];
const WORKLOAD: &[&str] = &[
    "spec/replicas",
    "spec/selector",
    "spec/serviceName",
    "spec/template/metadata",
    "spec/template/spec/serviceAccountName",
    "spec/template/spec/volumes",
    "spec/template/spec/containers/*/name",
    "spec/template/spec/containers/*/image",
    "spec/template/spec/containers/*/command",
    "spec/template/spec/containers/*/args",
    "spec/template/spec/containers/*/ports",
    "spec/template/spec/containers/*/env",
    "spec/template/spec/containers/*/envFrom",
    "status/observedGeneration",
    "status/replicas",
    "status/readyReplicas",
    "status/availableReplicas",
    "status/updatedReplicas",
    "status/desiredNumberScheduled",
    "status/numberReady",
    "status/numberAvailable",
    "status/updatedNumberScheduled",
];
const COUNTS: &[&str] = &["spec/replicas", "status/replicas", "status/readyReplicas", "status/observedGeneration"];
const JOB: &[&str] = &["spec/completions", "status"];
const SLICE: &[&str] =
    &["addressType", "ports", "endpoints/*/addresses", "endpoints/*/conditions/ready", "endpoints/*/nodeName"];

fn pod(pod: &mut Value) -> Kept {
    let phase = text(pod, "/status/phase");
    let restarts = list_at(pod, "/status/containerStatuses").map(|status| count(status, "/restartCount")).max();
    let well = phase == "Succeeded" || holds(pod, "Ready");
    if is_deleted(pod) || !well || restarts.is_some_and(|restarts| restarts >= LOOPS) {
        return Kept::Whole;
    }
    if let Some(Value::Array(conditions)) = pod.pointer_mut("/status/conditions") {
        conditions.retain(|condition| text(condition, "/type") == "Ready");
    }
    let owned = pod.pointer("/metadata/ownerReferences/0").is_some();
    only(pod, POD);
    if owned && restarts.unwrap_or(0) == 0 { Kept::Beside } else { Kept::Outline }
}

fn deployment(object: &mut Value) -> Kept {
    let counts = ["/status/readyReplicas", "/status/updatedReplicas", "/status/availableReplicas", "/status/replicas"];
    workload(object, "/spec/replicas", &counts)
}

fn stateful_set(object: &mut Value) -> Kept {
    workload(object, "/spec/replicas", &["/status/readyReplicas", "/status/updatedReplicas", "/status/replicas"])
}

fn daemon_set(object: &mut Value) -> Kept {
    let counts = ["/status/numberReady", "/status/updatedNumberScheduled", "/status/numberAvailable"];
    workload(object, "/status/desiredNumberScheduled", &counts)
}

/// A workload is well that has as many pods as it wants, all of them new and ready. One that wants none is kept whole:
/// there are few, and somebody had a reason.
fn workload(object: &mut Value, wanted: &str, counts: &[&str]) -> Kept {
    let wanted = count(object, wanted);
    let seen = count(object, "/status/observedGeneration") >= count(object, "/metadata/generation");
    let complains = ["ReplicaFailure", "Stalled"].iter().any(|kind| holds(object, kind))
        || list_at(object, "/status/conditions").any(|condition| {
            matches!(text(condition, "/type"), "Progressing" | "Available") && text(condition, "/status") == "False"
        });
    let complete = wanted > 0 && counts.iter().all(|pointer| count(object, pointer) == wanted);
    if is_deleted(object) || !seen || complains || !complete {
        return Kept::Whole;
    }
    only(object, WORKLOAD);
    Kept::Outline
}

fn replica_set(set: &mut Value) -> Kept {
    let (wanted, has) = (count(set, "/spec/replicas"), count(set, "/status/replicas"));
    let owned = set.pointer("/metadata/ownerReferences/0").is_some();
    let ready = count(set, "/status/readyReplicas") == wanted && has == wanted;
    if is_deleted(set) || !owned || !ready || holds(set, "ReplicaFailure") {
        return Kept::Whole;
    }
    if wanted == 0 {
        return Kept::Nothing;
    }
    only(set, COUNTS);
    Kept::Outline
}

fn job(job: &mut Value) -> Kept {
    if is_deleted(job) || !holds(job, "Complete") {
        return Kept::Whole;
    }
    only(job, JOB);
    Kept::Outline
}

fn service(service: &mut Value) -> Kept {
    strip(service);
    Kept::Outline
}

fn slice(slice: &mut Value) -> Kept {
    // An absent condition means ready.
    let unready = |endpoint: &Value| endpoint.pointer("/conditions/ready").and_then(Value::as_bool) == Some(false);
    let empty = list_at(slice, "/endpoints").next().is_none();
    if is_deleted(slice) || empty || list_at(slice, "/endpoints").any(unready) {
        return Kept::Whole;
    }
    only(slice, SLICE);
    Kept::Outline
}

fn claim(claim: &mut Value) -> Kept {
    if is_deleted(claim) || text(claim, "/status/phase") != "Bound" {
        return Kept::Whole;
    }
    strip(claim);
    Kept::Outline
}

fn namespace(namespace: &mut Value) -> Kept {
    if is_deleted(namespace) || text(namespace, "/status/phase") != "Active" {
        return Kept::Whole;
    }
    strip(namespace);
    Kept::Outline
}

fn node(node: &mut Value) -> Kept {
    strip(node);
    if let Some(status) = node.get_mut("status").and_then(Value::as_object_mut) {
        status.remove("images");
    }
    Kept::Outline
}

/// Warnings, and what else says that something was ended: the kubelet reports a probe's kill as Normal.
fn event(event: &mut Value) -> Kept {
    let told = matches!(text(event, "/reason"), "Killing" | "Preempted" | "JobAlreadyActive");
    if text(event, "/type") == "Warning" || told { Kept::Whole } else { Kept::Nothing }
}

fn is_deleted(object: &Value) -> bool {
    object.pointer("/metadata/deletionTimestamp").is_some()
}

/// Whether a condition is true.
fn holds(object: &Value, kind: &str) -> bool {
    list_at(object, "/status/conditions")
        .any(|condition| text(condition, "/type") == kind && text(condition, "/status") == "True")
}

fn text<'v>(value: &'v Value, pointer: &str) -> &'v str {
    value.pointer(pointer).and_then(Value::as_str).unwrap_or_default()
}

fn count(value: &Value, pointer: &str) -> i64 {
    let absent = i64::from(pointer == "/spec/replicas");
    value.pointer(pointer).and_then(Value::as_i64).unwrap_or(absent)
}

fn list_at<'v>(value: &'v Value, pointer: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

/// Takes out what only tells how an object came to be what it is.
fn strip(object: &mut Value) {
    let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) else { return };
    metadata.remove("managedFields");
    if let Some(annotations) = metadata.get_mut("annotations").and_then(Value::as_object_mut) {
        annotations.remove(APPLIED);
    }
}

/// Of an object's metadata what names are looked for in.
fn name(object: &mut Value) -> Kept {
    strip(object);
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.remove("annotations");
    }
    Kept::Outline
}

/// Keeps what an object is known by, and these fields.
fn only(object: &mut Value, fields: &[&str]) {
    strip(object);
    let mut kept = Value::Object(serde_json::Map::new());
    for field in IDENTITY.iter().chain(fields) {
        pick(object, &mut kept, field);
    }
    *object = kept;
}

/// Moves the value at a path; `*` stands for each item of a list.
fn pick(from: &mut Value, to: &mut Value, path: &str) {
    let (step, rest) = path.split_once('/').unwrap_or((path, ""));
    match (from, to) {
        (Value::Array(from), Value::Array(to)) if step == "*" => {
            to.resize_with(from.len(), || Value::Object(serde_json::Map::new()));
            from.iter_mut().zip(to).for_each(|(from, to)| pick(from, to, rest));
        }
        (Value::Object(from), Value::Object(to)) => {
            let Some(from) = from.get_mut(step).filter(|found| !found.is_null()) else { return };
            if rest.is_empty() {
                to.insert(step.to_owned(), from.take());
                return;
            }
            let empty = if rest.starts_with('*') {
                Value::Array(Vec::new())
            } else {
                Value::Object(serde_json::Map::default())
            };
            pick(from, to.entry(step).or_insert(empty), rest);
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn an_outline_has_the_fields_that_are_named_and_stays_what_it_is() {
        let mut pod = json!({
            "metadata": {"name": "a-1", "uid": "u", "managedFields": [{}], "ownerReferences": [{"uid": "o"}]},
            "spec": {"nodeName": "n", "volumes": [{}], "containers": [{"name": "a", "image": "i", "env": []}]},
            "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}, {"type": "Initialized"}],
                "containerStatuses": [{"name": "a", "ready": true, "restartCount": 0, "imageID": "x"}]},
        });
        let outline = json!({
            "metadata": {"name": "a-1", "uid": "u", "ownerReferences": [{"uid": "o"}]},
            "spec": {"nodeName": "n", "containers": [{"name": "a", "image": "i"}]},
            "status": {"phase": "Running", "conditions": [{"type": "Ready", "status": "True"}],
                "containerStatuses": [{"name": "a", "ready": true, "restartCount": 0}]},
        });
        for _ in 0..2 {
            assert_eq!(super::pod(&mut pod), Kept::Beside);
            assert_eq!(pod, outline);
        }
    }

    #[test]
    fn what_is_unwell_is_kept_whole() {
        let cases: &[(super::Outline, Value)] = &[
            (pod, json!({"status": {"phase": "Pending"}})),
            (pod, json!({"status": {"phase": "Failed"}})),
            (deployment, json!({"spec": {"replicas": 2}, "status": {"replicas": 2, "readyReplicas": 1}})),
            (deployment, json!({"spec": {"replicas": 0}})),
            (replica_set, json!({"metadata": {"ownerReferences": [{}]}, "spec": {"replicas": 1}, "status": {}})),
            (job, json!({"status": {"conditions": [{"type": "Failed", "status": "True"}]}})),
            (slice, json!({"endpoints": null})),
            (slice, json!({"endpoints": [{"conditions": {"ready": true}}, {"conditions": {"ready": false}}]})),
            (slice, json!({"subsets": [{"addresses": []}]})),
            (claim, json!({"status": {"phase": "Pending"}})),
            (event, json!({"type": "Warning"})),
        ];
        for (reduce, object) in cases {
            let mut kept = object.clone();
            assert_eq!((reduce(&mut kept), &kept), (Kept::Whole, object));
        }
    }

    #[test]
    fn what_is_over_goes() {
        let mut old =
            json!({"metadata": {"ownerReferences": [{}]}, "spec": {"replicas": 0}, "status": {"replicas": 0}});
        assert_eq!(replica_set(&mut old), Kept::Nothing);
        assert_eq!(event(&mut json!({"type": "Normal", "reason": "Pulled"})), Kept::Nothing);
    }
}
