//! Tables of a bundle hold what the recorded API server printed, cell by cell, and hostile objects cost no table.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, helpers included"
)]

mod bundle_support;
mod support;

use std::collections::{BTreeMap, BTreeSet};

use bundle_support::{get, get_as, list, namespaces, sample, store};
use http::Method;
use proptest::prelude::*;
use serde_json::{Value, json};
use sre::cluster::bundle::{self, Limits, Store};

const TABLE: &str = "application/json;as=Table;v=v1;g=meta.k8s.io,application/json";
const OLD_TABLE: &str = "application/json;as=Table;v=v1beta1;g=meta.k8s.io,application/json";

/// The recorded cluster at the second in which its API server printed the sample tables.
fn recorded() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let bundle = support::recording::unpacked(folder.path(), |_, _| {});
    std::fs::write(bundle.join("bundle.json"), r#"{"collectedAt": "2026-11-22T14:31:46Z"}"#).unwrap();
    let store = bundle::open(&bundle, &Limits::default()).unwrap();
    (folder, store)
}

/// Managed fields are not part of the recording that the repository carries.
fn without_managers(mut value: Value) -> Value {
    for pointer in ["/object/metadata", "/metadata"] {
        if let Some(metadata) = value.pointer_mut(pointer).and_then(Value::as_object_mut) {
            metadata.remove("managedFields");
        }
    }
    value
}

fn identity(row: &Value) -> (String, String) {
    let text = |pointer: &str| row.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
    (text("/object/metadata/namespace"), text("/object/metadata/name"))
}

fn rows(table: &Value) -> BTreeMap<(String, String), &Value> {
    table["rows"].as_array().unwrap().iter().map(|row| (identity(row), row)).collect()
}

#[test]
fn rows_are_those_that_the_server_printed() {
    let (_folder, store) = recorded();
    for (path, name, at_least) in [
        ("/api/v1/pods", "table-pods-all", 7),
        ("/api/v1/namespaces/orders/pods", "table-pods", 2),
        ("/apis/apps/v1/deployments", "table-deployments", 15),
        ("/api/v1/nodes", "table-nodes", 0),
        ("/api/v1/namespaces/terranetes/events", "table-events", 11),
        ("/apis/argoproj.io/v1alpha1/applications", "table-applications", 3),
    ] {
        let (ours, real) = (get_as(&store, path, TABLE).body, sample(name));
        assert_eq!(ours["columnDefinitions"], real["columnDefinitions"], "{name}");
        assert_eq!((&ours["kind"], &ours["apiVersion"]), (&real["kind"], &real["apiVersion"]), "{name}");
        let (ours, real) = (rows(&ours), rows(&real));
        // The cluster lived on between the recording and the samples: only what did not change can be compared.
        let version = "/object/metadata/resourceVersion";
        let unchanged = real
            .iter()
            .filter(|(id, row)| ours.get(id).is_some_and(|ours| ours.pointer(version) == row.pointer(version)));
        let mut compared = 0;
        for (id, row) in unchanged {
            assert_eq!(without_managers(ours[id].clone()), without_managers((*row).clone()), "{name} {id:?}");
            compared += 1;
        }
        assert!(compared >= at_least, "{name}: only {compared} rows are of unchanged objects");
    }
}

/// The pods as they were in the second of the samples, taken from a watch: crashed, waiting, completed and well.
#[test]
fn pods_in_every_state_are_told_in_the_servers_words() {
    let pods: Value = serde_json::from_str(include_str!("data/recordings/pods-of-tables.json")).unwrap();
    let of = |namespace: &str| {
        let items = pods["items"].as_array().unwrap().iter().filter(|pod| pod["metadata"]["namespace"] == namespace);
        list("Pod", "v1", &items.cloned().collect::<Vec<_>>())
    };
    let places = ["agents", "analytics", "autoscale", "backups", "billing", "catalog", "checkout", "orders"];
    let mut files: Vec<(String, String)> =
        places.iter().map(|place| (format!("cluster-resources/pods/{place}.json"), of(place))).collect();
    files.push(("bundle.json".to_owned(), json!({"collectedAt": "2026-11-22T14:31:46Z"}).to_string()));
    let files: Vec<(&str, &str)> = files.iter().map(|(path, body)| (path.as_str(), body.as_str())).collect();
    let ours = get_as(&store(&files), "/api/v1/pods", TABLE).body;
    let ours = rows(&ours);
    let mut words = BTreeSet::new();
    for name in ["table-pods-all", "table-pods"] {
        let real = sample(name);
        for (id, row) in rows(&real).into_iter().filter(|(id, _)| ours.contains_key(id)) {
            assert_eq!(without_managers(ours[&id].clone()), without_managers(row.clone()), "{id:?}");
            words.insert(row["cells"][2].as_str().unwrap().to_owned());
        }
    }
    let expected = ["Completed", "ContainerCreating", "CreateContainerConfigError", "Error", "Pending", "Running"];
    assert!(expected.iter().all(|word| words.contains(*word)), "{words:?}");
}

