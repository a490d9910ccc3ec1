//! An object as its row reads it. What is absent, or of another type than expected, counts as empty: bundles are written
//! by others, and a cell that cannot be told must not cost the table.

use std::collections::BTreeSet;

use jiff::Timestamp;
use serde_json::Value;

use super::age;

/// An object, or a part of one, and the moment that ages are told for.
#[derive(Clone, Copy)]
pub(super) struct Row<'a> {
    value: &'a Value,
    now: Option<Timestamp>,
}

impl<'a> Row<'a> {
    /// The row of an object.
    pub(super) fn new(value: &'a Value, now: Option<Timestamp>) -> Self {
        Self { value, now }
    }

    /// The part below a JSON pointer.
    pub(super) fn at(&self, pointer: &str) -> Self {
        Self { value: self.value.pointer(pointer).unwrap_or(&Value::Null), now: self.now }
    }

    /// The JSON.
    pub(super) fn value(&self) -> &'a Value {
        self.value
    }

    /// Whether there is anything there.
    pub(super) fn has(&self, pointer: &str) -> bool {
        !self.at(pointer).value.is_null()
    }

    /// A string; empty where there is none.
    pub(super) fn text(&self, pointer: &str) -> &'a str {
        self.at(pointer).value.as_str().unwrap_or_default()
    }

    /// A string, or what stands for an empty one.
    pub(super) fn text_or<'b>(&self, pointer: &str, empty: &'b str) -> &'b str
    where
        'a: 'b,
    {
        match self.text(pointer) {
            "" => empty,
            text => text,
        }
    }

    /// A whole number; zero where there is none.
    pub(super) fn int(&self, pointer: &str) -> i64 {
        self.at(pointer).value.as_i64().unwrap_or_default()
    }

    /// A whole number, or the server's default.
    pub(super) fn int_or(&self, pointer: &str, default: i64) -> i64 {
        self.at(pointer).value.as_i64().unwrap_or(default)
    }

    /// A switch; off where there is none.
    pub(super) fn flag(&self, pointer: &str) -> bool {
        self.at(pointer).value.as_bool().unwrap_or_default()
    }

    /// A number or a string, as text: quantities, ports, percentages.
    pub(super) fn scalar(&self, pointer: &str, absent: &str) -> String {
        match self.at(pointer).value {
            Value::String(text) => text.clone(),
            Value::Number(number) => number.to_string(),
            _ => absent.to_owned(),
        }
    }

    /// The elements of an array.
    pub(super) fn items(&self, pointer: &str) -> impl DoubleEndedIterator<Item = Row<'a>> + ExactSizeIterator {
        let now = self.now;
        let items = self.at(pointer).value.as_array().map(Vec::as_slice).unwrap_or_default();
        items.iter().map(move |value| Row { value, now })
    }

    /// The strings of an array.
    pub(super) fn texts(&self, pointer: &str) -> Vec<&'a str> {
        self.items(pointer).map(|item| item.text("")).collect()
    }

    /// How many elements an array has, or keys an object.
    pub(super) fn len(&self, pointer: &str) -> i64 {
        let len = match self.at(pointer).value {
            Value::Array(items) => items.len(),
            Value::Object(map) => map.len(),
            _ => 0,
        };
        i64::try_from(len).unwrap_or(i64::MAX)
    }

    /// The keys and values of an object.
    pub(super) fn entries(&self, pointer: &str) -> impl Iterator<Item = (&'a str, &'a Value)> {
        self.at(pointer).value.as_object().into_iter().flatten().map(|(key, value)| (key.as_str(), value))
    }

    /// The element of `…/conditions` with that type.
    pub(super) fn condition(&self, pointer: &str, kind: &str) -> Option<Row<'a>> {
        self.items(pointer).find(|condition| condition.text("/type") == kind)
    }

    /// A moment.
    pub(super) fn time(&self, pointer: &str) -> Option<Timestamp> {
        self.text(pointer).parse().ok()
    }

    /// How long ago a moment was.
    pub(super) fn since(&self, pointer: &str) -> String {
        self.ago(self.time(pointer))
    }

    /// How long ago a moment was that is already at hand.
    pub(super) fn ago(&self, then: Option<Timestamp>) -> String {
        age::between(then, self.now)
    }

    /// The name.
    pub(super) fn name(&self) -> &'a str {
        self.text("/metadata/name")
    }

    /// The age.
    pub(super) fn age(&self) -> String {
        self.since("/metadata/creationTimestamp")
    }

    /// Whether it is being deleted.
    pub(super) fn deleted(&self) -> bool {
        self.has("/metadata/deletionTimestamp")
    }

    /// Names and images of containers.
    pub(super) fn containers(&self, pointer: &str) -> (String, String) {
        let join = |field| self.items(pointer).map(|c| c.text(field)).collect::<Vec<_>>().join(",");
        (join("/name"), join("/image"))
    }

    /// A map of labels as `a=b,c=d`.
    pub(super) fn labels(&self, pointer: &str) -> String {
        none_if_empty(self.pairs(pointer).into_iter().collect::<Vec<_>>().join(","))
    }

    fn pairs(&self, pointer: &str) -> BTreeSet<String> {
        self.entries(pointer).map(|(key, value)| format!("{key}={}", value.as_str().unwrap_or_default())).collect()
    }

    /// A label selector as text, empty for one that selects everything or nothing; `None` for one that no server takes.
    pub(super) fn selector(&self, pointer: &str) -> Option<String> {
        let selector = self.at(pointer);
        let equal = selector.entries("/matchLabels");
        let mut all: Vec<(&str, String)> =
            equal.map(|(key, value)| (key, format!("{key}={}", value.as_str().unwrap_or_default()))).collect();
        for requirement in selector.items("/matchExpressions") {
            let key = requirement.text("/key");
            let mut values = requirement.texts("/values");
            values.sort_unstable();
            let values = values.join(",");
            let text = match requirement.text("/operator") {
                "In" => format!("{key} in ({values})"),
                "NotIn" => format!("{key} notin ({values})"),
                "Exists" => key.to_owned(),
                "DoesNotExist" => format!("!{key}"),
                _ => return None,
            };
            all.push((key, text));
        }
        all.sort_by(|a, b| a.0.cmp(b.0));
        Some(all.into_iter().map(|(_, text)| text).collect::<Vec<_>>().join(","))
    }

    /// A label selector as text, in the words of most columns.
    pub(super) fn selector_or_none(&self, pointer: &str) -> String {
        self.selector(pointer).map_or_else(|| "<error>".to_owned(), none_if_empty)
    }
}

/// What most columns say instead of nothing.
pub(super) fn none_if_empty(text: String) -> String {
    if text.is_empty() { "<none>".to_owned() } else { text }
}

/// The first three of a list, and how many are left out.
pub(super) fn first_three(all: &[String], empty: &str) -> String {
    const SHOWN: usize = 3;
    let shown = all.iter().take(SHOWN).map(String::as_str).collect::<Vec<_>>().join(",");
    match all.len().checked_sub(SHOWN) {
        Some(left) if left > 0 => format!("{shown} + {left} more..."),
        _ if shown.is_empty() => empty.to_owned(),
        _ => shown,
    }
}
