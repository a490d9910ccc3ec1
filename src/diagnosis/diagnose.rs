//! From a filled graph to a diagnosis: symptoms, hypotheses ranked, what is left over, what could not be seen.

use std::cell::OnceCell;
use std::collections::BTreeSet;

use crate::diagnosis::blind::{self, NotSeen};
use crate::diagnosis::calls;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes;
use crate::diagnosis::causes::admission::behind;
use crate::diagnosis::collect::scope;
use crate::diagnosis::declared::carry;
use crate::diagnosis::rank::{self, Ranked};
use crate::diagnosis::spoken;
use crate::diagnosis::subject::Subject;
use crate::diagnosis::subject::words::Words;
use crate::diagnosis::symptoms::{self, Scope, Symptom, history};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;

/// What was found.
#[derive(Debug)]
pub struct Diagnosis {
    /// Hypotheses, ordered and told apart.
    pub ranked: Ranked,
    /// Every symptom of the subject.
    pub symptoms: Vec<Symptom>,
    /// Symptoms that no root cause explains.
    pub unexplained: Vec<Symptom>,
    /// Trouble that is over.
    pub history: Vec<Symptom>,
    /// What could not be seen.
    pub not_seen: Vec<NotSeen>,
    /// Every entity of the subject.
    pub scope: BTreeSet<EntityKey>,
}

impl Diagnosis {
    /// The same where it is not clear what is asked about: names were looked up, by their metadata at times, and
    /// nothing more was read. What that seems to show is no finding.
    #[must_use]
    pub fn without_findings(self) -> Self {
        let (symptoms, unexplained, history) = Default::default();
        Self { ranked: Ranked::default(), symptoms, unexplained, history, ..self }
    }
}

/// Diagnoses a subject from what was read.
pub fn diagnose(subject: &Subject, words: &Words, graph: &Graph) -> Diagnosis {
    let entities = scope::entities(subject, graph);
    let case = case(subject, words, graph);
    let own = scope::apps(subject, graph);
    let looked_at = Scope { graph, subject, words, entities: &entities, apps: &own };
    let symptoms = symptoms::all(&looked_at);
    let history = history::of(&looked_at);
    let mut found = hypotheses(&case);
    calls::carry(&mut found, &case);
    behind::carry(&mut found, &case);
    carry::into(&mut found, graph);
    let mut ranked = rank::rank(found, &symptoms, &entities, graph);
    spoken::first(&mut ranked, subject, words);
    let unexplained: Vec<Symptom> = symptoms
        .iter()
        .filter(|symptom| !ranked.root_causes.iter().any(|cause| cause.explains.contains(&symptom.entity)))
        .cloned()
        .collect();
    let not_seen = blind::of(subject, words, graph, &symptoms);
    Diagnosis { ranked, symptoms, unexplained, history, not_seen, scope: entities }
}

/// The case that causes are asked about.
pub fn case<'g>(subject: &'g Subject, words: &'g Words, graph: &'g Graph) -> Case<'g> {
    let apps = calls::followed(scope::apps(subject, graph), graph, &words.all);
    Case { graph, subject, words: &words.all, apps, complaints: OnceCell::new(), readings: OnceCell::new() }
}

/// What every rule of the catalogue finds.
pub fn hypotheses(case: &Case<'_>) -> Vec<crate::diagnosis::hypothesis::Hypothesis> {
    causes::rules().iter().flat_map(|rule| (rule.prove)(case)).collect()
}
