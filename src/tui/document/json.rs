//! A JSON document as rows: one a key or an item. The document stays the text that it is, ten times smaller than a tree of
//! it: a level is read when it is opened, and what is folded is not.

use std::borrow::Cow;
use std::collections::BTreeSet;
use std::fmt;
use std::ops::Range;

use serde::Deserialize;
use serde::de::{Deserializer, IgnoredAny, MapAccess, SeqAccess, Visitor};
use serde_json::value::RawValue;

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
    key: String,
    /// Whether it is an item of a list.
    is_item: bool,
    /// Its JSON pointer.
    pub pointer: String,
    /// Whether it can be opened, and is.
    pub open: Option<bool>,
    /// Where in the text it is.
    pub(super) range: Range<usize>,
}

/// What a row shows. It is worked out for the rows that are seen.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Shown {
    /// Its key; of an item its number, and its name where it has one.
    pub key: String,
    /// Its value, or how much is in it.
    pub value: String,
}

/// A child of a container.
pub(super) struct Child {
    /// Its part of a pointer.
    pub(super) step: String,
    /// Its key, or its number.
    name: String,
    is_item: bool,
    /// Where in the text it is.
    pub(super) range: Range<usize>,
}

/// The rows of a document where the containers at these pointers are open.
pub(super) fn rows(text: &str, open: &BTreeSet<String>) -> Vec<Row> {
    let mut rows = Vec::new();
    let all = 0..text.len();
    if is_container(text) {
        children(text, all, "", 0, open, &mut rows);
    } else {
        rows.push(Row { depth: 0, key: String::new(), is_item: false, pointer: String::new(), open: None, range: all });
    }
    rows
}

/// The rows below a container, into `rows`.
pub(super) fn children(
    text: &str,
    range: Range<usize>,
    pointer: &str,
    depth: usize,
    open: &BTreeSet<String>,
    rows: &mut Vec<Row>,
) {
    for child in entries(text, range) {
        if rows.len() >= MOST {
            return;
        }
        let pointer = format!("{pointer}/{}", child.step);
        let folds = text.get(child.range.clone()).is_some_and(is_filled);
        let is_open = folds && open.contains(&pointer);
        let range = child.range.clone();
        let row =
            Row { depth, key: child.name, is_item: child.is_item, pointer, open: folds.then_some(is_open), range };
        let below = is_open.then(|| row.pointer.clone());
        rows.push(row);
        if let Some(below) = below {
            children(text, child.range, &below, depth + 1, open, rows);
        }
    }
}

/// What a row shows.
pub(super) fn shown(text: &str, row: &Row) -> Shown {
    let json = text.get(row.range.clone()).unwrap_or_default().trim();
    let key = if row.is_item { numbered(&row.key, json) } else { printable(&row.key) };
    let value = match json.bytes().next() {
        Some(b'{') => words::count(size(json) as u64, "key"),
        Some(b'[') => words::count(size(json) as u64, "item"),
        Some(b'"') => {
            let said: Cow<'_, str> = serde_json::from_str(json).map_or(Cow::Borrowed(json), Cow::<str>::Owned);
            format!("\"{}\"", words::clipped(&printable(&said), VALUE))
        }
        _ => words::clipped(json, VALUE),
    };
    Shown { key, value }
}

/// Whether there is something in it.
fn is_filled(json: &str) -> bool {
    let inside = json.strip_prefix(['{', '[']).map(str::trim_start);
    inside.is_some_and(|inside| !inside.starts_with(['}', ']']))
}

/// The children of a container, in the order of the text; none of what is none.
pub(super) fn entries(text: &str, range: Range<usize>) -> Vec<Child> {
    let Some(json) = text.get(range.clone()) else { return Vec::new() };
    let level = Deserializer::deserialize_any(&mut serde_json::Deserializer::from_str(json), Level).unwrap_or_default();
    level
        .into_iter()
        .enumerate()
        .map(|(at, (key, value))| {
            let value = value.get();
            let start = range.start + (value.as_ptr().addr() - json.as_ptr().addr());
            let is_item = key.is_none();
            let name = key.unwrap_or_else(|| at.to_string());
            let step =
                if name.contains(['~', '/']) { name.replace('~', "~0").replace('/', "~1") } else { name.clone() };
            Child { step, name, is_item, range: start..start + value.len() }
        })
        .collect()
}

