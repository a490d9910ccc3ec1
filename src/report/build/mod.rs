//! From a diagnosis to a report: the verdict, the sentences, the citations.
//!
//! Nothing is concluded here that the diagnosis does not hold; what is added is order, words and ids. Citation ids are
//! given in the order in which the report mentions them.

pub(in crate::report) mod cause;
mod cite;
mod healthy;
mod timeline;
mod verdict;

use std::sync::Arc;

pub(crate) use cause::fingerprint;
pub(crate) use cite::shortened;

use crate::diagnosis::case::CITED_PODS;
use crate::diagnosis::diagnose::Diagnosis;
use crate::diagnosis::hypothesis::Hypothesis;
use crate::diagnosis::subject::Subject;
use crate::diagnosis::subject::resolve::Unclear;
use crate::diagnosis::symptoms::Symptom;
use crate::diagnosis::{blind, rank, severity};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::observation::Observation;
use crate::report::build::cite::Citer;
use crate::report::model::{
    self, Cluster, NotSeen, ObjectRef, Origin, Report, Scope, Severity, Statement, Stats, Verdict,
};

/// Statements and ideas of one sort that a report has at most, where objects were asked about.
const MAX_STATEMENTS: usize = 12;
/// The same where a namespace or the cluster was; the faces for people show fewer.
const MAX_OF_MANY: usize = 300;
/// Root causes that a report has at most.
const MAX_CAUSES: usize = 300;

/// What a report is made of.
pub struct Material<'a> {
    /// The question as it was asked.
    pub question: &'a str,
    /// What it is about.
    pub subject: &'a Subject,
    /// How that was found out.
    pub resolved_by: &'a str,
    /// Set where a name is unknown or ambiguous.
    pub unclear: Option<&'a Unclear>,
    /// What was read.
    pub graph: &'a Graph,
    /// The reads.
    pub observations: &'a [Arc<Observation>],
    /// Where it came from.
    pub cluster: &'a Cluster,
    /// Whether the deadline cut the reading short.
    pub cut_short: bool,
    /// Files of the source that could not be used.
    pub problems: &'a [String],
    /// What was found.
    pub diagnosis: &'a Diagnosis,
}

