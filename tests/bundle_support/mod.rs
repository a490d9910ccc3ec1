//! What the bundle tests share: small bundles from files, and answers as JSON.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, helpers included"
)]
#![allow(dead_code, reason = "each test binary uses its part")]

#[path = "../samples/mod.rs"]
mod samples;

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Value, json};
use sre::cluster::bundle::{self, Store};

/// A bundle of files given as path and text.
pub(crate) fn store(files: &[(&str, &str)]) -> Store {
    let files: BTreeMap<String, Vec<u8>> =
        files.iter().map(|(path, body)| ((*path).to_owned(), body.as_bytes().to_vec())).collect();
    bundle::from_files("test", files).unwrap()
}

/// An answer: code, body, and the header that names what is missing.
pub(crate) struct Answer {
    pub(crate) code: u16,
    pub(crate) body: Value,
    pub(crate) partial: Option<String>,
}

impl Answer {
    pub(crate) fn reason(&self) -> &str {
        self.body["reason"].as_str().unwrap_or_default()
    }

    pub(crate) fn message(&self) -> &str {
        self.body["message"].as_str().unwrap_or_default()
    }

    pub(crate) fn names(&self) -> Vec<&str> {
        self.body["items"].as_array().unwrap().iter().map(|item| item["metadata"]["name"].as_str().unwrap()).collect()
    }
}

pub(crate) fn get(store: &Store, path: &str) -> Answer {
    get_as(store, path, "application/json")
}

pub(crate) fn get_as(store: &Store, path: &str, accept: &str) -> Answer {
    let response = store.respond(&Method::GET, path, Some(accept));
    let partial = response.headers().get(bundle::PARTIAL_HEADER).map(|v| v.to_str().unwrap().to_owned());
    Answer {
        code: response.status().as_u16(),
        body: serde_json::from_slice(response.body()).unwrap_or(Value::Null),
        partial,
    }
}

/// A list of pods as a server sends it: items without kind and apiVersion.
pub(crate) fn pods(namespace: &str, names: &[&str]) -> String {
    let items: Vec<Value> = names.iter().map(|name| pod(namespace, name)).collect();
    list("Pod", "v1", &items)
}

pub(crate) fn pod(namespace: &str, name: &str) -> Value {
    json!({
        "metadata": {"name": name, "namespace": namespace, "labels": {"app": name}},
        "spec": {"nodeName": "n1", "containers": [{"name": "main"}]},
        "status": {"phase": "Running"},
    })
}

pub(crate) fn list(kind: &str, api_version: &str, items: &[Value]) -> String {
    json!({"kind": format!("{kind}List"), "apiVersion": api_version, "metadata": {"resourceVersion": "7"}, "items": items})
        .to_string()
}

pub(crate) fn namespaces(names: &[&str]) -> String {
    let items: Vec<Value> = names.iter().map(|name| json!({"metadata": {"name": name}})).collect();
    list("Namespace", "v1", &items)
}

/// A recorded answer of a real API server.
pub(crate) fn sample(name: &str) -> Value {
    serde_json::from_slice(samples::file(&format!("{name}.json"))).unwrap()
}
