//! A JSON document as rows: one a key or an item, and what is folded is not walked.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::report::{printable, words};

/// Rows that are made; what is more has to be folded or searched for.
const MOST: usize = 100_000;
/// Characters of a value that a row shows.
const VALUE: usize = 2_000;

/// One row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Row {
    /// How deep it stands.
    pub depth: usize,
    /// Its key, or its number in a list.
    pub key: String,
    /// Its value, or how much is in it.
    pub value: String,
    /// Its JSON pointer.
    pub pointer: String,
    /// Whether it can be opened, and is.
    pub open: Option<bool>,
}

/// The rows of a document where the containers at these pointers are open.
pub(super) fn rows(value: &Value, open: &BTreeSet<String>) -> Vec<Row> {
    let mut rows = Vec::new();
    match value {
        Value::Object(_) | Value::Array(_) => children(value, "", 0, open, &mut rows),
        scalar => rows.push(row(String::new(), scalar, String::new(), 0, open)),
    }
    rows
}

fn children(value: &Value, pointer: &str, depth: usize, open: &BTreeSet<String>, rows: &mut Vec<Row>) {
    for (key, name, child) in entries(value) {
        if rows.len() >= MOST {
            return;
        }
        let below = format!("{pointer}/{key}");
        let row = row(name, child, below.clone(), depth, open);
        let is_open = row.open == Some(true);
        rows.push(row);
        if is_open {
            children(child, &below, depth + 1, open, rows);
        }
    }
}

/// The children of a value: their part of a pointer, their name, themselves.
pub(super) fn entries(value: &Value) -> Box<dyn Iterator<Item = (String, String, &Value)> + '_> {
    match value {
        Value::Object(map) => Box::new(
            map.iter().map(|(key, child)| (key.replace('~', "~0").replace('/', "~1"), printable(key), child)),
        ),
        Value::Array(items) => {
            Box::new(items.iter().enumerate().map(|(at, child)| (at.to_string(), numbered(at, child), child)))
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => Box::new(std::iter::empty()),
    }
}

/// The number of an item, and its name where it has one: `3 cart-7f9`.
fn numbered(at: usize, item: &Value) -> String {
    let text = |pointer: &str| item.pointer(pointer).and_then(Value::as_str);
    let name = text("/metadata/name").or_else(|| text("/name")).or_else(|| text("/type"));
    name.map_or_else(|| at.to_string(), |name| format!("{at} {}", words::clipped(&printable(name), 80)))
}

fn row(key: String, value: &Value, pointer: String, depth: usize, open: &BTreeSet<String>) -> Row {
    let (text, folds) = match value {
        Value::Object(map) => (words::count(map.len() as u64, "key"), !map.is_empty()),
        Value::Array(items) => (words::count(items.len() as u64, "item"), !items.is_empty()),
        Value::String(text) => (format!("\"{}\"", words::clipped(&printable(text), VALUE)), false),
        Value::Null | Value::Bool(_) | Value::Number(_) => (value.to_string(), false),
    };
    let open = folds.then(|| open.contains(&pointer));
    Row { depth, key, value: text, pointer, open }
}
