//! Lists compared as Kubernetes keeps them: named things by name, ports by name or number, other things by what they say.

use serde_json::Value;

use crate::diagnosis::declared::compare::{Difference, walk};
use crate::diagnosis::declared::equal;
use crate::diagnosis::declared::place::Place;

/// Lists whose order is part of what they say.
const ORDERED: &[&str] = &["command", "args"];

/// Compares two lists. What only the live one has was not declared, so nothing is said of it.
pub(super) fn compare(place: &Place, declared: &[Value], live: &[Value], found: &mut Vec<Difference>) {
    let whole = |found: &mut Vec<Difference>| {
        found.push(Difference::new(place, &Value::from(declared.to_vec()), Some(&Value::from(live.to_vec()))));
    };
    if declared.iter().all(is_plain) {
        let child = |index: usize| place.item(index, Some(index), place.last());
        let ordered = ORDERED.contains(&place.last());
        let in_order = || declared.iter().zip(live).enumerate().all(|(at, (d, l))| equal::same(&child(at), d, l));
        let each = || declared.iter().all(|d| live.iter().any(|l| equal::same(place, d, l)));
        if !(if ordered { declared.len() == live.len() && in_order() } else { each() }) {
            whole(found);
        }
        return;
    }
    if let Some(pairs) = by_identity(place.last(), declared, live) {
        for (index, at, name) in pairs {
            let (Some(item), other) = (declared.get(index), at.and_then(|at| live.get(at))) else { continue };
            walk(&place.item(index, at, &name), item, other, found);
        }
        return;
    }
    if declared.iter().all(|d| live.iter().any(|l| holds(place, d, l))) {
        return;
    }
    if declared.len() == live.len() {
        for (index, (item, other)) in declared.iter().zip(live).enumerate() {
            walk(&place.item(index, Some(index), &index.to_string()), item, Some(other), found);
        }
    } else {
        whole(found);
    }
}

fn is_plain(value: &Value) -> bool {
    !value.is_object() && !value.is_array()
}

/// Whether all that is declared of an item holds of a live one.
fn holds(place: &Place, declared: &Value, live: &Value) -> bool {
    let mut found = Vec::new();
    walk(&place.item(0, Some(0), "0"), declared, Some(live), &mut found);
    found.is_empty()
}

type Pair = (usize, Option<usize>, String);

/// Each declared item with the live one of the same identity; none where items have none, or share one.
fn by_identity(list: &str, declared: &[Value], live: &[Value]) -> Option<Vec<Pair>> {
    if list == "ports" && declared.len() == 1 && live.len() == 1 {
        return Some(vec![(0, Some(0), port(declared.first()?)?)]);
    }
    let named = list == "ports" && declared.iter().chain(live).all(|item| item.get("name").is_some());
    let identity = |item: &Value| if named { text(item, "name") } else { identity(list, item) };
    let all: Vec<String> = declared.iter().map(&identity).collect::<Option<_>>()?;
    let distinct: std::collections::BTreeSet<&String> = all.iter().collect();
    if distinct.len() < all.len() {
        return None;
    }
    let others: Vec<Option<String>> = live.iter().map(identity).collect();
    let pairs = all.into_iter().enumerate().map(|(index, name)| {
        let at = others.iter().position(|other| other.as_ref() == Some(&name));
        (index, at, name)
    });
    Some(pairs.collect())
}

/// What tells an item of a list from the others.
fn identity(list: &str, item: &Value) -> Option<String> {
    match list {
        "ports" => port(item),
        "volumeMounts" => text(item, "mountPath"),
        "volumeDevices" => text(item, "devicePath"),
        "hostAliases" => text(item, "ip"),
        "topologySpreadConstraints" => {
            Some(format!("{} {}", text(item, "topologyKey")?, text(item, "whenUnsatisfiable")?))
        }
        "volumeClaimTemplates" => text(item.get("metadata")?, "name"),
        "tolerations" | "rules" | "http" | "subjects" => None,
        _ => text(item, "name"),
    }
}

fn port(item: &Value) -> Option<String> {
    let number = text(item, "containerPort").or_else(|| text(item, "port"))?;
    match item.get("protocol").and_then(Value::as_str) {
        None | Some("TCP") => Some(number),
        Some(protocol) => Some(format!("{number}/{protocol}")),
    }
}

fn text(item: &Value, field: &str) -> Option<String> {
    match item.get(field)? {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}