/// Writes the report; `stats` are left empty.
pub fn report(material: &Material<'_>) -> Report {
    let mut citer = Citer::new(material.observations, material.graph);
    let diagnosis = material.diagnosis;
    let verdict = verdict::of(material);
    let proven: &[_] = if verdict == Verdict::RootCause { &diagnosis.ranked.root_causes } else { &[] };
    let root_causes: Vec<_> = proven.iter().take(MAX_CAUSES).map(|h| cause::write(h, material, &mut citer)).collect();
    let hypotheses = diagnosis
        .ranked
        .hypotheses
        .iter()
        .take(most(material))
        .map(|h| cause::write(h, material, &mut citer))
        .collect();
    let notices: Vec<_> =
        diagnosis.ranked.notices.iter().take(most(material)).map(|h| notice(h, material, &mut citer)).collect();
    let mut ruled_out: Vec<Statement> = Vec::new();
    for out in proven.iter().take(1).flat_map(|h| &h.ruled_out) {
        ruled_out.push(Statement {
            object: None,
            owner: None,
            severity: None,
            statement: out.statement.clone(),
            evidence: citer.all(&out.facts),
            origin: Origin::Engine,
        });
    }
    if verdict == Verdict::Healthy {
        ruled_out.extend(healthy::checks(material, &mut citer));
    }
    let timeline = timeline::of(material, &mut citer);
    let unexplained = statements(&diagnosis.unexplained, material, true, &mut citer);
    let history = statements(&diagnosis.history, material, false, &mut citer);
    let summary = verdict::summary(material, verdict, &root_causes);
    Report {
        schema: model::SCHEMA.to_owned(),
        question: material.question.to_owned(),
        verdict,
        summary,
        subject: subject(material),
        cluster: material.cluster.clone(),
        root_causes,
        hypotheses,
        notices,
        history,
        candidates: material.unclear.iter().flat_map(|u| &u.candidates).map(|key| key.object_ref(None)).collect(),
        ruled_out,
        unexplained,
        timeline,
        not_seen: not_seen(material),
        cautions: Vec::new(),
        struck: Vec::new(),
        evidence: citer.finish(),
        stats: Stats {
            run: String::new(),
            requests: 0,
            bytes: 0,
            duration_ms: 0,
            model: None,
            usage: None,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
    }
}

/// Nobody is seen to lose anything by it.
fn notice(hypothesis: &Hypothesis, material: &Material<'_>, citer: &mut Citer<'_>) -> model::RootCause {
    model::RootCause { severity: Severity::Info, ..cause::write(hypothesis, material, citer) }
}

/// A namespace as an object.
pub fn namespace_ref(namespace: &str) -> ObjectRef {
    EntityKey::new(&kinds::NAMESPACE, None, namespace).object_ref(None)
}

fn subject(material: &Material<'_>) -> model::Subject {
    let (scope, objects) = match material.subject {
        Subject::Objects(keys) => (Scope::Object, keys.iter().map(|key| key.object_ref(None)).collect()),
        Subject::Namespace(ns) => (Scope::Namespace, vec![namespace_ref(ns)]),
        Subject::Cluster => (Scope::Cluster, Vec::new()),
    };
    model::Subject { scope, objects, resolved_by: material.resolved_by.to_owned() }
}

/// How many of a sort are told.
fn most(material: &Material<'_>) -> usize {
    if matches!(material.subject, Subject::Objects(_)) { MAX_STATEMENTS } else { MAX_OF_MANY }
}

fn statements(symptoms: &[Symptom], material: &Material<'_>, present: bool, citer: &mut Citer<'_>) -> Vec<Statement> {
    let groups = together(symptoms, material.graph);
    let most = most(material);
    let mut list: Vec<Statement> = groups
        .iter()
        .take(most)
        .map(|group| {
            let facts = group.symptoms.iter().take(CITED_PODS).flat_map(|symptom| &symptom.facts);
            let (object, statement) = match group.symptoms.as_slice() {
                [one] => (&one.entity, group.statement.to_owned()),
                many => (&group.owner, format!("{} of its pods: {}", many.len(), group.statement)),
            };
            let severity = present.then(|| group.severity(material));
            let owner = (*object != group.owner).then(|| citer.object(&group.owner));
            let object = Some(citer.object(object));
            Statement { object, owner, severity, statement, evidence: citer.all(facts), origin: Origin::Engine }
        })
        .collect();
    if groups.len() > most {
        let more = format!("and {} more", groups.len() - most);
        list.push(Statement {
            object: None,
            owner: None,
            severity: None,
            statement: more,
            evidence: Vec::new(),
            origin: Origin::Engine,
        });
    }
    list
}

/// Symptoms that are one thing to a person: the same words about pods of one app.
struct Group<'s> {
    owner: EntityKey,
    statement: &'s str,
    symptoms: Vec<&'s Symptom>,
}

impl Group<'_> {
    fn severity(&self, material: &Material<'_>) -> Severity {
        let seed = self.symptoms.iter().map(|symptom| symptom.entity.clone()).collect();
        let reached = rank::reached(seed, material.graph);
        severity::of(&reached, &material.diagnosis.symptoms, material.graph)
    }
}

fn together<'s>(symptoms: &'s [Symptom], graph: &Graph) -> Vec<Group<'s>> {
    let mut groups: Vec<Group<'s>> = Vec::new();
    for symptom in symptoms {
        let owner =
            if symptom.entity.is(&kinds::POD) { graph.top_owner(&symptom.entity) } else { symptom.entity.clone() };
        match groups.iter_mut().find(|g| g.owner == owner && g.statement == symptom.statement) {
            Some(group) => group.symptoms.push(symptom),
            None => groups.push(Group { owner, statement: &symptom.statement, symptoms: vec![symptom] }),
        }
    }
    groups
}

fn not_seen(material: &Material<'_>) -> Vec<NotSeen> {
    let mut list: Vec<NotSeen> = material
        .diagnosis
        .not_seen
        .iter()
        .map(|blind::NotSeen { what, why, effect, blinding }| NotSeen {
            what: what.clone(),
            why: why.clone(),
            effect: effect.clone(),
            blinding: *blinding,
        })
        .collect();
    if material.cut_short {
        list.push(NotSeen {
            what: "what had not been read at the deadline".to_owned(),
            why: "the deadline of the investigation was over".to_owned(),
            effect: "the answer is from what was read until then".to_owned(),
            blinding: true,
        });
    }
    for problem in material.problems.iter().take(MAX_STATEMENTS) {
        list.push(NotSeen {
            what: "a file of the bundle".to_owned(),
            why: problem.clone(),
            effect: "what it holds is unknown".to_owned(),
            blinding: false,
        });
    }
    list.truncate(MAX_STATEMENTS * 2);
    list
}
