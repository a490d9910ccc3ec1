//! A bundle answers like the API server it was taken from, and says what it has not seen.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, helpers included"
)]

mod bundle_support;

use std::collections::BTreeMap;

use bundle_support::{get, get_as, list, namespaces, pod, pods, sample, store};
use http::Method;
use serde_json::{Value, json};
use sre::cluster::bundle::{self, Store};

const PODS_A: &str = "cluster-resources/pods/a.json";

fn two_namespaces() -> Store {
    store(&[
        ("cluster-resources/namespaces.json", &namespaces(&["a", "b", "c"])),
        (PODS_A, &pods("a", &["p1", "p2", "p3"])),
        ("cluster-resources/pods/b.json", &pods("b", &["q1", "q2"])),
    ])
}

#[test]
fn absent_and_unseen_stay_different() {
    let store = two_namespaces();
    let absent = get(&store, "/api/v1/namespaces/a/pods/does-not-exist");
    assert_eq!((absent.code, &absent.body), (404, &sample("notfound-pod")));
    for (path, code) in [
        ("/api/v1/namespaces/a/pods", 200),
        ("/api/v1/namespaces/c/pods", 403),
        ("/api/v1/namespaces/c/pods/p1", 403),
        ("/api/v1/namespaces/no-such-ns/pods", 200),
        ("/api/v1/namespaces/no-such-ns/pods/p1", 404),
        ("/api/v1/nodes", 403),
        ("/api/v1/nodes/n1", 403),
        ("/api/v1/namespaces/a/events", 403),
        ("/api/v1/namespaces/no-such-ns/events", 403),
        ("/apis/apps/v1/namespaces/a/deployments", 403),
        ("/apis/apps/v1beta1/namespaces/a/deployments", 404),
        ("/api/v1/namespaces/a/foos", 404),
        ("/api/v1/namespaces/a/nodes", 404),
        ("/api/v1/pods/p1", 404),
        ("/apis/argoproj.io/v1alpha1/applications", 403),
        ("/healthz", 403),
        ("/version", 403),
        ("/nonsense", 404),
        ("/api/v1/namespaces/a/pods/p1/proxy/metrics", 403),
    ] {
        let answer = get(&store, path);
        assert_eq!(answer.code, code, "{path}: {}", answer.body);
        match code {
            403 => assert_eq!(answer.reason(), bundle::NOT_COLLECTED, "{path}"),
            404 => assert_eq!(answer.reason(), "NotFound", "{path}"),
            _ => assert!(answer.body["items"].is_array(), "{path}"),
        }
    }
    let unseen = get(&store, "/api/v1/namespaces/c/pods");
    assert!(unseen.message().contains("pods in namespace \"c\" were not collected"), "{}", unseen.message());
    let empty = get(&store, "/api/v1/namespaces/no-such-ns/pods").body;
    let real = sample("notfound-namespace-list");
    assert_eq!(
        (&empty["kind"], &empty["apiVersion"], &empty["items"]),
        (&real["kind"], &real["apiVersion"], &real["items"])
    );
}

#[test]
fn a_list_of_the_cluster_says_what_is_missing() {
    let answer = get(&two_namespaces(), "/api/v1/pods");
    assert_eq!(answer.names(), ["p1", "p2", "p3", "q1", "q2"]);
    assert_eq!(answer.partial.as_deref(), Some("c"));
    let whole = store(&[("cluster-resources/namespaces.json", &namespaces(&["a"])), (PODS_A, &pods("a", &["p"]))]);
    assert_eq!(get(&whole, "/api/v1/pods").partial, None);
    let unknown = store(&[(PODS_A, &pods("a", &["p"]))]);
    assert_eq!(get(&unknown, "/api/v1/pods").partial.as_deref(), Some("*"));
    let names: Vec<String> = (0..60).map(|n| format!("ns-{n:02}")).chain(["a".to_owned()]).collect();
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let many = store(&[("cluster-resources/namespaces.json", &namespaces(&names)), (PODS_A, &pods("a", &["p"]))]);
    assert!(get(&many, "/api/v1/pods").partial.unwrap().ends_with("ns-49,+10"));
}