#[test]
fn a_table_of_one_object_has_one_row() {
    let (_folder, store) = recorded();
    let list = get_as(&store, "/apis/apps/v1/namespaces/orders/deployments", TABLE).body;
    let row = &list["rows"][0];
    let name = row["object"]["metadata"]["name"].as_str().unwrap();
    let one = get_as(&store, &format!("/apis/apps/v1/namespaces/orders/deployments/{name}"), TABLE).body;
    assert_eq!(one["rows"], json!([row]));
    assert_eq!(one["metadata"], json!({"resourceVersion": row["object"]["metadata"]["resourceVersion"]}));
    assert_eq!(one["columnDefinitions"], list["columnDefinitions"]);
}

#[test]
fn rows_carry_as_much_of_their_object_as_was_asked_for() {
    let (_folder, store) = recorded();
    let row = |query: &str, accept: &str| {
        let answer = get_as(&store, &format!("/api/v1/nodes?limit=1{query}"), accept);
        assert_eq!(answer.code, 200, "{}", answer.body);
        (answer.body["apiVersion"].clone(), answer.body["rows"][0]["object"].clone())
    };
    let whole = get(&store, "/api/v1/nodes").body["items"][0].clone();
    let metadata =
        json!({"kind": "PartialObjectMetadata", "apiVersion": "meta.k8s.io/v1", "metadata": whole["metadata"]});
    assert_eq!(row("", TABLE).1, metadata);
    assert_eq!(row("&includeObject=Metadata", TABLE).1, metadata);
    assert_eq!(row("&includeObject=None", TABLE).1, Value::Null);
    let object = row("&includeObject=Object", TABLE).1;
    assert_eq!((&object["kind"], &object["apiVersion"]), (&json!("Node"), &json!("v1")));
    assert_eq!((&object["spec"], &object["status"]), (&whole["spec"], &whole["status"]));
    let (version, old) = row("", OLD_TABLE);
    assert_eq!((version, &old["apiVersion"]), (json!("meta.k8s.io/v1beta1"), &json!("meta.k8s.io/v1beta1")));
    let refused = get_as(&store, "/api/v1/nodes?includeObject=Everything", TABLE);
    assert_eq!((refused.code, refused.message()), (400, "unrecognized includeObject value: \"Everything\""));
}

#[test]
fn pages_and_selectors_work_on_tables_as_on_lists() {
    let (_folder, store) = recorded();
    let names = |body: &Value| rows(body).into_keys().map(|(_, name)| name).collect::<Vec<_>>();
    let first = get_as(&store, "/api/v1/namespaces/orders/pods?limit=1", TABLE).body;
    let next = first["metadata"]["continue"].as_str().unwrap();
    let rest = get_as(&store, &format!("/api/v1/namespaces/orders/pods?continue={next}"), TABLE).body;
    let all = get_as(&store, "/api/v1/namespaces/orders/pods", TABLE).body;
    assert_eq!([names(&first), names(&rest)].concat(), names(&all));
    let selected = get_as(&store, "/api/v1/namespaces/orders/pods?labelSelector=app%3Dorders-db", TABLE).body;
    assert_eq!(names(&selected).len(), 1);
    assert!(names(&selected)[0].starts_with("orders-db-"), "{selected}");
}

