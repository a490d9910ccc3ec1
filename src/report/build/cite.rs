//! Citations: each fact gets an id the first time that the report mentions it.

use std::collections::BTreeMap;
use std::sync::Arc;

use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::observation::{Observation, ObservationId};
use crate::report::model::{Evidence, ObjectRef};

/// Characters of an excerpt; what is longer is cut in the middle.
const EXCERPT: usize = 400;

/// Gives ids to facts.
pub(super) struct Citer<'a> {
    observations: BTreeMap<ObservationId, &'a Arc<Observation>>,
    graph: &'a Graph,
    known: BTreeMap<(ObservationId, String, EntityKey), usize>,
    evidence: Vec<Evidence>,
}

impl<'a> Citer<'a> {
    pub(super) fn new(observations: &'a [Arc<Observation>], graph: &'a Graph) -> Self {
        let observations = observations.iter().map(|o| (o.id, o)).collect();
        Self { observations, graph, known: BTreeMap::new(), evidence: Vec::new() }
    }

    /// The ids of facts, each once, in order.
    pub(super) fn all<'f>(&mut self, facts: impl IntoIterator<Item = &'f Fact>) -> Vec<String> {
        let mut ids: Vec<String> = Vec::new();
        for fact in facts {
            if let Some(id) = self.one(fact)
                && !ids.contains(&id)
            {
                ids.push(id);
            }
        }
        ids
    }

    /// The id of a fact. A fact of an observation that is not of this run cannot be cited.
    fn one(&mut self, fact: &Fact) -> Option<String> {
        let place = (fact.observation, fact.pointer.clone(), fact.entity.clone());
        if let Some(index) = self.known.get(&place) {
            return Some(format!("e{}", index + 1));
        }
        let observation = self.observations.get(&fact.observation)?;
        let (excerpt, cut) = shortened(&fact.excerpt);
        let evidence = Evidence {
            id: format!("e{}", self.evidence.len() + 1),
            observation: observation.id.to_string(),
            source: observation.source.to_owned(),
            request: observation.request.clone(),
            object: self.object(&fact.entity),
            pointer: fact.pointer.clone(),
            excerpt,
            observed_at: observation.observed_at,
            truncated: cut || observation.truncated,
        };
        let id = evidence.id.clone();
        self.known.insert(place, self.evidence.len());
        self.evidence.push(evidence);
        Some(id)
    }

    /// An entity as the report names it.
    pub(super) fn object(&self, key: &EntityKey) -> ObjectRef {
        let version = self.graph.view(key).and_then(|view| {
            let version = view.str_at("/apiVersion")?;
            Some(version.rsplit('/').next().unwrap_or(version))
        });
        key.object_ref(version)
    }

    pub(super) fn finish(self) -> Vec<Evidence> {
        self.evidence
    }
}

/// A text cut in the middle if it is long, and whether it was.
pub(crate) fn shortened(text: &str) -> (String, bool) {
    let count = text.chars().count();
    if count <= EXCERPT {
        return (text.to_owned(), false);
    }
    let half = EXCERPT / 2;
    let head: String = text.chars().take(half).collect();
    let tail: String = text.chars().skip(count - half).collect();
    (format!("{head} … {tail}"), true)
}
