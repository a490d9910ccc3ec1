//! What a bundle holds beside objects and logs, for its own reader: declared manifests as one list, and what other
//! systems said, file by file.
//!
//! No API server has these paths. JSON arrays and JSON lines become the `items` of an object, so that every place in
//! them has a pointer; anything that is no JSON is a text. What cannot be understood is named, never guessed at.

use bytes::Bytes;
use http::{HeaderValue, Response, header};
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::layout;
use super::secret_settings;
use super::status::{Status, json_ok};
use super::store::Store;

/// The path that all manifests are read at.
const MANIFESTS: &str = "manifests";
/// Declared objects that are taken in.
const OBJECTS: usize = 5_000;
/// Bytes of declared manifests that are read.
const BYTES: usize = 32 * 1024 * 1024;
/// Levels of lists in lists that are opened.
const NESTED: usize = 3;

impl Store {
    /// The documents that can be read beside the API.
    pub fn documents(&self) -> Vec<String> {
        let manifests = self.manifests().next().map(|_| MANIFESTS.to_owned());
        let settings =
            secret_settings::namespaces(self).into_iter().map(|ns| format!("{}{ns}", secret_settings::FOLDER));
        manifests.into_iter().chain(settings).chain(self.telemetry().map(str::to_owned)).collect()
    }
}

/// Answers for a document.
pub(super) fn answer(store: &Store, path: &str) -> Result<Response<Bytes>, Status> {
    if path == MANIFESTS && store.manifests().next().is_some() {
        return Ok(json_ok(manifests(store).to_string()));
    }
    if let Some(namespace) = path.strip_prefix(secret_settings::FOLDER) {
        let settings = secret_settings::of(store, namespace);
        let none = || Status::not_collected(format!("the bundle holds no Secret with values in {namespace}"));
        return settings.map(|settings| json_ok(settings.to_string())).ok_or_else(none);
    }
    let body = Some(path).filter(|path| path.starts_with(layout::TELEMETRY)).and_then(|path| store.raw(path));
    let body = body.ok_or_else(|| Status::not_collected(format!("the bundle has no file {path}")))?;
    let body = body.map_err(|error| Status::not_collected(format!("{path} cannot be read: {error}")))?;
    match path.rsplit_once('.').map(|(_, extension)| extension) {
        Some("json") => parsed(path, serde_json::from_slice(&body)),
        Some("jsonl" | "ndjson") => parsed(path, lines(&body)),
        _ => Ok(text(body)),
    }
}

fn parsed(path: &str, value: serde_json::Result<Value>) -> Result<Response<Bytes>, Status> {
    match value {
        Ok(value @ Value::Object(_)) => Ok(json_ok(value.to_string())),
        Ok(Value::Array(items)) => Ok(json_ok(json!({ "items": items }).to_string())),
        Ok(_) => Err(Status::not_collected(format!("{path} holds neither an object nor a list"))),
        Err(error) => Err(Status::not_collected(format!("{path} is not valid JSON: {error}"))),
    }
}

/// One value a line.
fn lines(body: &[u8]) -> serde_json::Result<Value> {
    let values: serde_json::Result<Vec<Value>> = serde_json::Deserializer::from_slice(body).into_iter().collect();
    values.map(Value::Array)
}

fn text(body: Bytes) -> Response<Bytes> {
    let mut response = Response::new(body);
    response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("text/plain"));
    response
}

/// Every declared object, in the order of files; `files` tells which file each is from, `problems` what was left out.
fn manifests(store: &Store) -> Value {
    let (mut items, mut files, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    let mut bytes = 0;
    for path in store.manifests() {
        let Some(Ok(body)) = store.raw(path) else {
            problems.push(format!("{path} cannot be read"));
            continue;
        };
        bytes += body.len();
        if bytes > BYTES || items.len() >= OBJECTS {
            problems.push(format!("{path} and what follows is left out: there is too much of it"));
            break;
        }
        match documents(&body) {
            Ok(documents) => {
                for object in documents.into_iter().flat_map(|document| objects(document, NESTED)) {
                    items.push(Value::Object(object));
                    files.push(path);
                }
            }
            Err(what) => problems.push(format!("{path} {what}")),
        }
    }
    json!({"kind": "List", "apiVersion": "v1", "items": items, "files": files, "problems": problems})
}

fn documents(body: &[u8]) -> Result<Vec<Value>, String> {
    let text = std::str::from_utf8(body).map_err(|_| "is not UTF-8".to_owned())?;
    let told = |error: String| format!("is not valid YAML: {}", error.lines().next().unwrap_or_default());
    serde_saphyr::from_multiple(text).map_err(|error| told(error.to_string()))
}

/// The objects of a document: itself, or those of a `List`. What has no kind and name is no object.
fn objects(document: Value, deeper: usize) -> Vec<Map<String, Value>> {
    let Ok(mut object) = Map::deserialize(document) else { return Vec::new() };
    let kind = object.get("kind").and_then(Value::as_str).unwrap_or_default().to_owned();
    if kind.ends_with("List")
        && let Some(Value::Array(items)) = object.get_mut("items").map(Value::take)
    {
        let within = items.into_iter().filter(|_| deeper > 0);
        return within.flat_map(|item| objects(item, deeper - 1)).collect();
    }
    let named = object.get("metadata").and_then(|metadata| metadata.get("name")).is_some_and(Value::is_string);
    if kind.is_empty() || !named { Vec::new() } else { vec![object] }
}
