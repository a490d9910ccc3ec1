//! Helm's release records, opened on arrival: what was released, and how that went.
//!
//! A record is a Secret that holds a compressed document with the chart, its values and every rendered manifest,
//! Secrets included. None of those is kept: only the name, revision, state and times, what Helm said, which hooks ran,
//! and what the chart is called.

use std::io::Read as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::read::GzDecoder;
use serde_json::{Value, json};

use crate::transport::redact::Redactor;

/// Bytes of one record, unpacked.
const RECORD: u64 = 64 * 1024 * 1024;
/// The type of the Secrets.
const TYPE: &str = "helm.sh/release.v1";
/// Hooks of a release that are kept.
const HOOKS: usize = 50;

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
    })
}

fn hook(hook: &Value) -> Value {
    let field = |name: &str| hook.get(name).cloned().unwrap_or_default();
    json!({ "name": field("name"), "kind": field("kind"), "events": field("events"), "last_run": field("last_run") })
}
