//! What was seen: observations by their ids, objects by their names, and every word that stands anywhere.

use std::collections::{BTreeMap, BTreeSet, HashSet};

use serde_json::Value;

use crate::agent::draft::Named;
use crate::agent::verify::Evidence;
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::observation::{Body, Observation};
use crate::report::model::{ObjectRef, Report};

/// An index over all evidence.
pub(super) struct Seen<'a> {
    pub(super) evidence: Evidence<'a>,
    observations: BTreeMap<String, &'a Observation>,
    objects: BTreeMap<&'a str, Vec<&'a EntityKey>>,
    words: HashSet<&'a str>,
    /// The engine's sentences, which are recomputed from the same evidence.
    pub(super) sentences: Vec<&'a str>,
    named: BTreeSet<Named>,
}

/// What is known of a name.
pub(super) enum Known {
    /// It exists.
    Present(EntityKey),
    /// It is proven not to exist.
    Absent(Fact),
    /// It exists in other namespaces only.
    Elsewhere(Vec<String>),
    /// The engine speaks of it, though it is no object of the API.
    Told,
    /// Nothing is known of it.
    Unseen,
}

impl<'a> Seen<'a> {
    pub(super) fn new(evidence: Evidence<'a>) -> Self {
        let mut objects: BTreeMap<&str, Vec<&EntityKey>> = BTreeMap::new();
        for object in evidence.graph.objects() {
            objects.entry(&object.key.name).or_default().push(&object.key);
        }
        let mut words = HashSet::new();
        for observation in evidence.observations.iter().filter(|it| is_evidence(it)) {
            pieces(&observation.request, &mut words);
            match &observation.body {
                Body::Json(value) => leaves(value, &mut |text| pieces(text, &mut words)),
                Body::Text(text) => pieces(text, &mut words),
                Body::Empty => {}
            }
        }
        let sentences = sentences(evidence.engine);
        for text in &sentences {
            pieces(text, &mut words);
        }
        pieces(&evidence.engine.question, &mut words);
        let observations = evidence.observations.iter().map(|it| (it.id.to_string(), &**it)).collect();
        let named = causes(evidence.engine).flat_map(objects_of).map(|it| Named::from(&it)).collect();
        Self { evidence, observations, objects, words, sentences, named }
    }

    /// An observation by its id.
    pub(super) fn observation(&self, id: &str) -> Option<&'a Observation> {
        self.observations.get(id).copied()
    }

    /// Whether a word stands anywhere in what was read, or all of its parts do.
    pub(super) fn knows(&self, word: &str) -> bool {
        let mut parts = HashSet::new();
        split(word, &mut |part| _ = parts.insert(part));
        let known = |part: &str| self.words.contains(part);
        let dotted = |part: &str| {
            part.contains('.')
                && part.chars().any(char::is_alphabetic)
                && part.split('.').filter(|it| !it.is_empty()).all(known)
        };
        !parts.is_empty() && parts.iter().all(|part| known(part) || dotted(part))
    }

    /// What is known of an object. Without a namespace any will do.
    pub(super) fn find(&self, named: &Named) -> Known {
        let namespace = named.namespace.as_deref().filter(|it| !it.is_empty());
        let all = self.objects.get(named.name.as_str()).map(Vec::as_slice).unwrap_or_default();
        let same: Vec<&&EntityKey> = all.iter().filter(|key| key.kind.eq_ignore_ascii_case(&named.kind)).collect();
        let fits = |key: &EntityKey| key.namespace.is_none() || namespace.is_none_or(|it| it == key.ns());
        if let Some(key) = same.iter().find(|key| fits(key)) {
            return Known::Present((**key).clone());
        }
        if !same.is_empty() {
            return Known::Elsewhere(same.iter().map(|key| key.ns().to_owned()).collect());
        }
        if named.kind.eq_ignore_ascii_case("Namespace") && self.has_namespace(&named.name) {
            return Known::Present(EntityKey::new(&kinds::NAMESPACE, None, &named.name));
        }
        let lookups = kinds::ALL.iter().filter(|kind| kind.kind.eq_ignore_ascii_case(&named.kind));
        for kind in lookups {
            let key = EntityKey::new(kind, namespace, &named.name);
            if let Lookup::Absent(fact) = self.evidence.graph.lookup(&key) {
                return Known::Absent(fact);
            }
        }
        let told = self.named.iter().find(|it| it.name == named.name && it.kind.eq_ignore_ascii_case(&named.kind));
        match told {
            Some(it) if namespace.is_none() || it.namespace.is_none() || it.namespace == named.namespace => Known::Told,
            Some(it) => Known::Elsewhere(it.namespace.iter().cloned().collect()),
            None => Known::Unseen,
        }
    }

    fn has_namespace(&self, name: &str) -> bool {
        self.evidence.graph.objects().any(|object| object.key.ns() == name)
    }

    /// Whether the engine cites something for what it says of an object.
    pub(super) fn cites(&self, id: &str, object: &Named) -> bool {
        let links = causes(self.evidence.engine).flat_map(|cause| &cause.chain);
        let mut of = links.filter(|link| super::connect::same(&Named::from(&link.object), object));
        of.any(|link| link.evidence.iter().any(|it| it == id))
    }

    /// The objects of the engine's chains, each chain by itself.
    pub(super) fn chains(&self) -> impl Iterator<Item = Vec<Named>> + '_ {
        causes(self.evidence.engine).map(|cause| objects_of(cause).iter().map(Named::from).collect())
    }
}

