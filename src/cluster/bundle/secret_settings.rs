//! What is told of the values of Secrets that a bundle holds: where they lead, and of the rest which are equal.
//!
//! Hosts and ports are told, every other value is a tag made by the redactor; no value leaves this file. Secrets that
//! tools keep for themselves (releases, tokens of service accounts, certificates) are left out.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::{Value, json};

use super::layout::Key;
use super::store::Store;
use crate::transport::redact::{Redactor, base64};

/// Where these documents are.
pub(super) const FOLDER: &str = "secret-settings/";
/// Types of Secrets that people write settings into.
const TYPES: &[&str] = &["", "Opaque", "kubernetes.io/basic-auth"];
/// The longest value that is a setting, encoded; files are none.
const LONGEST: usize = 4096;
/// Bytes of one file of Secrets.
const BYTES: usize = 16 * 1024 * 1024;

#[derive(Deserialize)]
struct File {
    #[serde(default)]
    items: Vec<Secret>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Secret {
    metadata: Meta,
    #[serde(default)]
    r#type: Option<String>,
    #[serde(default)]
    data: Option<BTreeMap<String, Value>>,
    #[serde(default)]
    string_data: Option<BTreeMap<String, Value>>,
}

#[derive(Deserialize)]
struct Meta {
    name: String,
    namespace: Option<String>,
}

/// Namespaces of which there is such a document.
pub(super) fn namespaces(store: &Store) -> BTreeSet<String> {
    let with_values = read(store).into_iter().filter(|(_, secret)| !secret.settings().is_empty());
    with_values.map(|(namespace, _)| namespace).filter(|namespace| !namespace.is_empty()).collect()
}

/// The settings of a namespace's Secrets by Secret and key; nothing where the bundle holds no values.
pub(super) fn of(store: &Store, namespace: &str) -> Option<Value> {
    let inside = read(store).into_iter().filter(|(of, _)| of == namespace).map(|(_, secret)| secret);
    let secrets: BTreeMap<String, BTreeMap<String, String>> = inside
        .filter_map(|secret| Some(secret.settings()).filter(|s| !s.is_empty()).map(|s| (secret.metadata.name, s)))
        .collect();
    (!secrets.is_empty()).then(|| json!({ "secrets": secrets }))
}

fn read(store: &Store) -> Vec<(String, Secret)> {
    let Some(collected) = store.index().resources.get(&Key::new("", "secrets")) else { return Vec::new() };
    let mut found = Vec::new();
    for file in collected.files.values() {
        let Some(Ok(body)) = store.files().read(&file.path) else { continue };
        let Some(text) = std::str::from_utf8(&body).ok().filter(|text| text.len() <= BYTES) else { continue };
        let json = serde_json::from_str(text.trim_start_matches('\u{feff}')).ok();
        let list: Option<File> = json.or_else(|| serde_saphyr::from_str(text).ok());
        for secret in list.into_iter().flat_map(|list| list.items) {
            let namespace = secret.metadata.namespace.clone().or_else(|| file.namespace.clone());
            found.push((namespace.unwrap_or_default(), secret));
        }
    }
    found
}

impl Secret {
    /// What is told of each key.
    fn settings(&self) -> BTreeMap<String, String> {
        if !TYPES.contains(&self.r#type.as_deref().unwrap_or_default()) {
            return BTreeMap::new();
        }
        let redactor = Redactor::default();
        let text = |value: &Value| value.as_str().filter(|v| !v.is_empty() && v.len() <= LONGEST).map(str::to_owned);
        let decoded = |value: &Value| String::from_utf8(base64::decode(&text(value)?)?).ok();
        let encoded = self.data.iter().flatten().filter_map(|(key, value)| Some((key, decoded(value)?)));
        let plain = self.string_data.iter().flatten().filter_map(|(key, value)| Some((key, text(value)?)));
        encoded.chain(plain).map(|(key, value)| (key.clone(), redactor.setting(key, &value))).collect()
    }
}