#[test]
fn the_first_form_that_can_be_given_is_given() {
    let (_folder, store) = recorded();
    for (accept, kind) in [
        ("application/vnd.kubernetes.protobuf,application/json", "NodeList"),
        ("application/json;as=Table;v=v2;g=meta.k8s.io,application/json", "NodeList"),
        (
            "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json",
            "PartialObjectMetadataList",
        ),
        ("application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json", "NodeList"),
        ("application/json;q=0.5,application/json;as=Table;v=v1;g=meta.k8s.io", "Table"),
        ("application/json;q=0,*/*;as=Table;v=v1;g=meta.k8s.io", "Table"),
    ] {
        assert_eq!(get_as(&store, "/api/v1/nodes", accept).body["kind"], kind, "{accept}");
    }
    for accept in ["application/vnd.kubernetes.protobuf", "application/vnd.kubernetes.protobuf;as=Table", "text/html"] {
        let answer = get_as(&store, "/api/v1/nodes", accept);
        assert_eq!((answer.code, answer.reason()), (406, "NotAcceptable"), "{accept}");
    }
    let groups = get_as(&store, "/apis", TABLE);
    assert_eq!(groups.body["kind"], "APIGroupList");
}

#[test]
fn other_versions_of_the_same_objects_are_told_from_them() {
    let (_folder, store) = recorded();
    let (ours, real) =
        (get(&store, "/apis/events.k8s.io/v1/namespaces/terranetes/events").body, sample("events-v1-api"));
    let by_name = |body: &Value| -> BTreeMap<String, Value> {
        let items = body["items"].as_array().unwrap().iter();
        items.map(|item| (item["metadata"]["name"].as_str().unwrap().to_owned(), item.clone())).collect()
    };
    let (ours, real) = (by_name(&ours), by_name(&real));
    let mut compared = 0;
    for (name, event) in &real {
        let Some(ours) = ours.get(name) else { continue };
        if ours["metadata"]["resourceVersion"] == event["metadata"]["resourceVersion"] {
            assert_eq!(without_managers(ours.clone()), without_managers(event.clone()));
            compared += 1;
        }
    }
    assert!(compared >= 5, "only {compared} events are unchanged");
    let path = "/apis/events.k8s.io/v1/namespaces/terranetes/events?fieldSelector=regarding.kind%3DDeployment";
    let about = get(&store, path).body;
    let kinds: Vec<&Value> =
        about["items"].as_array().unwrap().iter().map(|event| &event["regarding"]["kind"]).collect();
    assert!(!kinds.is_empty() && kinds.iter().all(|kind| **kind == "Deployment"), "{kinds:?}");
    let scale = get(&store, "/apis/apps/v1/namespaces/terranetes/deployments/echo-pod/scale");
    let unversioned = |mut scale: Value| {
        scale["metadata"]["resourceVersion"] = Value::Null;
        scale
    };
    assert_eq!((scale.code, unversioned(scale.body)), (200, unversioned(sample("scale-get"))));
    assert_eq!(get(&store, "/apis/apps/v1/namespaces/agents/daemonsets/node-agent/scale").code, 404);
}

#[test]
fn old_autoscalers_know_of_processors_only() {
    let metric = |name: &str, field: &str| json!({"type": "Resource", "resource": {"name": name, field: {"type": "Utilization", "averageUtilization": 70}}});
    let hpa = json!({
        "metadata": {"name": "web", "namespace": "a"},
        "spec": {"minReplicas": 1, "maxReplicas": 4, "scaleTargetRef": {"kind": "Deployment", "name": "web"},
            "metrics": [metric("memory", "target"), metric("cpu", "target")]},
        "status": {"currentReplicas": 2, "desiredReplicas": 2, "currentMetrics": [metric("cpu", "current")]},
    });
    let groups = json!([{"name": "autoscaling", "versions": [{"version": "v2"}, {"version": "v1"}]}]).to_string();
    let store = store(&[
        ("cluster-resources/groups.json", &groups),
        ("cluster-resources/namespaces.json", &namespaces(&["a"])),
        (
            "cluster-resources/horizontal-pod-autoscalers/a.json",
            &list("HorizontalPodAutoscaler", "autoscaling/v2", &[hpa]),
        ),
    ]);
    let old = get(&store, "/apis/autoscaling/v1/namespaces/a/horizontalpodautoscalers/web");
    assert_eq!(
        old.body,
        json!({"kind": "HorizontalPodAutoscaler", "apiVersion": "autoscaling/v1",
            "metadata": {"name": "web", "namespace": "a"},
            "spec": {"minReplicas": 1, "maxReplicas": 4, "scaleTargetRef": {"kind": "Deployment", "name": "web"},
                "targetCPUUtilizationPercentage": 70},
            "status": {"currentReplicas": 2, "desiredReplicas": 2, "currentCPUUtilizationPercentage": 70}})
    );
    let table = get_as(&store, "/apis/autoscaling/v2/namespaces/a/horizontalpodautoscalers", TABLE).body;
    let cells = &table["rows"][0]["cells"];
    assert_eq!(cells[2], "memory: 70%/70%, cpu: <unknown>/70%");
}

