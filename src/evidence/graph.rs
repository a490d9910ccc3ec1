//! The graph: every object that was read, and how they hang together.
//!
//! Edges are not stored, they are looked up: ownership by uid, events by the object that they are about, references by
//! the views that causes take. What is asked of the graph never depends on the order in which it was filled.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

use crate::evidence::coverage::{Coverage, GetMark, ListMark, Lookup};
use crate::evidence::documents::Documents;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::{Fact, FactKind};
use crate::evidence::kinds::{self, Kind};
use crate::evidence::log::{Log, LogKey};
use crate::evidence::observation::{Observation, ObservationId, Outcome};
use crate::evidence::ownership::{self, owner_references, same_uid};
use crate::evidence::view::View;

/// An object that was read.
#[derive(Debug, Clone)]
pub struct Object {
    /// Its name.
    pub key: EntityKey,
    /// Its uid; none in recordings that lost it.
    pub uid: Option<String>,
    /// Where it was read.
    pub observation: ObservationId,
    /// Its pointer in the observation's body, empty for the whole.
    pub base: String,
    /// Whether only its metadata was read.
    pub metadata_only: bool,
    document: Arc<Value>,
    index: Option<usize>,
}

impl Object {
    /// Its body.
    pub fn body(&self) -> &Value {
        match self.index {
            None => &self.document,
            Some(index) => self.document.get("items").and_then(|items| items.get(index)).unwrap_or(&Value::Null),
        }
    }

    pub(super) fn new(key: EntityKey, document: &Arc<Value>, index: Option<usize>, observation: ObservationId) -> Self {
        let base = index.map_or_else(String::new, |i| format!("/items/{i}"));
        let mut object =
            Self { key, uid: None, observation, base, metadata_only: false, document: document.clone(), index };
        let uid = object.body().get("metadata").and_then(|metadata| metadata.get("uid")).and_then(Value::as_str);
        object.uid = uid.filter(|uid| !uid.is_empty()).map(str::to_owned);
        object
    }
}

/// Everything that was read for one question.
#[derive(Debug, Clone)]
pub struct Graph {
    /// The moment that "now" means.
    pub now: Timestamp,
    /// What was looked at.
    pub coverage: Coverage,
    /// What was read beside the API.
    pub documents: Documents,
    objects: BTreeMap<EntityKey, Object>,
    children: BTreeMap<EntityKey, BTreeSet<EntityKey>>,
    events: BTreeMap<EntityKey, BTreeSet<EntityKey>>,
    logs: BTreeMap<LogKey, Log>,
    hidden: BTreeSet<(ObservationId, String)>,
}

impl Graph {
    /// An empty graph as of a moment.
    pub fn new(now: Timestamp) -> Self {
        Self {
            now,
            coverage: Coverage::default(),
            documents: Documents::default(),
            objects: BTreeMap::new(),
            children: BTreeMap::new(),
            events: BTreeMap::new(),
            logs: BTreeMap::new(),
            hidden: BTreeSet::new(),
        }
    }

    /// Takes in a list of one kind. `complete` says that no selector left items out.
    pub fn add_list(&mut self, observation: &Observation, kind: &Kind, namespace: Option<&str>, complete: bool) {
        if self.coverage.lists.iter().any(|mark| mark.observation == observation.id) {
            return;
        }
        let mut items = 0;
        if let Some(document) = observation.body.json().filter(|_| observation.outcome == Outcome::Read) {
            items = document.get("items").and_then(Value::as_array).map_or(0, Vec::len);
            let metadata_only =
                document.get("kind").and_then(Value::as_str).is_some_and(|k| k.starts_with("PartialObjectMetadata"));
            for index in 0..items {
                let body = document.get("items").and_then(|list| list.get(index));
                let Some(key) = body.and_then(|body| EntityKey::of_body(body, kind)) else { continue };
                let mut object = Object::new(key, document, Some(index), observation.id);
                object.metadata_only = metadata_only;
                self.insert(object);
            }
        }
        self.mark(observation, kind, namespace, items, complete);
    }

    /// Notes that a list was read, and takes in nothing of it: its names were looked through, and that is all.
    pub fn note_list(&mut self, observation: &Observation, kind: &Kind, namespace: Option<&str>) {
        self.mark(observation, kind, namespace, 0, false);
    }