#[test]
fn items_stay_as_collected_and_a_single_object_gets_its_type() {
    let body = r#"{"kind":"PodList","apiVersion":"v1","metadata":{},"items":[ {"spec" : {},  "metadata":{"name":"p","namespace":"a","x":1.50}} ]}"#;
    let store = store(&[(PODS_A, body)]);
    let text = |path: &str| String::from_utf8(store.respond(&Method::GET, path, None).into_body().to_vec()).unwrap();
    let item = r#"{"spec" : {},  "metadata":{"name":"p","namespace":"a","x":1.50}}"#;
    assert!(text("/api/v1/namespaces/a/pods").contains(item));
    assert_eq!(
        text("/api/v1/namespaces/a/pods/p"),
        r#"{"kind":"Pod","apiVersion":"v1","spec" : {},  "metadata":{"name":"p","namespace":"a","x":1.50}}"#
    );
}

#[test]
fn metadata_only_forms_hold_metadata_only() {
    let store = two_namespaces();
    let one =
        get_as(&store, "/api/v1/namespaces/a/pods/p1", "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1");
    assert_eq!((&one.body["kind"], &one.body["metadata"]["name"]), (&json!("PartialObjectMetadata"), &json!("p1")));
    assert_eq!(one.body.as_object().unwrap().keys().collect::<Vec<_>>(), ["apiVersion", "kind", "metadata"]);
    let accept = "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io,application/json";
    let many = get_as(&store, "/api/v1/namespaces/a/pods?limit=2", accept);
    assert_eq!(many.body["kind"], "PartialObjectMetadataList");
    assert_eq!(many.body["apiVersion"], "meta.k8s.io/v1");
    assert_eq!(many.names(), ["p1", "p2"]);
    assert!(
        many.body["items"]
            .as_array()
            .unwrap()
            .iter()
            .all(|item| item["kind"] == "PartialObjectMetadata" && item["spec"].is_null())
    );
}

#[test]
fn pages_join_to_the_whole_list_and_tokens_belong_to_their_list() {
    let store = two_namespaces();
    let (mut names, mut path) = (Vec::new(), "/api/v1/pods?limit=2".to_owned());
    let mut rest = Vec::new();
    loop {
        let page = get(&store, &path);
        names.extend(page.names().into_iter().map(str::to_owned));
        rest.push(page.body["metadata"]["remainingItemCount"].as_u64());
        match page.body["metadata"]["continue"].as_str() {
            Some(token) => path = format!("/api/v1/pods?limit=2&continue={token}"),
            None => break,
        }
    }
    assert_eq!(names, ["p1", "p2", "p3", "q1", "q2"]);
    assert_eq!(rest, [Some(3), Some(1), None]);
    let token = get(&store, "/api/v1/pods?limit=2").body["metadata"]["continue"].as_str().unwrap().to_owned();
    let code = |path: &str| (get(&store, path).code, get(&store, path).reason().to_owned());
    assert_eq!(code(&format!("/api/v1/namespaces/a/pods?continue={token}")), (410, "Expired".to_owned()));
    let real = "eyJ2IjoibWV0YS5rOHMuaW8vdjEiLCJydiI6MzA4Mywic3RhcnQiOiIvYSJ9";
    assert_eq!(
        code(&format!("/api/v1/pods?continue={real}")),
        (410, sample("expired-continue-410")["reason"].as_str().unwrap().to_owned())
    );
    for bad in ["abc", "zz", "73", "7372653a31", "%20"] {
        assert_eq!(code(&format!("/api/v1/pods?continue={bad}")).0, 400, "{bad}");
    }
    let message = get(&store, "/api/v1/pods?continue=abc").message().to_owned();
    assert!(sample("bad-continue")["message"].as_str().unwrap().starts_with(&message[..40]));
    assert_eq!(code("/api/v1/pods?limit=many").0, 400);
    let other = self::store(&[(PODS_A, &pods("a", &["p1", "p2", "p3"]))]);
    assert_eq!(get(&other, &format!("/api/v1/pods?continue={token}")).code, 410, "another bundle");
}

