//! Bundles of several ages and makers are read; what is broken in them is told and costs nothing else.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, helpers included"
)]

mod bundle_support;

use bundle_support::{get, list, namespaces, pods, store};
use serde_json::json;

const PODS_A: &str = "cluster-resources/pods/a.json";

#[test]
fn lists_arrays_single_objects_and_names_are_read() {
    let store = store(&[
        ("cluster-resources/pods/array.json", r#"[{"metadata":{"name":"p","namespace":"array"}}]"#),
        ("cluster-resources/pods/bom.json", "\u{feff}[{\"metadata\":{\"name\":\"p\",\"namespace\":\"bom\"}}]"),
        ("cluster-resources/pods/null.json", "null\n"),
        ("cluster-resources/pods/nulls.json", r#"{"kind":"PodList","items":null}"#),
        ("cluster-resources/pods/one.json", r#" {"kind":"Pod","metadata":{"name":"p"}} "#),
        ("cluster-resources/serviceaccounts/names.json", r#"["default", "builder"]"#),
        (
            "cluster-resources/pvs",
            r#"{"kind":"PersistentVolumeList","apiVersion":"v1","items":[{"metadata":{"name":"v"}}]}"#,
        ),
        ("cluster-resources/clusterroles.json", r#"{"items":[{"metadata":{"name":"r"}}]}"#),
        ("cluster-resources/replicationcontrollers/a.json", "[]"),
    ]);
    assert_eq!(store.problems(), []);
    for (path, names) in [
        ("/api/v1/namespaces/array/pods", vec!["p"]),
        ("/api/v1/namespaces/bom/pods", vec!["p"]),
        ("/api/v1/namespaces/null/pods", vec![]),
        ("/api/v1/namespaces/nulls/pods", vec![]),
        ("/api/v1/namespaces/one/pods", vec!["p"]),
        ("/api/v1/namespaces/names/serviceaccounts", vec!["default", "builder"]),
        ("/api/v1/persistentvolumes", vec!["v"]),
        ("/apis/rbac.authorization.k8s.io/v1/clusterroles", vec!["r"]),
        ("/api/v1/namespaces/a/replicationcontrollers", vec![]),
    ] {
        assert_eq!(get(&store, path).names(), names, "{path}");
    }
    let placed = get(&store, "/api/v1/namespaces/one/pods/p");
    assert_eq!(placed.body["metadata"]["namespace"], "one", "an object without a namespace learns it from its file");
}

#[test]
fn a_broken_file_is_not_collected_and_the_rest_goes_on() {
    let store = store(&[
        ("cluster-resources/namespaces.json", &namespaces(&["a", "b", "c", "d"])),
        (PODS_A, &pods("a", &["p"])),
        ("cluster-resources/pods/b.json", "{\"kind\":\"PodList\",\n\"items\":[{\"metadata\":}]}"),
        ("cluster-resources/pods/c.json", "<html>"),
        ("cluster-resources/pods/d.json", r#"{"kind":"PodList","items":"none"}"#),
        ("cluster-resources/nodes.json", &"[".repeat(100_000)),
    ]);
    let told = get(&store, "/api/v1/namespaces/b/pods");
    assert_eq!(told.code, 403);
    assert!(
        told.message().contains("cluster-resources/pods/b.json is not valid JSON at line 2 column 22"),
        "{}",
        told.message()
    );
    let everywhere = get(&store, "/api/v1/pods");
    assert_eq!((everywhere.names(), everywhere.partial.as_deref()), (vec!["p"], Some("b,c,d")));
    let paths: Vec<String> = store.problems().into_iter().map(|problem| problem.path).collect();
    let broken = ["nodes.json", "pods/b.json", "pods/c.json", "pods/d.json"];
    assert_eq!(paths, broken.map(|path| format!("cluster-resources/{path}")));
}

#[test]
fn objects_that_do_not_belong_are_left_out_and_told() {
    let items = json!([
        {"metadata": {"name": "good", "namespace": "a"}},
        {"metadata": {"name": "elsewhere", "namespace": "b"}},
        {"kind": "Secret", "metadata": {"name": "smuggled", "namespace": "a"}},
        {"metadata": {}}, 7, {"metadata": "text"},
    ]);
    let store = store(&[(PODS_A, &items.to_string())]);
    assert_eq!(get(&store, "/api/v1/namespaces/a/pods").names(), ["good"]);
    let told: Vec<String> = store.problems().into_iter().map(|problem| problem.message).collect();
    assert_eq!(told.len(), 5, "{told:?}");
    let lost = get(&store, "/api/v1/namespaces/a/pods/lost");
    assert_eq!(lost.code, 403, "it may be one of those that were left out");
    assert_eq!(get(&store, "/api/v1/namespaces/a/pods").partial.as_deref(), Some("a"));
    assert!(told.iter().any(|what| what.contains("item 2 is a Secret, not a Pod")), "{told:?}");
}

#[test]
fn what_the_collector_could_not_read_is_unseen_with_its_reason() {
    let store = store(&[
        ("cluster-resources/namespaces.json", &namespaces(&["a", "b"])),
        (PODS_A, &pods("a", &["p"])),
        ("cluster-resources/pods-errors.json", r#"{"b": "pods is forbidden: User cannot list"}"#),
        ("cluster-resources/nodes.json", ""),
        ("cluster-resources/nodes-errors.json", r#"["nodes is forbidden"]"#),
        ("cluster-resources/storage-errors.json", r#"["storage is forbidden"]"#),
        ("cluster-resources/services-errors.json", "null"),
        ("cluster-resources/auth-cani-list/a.json", "[]"),
        ("cluster-resources/auth-cani-list-errors.json", "null"),
    ]);
    for (path, why) in [
        ("/api/v1/namespaces/b/pods", "pods is forbidden: User cannot list"),
        ("/api/v1/nodes", "nodes is forbidden"),
        ("/apis/storage.k8s.io/v1/storageclasses", "storage is forbidden"),
        ("/api/v1/namespaces/a/services", "the bundle has no file of it"),
    ] {
        let answer = get(&store, path);
        assert_eq!((answer.code, answer.reason()), (403, "NotCollected"), "{path}");
        assert!(answer.message().contains(why), "{path}: {}", answer.message());
    }
    assert_eq!(get(&store, "/api/v1/pods").partial.as_deref(), Some("b"));
}

#[test]
fn namespaces_that_a_collector_selected_are_not_all_there_are() {
    for selected in [
        r#"{"kind":"Namespace","metadata":{"name":"a"}}"#,
        r#"{"kind":"NamespaceList","metadata":{},"items":[{"metadata":{"name":"a"}}]}"#,
    ] {
        let store = store(&[("cluster-resources/namespaces.json", selected), (PODS_A, &pods("a", &["p"]))]);
        assert_eq!(get(&store, "/api/v1/namespaces/other/pods").code, 403, "{selected}");
        assert_eq!(get(&store, "/api/v1/pods").partial.as_deref(), Some("*"));
        assert_eq!(get(&store, "/api/v1/namespaces/other").code, 403);
        assert_eq!(get(&store, "/api/v1/namespaces/a").code, 200);
        assert_eq!(store.namespace_names().collect::<Vec<_>>(), ["a"]);
    }
}

#[test]
fn one_file_may_hold_all_namespaces() {
    let both = json!([{"metadata": {"name": "p", "namespace": "a"}}, {"metadata": {"name": "p", "namespace": "b"}}]);
    let store = store(&[("cluster-resources/pods.json", &both.to_string())]);
    assert_eq!(get(&store, "/api/v1/pods").names(), ["p", "p"]);
    assert_eq!(get(&store, "/api/v1/namespaces/b/pods").names(), ["p"]);
    assert_eq!(get(&store, "/api/v1/namespaces/b/pods/p").body["metadata"]["namespace"], "b");
    assert_eq!(get(&store, "/api/v1/namespaces/c/pods/p").code, 404);
}

#[test]
fn custom_resources_are_read_from_json_and_yaml() {
    let yaml =
        "- apiVersion: example.com/v1\n  kind: Widget\n  metadata:\n    name: w\n    namespace: a\n  spec: plain\n";
    let store = store(&[
        ("cluster-resources/custom-resources/widgets.example.com/a.yaml", yaml),
        (
            "cluster-resources/custom-resources/gadgets.example.com/a.json",
            r#"{"apiVersion":"v1","kind":"List","items":[{"apiVersion":"example.com/v1","kind":"Gadget","metadata":{"name":"g","namespace":"a"},"type":{"x":1}}]}"#,
        ),
        ("cluster-resources/custom-resources/gadgets.example.com/a.yaml", "broken: [yaml"),
        (
            "cluster-resources/custom-resources/planets.example.com.yaml",
            "- apiVersion: example.com/v1\n  kind: Planet\n  metadata: {name: mars}\n",
        ),
        ("cluster-resources/custom-resources/bombs.example.com/a.yaml", &bomb()),
    ]);
    assert_eq!(get(&store, "/apis/example.com/v1/namespaces/a/widgets/w").body["spec"], "plain");
    assert_eq!(get(&store, "/apis/example.com/v1/gadgets").body["kind"], "GadgetList");
    assert_eq!(get(&store, "/apis/example.com/v1/planets").names(), ["mars"]);
    assert_eq!(get(&store, "/apis/example.com/v2/widgets").code, 404);
    let told = store.problems();
    assert_eq!(told.len(), 1, "{told:?}");
    assert!(told[0].path.contains("bombs"));
}

/// Anchors that multiply: small to read, endless to follow.
fn bomb() -> String {
    let mut text = "a0: &a0 [x,x,x,x,x,x,x,x,x,x]\n".to_owned();
    for n in 1..9 {
        let before = format!("*a{}", n - 1);
        text = format!("{text}a{n}: &a{n} [{}]\n", vec![before; 10].join(","));
    }
    text
}

#[test]
fn a_collector_that_listed_custom_resources_everywhere_leaves_nothing_unseen() {
    let definition = |plural: &str, kind: &str| {
        json!({"metadata": {"name": format!("{plural}.example.com")}, "spec": {"group": "example.com", "scope": "Namespaced",
            "names": {"plural": plural, "kind": kind}, "versions": [{"name": "v1", "served": true}]}})
    };
    let definitions = [definition("widgets", "Widget"), definition("gadgets", "Gadget"), definition("gizmos", "Gizmo")];
    let base = [
        ("cluster-resources/namespaces.json", namespaces(&["a", "b"])),
        (
            "cluster-resources/custom-resource-definitions.json",
            list("CustomResourceDefinition", "apiextensions.k8s.io/v1", &definitions),
        ),
        (
            "cluster-resources/custom-resources/widgets.example.com/a.json",
            r#"[{"apiVersion":"example.com/v1","kind":"Widget","metadata":{"name":"w","namespace":"a"}}]"#.to_owned(),
        ),
    ];
    let mut files: Vec<(&str, &str)> = base.iter().map(|(path, body)| (*path, body.as_str())).collect();
    let untold = store(&files);
    assert_eq!(get(&untold, "/apis/example.com/v1/namespaces/b/widgets").code, 403);
    assert_eq!(get(&untold, "/apis/example.com/v1/gadgets").code, 403);
    files.push((
        "cluster-resources/custom-resources/custom-resources-errors.json",
        r#"{"gizmos.example.com": "forbidden"}"#,
    ));
    let told = store(&files);
    assert_eq!(get(&told, "/apis/example.com/v1/namespaces/b/widgets").names(), Vec::<&str>::new());
    assert_eq!(get(&told, "/apis/example.com/v1/gadgets").body["kind"], "GadgetList");
    assert_eq!(get(&told, "/apis/example.com/v1/widgets").partial, None);
    assert!(get(&told, "/apis/example.com/v1/gizmos").message().contains("forbidden"));
}

#[test]
fn objects_of_another_version_are_not_passed_off_as_the_requested_one() {
    let old = r#"{"kind":"PodDisruptionBudgetList","apiVersion":"policy/v1beta1","items":[{"metadata":{"name":"x","namespace":"a"}}]}"#;
    let store = store(&[("cluster-resources/pod-disruption-budgets/a.json", old)]);
    let answer = get(&store, "/apis/policy/v1/namespaces/a/poddisruptionbudgets");
    assert_eq!((answer.code, answer.reason()), (403, "NotCollected"));
    assert!(answer.message().contains("policy/v1beta1"));
}

#[test]
fn the_clock_is_what_the_bundle_says_else_its_newest_timestamp() {
    let event = |time: &str| {
        list(
            "Event",
            "v1",
            &[json!({"metadata": {"name": "e", "namespace": "a", "creationTimestamp": "2026-03-01T10:00:00Z"},
            "lastTimestamp": time, "deletionTimestamp": "2030-01-01T00:00:00Z", "note": "\"lastTimestamp\":\"2031-01-01T00:00:00Z\""})],
        )
    };
    let lease = list(
        "Lease",
        "coordination.k8s.io/v1",
        &[json!({"metadata": {"name": "l", "namespace": "a"}, "spec": {"renewTime": "2026-03-01T11:00:00.250000Z"}})],
    );
    let custom = r#"[{"apiVersion":"x.io/v1","kind":"Y","metadata":{"name":"y","namespace":"a"},"startTime":"2040-01-01T00:00:00Z"}]"#;
    let mut files = vec![
        ("cluster-resources/events/a.json", event("2026-03-01T10:30:00Z")),
        ("cluster-resources/leases/a.json", lease),
        ("cluster-resources/custom-resources/ys.x.io/a.json", custom.to_owned()),
        ("cluster-resources/pods/logs/a/p/c.log", "\"startTime\":\"2050-01-01T00:00:00Z\"".to_owned()),
    ];
    let now = |files: &[(&str, String)]| {
        let files: Vec<(&str, &str)> = files.iter().map(|(path, body)| (*path, body.as_str())).collect();
        store(&files).now().map(|at| at.to_string())
    };
    assert_eq!(now(&files).as_deref(), Some("2026-03-01T11:00:00.25Z"));
    files.push(("bundle.json", r#"{"format":"sre-bundle","collectedAt":"2026-02-28T00:00:00Z"}"#.to_owned()));
    assert_eq!(now(&files).as_deref(), Some("2026-02-28T00:00:00Z"));
    assert_eq!(now(&[("cluster-resources/pods/a.json", pods("a", &["p"]))]), None);
}

#[test]
fn raw_files_are_manifests_and_telemetry_only() {
    let store = store(&[
        ("manifests/app.yaml", "kind: Deployment"),
        ("telemetry/alerts.json", "[]"),
        ("cluster-resources/secrets/a.json", "[]"),
    ]);
    assert_eq!(store.manifests().collect::<Vec<_>>(), ["manifests/app.yaml"]);
    assert_eq!(store.telemetry().collect::<Vec<_>>(), ["telemetry/alerts.json"]);
    assert_eq!(store.raw("telemetry/alerts.json").unwrap().unwrap(), "[]");
    assert!(store.raw("cluster-resources/secrets/a.json").is_none());
}
