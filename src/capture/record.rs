//! What was read becomes files in the layout of a bundle, and what was not becomes the reasons beside them.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::{Map, Value, json};

use super::staging::Staging;
use super::summary::Missed;
use crate::evidence::kinds::Kind;

/// The files of a capture, and what it could not get.
pub(super) struct Record {
    pub(super) staging: Staging,
    pub(super) objects: u64,
    pub(super) logs: u64,
    pub(super) missed: BTreeSet<Missed>,
    /// The kinds of which something was written, be it an empty list.
    pub(super) kinds: BTreeSet<Kind>,
    /// By the kind's place in the bundle and by namespace; under `None` of the whole.
    errors: BTreeMap<String, BTreeMap<Option<String>, String>>,
}

impl Record {
    pub(super) fn new(staging: Staging) -> Self {
        Self { staging, objects: 0, logs: 0, missed: BTreeSet::new(), kinds: BTreeSet::new(), errors: BTreeMap::new() }
    }

    /// Writes a document.
    pub(super) fn document(&mut self, path: &str, document: &Value) {
        self.file(path, document.to_string().as_bytes());
    }

    /// Writes a file; where that fails, what is in it was not collected.
    pub(super) fn file(&mut self, path: &str, bytes: &[u8]) -> bool {
        match self.staging.write(path, bytes) {
            Ok(()) => true,
            Err(why) => {
                self.miss(path.escape_debug().to_string(), why);
                false
            }
        }
    }

    /// Says that something is missing.
    pub(super) fn miss(&mut self, what: impl Into<String>, why: impl Into<String>) {
        self.missed.insert(Missed { what: what.into(), namespace: None, why: why.into() });
    }

    /// Says that the objects of a kind are missing, in a namespace or wherever there is no file of them.
    pub(super) fn unseen(&mut self, kind: &Kind, namespace: Option<&str>, why: &str) {
        let namespace = namespace.map(str::to_owned);
        self.missed.insert(Missed { what: kind.plural.to_string(), namespace: namespace.clone(), why: why.to_owned() });
        let errors = self.errors.entry(kind.bundle.to_string()).or_default();
        errors.entry(namespace).or_insert_with(|| why.to_owned());
    }

    /// The objects of a cluster-scoped kind.
    pub(super) fn whole(&mut self, kind: &Kind, document: Value) {
        self.put(kind, &format!("cluster-resources/{}.json", kind.bundle), None, document);
    }

    /// The objects of one namespace.
    pub(super) fn namespace(&mut self, kind: &Kind, namespace: &str, document: Value) {
        let path = format!("cluster-resources/{}/{namespace}.json", kind.bundle);
        self.put(kind, &path, Some(namespace), document);
    }

    /// A list of all namespaces, one file each; those of `namespaces` that it has nothing of get an empty one, and those
    /// of `others` have their own list.
    pub(super) fn everywhere(
        &mut self,
        kind: &Kind,
        namespaces: &BTreeSet<String>,
        others: &[String],
        mut document: Value,
    ) {
        let mut parts: BTreeMap<String, Vec<Value>> = namespaces.iter().map(|ns| (ns.clone(), Vec::new())).collect();
        if let Some(Value::Array(items)) = document.get_mut("items").map(Value::take) {
            for item in items {
                let namespace = item.pointer("/metadata/namespace").and_then(Value::as_str).unwrap_or_default();
                parts.entry(namespace.to_owned()).or_default().push(item);
            }
        }
        for (namespace, items) in parts.into_iter().filter(|(namespace, _)| !others.contains(namespace)) {
            let mut part = document.clone();
            if let Some(part) = part.as_object_mut() {
                part.insert("items".to_owned(), Value::Array(items));
            }
            self.namespace(kind, &namespace, part);
        }
    }

    fn put(&mut self, kind: &Kind, path: &str, namespace: Option<&str>, mut document: Value) {
        plain(kind, &mut document);
        let count = document.get("items").and_then(Value::as_array).map_or(0, Vec::len);
        match self.staging.write(path, document.to_string().as_bytes()) {
            Ok(()) => {
                self.objects += count as u64;
                if !self.kinds.contains(kind) {
                    self.kinds.insert(kind.clone());
                }
            }
            Err(why) => self.unseen(kind, namespace, &why),
        }
    }

    /// Writes the reasons, and gives back what the summary needs.
    pub(super) fn finish(&mut self) {
        for (place, reasons) in std::mem::take(&mut self.errors) {
            // Custom resources have one file of reasons for all, which says more than we know: no file is enough.
            if place.starts_with("custom-resources/") {
                continue;
            }
            let path = format!("cluster-resources/{place}-errors.json");
            let general = reasons.get(&None).map(|why| json!([why]));
            let named: Map<String, Value> =
                reasons.into_iter().filter_map(|(ns, why)| Some((ns?, Value::String(why)))).collect();
            self.document(&path, &general.unwrap_or(Value::Object(named)));
        }
    }
}

/// Objects that were asked for by metadata only are told apart from others by their kind, which is not theirs.
fn plain(kind: &Kind, document: &mut Value) {
    let partial = |value: &Value| {
        value.get("kind").and_then(Value::as_str).is_some_and(|kind| kind.starts_with("PartialObjectMetadata"))
    };
    if partial(document)
        && let Some(list) = document.as_object_mut()
    {
        list.insert("kind".to_owned(), format!("{}List", kind.kind).into());
        list.insert("apiVersion".to_owned(), kind.api_version().into());
    }
    for item in document.get_mut("items").and_then(Value::as_array_mut).into_iter().flatten() {
        if partial(item)
            && let Some(item) = item.as_object_mut()
        {
            item.remove("kind");
            item.remove("apiVersion");
        }
    }
}