#[test]
fn a_page_of_a_selection_continues_behind_what_was_skipped() {
    let items: Vec<Value> = (0..10)
        .map(|n| {
            let mut pod = pod("a", &format!("p{n}"));
            pod["metadata"]["labels"] = json!({"parity": if n % 2 == 0 { "even" } else { "odd" }});
            pod
        })
        .collect();
    let store = store(&[(PODS_A, &list("Pod", "v1", &items))]);
    let first = get(&store, "/api/v1/namespaces/a/pods?labelSelector=parity%3Dodd&limit=2");
    assert_eq!(first.names(), ["p1", "p3"]);
    assert!(first.body["metadata"]["remainingItemCount"].is_null(), "like the server, which does not count selections");
    let token = first.body["metadata"]["continue"].as_str().unwrap();
    let second = get(&store, &format!("/api/v1/namespaces/a/pods?labelSelector=parity%3Dodd&continue={token}"));
    assert_eq!(second.names(), ["p5", "p7", "p9"]);
}

#[test]
fn refusals_are_worded_like_the_servers() {
    let store = two_namespaces();
    let same = |path: &str, name: &str| {
        let answer = get(&store, path);
        assert_eq!(answer.body, sample(name), "{path}");
        assert_eq!(u64::from(answer.code), sample(name)["code"].as_u64().unwrap());
    };
    same("/api/v1/pods?fieldSelector=spec.foo%3Dbar", "invalid-fieldselector-400");
    same("/api/v1/pods?labelSelector=a%3D%3D%3Db", "invalid-labelselector-400");
    for method in [Method::POST, Method::PUT, Method::PATCH, Method::DELETE, Method::OPTIONS] {
        for path in ["/version", "/api/v1/namespaces/a/pods/p1", "/anything"] {
            let response = store.respond(&method, path, None);
            assert_eq!(response.status(), 405);
            assert_eq!(serde_json::from_slice::<Value>(response.body()).unwrap(), sample("method-not-allowed"));
        }
    }
    for accept in ["text/xml", "application/vnd.kubernetes.protobuf", "application/json;as=Table;v=v9;g=meta.k8s.io"] {
        let answer = get_as(&store, "/api/v1/pods", accept);
        assert_eq!((answer.code, answer.reason()), (406, sample("not-acceptable")["reason"].as_str().unwrap()));
    }
    assert_eq!(
        get_as(&store, "/api/v1/pods", "application/json;as=Table;v=v1;g=meta.k8s.io,application/json").code,
        200
    );
    let watch = get(&store, "/api/v1/pods?watch=true");
    assert_eq!((watch.code, watch.reason()), (400, "BadRequest"));
    let head = store.respond(&Method::HEAD, "/api/v1/pods", None);
    assert_eq!((head.status().as_u16(), head.body().len()), (200, 0));
}

