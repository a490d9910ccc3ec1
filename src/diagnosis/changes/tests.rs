//! The change history of recorded objects, trimmed: a Deployment whose image was set, and a `CronJob`.

use std::sync::Arc;

use serde_json::{Value, json};

use super::{explaining, history};
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::image::catalogue::IMAGE_NOT_FOUND;
use crate::diagnosis::causes::lifecycle::catalogue::{CRON_JOB_SUSPENDED, ROLLOUT_STUCK};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::evidence::change::Change;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::observation::{Body, Observation, ObservationId, Outcome};

fn add(graph: &mut Graph, id: u32, kind: &'static Kind, items: &[Value]) {
    let observation = Observation {
        id: ObservationId(id),
        phase: "objects",
        source: "kubernetes",
        request: String::new(),
        label: String::new(),
        status: 200,
        outcome: Outcome::Read,
        body: Body::Json(Arc::new(json!({"kind": format!("{}List", kind.kind), "items": items}))),
        bytes: 0,
        truncated: false,
        reduced: None,
        partial: Vec::new(),
        observed_at: "2026-11-22T14:29:00Z".parse().unwrap(),
    };
    graph.add_list(&observation, kind, Some("storefront"), true);
}

fn template(image: &str) -> Value {
    json!({"metadata": {"labels": {"app": "storefront"}},
        "spec": {"containers": [{"name": "storefront", "image": image,
            "readinessProbe": {"httpGet": {"path": "/healthz", "port": 8080}}}]}})
}

fn replica_set(name: &str, revision: &str, created: &str, image: &str, note: &str) -> Value {
    json!({"metadata": {"name": name, "namespace": "storefront", "uid": name, "creationTimestamp": created,
            "annotations": {"deployment.kubernetes.io/revision": revision, "kubernetes.io/change-cause": note},
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "Deployment", "name": "storefront", "uid": "d", "controller": true}]},
        "spec": {"template": template(image)}})
}

fn storefront() -> Graph {
    let mut graph = Graph::new("2026-11-22T14:29:00Z".parse().unwrap());
    let container = json!({"f:name": {}, "f:readinessProbe": {"f:httpGet": {"f:path": {}}}});
    let managed = json!([
        {"manager": "kubectl-client-side-apply", "operation": "Update", "time": "2026-11-22T14:20:26Z", "fieldsV1":
            {"f:spec": {"f:replicas": {}, "f:template": {"f:spec": {"f:containers": {"k:{\"name\":\"storefront\"}": container}}}}}},
        {"manager": "kubectl-set", "operation": "Update", "time": "2026-11-22T14:20:49Z", "fieldsV1":
            {"f:spec": {"f:template": {"f:spec": {"f:containers": {"k:{\"name\":\"storefront\"}": {"f:image": {}}}}}}}},
        {"manager": "kubectl-edit", "operation": "Update", "time": "2026-11-22T14:25:00Z", "fieldsV1":
            {"f:spec": {"f:progressDeadlineSeconds": {}}}},
        {"manager": "kube-controller-manager", "operation": "Update", "time": "2026-11-22T14:21:20Z", "subresource": "status",
            "fieldsV1": {"f:status": {"f:replicas": {}}}},
    ]);
    let deployment = json!({
        "metadata": {"name": "storefront", "namespace": "storefront", "uid": "d",
            "creationTimestamp": "2026-11-22T14:20:26Z", "managedFields": managed},
        "spec": {"replicas": 3, "template": template("web:1.5.0-rc2")}});
    add(&mut graph, 1, &kinds::DEPLOYMENT, &[deployment]);
    add(
        &mut graph,
        2,
        &kinds::REPLICA_SET,
        &[
            replica_set("storefront-776c959979", "2", "2026-11-22T14:20:49Z", "web:1.5.0-rc2", "bump web"),
            replica_set("storefront-67b776bc9d", "1", "2026-11-22T14:20:26Z", "web:1.4.2", "web 1.4.2"),
        ],
    );
    graph
}

fn app() -> EntityKey {
    EntityKey::new(&kinds::DEPLOYMENT, Some("storefront"), "storefront")
}

fn of(graph: &Graph, cause: &'static Cause, pointer: &str, name: &str) -> Option<Change> {
    explaining(graph, &Hypothesis::new(cause, &app(), "").blames(Some("storefront"), pointer, name))
}

#[test]
fn a_history_tells_revisions_and_later_writes_and_no_bookkeeping() {
    let told: Vec<String> = history(&storefront(), &app())
        .into_iter()
        .map(|change| format!("{} {} {}", change.at, change.manager.unwrap_or_default(), change.what))
        .collect();
    assert_eq!(
        told,
        [
            "2026-11-22T14:20:26Z kubectl-client-side-apply created as revision 1 with image web:1.4.2 (change-cause: \"web 1.4.2\")",
            "2026-11-22T14:20:49Z kubectl-set image changed web:1.4.2 -> web:1.5.0-rc2 in revision 2 (change-cause: \"bump web\")",
            "2026-11-22T14:25:00Z kubectl-edit wrote progressDeadlineSeconds",
        ]
    );
}

#[test]
fn the_revision_that_changed_the_blamed_field_explains() {
    let graph = storefront();
    let change = of(&graph, &IMAGE_NOT_FOUND, "/image", "image").unwrap();
    assert_eq!(change.what, "image changed web:1.4.2 -> web:1.5.0-rc2 in revision 2 (change-cause: \"bump web\")");
    assert_eq!(change.manager.as_deref(), Some("kubectl-set"));
    assert_eq!(change.at.to_string(), "2026-11-22T14:20:49Z");
    assert!(change.facts.len() >= 4);
}

#[test]
fn a_field_that_never_changed_came_with_the_creation() {
    let change = of(&storefront(), &IMAGE_NOT_FOUND, "/readinessProbe/httpGet/path", "probe path").unwrap();
    assert_eq!(change.what, "created as revision 1 with this probe path");
    assert_eq!(change.manager.as_deref(), Some("kubectl-client-side-apply"));
}

#[test]
fn without_a_field_a_revision_close_before_the_onset_explains() {
    let graph = storefront();
    let at = |onset: &str| {
        explaining(&graph, &Hypothesis::new(&ROLLOUT_STUCK, &app(), "").since(onset.parse().ok())).map(|c| c.what)
    };
    assert!(at("2026-11-22T14:21:20Z").unwrap().contains("revision 2"));
    assert_eq!(at("2026-11-23T14:21:20Z"), None);
}

#[test]
fn a_field_of_an_object_without_revisions_names_its_last_writer() {
    let mut graph = Graph::new("2026-11-22T14:29:00Z".parse().unwrap());
    let cron_job = json!({"metadata": {"name": "nightly", "namespace": "storefront", "creationTimestamp": "2026-10-01T08:00:00Z",
        "managedFields": [{"manager": "kubectl-patch", "time": "2026-11-19T16:12:44Z", "fieldsV1": {"f:spec": {"f:suspend": {}}}}]},
        "spec": {"suspend": true}});
    add(&mut graph, 1, &kinds::CRON_JOB, &[cron_job]);
    let key = EntityKey::new(&kinds::CRON_JOB, Some("storefront"), "nightly");
    let fact = graph.view(&key).unwrap().at("/spec/suspend").unwrap().spec();
    let hypothesis = Hypothesis::new(&CRON_JOB_SUSPENDED, &key, "").support(Weight::Proof, "", Some(fact));
    let change = explaining(&graph, &hypothesis).unwrap();
    assert_eq!((change.what.as_str(), change.manager.as_deref()), ("spec.suspend set: true", Some("kubectl-patch")));
}
