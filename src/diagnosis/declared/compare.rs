//! What is declared of an object, compared with the object as it is: only what was declared, by what it means.

use serde_json::Value;

use crate::diagnosis::declared::place::Place;
use crate::diagnosis::declared::{equal, lists};

/// Parts of an object that no declaration decides.
const NOT_COMPARED: &[&str] = &["apiVersion", "kind", "metadata", "status", "stringData"];
/// Differences of one object that are kept.
const KEPT: usize = 50;

/// A field that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct Difference {
    /// JSON pointer into what is declared.
    pub declared_at: String,
    /// JSON pointer into what is live; it leads nowhere where nothing is there.
    pub live_at: String,
    /// Its steps as a person names them.
    pub names: Vec<String>,
    /// What is declared.
    pub declared: Value,
    /// What is there.
    pub live: Option<Value>,
}

impl Difference {
    pub(super) fn new(place: &Place, declared: &Value, live: Option<&Value>) -> Self {
        Self {
            declared_at: place.declared.clone(),
            live_at: place.live.clone(),
            names: place.names.clone(),
            declared: declared.clone(),
            live: live.cloned(),
        }
    }

    /// Its place.
    pub fn place(&self) -> Place {
        Place { declared: self.declared_at.clone(), live: self.live_at.clone(), names: self.names.clone() }
    }
}

/// The fields of an object that differ from what is declared of it, in the order of what is declared.
pub fn compare(declared: &Value, live: &Value) -> Vec<Difference> {
    let mut found = Vec::new();
    let top = Place::default();
    for (name, value) in declared.as_object().into_iter().flatten() {
        if !NOT_COMPARED.contains(&name.as_str()) {
            walk(&top.field(name), value, live.get(name), &mut found);
        }
    }
    found.truncate(KEPT);
    found
}

pub(super) fn walk(place: &Place, declared: &Value, live: Option<&Value>, found: &mut Vec<Difference>) {
    if found.len() >= KEPT || declared.is_null() {
        return;
    }
    let Some(live) = live.filter(|live| !live.is_null()) else {
        if !equal::is_nothing(declared) {
            found.push(Difference::new(place, declared, None));
        }
        return;
    };
    match (declared, live) {
        (Value::Object(map), Value::Object(other)) => {
            for (name, value) in map {
                walk(&place.field(name), value, other.get(name), found);
            }
        }
        (Value::Array(items), Value::Array(others)) => lists::compare(place, items, others, found),
        _ if equal::same(place, declared, live) => {}
        _ => found.push(Difference::new(place, declared, Some(live))),
    }
}
