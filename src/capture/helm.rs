//! Helm's release records, where they are wanted: who released what and when, without what the charts rendered.
//!
//! A record is a Secret that holds a compressed document with the chart, its values and every rendered manifest,
//! Secrets included. What is kept of it is its name, revision, state and times, the chart's own description and the
//! values that the user gave, redacted.

use std::io::Write as _;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use flate2::write::GzEncoder;
use serde_json::{Value, json};

use super::objects::items_mut;
use super::record::Record;
use super::session::Session;
use crate::cluster::read::Read;
use crate::cluster::release;
use crate::evidence::kinds;
use crate::evidence::observation::Observation;
use crate::transport::redact::Redactor;

/// Adds the records to a list of Secrets that were read by their metadata.
pub(super) async fn add(session: &Session, namespace: Option<&str>, secrets: &mut Observation, record: &mut Record) {
    let mut read = Read::list(&kinds::SECRET, namespace).labelled("owner=helm").fields("type=helm.sh/release.v1");
    read.metadata_only = false;
    let mut releases = session.read(&read).await;
    if let Some((word, why)) = releases.outcome.blindness() {
        let place = namespace.map(|ns| format!(" in {ns}")).unwrap_or_default();
        record.miss(format!("Helm's release records{place}"), if why.is_empty() { word } else { why });
        return;
    }
    let redactor = Redactor::default();
    let Some(found) = items_mut(&mut releases).map(std::mem::take) else { return };
    let Some(items) = items_mut(secrets) else { return };
    let name = |item: &Value| {
        let text = |pointer| item.pointer(pointer).and_then(Value::as_str).unwrap_or_default().to_owned();
        (text("/metadata/namespace"), text("/metadata/name"))
    };
    for mut release in found {
        let packed = release.pointer("/data/release").and_then(Value::as_str).and_then(|text| reduced(text, &redactor));
        let Some(packed) = packed else {
            let (namespace, name) = name(&release);
            record.miss(format!("Helm's record {namespace}/{name}"), "it could not be understood");
            continue;
        };
        if let Some(data) = release.get_mut("data") {
            *data = json!({"release": packed});
        }
        let key = name(&release);
        match items.iter_mut().find(|item| name(item) == key) {
            Some(item) => *item = release,
            None => items.push(release),
        }
    }
}

/// A record with only what is kept of it, packed as it was.
fn reduced(text: &str, redactor: &Redactor) -> Option<String> {
    let release = release::unpack(text)?;
    let field = |name: &str| release.get(name).cloned().unwrap_or_default();
    let mut kept = json!({
        "name": field("name"), "namespace": field("namespace"), "version": field("version"),
        "info": field("info"), "config": field("config"),
        "chart": {"metadata": release.pointer("/chart/metadata").cloned().unwrap_or_default()},
    });
    if let Some(info) = kept.get_mut("info").and_then(Value::as_object_mut) {
        // Notes are rendered from the chart and like to show how to get a password.
        info.remove("notes");
    }
    redactor.value(&mut kept, "");
    let mut packer = GzEncoder::new(Vec::new(), flate2::Compression::default());
    packer.write_all(kept.to_string().as_bytes()).ok()?;
    Some(STANDARD.encode(STANDARD.encode(packer.finish().ok()?)))
}

#[cfg(test)]
mod tests {
    use std::io::Read as _;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn of_a_release_its_history_is_kept_and_no_secret() {
        let release = json!({
            "name": "shop", "namespace": "web", "version": 3,
            "info": {"status": "deployed", "last_deployed": "2026-11-22T14:00:00Z", "notes": "password: hunter2"},
            "config": {"replicas": 2, "database": {"password": "hunter2"}},
            "chart": {"metadata": {"name": "shop", "version": "1.2.3"}, "values": {"password": "hunter2"}},
            "manifest": "kind: Secret\nstringData: {x: hunter2}",
        });
        let mut packer = GzEncoder::new(Vec::new(), flate2::Compression::default());
        packer.write_all(release.to_string().as_bytes()).unwrap();
        let text = STANDARD.encode(STANDARD.encode(packer.finish().unwrap()));
        let packed = STANDARD.decode(STANDARD.decode(reduced(&text, &Redactor::default()).unwrap()).unwrap()).unwrap();
        let mut kept = String::new();
        GzDecoder::new(packed.as_slice()).read_to_string(&mut kept).unwrap();
        assert!(!kept.contains("hunter2"), "{kept}");
        let kept: Value = serde_json::from_str(&kept).unwrap();
        assert_eq!(kept["info"]["status"], "deployed");
        assert_eq!((&kept["version"], &kept["config"]["replicas"]), (&json!(3), &json!(2)));
        assert_eq!(kept["chart"]["metadata"]["version"], "1.2.3");
        for broken in ["", "x", "YWJj", &STANDARD.encode("YWJj")] {
            assert_eq!(reduced(broken, &Redactor::default()), None, "{broken}");
        }
    }
}