/// Where in the text a pointer leads; none where nothing is there.
pub(super) fn find(text: &str, pointer: &str) -> Option<Range<usize>> {
    let mut range = 0..text.len();
    for step in pointer.split('/').skip(1) {
        range = entries(text, range).into_iter().find(|child| child.step == step)?.range;
    }
    Some(range)
}

fn is_container(json: &str) -> bool {
    json.trim_start().starts_with(['{', '['])
}

/// How many keys or items a container has; none of what is none.
pub(super) fn size(json: &str) -> usize {
    Deserializer::deserialize_any(&mut serde_json::Deserializer::from_str(json), Count).unwrap_or(0)
}

/// The number of an item, and its name where it has one: `3 cart-7f9`.
fn numbered(at: &str, item: &str) -> String {
    let name = item.starts_with('{').then(|| name(item)).flatten();
    name.map_or_else(|| at.to_owned(), |name| format!("{at} {}", words::clipped(&printable(&name), 80)))
}

#[derive(Deserialize)]
struct Named<'a> {
    #[serde(borrow, default)]
    metadata: Option<&'a RawValue>,
    #[serde(borrow, default)]
    name: Option<&'a RawValue>,
    #[serde(borrow, default, rename = "type")]
    kind: Option<&'a RawValue>,
}

fn name(item: &str) -> Option<String> {
    let text = |value: Option<&RawValue>| serde_json::from_str::<String>(value?.get()).ok();
    let named: Named<'_> = serde_json::from_str(item).ok()?;
    let inner = named.metadata.and_then(|metadata| serde_json::from_str::<Named<'_>>(metadata.get()).ok());
    inner.and_then(|inner| text(inner.name)).or_else(|| text(named.name)).or_else(|| text(named.kind))
}

/// Reads one level: keys, and values as the text that they are.
struct Level;

impl<'de> Visitor<'de> for Level {
    type Value = Vec<(Option<String>, &'de RawValue)>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let mut level = Vec::new();
        while let Some((key, value)) = map.next_entry::<String, &'de RawValue>()? {
            level.push((Some(key), value));
        }
        Ok(level)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Self::Value, A::Error> {
        let mut level = Vec::new();
        while let Some(value) = items.next_element::<&'de RawValue>()? {
            level.push((None, value));
        }
        Ok(level)
    }
}

/// Counts one level.
struct Count;

impl<'de> Visitor<'de> for Count {
    type Value = usize;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object or an array")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<usize, A::Error> {
        let mut count = 0;
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(count)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<usize, A::Error> {
        let mut count = 0;
        while items.next_element::<IgnoredAny>()?.is_some() {
            count += 1;
        }
        Ok(count)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = r#" {"b": {"x/y": [1, "two", {"name": "three"}]}, "a": "\u001b[2Jq\"q", "e": []}"#;

    #[test]
    fn rows_are_those_that_are_open_in_the_order_of_the_text() {
        let open: BTreeSet<String> = ["/b", "/b/x~1y"].map(str::to_owned).into();
        let rows = rows(TEXT, &open);
        let line = |row: &Row| {
            let Shown { key, value } = shown(TEXT, row);
            format!("{}{key} {value}", " ".repeat(row.depth))
        };
        let drawn: Vec<String> = rows.iter().map(line).collect();
        assert_eq!(
            drawn,
            ["b 1 key", " x/y 3 items", "  0 1", "  1 \"two\"", "  2 three 1 key", "a \"q\"q\"", "e 0 items"]
        );
        let closed: Vec<Option<bool>> = rows.iter().map(|row| row.open).collect();
        assert_eq!(closed, [Some(true), Some(true), None, None, Some(false), None, None]);
    }

    #[test]
    fn pointers_lead_to_their_place() {
        let at = |pointer: &str| find(TEXT, pointer).and_then(|range| TEXT.get(range));
        assert_eq!(at("/b/x~1y/1"), Some("\"two\""));
        assert_eq!(at("/b/x~1y/2/name"), Some("\"three\""));
        assert_eq!(at("/b/none"), None);
        assert_eq!(shown("42", &rows("42", &BTreeSet::new())[0]).value, "42");
        assert!(rows("{", &BTreeSet::new()).is_empty());
    }
}
