//! What a bundle holds beside the API: it can be read, cited and replayed; what is broken is named.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::indexing_slicing, clippy::panic)]

use std::path::Path;

use http::Method;
use serde_json::Value;
use sre::cluster::bundle::{self, Limits, Store};

fn bundle(files: &[(&str, &str)]) -> (tempfile::TempDir, Store) {
    let dir = tempfile::tempdir().unwrap();
    for (path, text) in files {
        let path = dir.path().join(path);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(path, text).unwrap();
    }
    let store = bundle::open(Path::new(dir.path()), &Limits::default()).unwrap();
    (dir, store)
}

fn read(store: &Store, path: &str) -> (u16, String, Value) {
    let answer = store.respond(&Method::GET, path, None);
    let media = answer.headers().get("content-type").map_or("", |value| value.to_str().unwrap()).to_owned();
    let body = answer.body();
    let value = serde_json::from_slice(body).unwrap_or_else(|_| String::from_utf8_lossy(body).into_owned().into());
    (answer.status().as_u16(), media, value)
}

const NAMESPACES: (&str, &str) = (
    "cluster-resources/namespaces.json",
    r#"{"kind":"NamespaceList","apiVersion":"v1","metadata":{},"items":[{"metadata":{"name":"shop"}}]}"#,
);

#[test]
fn every_declared_object_is_in_one_list_that_tells_its_file() {
    let (_dir, store) = bundle(&[
        NAMESPACES,
        (
            "manifests/a/web.yaml",
            "kind: Deployment\napiVersion: apps/v1\nmetadata: {name: web}\n---\n---\nkind: List\nitems:\n- {kind: Service, apiVersion: v1, metadata: {name: web}}\n",
        ),
        ("manifests/b.json", r#"{"kind":"ConfigMap","apiVersion":"v1","metadata":{"name":"settings"}}"#),
        ("manifests/c.yaml", "{{ if .Values.on }}\nkind: Pod\n{{ end }}\n"),
        ("manifests/values.yaml", "replicas: 3\n"),
    ]);
    assert_eq!(store.documents(), ["manifests"]);
    let (status, media, list) = read(&store, "/-/bundle/manifests");
    assert_eq!((status, media.as_str()), (200, "application/json"));
    let kinds: Vec<&str> =
        list["items"].as_array().unwrap().iter().map(|item| item["kind"].as_str().unwrap()).collect();
    assert_eq!(kinds, ["Deployment", "Service", "ConfigMap"]);
    assert_eq!(list["files"], serde_json::json!(["manifests/a/web.yaml", "manifests/a/web.yaml", "manifests/b.json"]));
    let problems = list["problems"].as_array().unwrap();
    assert_eq!(problems.len(), 1, "{problems:?}");
    assert!(problems[0].as_str().unwrap().starts_with("manifests/c.yaml is not valid YAML"), "{problems:?}");
}

#[test]
fn what_other_systems_said_is_json_with_items_or_text() {
    let (_dir, store) = bundle(&[
        NAMESPACES,
        ("telemetry/alerts.json", r#"[{"labels":{"alertname":"Down"}}]"#),
        ("telemetry/metrics.jsonl", "{\"a\":1}\n\n{\"a\":2}\n"),
        ("telemetry/errors/web.txt", "ERROR it broke\n"),
        ("telemetry/broken.json", "{"),
    ]);
    assert_eq!(read(&store, "/-/bundle/telemetry/alerts.json").2["items"][0]["labels"]["alertname"], "Down");
    assert_eq!(read(&store, "/-/bundle/telemetry/metrics.jsonl").2["items"][1]["a"], 2);
    let (status, media, text) = read(&store, "/-/bundle/telemetry/errors/web.txt");
    assert_eq!((status, media.as_str(), text.as_str()), (200, "text/plain", Some("ERROR it broke\n")));
    let (status, _, refused) = read(&store, "/-/bundle/telemetry/broken.json");
    assert_eq!((status, refused["reason"].as_str()), (403, Some("NotCollected")));
    assert!(refused["message"].as_str().unwrap().contains("telemetry/broken.json is not valid JSON"), "{refused}");
}

#[test]
fn nothing_else_of_a_bundle_is_a_document() {
    let (_dir, store) = bundle(&[NAMESPACES, ("notes/secret.txt", "x")]);
    for path in [
        "manifests",
        "notes/secret.txt",
        "cluster-resources/namespaces.json",
        "telemetry/none.json",
        "telemetry/../notes/secret.txt",
    ] {
        let (status, _, refused) = read(&store, &format!("/-/bundle/{path}"));
        assert_eq!((status, refused["reason"].as_str()), (403, Some("NotCollected")), "{path}");
    }
}
