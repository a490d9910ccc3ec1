//! Drift: fields of an object that are not as the most trusted declaration has them, and who wrote them so.

use serde_json::Value;

use crate::diagnosis::changes::fields::{self, Entry};
use crate::diagnosis::declared::compare::{Difference, compare};
use crate::diagnosis::declared::source::{self, Declaration, Source};
use crate::diagnosis::objects::autoscaler::Autoscaler;
use crate::evidence::coverage::ListMark;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::{View, excerpt};

/// The longest value that is printed.
const SHORT: usize = 80;

/// One field that is not as it was declared.
#[derive(Debug, Clone)]
pub struct Drift<'g> {
    /// The object.
    pub object: View<'g>,
    /// Who declares it otherwise.
    pub source: Source,
    /// What differs.
    pub difference: Difference,
    /// The place in the declaration; none where it is hidden.
    pub declared: Option<Fact>,
    /// The place in the object, or in what should hold it.
    pub live: Option<Fact>,
    /// The program that last wrote the field.
    pub writer: Option<Entry<'g>>,
}

/// The drift of an object that was read.
pub fn of<'g>(graph: &'g Graph, key: &EntityKey) -> Vec<Drift<'g>> {
    let whole = graph.get(key).filter(|object| !object.metadata_only);
    let Some(view) = whole.and_then(|_| graph.view(key)) else { return Vec::new() };
    let all = source::of(graph, key);
    let Some(first) = all.first() else { return Vec::new() };
    let applied = all.iter().find(|declaration| declaration.source == Source::Applied);
    let others = applied.map(|applied| (applied, compare(applied.value(), view.value())));
    let outline = is_outline(&view);
    compare(first.value(), view.value())
        .into_iter()
        // What is not in an outline may well be there.
        .filter(|difference| difference.live.is_some() || !outline)
        .filter(|difference| difference.live_at != "/spec/replicas" || !is_autoscaled(graph, key))
        // What was applied is what is there: the manifest is a newer one, or another environment's.
        .filter(|difference| !others.as_ref().is_some_and(|(applied, others)| agrees(applied, others, difference)))
        .map(|difference| describe(&view, first, difference))
        .collect()
}

/// Whether an object of a long list may have been cut down to what it is known by.
fn is_outline(object: &View<'_>) -> bool {
    let part = |mark: &ListMark| mark.observation == object.observation() && !mark.complete;
    let listed = object.graph().coverage.lists.iter().any(part);
    listed && object.value().pointer("/metadata/resourceVersion").is_none()
}

/// Whether what was applied last has a field as it is.
fn agrees(applied: &Declaration<'_>, others: &[Difference], difference: &Difference) -> bool {
    let said = difference.names.iter().try_fold(applied.value(), |at, name| child(at, name));
    said.is_some() && !others.iter().any(|other| other.names == difference.names)
}

/// A field, or the item of a list that is named so.
fn child<'v>(value: &'v Value, name: &str) -> Option<&'v Value> {
    match value {
        Value::Object(map) => map.get(name),
        Value::Array(items) => items
            .iter()
            .find(|item| ["name", "mountPath"].iter().any(|key| item.get(key).and_then(Value::as_str) == Some(name)))
            .or_else(|| items.get(name.parse::<usize>().ok()?)),
        _ => None,
    }
}

fn describe<'g>(view: &View<'g>, declaration: &Declaration<'g>, difference: Difference) -> Drift<'g> {
    let declared = declaration.fact(&difference.declared_at, view.key());
    // Where nothing is there, what should hold it shows that.
    let mut pointer = difference.live_at.as_str();
    while !pointer.is_empty() && view.value().pointer(pointer).is_none_or(Value::is_null) {
        pointer = pointer.rsplit_once('/').map_or("", |(parent, _)| parent);
    }
    let live = view.at(pointer).map(|place| place.spec());
    let writer = fields::owner(view, &difference.live_at);
    Drift { object: view.clone(), source: declaration.source.clone(), declared, live, writer, difference }
}

/// Whether something else than a declaration decides how many pods an app has.
pub fn is_autoscaled(graph: &Graph, key: &EntityKey) -> bool {
    let hpa = graph.of_kind(&kinds::HPA).filter(|object| !object.metadata_only);
    let targeted = hpa.map(|object| Autoscaler::new(graph, object)).any(|hpa| hpa.target().as_ref() == Some(key));
    let scaled = graph.objects().filter(|object| object.key.kind == "ScaledObject").any(|object| {
        object.key.namespace == key.namespace
            && View::root(graph, object).str_at("/spec/scaleTargetRef/name") == Some(&key.name)
    });
    targeted || scaled
}

/// Whether an app that runs nobody is declared to run somebody, in so many words.
pub fn is_declared_to_run(graph: &Graph, key: &EntityKey) -> bool {
    of(graph, key).iter().any(|drift| {
        let declared = drift.difference.declared.as_i64().unwrap_or_default();
        drift.difference.live_at == "/spec/replicas" && declared > 0 && drift.declared.is_some()
    })
}

impl Drift<'_> {
    /// What differs, for a person: `replicas is declared 2 in manifests/web.yaml and is 0`.
    pub fn words(&self) -> String {
        let name = self.difference.place().words(self.has_several());
        let source = self.source.words();
        let declared = short(&self.difference.declared);
        let live = self.difference.live.as_ref().map(short);
        match (declared, live) {
            (Some(declared), Some(Some(live))) => format!("{name} is declared {declared} in {source} and is {live}"),
            (Some(declared), None) => format!("{name} is declared {declared} in {source} and is not set"),
            (None, None) => format!("{name} is declared in {source} and is not set"),
            _ => format!("{name} is not as {source} declares it"),
        }
    }

    /// Who wrote it so, for a person: `, set by kubectl-edit at 14:20:49Z`; empty where that is not known.
    pub fn by(&self) -> String {
        self.writer.as_ref().map_or_else(String::new, |writer| {
            format!(", set by {} at {}", writer.manager, writer.at.strftime("%H:%M:%SZ"))
        })
    }

    /// What it rests on.
    pub fn facts(&self) -> Vec<Fact> {
        [self.declared.clone(), self.live.clone()].into_iter().flatten().collect()
    }

    /// Whether it is about a place of the object, or holds it, or lies in it.
    pub fn touches(&self, pointer: &str) -> bool {
        let within = |one: &str, other: &str| {
            one.strip_prefix(other).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        within(pointer, &self.difference.live_at) || within(&self.difference.live_at, pointer)
    }

    fn has_several(&self) -> bool {
        let containers = ["/spec/template/spec/containers", "/spec/containers"];
        containers.iter().any(|pointer| {
            self.object.value().pointer(pointer).and_then(Value::as_array).is_some_and(|list| list.len() > 1)
        })
    }
}

/// A value that is short enough to be told.
fn short(value: &Value) -> Option<String> {
    let text = excerpt(value);
    (text.chars().count() <= SHORT && !text.contains('\n')).then_some(text)
}