    fn mark(&mut self, observation: &Observation, kind: &Kind, ns: Option<&str>, items: usize, complete: bool) {
        self.coverage.lists.push(ListMark {
            kind: (kind.group.to_string(), kind.kind.to_string()),
            namespace: ns.map(str::to_owned),
            complete: complete && observation.reduced.is_none_or(|it| it.kept == it.of) && !observation.truncated,
            observation: observation.id,
            outcome: observation.outcome.clone(),
            partial: observation.partial.clone(),
            narrowed: !complete,
            labels: None,
            items,
            of: observation.reduced.map_or(items, |it| it.of),
            truncated: observation.truncated,
        });
    }

    /// Takes in a list that a label selector narrowed.
    pub fn add_labelled(&mut self, observation: &Observation, kind: &Kind, namespace: Option<&str>, labels: &str) {
        self.add_list(observation, kind, namespace, false);
        let marks = self.coverage.lists.iter_mut().rev();
        if let Some(mark) = marks.into_iter().find(|mark| mark.observation == observation.id) {
            mark.labels = Some(labels.to_owned());
        }
    }

    /// Takes in one object that was asked for by name.
    pub fn add_object(&mut self, observation: &Observation, key: &EntityKey) {
        let mut message = String::new();
        if let Some(document) = observation.body.json() {
            if observation.outcome == Outcome::Read {
                let mut object = Object::new(key.clone(), document, None, observation.id);
                object.metadata_only =
                    document.get("kind").and_then(Value::as_str).is_some_and(|k| k == "PartialObjectMetadata");
                self.insert(object);
            } else {
                message.push_str(document.get("message").and_then(Value::as_str).unwrap_or_default());
            }
        }
        let mark = GetMark { observation: observation.id, outcome: observation.outcome.clone(), message };
        self.coverage.gets.insert(key.clone(), mark);
    }

    /// Takes in the tail of a log.
    pub fn add_log(&mut self, observation: &Observation, key: &LogKey) {
        if let Some(text) = observation.body.text().filter(|_| observation.outcome == Outcome::Read) {
            self.logs.insert(key.clone(), Log::parse(key.clone(), observation.id, text));
            if observation.truncated {
                // Servers cut what is newest.
                self.coverage.logs.insert(key.clone(), "truncated: its last lines did not come".to_owned());
            }
        } else if let Some((word, why)) = observation.outcome.blindness() {
            self.coverage.logs.insert(key.clone(), format!("{word}: {why}"));
        }
    }

    /// Takes in what stands for a log that was not read.
    pub fn add_summary(&mut self, log: Log) {
        self.logs.entry(log.key.clone()).or_insert(log);
    }

    fn insert(&mut self, object: Object) {
        if self.objects.get(&object.key).is_some_and(|known| !known.metadata_only || object.metadata_only) {
            return;
        }
        let key = object.key.clone();
        for owner in owner_references(&object) {
            self.children.entry(owner.key).or_default().insert(key.clone());
        }
        if key.is(&kinds::EVENT)
            && let Some(target) = event_target(object.body())
        {
            self.events.entry(target).or_default().insert(key.clone());
        }
        self.objects.insert(key, object);
    }

    /// Hides the place that a fact rests on: from now on it reads as if it were not there. Only for asking what a
    /// conclusion would be worth without it.
    pub fn hide(&mut self, fact: &Fact) {
        self.hidden.insert((fact.observation, fact.pointer.clone()));
    }

    /// Whether a place is hidden. The pointer is only worked out when anything is.
    pub fn is_hidden(&self, observation: ObservationId, pointer: impl FnOnce() -> String) -> bool {
        if self.hidden.is_empty() {
            return false;
        }
        let pointer = pointer();
        self.hidden.iter().any(|(at, hidden)| {
            *at == observation
                && pointer.strip_prefix(hidden.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        })
    }

    /// All objects, in the order of their keys.
    pub fn objects(&self) -> impl Iterator<Item = &Object> {
        self.objects.values()
    }

    /// The objects of one kind, in the order of their keys.
    pub fn of_kind<'g>(&'g self, kind: &'g Kind) -> impl Iterator<Item = &'g Object> + 'g {
        // Keys sort by group and kind first.
        let first =
            EntityKey { group: kind.group.clone(), kind: kind.kind.clone(), namespace: None, name: String::new() };
        self.objects.range(first..).map(|(_, object)| object).take_while(move |object| object.key.is(kind))
    }

