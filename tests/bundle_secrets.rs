//! Values of Secrets do not survive the opening of a bundle; Helm's release records do.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, helpers included"
)]

mod bundle_support;

use bundle_support::{get, list, store};
use http::Method;
use serde_json::json;

const CANARY: &str = "Y2FuYXJ5LXZhbHVl";

#[test]
fn no_answer_holds_a_value_of_a_secret() {
    let annotation = format!("{{\"data\":{{\"password\":\"{CANARY}\"}}}}");
    let secret = |name: &str, kind: &str, labels: serde_json::Value| {
        json!({"metadata": {"name": name, "namespace": "a", "labels": labels,
                "annotations": {"kubectl.kubernetes.io/last-applied-configuration": annotation, "kept": "yes"}},
            "type": kind, "data": {"password": CANARY, "empty": null}, "stringData": {"plain": CANARY}})
    };
    let helm = json!({"metadata": {"name": "sh.helm.release.v1.web.v1", "namespace": "a", "labels": {"owner": "helm"}},
        "type": "helm.sh/release.v1", "data": {"release": "SGVsbQ=="}});
    let secrets = [
        secret("opaque", "Opaque", json!({})),
        secret("only-the-label", "Opaque", json!({"owner": "helm"})),
        secret("only-the-type", "helm.sh/release.v1", json!({"owner": "someone"})),
        json!({"metadata": {"name": "odd", "namespace": "a"}, "data": CANARY, "stringData": [CANARY]}),
        helm,
    ];
    let smuggled = json!([{"apiVersion": "v1", "kind": "Secret", "metadata": {"name": "s", "namespace": "a"}, "data": {"k": CANARY}}]);
    let store = store(&[
        ("cluster-resources/secrets/a.json", &list("Secret", "v1", &secrets)),
        ("cluster-resources/secrets/b.json", &json!([{"metadata": {"name": "x"}, "data": {"k": CANARY}}]).to_string()),
        ("cluster-resources/custom-resources/things.example.com/a.json", &smuggled.to_string()),
    ]);
    for path in [
        "/api/v1/secrets",
        "/api/v1/namespaces/a/secrets",
        "/api/v1/namespaces/a/secrets/opaque",
        "/api/v1/namespaces/a/secrets/odd",
        "/api/v1/namespaces/b/secrets",
        "/apis/example.com/v1/things",
        "/apis/v1/v1/things",
    ] {
        for accept in ["application/json", "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1"] {
            let response = store.respond(&Method::GET, path, Some(accept));
            let text = String::from_utf8_lossy(response.body()).into_owned();
            assert!(!text.contains(CANARY), "{path}: {text}");
        }
    }
    let opaque = get(&store, "/api/v1/namespaces/a/secrets/opaque").body;
    assert_eq!(opaque["data"], json!({"password": "", "empty": ""}), "the keys stay");
    assert_eq!(opaque["metadata"]["annotations"], json!({"kept": "yes"}));
    assert_eq!(opaque["type"], "Opaque");
    assert_eq!(get(&store, "/api/v1/namespaces/b/secrets").body["items"][0]["metadata"]["namespace"], "b");
    let helm = get(&store, "/api/v1/secrets?fieldSelector=type%3Dhelm.sh%2Frelease.v1&labelSelector=owner%3Dhelm");
    assert_eq!(helm.names(), ["sh.helm.release.v1.web.v1"]);
    assert_eq!(helm.body["items"][0]["data"]["release"], "SGVsbQ==");
}
