//! Gives loaded objects the age that they had: no API lets a client say when an object was created or deleted, so the
//! server's own storage is told.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD as BASE64;
use futures::stream::{self, StreamExt};
use http::Request;
use serde_json::{Value, json};

/// What the server decides by itself and keeps in an object's metadata.
const OWN: &[&str] = &["creationTimestamp", "deletionTimestamp"];

/// Rewrites the moments of the objects with these uids.
pub(super) async fn restore(etcd: u16, moments: &BTreeMap<String, Value>) {
    let config = kube::Config::new(format!("http://127.0.0.1:{etcd}").parse().unwrap());
    let client = kube::Client::try_from(config).unwrap();
    let range = json!({"key": BASE64.encode("/registry/"), "range_end": BASE64.encode("/registry0")});
    let all = ask(&client, "/v3/kv/range", &range).await;
    let changed = all["kvs"].as_array().unwrap().iter().filter_map(|pair| {
        let mut object: Value = serde_json::from_slice(&BASE64.decode(pair["value"].as_str()?).ok()?).ok()?;
        let metadata = moments.get(object["metadata"]["uid"].as_str()?)?;
        for moment in OWN {
            if let (Some(then), Some(_)) = (metadata.get(*moment), object["metadata"].get(*moment)) {
                object["metadata"][*moment] = then.clone();
            }
        }
        Some(json!({"key": pair["key"], "value": BASE64.encode(object.to_string())}))
    });
    let client = &client;
    stream::iter(changed.collect::<Vec<_>>())
        .for_each_concurrent(16, |pair| async move {
            ask(client, "/v3/kv/put", &pair).await;
        })
        .await;
}

async fn ask(client: &kube::Client, path: &str, body: &Value) -> Value {
    let request =
        Request::post(path).header("content-type", "application/json").body(serde_json::to_vec(body).unwrap());
    client.request(request.unwrap()).await.unwrap()
}
