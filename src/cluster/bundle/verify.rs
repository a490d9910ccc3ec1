//! Secrets that were left in a bundle: every file as it lies there is compared with what redaction makes of it.
//!
//! What was found is named by its place, never by its value.

use serde::Serialize;
use serde_json::Value;

use super::collected::built_in;
use super::layout::{self, Place};
use super::store::Store;
use crate::transport::redact::Redactor;

/// Bytes of a file that is looked into.
const LARGEST: u64 = 256 * 1024 * 1024;
/// Places that are named for each file.
const PLACES: usize = 20;

/// A file that redaction would change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Leftover {
    /// The file, relative to the bundle's root.
    pub path: String,
    /// JSON pointers or lines (`L12`), the first of them.
    pub places: Vec<String>,
    /// How many places there are.
    pub count: usize,
}

/// What looking for secrets came to.
#[derive(Debug, Clone, Default, Serialize)]
pub struct Leftovers {
    /// Files that redaction would change, by path.
    pub found: Vec<Leftover>,
    /// Files that could not be looked into, and why.
    pub unread: Vec<String>,
}

impl Store {
    /// Looks for secrets in every file.
    pub fn leftovers(&self) -> Leftovers {
        let redactor = Redactor::default();
        let mut leftovers = Leftovers::default();
        for (path, size) in self.files().paths() {
            if size > LARGEST {
                leftovers.unread.push(format!("{path} is too large to look for secrets in it"));
                continue;
            }
            match self.files().read(path) {
                Some(Ok(body)) => {
                    let places = places(path, &body, &redactor);
                    let count = places.len();
                    if count > 0 {
                        let places = places.into_iter().take(PLACES).collect();
                        leftovers.found.push(Leftover { path: path.to_owned(), places, count });
                    }
                }
                Some(Err(error)) => leftovers.unread.push(format!("{path} cannot be read: {error}")),
                None => leftovers.unread.push(format!("{path} is gone")),
            }
        }
        leftovers
    }
}

/// Where redaction would change a file.
fn places(path: &str, body: &[u8], redactor: &Redactor) -> Vec<String> {
    let mut found = Vec::new();
    if let Ok(document) = serde_json::from_slice::<Value>(body) {
        let mut redacted = document.clone();
        redactor.value(&mut redacted, kind(path));
        changed(&document, &redacted, &mut String::new(), &mut found);
        return found;
    }
    let text = String::from_utf8_lossy(body);
    let config = [".yaml", ".yml"].iter().any(|ending| path.ends_with(ending));
    let redacted = if config { redactor.config(&text) } else { redactor.text(&text) };
    if *redacted == *text {
        return found;
    }
    let lines = text.lines().zip(redacted.lines()).enumerate();
    found.extend(lines.filter(|(_, (before, after))| before != after).map(|(at, _)| format!("L{}", at + 1)));
    if found.is_empty() {
        found.push("L1".to_owned());
    }
    found
}

/// The kind that the objects of a file have where they don't say, which those of a list do not.
fn kind(path: &str) -> &'static str {
    match layout::place(path) {
        Place::List { key, .. } => built_in(&key).map_or("", |b| b.kind),
        _ => "",
    }
}

fn changed(before: &Value, after: &Value, at: &mut String, found: &mut Vec<String>) {
    let length = at.len();
    match (before, after) {
        (Value::Object(before), Value::Object(after)) => {
            for (key, value) in before {
                *at += &format!("/{}", key.replace('~', "~0").replace('/', "~1"));
                changed(value, after.get(key).unwrap_or(&Value::Null), at, found);
                at.truncate(length);
            }
        }
        (Value::Array(before), Value::Array(after)) if before.len() == after.len() => {
            for (index, (before, after)) in before.iter().zip(after).enumerate() {
                *at += &format!("/{index}");
                changed(before, after, at, found);
                at.truncate(length);
            }
        }
        (before, after) if before != after => found.push(at.clone()),
        _ => {}
    }
}
