//! Whether two objects have to do with each other, by what was read: owners, references, selectors, nodes, calls.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use crate::agent::draft::Named;
use crate::agent::verify::seen::{Known, Seen, mentions};
use crate::evidence::entity::EntityKey;

/// Objects that an object owns, of those that are looked at.
const OWNED: usize = 24;

/// Whether two objects are connected, by what was read or in a chain of the engine.
pub(super) fn connected(one: &Named, other: &Named, seen: &Seen<'_>) -> bool {
    seen.chains().any(|chain| within(&chain, one) && within(&chain, other)) || related(one, other, seen)
}

/// Whether two objects are connected by what was read.
pub(super) fn related(one: &Named, other: &Named, seen: &Seen<'_>) -> bool {
    if same(one, other) {
        return true;
    }
    let (left, right) = (family(one, seen), family(other, seen));
    if left.iter().any(|key| right.contains(key)) {
        return true;
    }
    let speaks = |keys: &BTreeSet<EntityKey>, name: &Named, others: &BTreeSet<EntityKey>| {
        keys.iter().filter_map(|key| seen.evidence.graph.get(key)).any(|object| {
            let body = object.body();
            near(&object.key, name) && mentions(body, &name.name)
                || others.iter().any(|it| near_keys(&object.key, it) && mentions(body, &it.name))
        })
    };
    speaks(&left, other, &right)
        || speaks(&right, one, &left)
        || selected(&left, &right, seen)
        || selected(&right, &left, seen)
}

/// The same object; a namespace that is not said may be any.
pub(super) fn same(one: &Named, other: &Named) -> bool {
    let place = match (&one.namespace, &other.namespace) {
        (Some(one), Some(other)) => one == other,
        _ => true,
    };
    place && one.name == other.name && one.kind.eq_ignore_ascii_case(&other.kind)
}

fn within(chain: &[Named], object: &Named) -> bool {
    chain.iter().any(|it| same(it, object))
}

/// The object, whoever owns it, and what it owns.
pub(super) fn family(object: &Named, seen: &Seen<'_>) -> BTreeSet<EntityKey> {
    let Known::Present(key) = seen.find(object) else { return BTreeSet::new() };
    let graph = seen.evidence.graph;
    let mut all = BTreeSet::from([key.clone()]);
    let mut owner = graph.controller(&key);
    while let Some(next) = owner.filter(|next| !all.contains(next)) {
        owner = graph.controller(&next);
        all.insert(next);
    }
    let mut next = vec![key];
    while let Some(key) = next.pop() {
        for child in graph.children(&key) {
            if all.len() < OWNED && all.insert(child.key.clone()) {
                next.push(child.key.clone());
            }
        }
    }
    all
}

/// Names mean something within a namespace, and where one of both has none.
fn near(key: &EntityKey, other: &Named) -> bool {
    key.namespace.is_none() || other.namespace.is_none() || key.namespace == other.namespace || other.name.len() > 3
}

fn near_keys(key: &EntityKey, other: &EntityKey) -> bool {
    near(key, &Named::from(other))
}

/// Whether one of these selects one of those by labels.
fn selected(by: &BTreeSet<EntityKey>, those: &BTreeSet<EntityKey>, seen: &Seen<'_>) -> bool {
    let graph = seen.evidence.graph;
    by.iter().filter_map(|key| graph.get(key)).any(|object| {
        let Some(selector) = selector(object.body()) else { return false };
        let inside = those.iter().filter(|key| key.namespace == object.key.namespace);
        inside.filter_map(|key| graph.get(key)).any(|it| {
            ["/metadata/labels", "/spec/template/metadata/labels"]
                .iter()
                .filter_map(|pointer| it.body().pointer(pointer)?.as_object())
                .any(|labels| selector.iter().all(|(key, value)| labels.get(key) == Some(value)))
        })
    })
}

fn selector(body: &Value) -> Option<&Map<String, Value>> {
    ["/spec/selector/matchLabels", "/spec/podSelector/matchLabels", "/spec/selector"]
        .iter()
        .find_map(|pointer| body.pointer(pointer)?.as_object())
        .filter(|labels| !labels.is_empty() && labels.values().all(Value::is_string))
}