    /// The objects of one kind in a namespace, in the order of their names.
    pub fn of_namespace<'g>(&'g self, kind: &'g Kind, namespace: &str) -> impl Iterator<Item = &'g Object> + use<'g> {
        let first = EntityKey::new(kind, Some(namespace).filter(|ns| !ns.is_empty()), "");
        let inside = first.namespace.clone();
        let objects = self.objects.range(first..).map(|(_, object)| object);
        objects.take_while(move |object| object.key.is(kind) && object.key.namespace == inside)
    }

    /// An object that was read.
    pub fn get(&self, key: &EntityKey) -> Option<&Object> {
        self.objects.get(key)
    }

    /// A view of an object that was read.
    pub fn view(&self, key: &EntityKey) -> Option<View<'_>> {
        self.objects.get(key).map(|object| View::root(self, object))
    }

    /// Whether an object is there, is not, or was not seen.
    pub fn lookup(&self, key: &EntityKey) -> Lookup<'_> {
        if let Some(object) = self.objects.get(key) {
            return Lookup::Present(object);
        }
        let mut why = format!("{key} was not read");
        if let Some(mark) = self.coverage.gets.get(key) {
            match &mark.outcome {
                Outcome::Absent => {
                    return self.absence(key, mark.observation, "/message".to_owned(), mark.message.clone());
                }
                Outcome::Read => why = String::from("it was not understood"),
                Outcome::NotCollected(reason) | Outcome::Forbidden(reason) | Outcome::Failed(reason) => {
                    why.clone_from(reason);
                }
            }
        }
        let listed = self.coverage.lists.iter().find(|mark| {
            mark.complete
                && mark.outcome == Outcome::Read
                && mark.kind.0 == key.group
                && mark.kind.1 == key.kind
                && (mark.namespace.is_none() || mark.namespace == key.namespace)
                && !mark.partial.iter().any(|ns| ns == key.ns())
        });
        match listed {
            Some(mark) => {
                let text = format!("{} listed, none named {}", mark.items, key.name);
                self.absence(key, mark.observation, "/items".to_owned(), text)
            }
            None => Lookup::Unseen(why),
        }
    }

    /// Proof that a namespace holds no object of a kind: a complete list without items.
    pub fn none_in(&self, kind: &Kind, namespace: &str) -> Option<Fact> {
        let mark = self.coverage.lists.iter().find(|mark| {
            let same = mark.kind.0 == kind.group && mark.kind.1 == kind.kind;
            same && mark.complete && mark.outcome == Outcome::Read && mark.namespace.as_deref() == Some(namespace)
        })?;
        (mark.items == 0).then(|| Fact {
            entity: EntityKey::new(&kinds::NAMESPACE, None, namespace),
            observation: mark.observation,
            pointer: "/items".to_owned(),
            excerpt: "[]".to_owned(),
            kind: FactKind::Absence,
        })
    }

    /// Whether a kind was listed, in a namespace or in all: wholly, with everything in it.
    pub fn was_listed(&self, kind: &Kind, namespace: Option<&str>) -> bool {
        self.coverage.lists.iter().any(|mark| {
            let same = mark.kind.0 == kind.group && mark.kind.1 == kind.kind;
            let there = mark.namespace.is_none() || mark.namespace.as_deref() == namespace;
            let whole = mark.complete && !mark.partial.iter().any(|ns| namespace.is_none_or(|wanted| ns == wanted));
            same && there && whole && mark.outcome == Outcome::Read
        })
    }

    fn absence(&self, key: &EntityKey, observation: ObservationId, pointer: String, excerpt: String) -> Lookup<'_> {
        let hidden = self.hidden.iter().any(|(at, hidden)| *at == observation && *hidden == pointer);
        if hidden {
            return Lookup::Unseen("hidden".to_owned());
        }
        Lookup::Absent(Fact { entity: key.clone(), observation, pointer, excerpt, kind: FactKind::Absence })
    }

    /// The objects that an object owns directly: by uid where both sides have one.
    pub fn children(&self, owner: &EntityKey) -> Vec<&Object> {
        let owner_uid = self.get(owner).and_then(|o| o.uid.as_deref());
        let Some(children) = self.children.get(owner) else { return Vec::new() };
        children
            .iter()
            .filter_map(|key| self.get(key))
            .filter(|child| {
                owner_references(child)
                    .iter()
                    .any(|reference| reference.key == *owner && same_uid(owner_uid, reference.uid.as_deref()))
            })
            .collect()
    }

    /// The controller of an object: the owner reference marked so, by uid where both sides have one.
    pub fn controller(&self, key: &EntityKey) -> Option<EntityKey> {
        let object = self.get(key)?;
        let references = owner_references(object);
        let chosen = references.iter().find(|r| r.controller).or_else(|| references.first())?;
        let real_uid = self.get(&chosen.key).and_then(|o| o.uid.as_deref());
        same_uid(real_uid, chosen.uid.as_deref()).then(|| chosen.key.clone())
    }

    /// The topmost built-in owner: Deployment over ReplicaSet over Pod, CronJob over Job. A bare Pod is itself. The
    /// Deployment of a ReplicaSet that was not read is told by the names that its controller gives.
    pub fn top_owner(&self, key: &EntityKey) -> EntityKey {
        let mut top = key.clone();
        for _ in 0..8 {
            match self.controller(&top) {
                Some(owner) if owner.known_kind().is_some_and(ownership::is_workload) => {
                    let above = self.get(&top).filter(|_| self.get(&owner).is_none());
                    let above = above.and_then(|pod| ownership::deployment_over(self, pod, &owner));
                    top = above.unwrap_or(owner);
                }
                _ => break,
            }
        }
        top
    }

    /// The events about an object, oldest first. Those that name another uid are of a namesake and left out.
    pub fn events(&self, target: &EntityKey) -> Vec<View<'_>> {
        let Some(keys) = self.events.get(target) else { return Vec::new() };
        let object = self.get(target);
        let mut events: Vec<View<'_>> = keys
            .iter()
            .filter_map(|key| self.view(key))
            .filter(|event| object.is_none_or(|o| is_about(event.str_at("/involvedObject/uid"), o)))
            .filter(|event| event.at("/reason").is_some())
            .collect();
        events.sort_by_key(|event| (crate::evidence::change::event_time(event), event.key().clone()));
        events
    }

    /// A log that was read.
    pub fn log(&self, key: &LogKey) -> Option<Log> {
        let log = self.logs.get(key)?;
        if self.hidden.is_empty() {
            return Some(log.clone());
        }
        let mut log = log.clone();
        let shown: Vec<_> = log
            .lines
            .iter()
            .filter(|line| {
                let place = (log.observation, log.fact(line).pointer);
                !self.hidden.contains(&place)
            })
            .cloned()
            .collect();
        log.lines = shown;
        Some(log)
    }

    /// Every log that was read.
    pub fn logs(&self) -> impl Iterator<Item = &LogKey> {
        self.logs.keys()
    }
}

/// Whether the uid that an event names is that of this object. The kubelet names a node by its name and a static pod
/// by the hash of its file.
fn is_about(named: Option<&str>, object: &Object) -> bool {
    let hash = object.body().pointer("/metadata/annotations/kubernetes.io~1config.hash").and_then(Value::as_str);
    same_uid(object.uid.as_deref(), named) || named == Some(&object.key.name) || (named.is_some() && named == hash)
}

fn event_target(body: &Value) -> Option<EntityKey> {
    let target = body.get("involvedObject").or_else(|| body.get("regarding"))?;
    let text = |field: &str| target.get(field).and_then(Value::as_str);
    let namespace = text("namespace").filter(|ns| !ns.is_empty());
    let (kind, name) = (text("kind")?, text("name")?);
    if let Some(version) = text("apiVersion").filter(|version| !version.is_empty()) {
        Some(EntityKey::referenced(version, kind, namespace, name))
    } else {
        let known = kinds::ALL.iter().find(|known| known.kind == kind)?;
        Some(EntityKey::new(known, namespace, name))
    }
}