impl From<&ObjectRef> for Named {
    fn from(object: &ObjectRef) -> Self {
        Self { kind: object.kind.clone(), namespace: object.namespace.clone(), name: object.name.clone() }
    }
}

impl From<&EntityKey> for Named {
    fn from(key: &EntityKey) -> Self {
        Self { kind: key.kind.to_string(), namespace: key.namespace.clone(), name: key.name.clone() }
    }
}

/// Whether it was read; what the engine or a tool wrote about it was not.
pub(super) fn is_evidence(observation: &Observation) -> bool {
    observation.source != "engine" && observation.source != "tools"
}

fn causes(report: &Report) -> impl Iterator<Item = &crate::report::model::RootCause> {
    report.root_causes.iter().chain(&report.hypotheses).chain(&report.notices)
}

fn objects_of(cause: &crate::report::model::RootCause) -> Vec<ObjectRef> {
    std::iter::once(&cause.object).chain(cause.chain.iter().map(|link| &link.object)).cloned().collect()
}

fn sentences(report: &Report) -> Vec<&str> {
    let mut all = vec![report.summary.as_str()];
    for cause in causes(report) {
        all.extend([cause.statement.as_str(), cause.impact.as_str()]);
        all.extend(cause.chain.iter().map(|link| link.statement.as_str()));
        all.extend(cause.changed_by.iter().map(|change| change.what.as_str()));
        all.extend(cause.remediation.iter().flat_map(|it| [Some(it.text.as_str()), it.command.as_deref()]).flatten());
    }
    for one in report.ruled_out.iter().chain(&report.unexplained).chain(&report.history) {
        all.push(&one.statement);
    }
    all.extend(report.timeline.iter().map(|entry| entry.what.as_str()));
    all
}

/// Every text of a document, keys included, and its numbers are no words.
fn leaves<'v>(value: &'v Value, tell: &mut impl FnMut(&'v str)) {
    match value {
        Value::String(text) => tell(text),
        Value::Array(list) => list.iter().for_each(|it| leaves(it, tell)),
        Value::Object(map) => {
            for (key, it) in map {
                tell(key);
                leaves(it, tell);
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn pieces<'v>(text: &'v str, words: &mut HashSet<&'v str>) {
    split(text, &mut |part| {
        words.insert(part);
        if part.contains('.') {
            words.extend(part.split('.').filter(|it| !it.is_empty()));
        }
    });
}

/// The words of a text: letters, digits and what names are made of.
pub(super) fn split<'v>(text: &'v str, tell: &mut impl FnMut(&'v str)) {
    let inside = |c: char| c.is_alphanumeric() || matches!(c, '-' | '.' | '_');
    for part in text.split(|c| !inside(c)) {
        let part = part.trim_matches(['-', '.', '_']);
        if !part.is_empty() {
            tell(part);
        }
    }
}

/// Whether a name stands in a text as a word of its own.
pub(super) fn holds_word(text: &str, name: &str) -> bool {
    if name.is_empty() {
        return false;
    }
    let edge = |c: Option<char>| c.is_none_or(|c| !c.is_alphanumeric() && c != '-');
    text.match_indices(name).any(|(at, _)| {
        let before = text.get(..at).and_then(|it| it.chars().next_back());
        let after = text.get(at + name.len()..).and_then(|it| it.chars().next());
        edge(before) && edge(after)
    })
}

/// Whether a document speaks of a name.
pub(super) fn mentions(value: &Value, name: &str) -> bool {
    let mut found = false;
    leaves(value, &mut |text| found = found || holds_word(text, name));
    found
}
