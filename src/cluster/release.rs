//! Helm's release records, opened on arrival: what was released, and how that went.
//!
//! A record is a Secret that holds a compressed document with the chart, its values and every rendered manifest,
//! Secrets included. Of those the chart and the values are dropped, and so are Secrets: kept are the name, revision, state
//! and times, what Helm said, which hooks ran, what the chart is called, and the other objects that it declares, redacted
//! like those of the API.

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use serde_json::{Value, json};

use crate::evidence::kinds;
use crate::transport::redact::Redactor;

/// Bytes of one record, unpacked.
const RECORD: u64 = 64 * 1024 * 1024;
/// The type of the Secrets.
const TYPE: &str = "helm.sh/release.v1";
/// Hooks of a release that are kept.
const HOOKS: usize = 50;
/// Declared objects of a release that are kept.
const OBJECTS: usize = 300;
/// Bytes of rendered manifests that are looked at.
const MANIFESTS: usize = 2 * 1024 * 1024;

/// The document that a record holds.
pub fn unpack(text: &str) -> Option<Value> {
    let packed = STANDARD.decode(STANDARD.decode(text).ok()?).ok()?;
    let mut bytes = Vec::new();
    GzDecoder::new(packed.as_slice()).take(RECORD + 1).read_to_end(&mut bytes).ok()?;
    if bytes.len() as u64 > RECORD {
        return None;
    }
    serde_json::from_slice(&bytes).ok()
}

/// Replaces the packed document of a record by what is kept of it, readable. One that cannot be understood is dropped.
pub(super) fn open(secret: &mut Value, redactor: &Redactor) {
    if secret.get("type").and_then(Value::as_str) != Some(TYPE) {
        return;
    }
    let Some(place) = secret.pointer_mut("/data/release") else { return };
    let Some(text) = place.as_str() else { return };
    *place = unpack(text).map_or(Value::Null, |release| kept(&release));
    redactor.value(place, "");
}

fn kept(release: &Value) -> Value {
    let field = |name: &str| release.get(name).cloned().unwrap_or_default();
    let at = |pointer: &str| release.pointer(pointer).cloned().unwrap_or_default();
    let mut info = field("info");
    if let Some(info) = info.as_object_mut() {
        // Notes are rendered from the chart and like to show how to get a password.
        info.remove("notes");
    }
    let hooks = release.get("hooks").and_then(Value::as_array).cloned().unwrap_or_default();
    let hooks: Vec<Value> = hooks.iter().take(HOOKS).map(hook).collect();
    json!({
        "name": field("name"), "namespace": field("namespace"), "version": field("version"), "info": info,
        "chart": { "name": at("/chart/metadata/name"), "version": at("/chart/metadata/version"),
            "appVersion": at("/chart/metadata/appVersion") },
        "hooks": hooks,
        "objects": objects(release.get("manifest").and_then(Value::as_str).unwrap_or_default()),
    })
}

/// The objects that a release declares. Text that is too long, or no YAML, declares nothing for certain.
fn objects(manifests: &str) -> Vec<Value> {
    if manifests.len() > MANIFESTS {
        return Vec::new();
    }
    let all: Vec<Value> = serde_saphyr::from_multiple(manifests).unwrap_or_default();
    all.into_iter().filter(may_be_kept).take(OBJECTS).collect()
}

/// Whether it is an object that holds no secrets by its kind. Custom resources hold anything anywhere.
fn may_be_kept(object: &Value) -> bool {
    let text = |pointer: &str| object.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    let known = kinds::by_api_version(text("/apiVersion"), text("/kind"));
    !text("/metadata/name").is_empty() && known.is_some_and(|kind| *kind != kinds::SECRET)
}

fn hook(hook: &Value) -> Value {
    let field = |name: &str| hook.get(name).cloned().unwrap_or_default();
    json!({ "name": field("name"), "kind": field("kind"), "events": field("events"), "last_run": field("last_run") })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_release_declares_is_kept_without_its_secrets() {
        let manifest = "---\n# Source: web/templates/a.yaml\napiVersion: v1\nkind: Secret\nmetadata: {name: db}\nstringData: {password: hunter2}\n---\napiVersion: apps/v1\nkind: Deployment\nmetadata: {name: web}\nspec: {replicas: 2}\n---\napiVersion: acme.io/v1\nkind: Store\nmetadata: {name: db}\nspec: {login: hunter2}\n";
        let release = json!({"name": "web", "version": 3, "manifest": manifest, "config": {"password": "hunter2"}});
        let kept = kept(&release);
        assert_eq!(kept["objects"].as_array().map(Vec::len), Some(1), "{kept}");
        assert_eq!(kept["objects"][0]["spec"]["replicas"], 2);
        assert!(!kept.to_string().contains("hunter2"), "{kept}");
        assert_eq!(objects("kind: [").len(), 0);
    }
}
