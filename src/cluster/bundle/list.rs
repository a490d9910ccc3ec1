//! One file of objects: where each object's bytes are, and what is known of it. Objects are not parsed further.
//!
//! A file is scanned once for the objects' boundaries and each object once for its [`Meta`]. What an API server sent
//! stays byte for byte; only Secrets (see [`super::secrets`]) and objects without a namespace are rewritten.

use std::borrow::Cow;

use bytes::Bytes;
use serde::Deserialize;
use serde_json::value::RawValue;
use serde_json::{Map, Value, json};

use super::meta::Meta;
use super::secrets;

/// An object: its bytes as collected and what is known of it.
#[derive(Debug, Clone)]
pub(super) struct Item {
    pub(super) raw: Bytes,
    pub(super) meta: Meta,
}

/// The objects of one file.
#[derive(Debug, Default)]
pub(super) struct List {
    /// `apiVersion` of the list, else of its first object.
    pub(super) api_version: Option<String>,
    /// Kind of the objects as they or the list say.
    pub(super) kind: Option<String>,
    pub(super) resource_version: Option<String>,
    pub(super) items: Vec<Item>,
    /// Whether the file shows a list as a server made it, and not one object or a selection of objects.
    pub(super) whole: bool,
    /// Objects that had to be left out, and why.
    pub(super) complaints: Vec<String>,
    by_name: Vec<u32>,
}

/// What a file is expected to hold.
pub(super) struct Expected<'a> {
    /// Kind of the objects, where it is known.
    pub(super) kind: Option<&'a str>,
    /// The namespace that the file is named after.
    pub(super) namespace: Option<&'a str>,
    pub(super) yaml: bool,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope<'a> {
    api_version: Option<String>,
    kind: Option<String>,
    metadata: Option<ListMeta>,
    #[serde(borrow)]
    items: Option<Vec<&'a RawValue>>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListMeta {
    name: Option<String>,
    resource_version: Option<String>,
}

impl List {
    /// Reads a file. The error says what is wrong with it, without its path.
    pub(super) fn read(body: &Bytes, expected: &Expected<'_>) -> Result<Self, String> {
        let body = if expected.yaml { &from_yaml(body)? } else { body };
        let body =
            body.strip_prefix(b"\xef\xbb\xbf".as_slice()).map_or_else(|| body.clone(), |rest| body.slice_ref(rest));
        let mut list = Self::default();
        match body.iter().find(|byte| !byte.is_ascii_whitespace()) {
            Some(b'[') => {
                let items: Vec<&RawValue> = serde_json::from_slice(&body).map_err(|e| complaint(&e))?;
                list.whole = true;
                list.take(&body, &items, expected);
            }
            Some(b'{') => {
                let envelope: Envelope<'_> = serde_json::from_slice(&body).map_err(|e| complaint(&e))?;
                list.envelope(&body, envelope, expected)?;
            }
            Some(b'n') if body.trim_ascii() == b"null" => list.whole = true,
            Some(_) => return Err("is not valid JSON at line 1 column 1".to_owned()),
            None => return Err("is empty".to_owned()),
        }
        list.index();
        Ok(list)
    }

    fn envelope(&mut self, body: &Bytes, envelope: Envelope<'_>, expected: &Expected<'_>) -> Result<(), String> {
        let is_list = envelope.kind.as_deref().is_some_and(|kind| kind.ends_with("List"));
        let metadata = envelope.metadata;
        self.whole = metadata.as_ref().is_none_or(|m| m.resource_version.is_some());
        match envelope.items {
            Some(items) => self.take(body, &items, expected),
            None if is_list => {}
            None if metadata.as_ref().is_some_and(|m| m.name.is_some()) => {
                self.whole = false;
                let text = std::str::from_utf8(body).map_err(|_| "is not UTF-8".to_owned())?;
                self.push(text.trim(), body, 0, expected);
                return Ok(());
            }
            None => return Err("holds neither a list nor an object".to_owned()),
        }
        let own = envelope.kind.as_deref().and_then(|kind| kind.strip_suffix("List")).filter(|kind| !kind.is_empty());
        if let Some(kind) = own {
            self.kind = Some(kind.to_owned());
            self.api_version = envelope.api_version.or(self.api_version.take());
        }
        self.resource_version = metadata.and_then(|m| m.resource_version);
        Ok(())
    }

    fn take(&mut self, body: &Bytes, items: &[&RawValue], expected: &Expected<'_>) {
        self.items.reserve(items.len());
        for (at, item) in items.iter().enumerate() {
            self.push(item.get(), body, at, expected);
        }
    }

