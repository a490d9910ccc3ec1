//! Views: how an object is read so that whatever is read can be cited.
//!
//! A [`View`] is a place in an object. Every step keeps its JSON pointer, so any value that a cause looks at can become
//! a [`Fact`] without the cause writing pointers twice. Places that a test hides read as if they were not there.

use jiff::Timestamp;
use serde_json::Value;

use crate::evidence::entity::EntityKey;
use crate::evidence::fact::{Fact, FactKind};
use crate::evidence::graph::{Graph, Object};
use crate::evidence::observation::ObservationId;

/// A place in an object.
#[derive(Debug, Clone)]
pub struct View<'g> {
    graph: &'g Graph,
    object: &'g Object,
    value: &'g Value,
    /// Relative to the object.
    pointer: String,
}

impl<'g> View<'g> {
    /// The whole of an object.
    pub fn root(graph: &'g Graph, object: &'g Object) -> Self {
        Self { graph, object, value: object.body(), pointer: String::new() }
    }

    /// The object it lies in.
    pub fn key(&self) -> &'g EntityKey {
        &self.object.key
    }

    /// The observation it was read in.
    pub fn observation(&self) -> ObservationId {
        self.object.observation
    }

    /// The graph it belongs to.
    pub fn graph(&self) -> &'g Graph {
        self.graph
    }

    /// The pointer into the observation's body.
    pub fn full_pointer(&self) -> String {
        format!("{}{}", self.object.base, self.pointer)
    }

    /// The place at a JSON pointer below this one; none where nothing (or null) is.
    pub fn at(&self, pointer: &str) -> Option<View<'g>> {
        let value = resolve(self.value, pointer).filter(|v| !v.is_null())?;
        let below = format!("{}{pointer}", self.pointer);
        let view = View { graph: self.graph, object: self.object, value, pointer: below };
        (!self.graph.is_hidden(self.object.observation, || view.full_pointer())).then_some(view)
    }

    /// The place at a key that may hold `/` or `~`, such as a label.
    pub fn key_at(&self, parent: &str, key: &str) -> Option<View<'g>> {
        self.at(&format!("{parent}/{}", escape(key)))
    }

    /// The elements of the array at a pointer; none there reads as empty.
    pub fn items(&self, pointer: &str) -> Vec<View<'g>> {
        let Some(list) = self.at(pointer) else { return Vec::new() };
        let count = list.value.as_array().map_or(0, Vec::len);
        (0..count).filter_map(|i| list.at(&format!("/{i}"))).collect()
    }

    /// The entries of the map at a pointer, by key.
    pub fn entries(&self, pointer: &str) -> Vec<(&'g str, View<'g>)> {
        let Some(map) = self.at(pointer) else { return Vec::new() };
        let Some(object) = map.value.as_object() else { return Vec::new() };
        object.keys().filter_map(|k| Some((k.as_str(), map.at(&format!("/{}", escape(k)))?))).collect()
    }

    /// The text here.
    pub fn str(&self) -> Option<&'g str> {
        self.value.as_str()
    }

    /// The whole number here.
    pub fn i64(&self) -> Option<i64> {
        self.value.as_i64()
    }

    /// The truth value here.
    pub fn bool(&self) -> Option<bool> {
        self.value.as_bool()
    }

    /// The moment here.
    pub fn time(&self) -> Option<Timestamp> {
        self.value.as_str()?.parse().ok()
    }

    /// The raw value, for comparing and diffing whole parts. What is hidden below it is not honoured: cite what you
    /// conclude from.
    pub fn value(&self) -> &'g Value {
        self.value
    }

    /// The text at a pointer.
    pub fn str_at(&self, pointer: &str) -> Option<&'g str> {
        self.at(pointer)?.str()
    }

    /// The whole number at a pointer.
    pub fn i64_at(&self, pointer: &str) -> Option<i64> {
        self.at(pointer)?.i64()
    }

    /// The truth value at a pointer.
    pub fn bool_at(&self, pointer: &str) -> Option<bool> {
        self.at(pointer)?.bool()
    }

    /// The moment at a pointer.
    pub fn time_at(&self, pointer: &str) -> Option<Timestamp> {
        self.at(pointer)?.time()
    }

    /// This place as a fact.
    pub fn fact(&self, kind: FactKind) -> Fact {
        Fact {
            entity: self.object.key.clone(),
            observation: self.object.observation,
            pointer: self.full_pointer(),
            excerpt: excerpt(self.value),
            kind,
        }
    }

    /// This place as a fact of what was asked for.
    pub fn spec(&self) -> Fact {
        self.fact(FactKind::Spec)
    }

    /// This place as a fact of what is.
    pub fn state(&self) -> Fact {
        self.fact(FactKind::State)
    }
}

/// A value as a quote: text as it is, anything else as compact JSON.
pub fn excerpt(value: &Value) -> String {
    match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    }
}

/// What stands at a JSON pointer. [`Value::pointer`] builds two strings for each step of the way; nearly no step needs
/// them, and causes take more steps than anything else that the program does.
fn resolve<'v>(value: &'v Value, pointer: &str) -> Option<&'v Value> {
    if pointer.contains('~') {
        return value.pointer(pointer);
    }
    if pointer.is_empty() {
        return Some(value);
    }
    pointer.strip_prefix('/')?.split('/').try_fold(value, |at, step| match at {
        Value::Object(map) => map.get(step),
        Value::Array(list) => list.get(index(step)?),
        _ => None,
    })
}

/// The index that a step of a pointer is: digits, without a sign and without leading zeros.
fn index(step: &str) -> Option<usize> {
    let plain = step == "0" || !step.starts_with(['+', '0']);
    step.parse().ok().filter(|_| plain)
}

/// Escapes a key for a JSON pointer (RFC 6901).
pub fn escape(key: &str) -> String {
    key.replace('~', "~0").replace('/', "~1")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::resolve;

    #[test]
    fn pointers_lead_where_those_of_serde_json_lead() {
        let value = json!({"a": [{"b": 1}, null], "": {"": 2}, "x/y": 3, "m~n": 4, "0": 5});
        let pointers = "/a|/a/0/b|/a/1|/a/2|/a/00|/a/+0|/a/-|/a/0/b/c|/|//|///|a|/x~1y|/m~0n|/0|/b|";
        for pointer in pointers.split('|') {
            assert_eq!(resolve(&value, pointer), value.pointer(pointer), "{pointer:?}");
        }
    }
}