#[test]
fn discovery_tells_what_the_bundle_tells() {
    let groups = json!({"kind": "APIGroupList", "groups": [
        {"name": "apps", "versions": [{"version": "v1"}]},
        {"name": "autoscaling", "versions": [{"version": "v2"}, {"version": "v1"}], "preferredVersion": {"version": "v2"}},
        {"name": "metrics.k8s.io", "versions": [{"version": "v1beta1"}]},
        {"name": "argoproj.io", "versions": [{"version": "v1alpha1"}]},
    ]});
    let definition = json!({"metadata": {"name": "applications.argoproj.io"}, "spec": {
        "group": "argoproj.io", "scope": "Namespaced",
        "names": {"plural": "applications", "kind": "Application", "singular": "application", "shortNames": ["app"]},
        "versions": [{"name": "v1alpha1", "served": true}, {"name": "v1alpha0", "served": false}]}});
    let v1 = json!([{"groupVersion": "v1", "resources": [
        {"name": "pods", "singularName": "pod", "namespaced": true, "kind": "Pod", "verbs": ["get"], "shortNames": ["po"]},
        {"name": "pods/log", "singularName": "", "namespaced": true, "kind": "Pod", "verbs": ["get"]}]}]);
    let version = json!({"info": sample("version"), "string": "v1.36.2"});
    let store = store(&[
        ("cluster-resources/groups.json", &groups.to_string()),
        ("cluster-resources/resources.json", &v1.to_string()),
        (
            "cluster-resources/custom-resource-definitions.json",
            &list("CustomResourceDefinition", "apiextensions.k8s.io/v1", &[definition]),
        ),
        ("cluster-info/cluster_version.json", &version.to_string()),
        (PODS_A, &pods("a", &["p"])),
    ]);
    assert_eq!(get(&store, "/version").body, sample("version"));
    assert_eq!(store.server_version().as_deref(), Some("v1.36.2"));
    assert_eq!(get(&store, "/api").body["versions"], sample("api")["versions"]);
    let argo = &get(&store, "/apis/argoproj.io/v1alpha1").body["resources"][0];
    let real = &sample("discovery-argoproj")["resources"][0];
    for key in ["name", "singularName", "namespaced", "kind", "shortNames"] {
        assert_eq!(argo[key], real[key], "{key}");
    }
    for (path, code) in [
        ("/apis/argoproj.io/v1alpha1/applications", 403),
        ("/apis/argoproj.io/v1alpha0/applications", 404),
        ("/apis/argoproj.io/v1alpha1/rollouts", 404),
        ("/apis/metrics.k8s.io/v1beta1/pods", 403),
        ("/apis/autoscaling/v1/horizontalpodautoscalers", 403),
        ("/apis/autoscaling/v2/horizontalpodautoscalers", 403),
        ("/apis/batch/v1/jobs", 404),
        ("/api/v1/services", 404),
        ("/apis/nope.example.com/v1", 404),
    ] {
        assert_eq!(get(&store, path).code, code, "{path}");
    }
    let accept = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList,application/json";
    let core = get_as(&store, "/api", accept).body;
    let real = sample("discovery-aggregated-api");
    assert_eq!((&core["kind"], &core["apiVersion"]), (&real["kind"], &real["apiVersion"]));
    assert_eq!(core["items"][0]["versions"][0]["resources"][0]["subresources"][0]["subresource"], "log");
    let all = get_as(&store, "/apis", accept).body;
    let names: Vec<&str> =
        all["items"].as_array().unwrap().iter().map(|g| g["metadata"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["apps", "argoproj.io", "autoscaling", "metrics.k8s.io"]);
    assert_eq!(get(&store, "/apis/autoscaling").body["preferredVersion"]["version"], "v2");
}

#[test]
fn fifty_thousand_pods_load_once() {
    let names: Vec<String> = (0..50_000).map(|n| format!("pod-{n:05}")).collect();
    let items: Vec<Value> = names.iter().map(|name| pod("a", name)).collect();
    let files = BTreeMap::from([(PODS_A.to_owned(), list("Pod", "v1", &items).into_bytes())]);
    let store = bundle::from_files("large", files).unwrap();
    let started = std::time::Instant::now();
    assert_eq!(get(&store, "/api/v1/namespaces/a/pods?fieldSelector=metadata.name%3Dpod-40000").names(), ["pod-40000"]);
    let first = started.elapsed();
    for n in 0..1000 {
        assert_eq!(get(&store, &format!("/api/v1/namespaces/a/pods/pod-{:05}", n * 49)).code, 200);
    }
    let rest = started.elapsed().checked_sub(first).unwrap();
    assert!(rest < first * 4 + std::time::Duration::from_millis(500), "first {first:?}, a thousand more {rest:?}");
}