    fn push(&mut self, raw: &str, body: &Bytes, at: usize, expected: &Expected<'_>) {
        match item(raw, body, expected) {
            Ok(item) => {
                let first = self.items.is_empty();
                if first {
                    self.api_version = item.meta.api_version.as_deref().map(str::to_owned);
                    self.kind = item.meta.kind.as_deref().map(str::to_owned);
                }
                self.items.push(item);
            }
            Err(why) => self.complaints.push(format!("item {at} {why}")),
        }
    }

    fn index(&mut self) {
        let mut order: Vec<u32> = (0..u32::try_from(self.items.len()).unwrap_or(u32::MAX)).collect();
        order.sort_by_key(|at| self.key(*at));
        self.by_name = order;
    }

    fn key(&self, at: u32) -> (&str, &str) {
        self.items.get(at as usize).map_or(("", ""), |item| (&*item.meta.name, &*item.meta.namespace))
    }

    /// The object of that name, and of that namespace where one is given.
    pub(super) fn find(&self, name: &str, namespace: Option<&str>) -> Option<&Item> {
        let start = self.by_name.partition_point(|at| self.key(*at).0 < name);
        let same = self.by_name.get(start..)?.iter().take_while(|at| self.key(**at).0 == name);
        same.filter_map(|at| self.items.get(*at as usize))
            .find(|item| namespace.is_none_or(|ns| item.meta.namespace.is_empty() || *item.meta.namespace == *ns))
    }
}

/// Broken JSON with its place, or valid JSON of another shape (`items` that is no array).
fn complaint(error: &serde_json::Error) -> String {
    if error.is_data() {
        return "holds neither a list nor an object".to_owned();
    }
    format!("is not valid JSON at line {} column {}", error.line(), error.column())
}

fn item(raw: &str, body: &Bytes, expected: &Expected<'_>) -> Result<Item, String> {
    let mut text = Cow::Borrowed(raw);
    if raw.starts_with('"') {
        let name: String = serde_json::from_str(raw).map_err(|_| "is not an object".to_owned())?;
        text = Cow::Owned(json!({"metadata": {"name": name}}).to_string());
    }
    let mut meta = Meta::read(&text, expected.kind.is_some()).map_err(|_| "is not an object".to_owned())?;
    if meta.name.is_empty() {
        return Err("has no name".to_owned());
    }
    if let (Some(wanted), Some(kind)) = (expected.kind, meta.kind.as_deref())
        && wanted != kind
    {
        return Err(format!("is a {kind}, not a {wanted}"));
    }
    match expected.namespace {
        Some(ns) if meta.namespace.is_empty() => {
            text = Cow::Owned(placed(&text, ns)?);
            meta.namespace = ns.into();
        }
        Some(ns) if *meta.namespace != *ns => return Err(format!("is of namespace {}, not {ns}", meta.namespace)),
        _ => {}
    }
    let secret = Some("Secret");
    if (expected.kind == secret || meta.kind.as_deref() == secret)
        && let Some(stripped) = secrets::stripped(&text, &meta)?
    {
        text = Cow::Owned(stripped);
    }
    let raw = match text {
        Cow::Borrowed(text) => body.slice_ref(text.as_bytes()),
        Cow::Owned(text) => Bytes::from(text),
    };
    Ok(Item { raw, meta })
}

/// An object that does not say its namespace, saying it: a reader of all namespaces must be able to tell.
fn placed(raw: &str, namespace: &str) -> Result<String, String> {
    let broken = |_| "is not an object".to_owned();
    let mut object: Map<String, Value> = serde_json::from_str(raw).map_err(broken)?;
    if let Some(metadata) = object.get_mut("metadata").and_then(Value::as_object_mut) {
        metadata.insert("namespace".to_owned(), namespace.into());
    }
    serde_json::to_string(&object).map_err(broken)
}

/// YAML as the JSON that the rest of this file reads; several documents become a list.
fn from_yaml(body: &[u8]) -> Result<Bytes, String> {
    let text = std::str::from_utf8(body).map_err(|_| "is not UTF-8".to_owned())?;
    let broken = |e: String| format!("is not valid YAML: {}", e.lines().next().unwrap_or_default());
    let mut documents: Vec<Value> = serde_saphyr::from_multiple(text).map_err(|e| broken(e.to_string()))?;
    let value = if documents.len() == 1 { documents.swap_remove(0) } else { Value::Array(documents) };
    serde_json::to_vec(&value).map(Bytes::from).map_err(|e| broken(e.to_string()))
}
