//! The engine's own answers as drafts that an agent could have submitted.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed, helpers included"
)]

use sre::agent::draft::{Cause, Cited, Draft, Link, Named};
use sre::agent::untrusted::Scanned;
use sre::agent::{Evidence, Verified, verify};
use sre::diagnosis::subject::Subject;
use sre::evidence::observation::Observation;
use sre::evidence::view;
use sre::investigate::{self, Gathered};
use sre::report::model::{ObjectRef, Report, RootCause, Verdict};

/// A question with everything that was read for it, and the engine's answer.
pub struct Asked {
    pub name: String,
    pub gathered: Gathered,
    pub report: Report,
    scanned: Scanned,
}

impl Asked {
    pub fn new(name: String, question: &str, gathered: Gathered) -> Self {
        let report = investigate::conclude(question, &gathered);
        Self { name, gathered, report, scanned: Scanned::default() }
    }

    /// What the verifier is given.
    pub fn evidence(&self) -> Evidence<'_> {
        Evidence {
            subject: &self.gathered.subject,
            words: &self.gathered.words,
            graph: &self.gathered.graph,
            observations: &self.gathered.observations,
            engine: &self.report,
            scanned: &self.scanned,
        }
    }

    pub fn verify(&self, draft: &Draft) -> Verified {
        verify(draft, &self.evidence())
    }

    /// The engine's report as a draft.
    pub fn draft(&self) -> Draft {
        let causes = |all: &[RootCause]| all.iter().map(|cause| self.cause(cause)).collect();
        Draft {
            verdict: self.report.verdict,
            summary: self.report.summary.clone(),
            root_causes: causes(&self.report.root_causes),
            hypotheses: Vec::new(),
            ruled_out: Vec::new(),
        }
    }

    pub fn cause(&self, cause: &RootCause) -> Cause {
        let chain = cause.chain.iter().map(|link| self.link(&link.object, &link.statement, &link.evidence)).collect();
        Cause {
            cause: cause.cause.clone(),
            object: named(&cause.object),
            statement: cause.statement.clone(),
            chain,
            remediation: Vec::new(),
        }
    }

    pub fn link(&self, object: &ObjectRef, statement: &str, evidence: &[String]) -> Link {
        Link {
            object: named(object),
            statement: statement.to_owned(),
            evidence: evidence.iter().map(|id| self.cited(id)).collect(),
        }
    }

    /// A citation of the report as an agent would quote it: what stands at the place, if it is short.
    fn cited(&self, id: &str) -> Cited {
        let evidence = self.report.evidence.iter().find(|it| it.id == *id).unwrap();
        let body = self.observation(&evidence.observation).body.json();
        let there =
            body.and_then(|body| body.pointer(&evidence.pointer)).filter(|it| !it.is_array() && !it.is_object());
        let quote = there.map(view::excerpt).filter(|it| it.len() < 300).unwrap_or_else(|| evidence.excerpt.clone());
        Cited { observation: evidence.observation.clone(), at: Some(evidence.pointer.clone()), quote }
    }

    pub fn observation(&self, id: &str) -> &Observation {
        self.gathered.observations.iter().find(|it| it.id.to_string() == *id).unwrap()
    }

    /// The question's subject, where it is objects.
    pub fn subject(&self) -> &Subject {
        &self.gathered.subject
    }
}

pub fn named(object: &ObjectRef) -> Named {
    Named { kind: object.kind.clone(), namespace: object.namespace.clone(), name: object.name.clone() }
}

/// What was struck, for a failed test.
pub fn told(verified: &Verified) -> Vec<String> {
    verified.struck.iter().map(|it| format!("{:?} {it}", it.rule)).collect()
}

/// A draft without findings.
pub fn empty(verdict: Verdict, summary: &str) -> Draft {
    Draft { verdict, summary: summary.to_owned(), root_causes: vec![], hypotheses: vec![], ruled_out: vec![] }
}