#[test]
fn whoever_holds_a_bundle_may_read_it_and_nothing_else() {
    let (_folder, store) = recorded();
    let ask = |review: &str, spec: Value| {
        let body = json!({"spec": spec}).to_string();
        let path = format!("/apis/authorization.k8s.io/v1/{review}");
        let response = store.respond_to(&Method::POST, &path, None, body.as_bytes());
        assert_eq!(response.status(), 201, "{review}");
        serde_json::from_slice::<Value>(response.body()).unwrap()
    };
    for (verb, allowed) in [("list", true), ("watch", true), ("get", true), ("delete", false), ("*", false)] {
        let review = ask("selfsubjectaccessreviews", json!({"resourceAttributes": {"verb": verb, "resource": "pods"}}));
        assert_eq!(review["status"]["allowed"], allowed, "{verb}");
        assert_eq!(review["kind"], sample("ssar-allowed")["kind"]);
        assert_eq!(review["spec"]["resourceAttributes"]["verb"], verb);
    }
    let rules = ask("selfsubjectrulesreviews", json!({"namespace": "orders"}));
    assert_eq!(rules["kind"], sample("ssrr-admin")["kind"]);
    assert_eq!(rules["status"]["resourceRules"][0]["verbs"], json!(["get", "list", "watch"]));
    let path = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
    // The same question as kubectl of today puts it: protobuf in its envelope.
    for (verb, allowed) in [("list", true), ("delete", false)] {
        let field = |number: u8, value: &[u8]| [&[number << 3 | 2, u8::try_from(value.len()).unwrap()], value].concat();
        let attributes = [field(1, b"orders"), field(2, verb.as_bytes()), field(5, b"pods")].concat();
        let review = [field(1, b""), field(2, &field(1, &attributes)), field(3, &[8, 0])].concat();
        let kind = [field(1, b"authorization.k8s.io/v1"), field(2, b"SelfSubjectAccessReview")].concat();
        let body = [b"k8s\0".to_vec(), field(1, &kind), field(2, &review)].concat();
        let response = store.respond_to(&Method::POST, path, None, &body);
        let answer: Value = serde_json::from_slice(response.body()).unwrap();
        assert_eq!(answer["status"]["allowed"], allowed, "{verb}");
    }
    assert_eq!(store.respond_to(&Method::POST, path, None, b"\x00").status(), 400);
    assert_eq!(store.respond_to(&Method::POST, "/api/v1/namespaces/orders/pods", None, b"{}").status(), 405);
}

/// Where a bundle keeps a kind, its `apiVersion`, and where it is asked for.
const PLACES: &[(&str, &str, &str, &str)] = &[
    ("pods/a", "v1", "Pod", "/api/v1/pods"),
    ("services/a", "v1", "Service", "/api/v1/services"),
    ("endpoints/a", "v1", "Endpoints", "/api/v1/endpoints"),
    ("configmaps/a", "v1", "ConfigMap", "/api/v1/configmaps"),
    ("secrets/a", "v1", "Secret", "/api/v1/secrets"),
    ("pvcs/a", "v1", "PersistentVolumeClaim", "/api/v1/persistentvolumeclaims"),
    ("resource-quota/a", "v1", "ResourceQuota", "/api/v1/resourcequotas"),
    ("events/a", "v1", "Event", "/api/v1/events"),
    ("nodes", "v1", "Node", "/api/v1/nodes"),
    ("pvs", "v1", "PersistentVolume", "/api/v1/persistentvolumes"),
    ("deployments/a", "apps/v1", "Deployment", "/apis/apps/v1/deployments"),
    ("replicasets/a", "apps/v1", "ReplicaSet", "/apis/apps/v1/replicasets"),
    ("daemonsets/a", "apps/v1", "DaemonSet", "/apis/apps/v1/daemonsets"),
    ("controllerrevisions/a", "apps/v1", "ControllerRevision", "/apis/apps/v1/controllerrevisions"),
    ("jobs/a", "batch/v1", "Job", "/apis/batch/v1/jobs"),
    ("cronjobs/a", "batch/v1", "CronJob", "/apis/batch/v1/cronjobs"),
    (
        "horizontal-pod-autoscalers/a",
        "autoscaling/v2",
        "HorizontalPodAutoscaler",
        "/apis/autoscaling/v2/horizontalpodautoscalers",
    ),
    ("ingress/a", "networking.k8s.io/v1", "Ingress", "/apis/networking.k8s.io/v1/ingresses"),
    ("endpointslices/a", "discovery.k8s.io/v1", "EndpointSlice", "/apis/discovery.k8s.io/v1/endpointslices"),
    ("roles/a", "rbac.authorization.k8s.io/v1", "Role", "/apis/rbac.authorization.k8s.io/v1/roles"),
    (
        "cluster-role-bindings",
        "rbac.authorization.k8s.io/v1",
        "ClusterRoleBinding",
        "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
    ),
    (
        "csr",
        "certificates.k8s.io/v1",
        "CertificateSigningRequest",
        "/apis/certificates.k8s.io/v1/certificatesigningrequests",
    ),
];

