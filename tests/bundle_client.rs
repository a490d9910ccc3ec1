//! A bundle under a real `kube::Client`: nothing above can tell it from a live cluster.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, helpers included"
)]

mod bundle_support;

use bundle_support::{list, namespaces, pods, sample, store};
use k8s_openapi::api::core::v1::{Event, Node, Pod};
use kube::api::{ListParams, LogParams, PostParams};
use kube::core::DynamicObject;
use kube::{Api, Client, Discovery};
use serde_json::json;
use sre::cluster::bundle::{NOT_COLLECTED, Service};

fn client() -> Client {
    let definition = json!({"metadata": {"name": "widgets.example.com"}, "spec": {"group": "example.com", "scope": "Namespaced",
        "names": {"plural": "widgets", "kind": "Widget"}, "versions": [{"name": "v1", "served": true}]}});
    let widget = json!([{"apiVersion": "example.com/v1", "kind": "Widget", "metadata": {"name": "w", "namespace": "a"}, "spec": {"x": 1}}]);
    let store = store(&[
        ("cluster-resources/namespaces.json", &namespaces(&["a", "b"])),
        ("cluster-resources/pods/a.json", &pods("a", &["p1", "p2", "p3"])),
        ("cluster-resources/pods/logs/a/p1/main.log", "hello\nworld\n"),
        (
            "cluster-resources/custom-resource-definitions.json",
            &list("CustomResourceDefinition", "apiextensions.k8s.io/v1", &[definition]),
        ),
        ("cluster-resources/custom-resources/widgets.example.com/a.json", &widget.to_string()),
        ("cluster-info/cluster_version.json", &json!({"info": sample("version"), "string": "v1.36.2"}).to_string()),
    ]);
    #[expect(clippy::disallowed_methods, reason = "no socket: the client talks to the bundle")]
    Client::new(Service::new(store), "default")
}

fn refusal(error: &kube::Error) -> (u16, String) {
    match error {
        kube::Error::Api(status) => (status.code, status.reason.clone()),
        other => panic!("not an answer of the server: {other}"),
    }
}

#[tokio::test]
async fn absent_is_none_and_unseen_is_an_error() {
    let pods: Api<Pod> = Api::namespaced(client(), "a");
    assert_eq!(pods.get("p1").await.unwrap().metadata.name.as_deref(), Some("p1"));
    assert!(pods.get_opt("nope").await.unwrap().is_none());
    let elsewhere: Api<Pod> = Api::namespaced(client(), "b");
    let unseen = (403, NOT_COLLECTED.to_owned());
    assert_eq!(refusal(&elsewhere.get_opt("p1").await.unwrap_err()), unseen);
    let nodes: Api<Node> = Api::all(client());
    assert_eq!(refusal(&nodes.list(&ListParams::default()).await.unwrap_err()), unseen);
    let events: Api<Event> = Api::namespaced(client(), "a");
    assert_eq!(refusal(&events.list(&ListParams::default()).await.unwrap_err()), unseen);
}

#[tokio::test]
async fn lists_page_and_select_and_metadata_is_enough() {
    let pods: Api<Pod> = Api::all(client());
    let first = pods.list(&ListParams::default().limit(2)).await.unwrap();
    assert_eq!(first.items.len(), 2);
    let token = first.metadata.continue_.unwrap();
    let second = pods.list(&ListParams::default().limit(2).continue_token(&token)).await.unwrap();
    assert_eq!(second.items[0].metadata.name.as_deref(), Some("p3"));
    assert_eq!(second.metadata.continue_, None);
    let one =
        pods.list_metadata(&ListParams::default().labels("app in (p2)").fields("status.phase=Running")).await.unwrap();
    assert_eq!(one.items[0].metadata.name.as_deref(), Some("p2"));
    let inside: Api<Pod> = Api::namespaced(client(), "a");
    assert_eq!(inside.get_metadata("p1").await.unwrap().metadata.namespace.as_deref(), Some("a"));
}

#[tokio::test]
async fn version_logs_and_discovery_work() {
    let client = client();
    assert_eq!(client.apiserver_version().await.unwrap().minor, "36");
    let pods: Api<Pod> = Api::namespaced(client.clone(), "a");
    let params = LogParams { tail_lines: Some(1), ..LogParams::default() };
    assert_eq!(pods.logs("p1", &params).await.unwrap(), "world\n");
    for discovery in [
        Discovery::new(client.clone()).run_aggregated().await.unwrap(),
        Discovery::new(client.clone()).run().await.unwrap(),
    ] {
        let group = discovery.get("example.com").unwrap();
        let (resource, capabilities) = group.recommended_kind("Widget").unwrap();
        assert_eq!(capabilities.scope, kube::discovery::Scope::Namespaced);
        let widgets: Api<DynamicObject> = Api::namespaced_with(client.clone(), "a", &resource);
        assert_eq!(widgets.get("w").await.unwrap().data["spec"]["x"], 1);
    }
}

#[tokio::test]
async fn nothing_can_be_written() {
    let pods: Api<Pod> = Api::namespaced(client(), "a");
    let refused = (405, "MethodNotAllowed".to_owned());
    assert_eq!(refusal(&pods.delete("p1", &kube::api::DeleteParams::default()).await.unwrap_err()), refused);
    assert_eq!(refusal(&pods.create(&PostParams::default(), &Pod::default()).await.unwrap_err()), refused);
}
