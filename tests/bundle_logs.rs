//! Logs of a bundle: byte for byte, and the kubelet's words where there is none.

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

use bundle_support::{get, list, sample};
use http::Method;
use serde_json::{Value, json};
use sre::cluster::bundle::{self, Store};

const LOGS: &str = "cluster-resources/pods/logs/demo-healthy";
const POD: &str = "hello-5fc6d48f4-4q974";

fn pod(name: &str, containers: &[&str], statuses: &Value) -> Value {
    let containers: Vec<Value> = containers.iter().map(|name| json!({"name": name})).collect();
    json!({"metadata": {"name": name, "namespace": "demo-healthy"}, "spec": {"containers": containers}, "status": {"containerStatuses": statuses}})
}

fn store() -> Store {
    let healthy = json!([{"name": "hello", "state": {"running": {}}, "lastState": {}}]);
    let waiting =
        json!([{"name": "echo-pod", "state": {"waiting": {"reason": "ImagePullBackOff"}}, "lastState": null}]);
    let crashed = json!([{"name": "main", "state": {"waiting": {"reason": "CrashLoopBackOff"}}, "lastState": {"terminated": {"exitCode": 1}}}]);
    let mut two = pod("two", &["a", "b"], &json!([]));
    two["spec"]["initContainers"] = json!([{"name": "setup"}]);
    let pods = [
        pod(POD, &["hello"], &healthy),
        pod("echo-pod-6dc8cc845b-ntwch", &["echo-pod"], &waiting),
        pod("crashed", &["main"], &crashed),
        pod("plain", &["x", "y"], &json!([])),
        pod("shadow", &["web", "web-previous"], &json!([])),
        two,
    ];
    let refused = sample("logs-waiting-container-400").to_string();
    let files: [(&str, &[u8]); 9] = [
        ("cluster-resources/pods/demo-healthy.json", list("Pod", "v1", &pods).leak().as_bytes()),
        ("cluster-resources/pods/logs/demo-healthy/hello-5fc6d48f4-4q974/hello.log", b"one\ntwo\nthree\n"),
        ("cluster-resources/pods/logs/demo-healthy/two/a.log", b"\xff\xfe\0 raw\nno newline at the end"),
        ("cluster-resources/pods/logs/demo-healthy/two/a-previous.log", b"before\n"),
        ("cluster-resources/pods/logs/demo-healthy/two/b.log", b""),
        ("cluster-resources/pods/logs/demo-healthy/two/setup-logs-errors.log", refused.leak().as_bytes()),
        ("cluster-resources/pods/logs/demo-healthy/plain/x-logs-errors.log", b"dial tcp: i/o timeout\n"),
        ("cluster-resources/pods/logs/demo-healthy/shadow/web-previous.log", b"of the other container"),
        ("app-logs/demo-healthy/plain/y.log", b"found by its collector"),
    ];
    let files: BTreeMap<String, Vec<u8>> =
        files.iter().map(|(path, body)| ((*path).to_owned(), body.to_vec())).collect();
    bundle::from_files("logs", files).unwrap()
}

fn url(pod: &str, query: &str) -> String {
    format!("/api/v1/namespaces/demo-healthy/pods/{pod}/log?{query}")
}

fn text(store: &Store, path: &str) -> Vec<u8> {
    let response = store.respond(&Method::GET, path, Some("*/*"));
    assert_eq!(response.status(), 200, "{path}: {:?}", response.body());
    assert_eq!(response.headers()["content-type"], "text/plain");
    response.into_body().to_vec()
}

#[test]
fn logs_are_cut_like_the_kubelet_cuts_them() {
    let store = store();
    for (query, wanted) in [
        ("", "one\ntwo\nthree\n"),
        ("container=hello", "one\ntwo\nthree\n"),
        ("tailLines=1", "three\n"),
        ("tailLines=2&timestamps=true&sinceSeconds=5", "two\nthree\n"),
        ("tailLines=99", "one\ntwo\nthree\n"),
        ("tailLines=0", ""),
        ("limitBytes=5", "one\nt"),
        ("tailLines=2&limitBytes=3", "two"),
        ("limitBytes=9999", "one\ntwo\nthree\n"),
    ] {
        assert_eq!(String::from_utf8(text(&store, &url(POD, query))).unwrap(), wanted, "{query}");
    }
    assert_eq!(get(&store, &url(POD, "tailLines=x")).code, 400);
}

#[test]
fn bytes_that_are_no_text_pass_untouched() {
    let store = store();
    assert_eq!(text(&store, &url("two", "container=a")), b"\xff\xfe\0 raw\nno newline at the end");
    assert_eq!(text(&store, &url("two", "container=a&tailLines=1")), b"no newline at the end");
    assert_eq!(text(&store, &url("two", "container=a&previous=true")), b"before\n");
    assert_eq!(text(&store, &url("two", "container=b&tailLines=3")), b"", "an empty log was collected and is empty");
}

#[test]
fn refusals_are_the_kubelets_own() {
    let store = store();
    for (path, name) in [
        (url(POD, "container=nope"), "logs-invalid-container-400"),
        (url(POD, "previous=true"), "logs-previous-missing-400"),
    ] {
        let answer = get(&store, &path);
        assert_eq!((answer.code, &answer.body), (400, &sample(name)), "{path}");
    }
    let waiting = get(&store, &url("echo-pod-6dc8cc845b-ntwch", ""));
    assert_eq!(waiting.body, sample("logs-waiting-container-400"));
    let unnamed = get(&store, &url("two", ""));
    let wanted =
        "a container name must be specified for pod two, choose one of: [a b] or one of the init containers: [setup]";
    assert_eq!((unnamed.code, unnamed.message()), (400, wanted));
    assert_eq!(
        get(&store, &url("two", "container=setup")).body,
        sample("logs-waiting-container-400"),
        "as it was recorded"
    );
    assert_eq!(get(&store, &url("gone", "")).code, 404);
}

#[test]
fn a_log_that_existed_but_was_not_collected_is_unseen() {
    let store = store();
    for (path, why) in [
        (url("crashed", ""), "the bundle has no file of it"),
        (url("crashed", "previous=true"), "the previous log of container \"main\""),
        (url("plain", "container=x"), "dial tcp: i/o timeout"),
        (url("shadow", "container=web&previous=true"), "the bundle has no file of it"),
        ("/api/v1/namespaces/other/pods/p/log".to_owned(), "pods in namespace \"other\""),
    ] {
        let answer = get(&store, &path);
        assert_eq!((answer.code, answer.reason()), (403, "NotCollected"), "{path}: {}", answer.body);
        assert!(answer.message().contains(why), "{path}: {}", answer.message());
    }
}

#[test]
fn logs_of_named_collectors_and_of_pods_that_are_gone_are_found() {
    assert_eq!(text(&store(), &url("plain", "container=y")), b"found by its collector");
    let files = BTreeMap::from([(format!("{LOGS}/gone/main.log"), b"last words".to_vec())]);
    let store = bundle::from_files("logs", files).unwrap();
    assert_eq!(text(&store, &url("gone", "container=main")), b"last words");
    assert_eq!(get(&store, &url("gone", "container=main%2F..%2F..%2Fx")).code, 403);
}