/// Any JSON, most of it under the names that printers look for.
fn anything() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        prop_oneof![
            Just("2026-11-22T14:20:28Z"),
            Just("-009999-01-01T00:00:00Z"),
            Just("9999-12-30T22:00:00Z"),
            Just("Ready"),
            Just("Resource")
        ]
        .prop_map(Value::from),
    ];
    let key = prop_oneof![
        4 => prop::sample::select(vec![
            "spec", "status", "conditions", "type", "reason", "containers", "containerStatuses", "initContainerStatuses",
            "initContainers", "state", "lastState", "terminated", "waiting", "exitCode", "finishedAt", "restartCount",
            "selector", "matchLabels", "matchExpressions", "template", "metrics", "currentMetrics", "resource", "target",
            "current", "ports", "port", "subsets", "addresses", "endpoints", "rules", "tls", "hard", "used", "capacity",
            "creationTimestamp", "ownerReferences", "labels", "annotations", "loadBalancer", "ingress", "replicas",
            "series", "involvedObject", "lastTimestamp", "startTime", "completionTime", "accessModes", "data",
        ]).prop_map(str::to_owned),
        1 => "\\PC{0,8}",
    ];
    leaf.prop_recursive(5, 60, 6, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(key.clone(), inner, 0..6)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, ..ProptestConfig::default() })]

    #[test]
    fn whatever_an_object_holds_its_row_is_as_wide_as_the_table(
        spec in anything(), status in anything(), metadata in anything(), rest in anything(),
    ) {
        let mut object = match rest { Value::Object(map) => map, _ => serde_json::Map::new() };
        object.insert("spec".to_owned(), spec);
        object.insert("status".to_owned(), status);
        object.remove("kind");
        object.remove("apiVersion");
        let mut meta = match metadata { Value::Object(map) => map, _ => serde_json::Map::new() };
        meta.insert("name".to_owned(), "x".into());
        meta.insert("namespace".to_owned(), "a".into());
        meta.remove("labels");
        object.insert("metadata".to_owned(), meta.into());
        let object = Value::from(object);
        let mut files = vec![("cluster-resources/namespaces.json".to_owned(), namespaces(&["a"]))];
        for (place, api_version, kind, _) in PLACES {
            files.push((format!("cluster-resources/{place}.json"), list(kind, api_version, std::slice::from_ref(&object))));
        }
        files.push(("bundle.json".to_owned(), json!({"collectedAt": "2026-11-22T14:31:46Z"}).to_string()));
        let files: Vec<(&str, &str)> = files.iter().map(|(path, body)| (path.as_str(), body.as_str())).collect();
        let store = store(&files);
        for (_, _, kind, path) in PLACES {
            let table = get_as(&store, path, TABLE).body;
            prop_assert_eq!(&table["kind"], "Table", "{} {}", kind, table);
            let columns = table["columnDefinitions"].as_array().unwrap();
            for row in table["rows"].as_array().unwrap() {
                prop_assert_eq!(row["cells"].as_array().unwrap().len(), columns.len(), "{}", kind);
            }
        }
    }
}
