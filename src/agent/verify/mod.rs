//! The verifier: what of an agent's draft the evidence bears out.
//!
//! [`verify`] is pure. It believes nothing that it cannot read again: ids, quotes, names, numbers, and the way from a
//! cause to its symptom. What does not pass is struck and said to be struck; a cause that loses its ground becomes an
//! idea, and an answer without any becomes `inconclusive`.

mod answer;
mod chain;
mod connect;
mod lines;
mod link;
mod names;
mod numbers;
mod place;
mod proven;
mod quantity;
mod remedy;
mod repair;
mod seen;
mod sentence;
mod write;

use std::sync::Arc;

use crate::agent::draft::{Draft, Findings};
use crate::agent::untrusted::Scanned;
use crate::diagnosis::subject::Subject;
use crate::diagnosis::subject::words::Words;
use crate::evidence::graph::Graph;
use crate::evidence::observation::Observation;
use crate::report::model::Report;

pub use crate::report::model::{Origin, Rule, Struck as Strike};
pub(super) use answer::CAUSES;
pub use repair::repair_request;

/// Everything that was read in a run, and what the engine makes of all of it.
#[derive(Clone, Copy)]
pub struct Evidence<'a> {
    /// What the question is about.
    pub subject: &'a Subject,
    /// Its words.
    pub words: &'a Words,
    /// What was read, by the engine and by agents.
    pub graph: &'a Graph,
    /// The reads.
    pub observations: &'a [Arc<Observation>],
    /// The engine's own report over all of it.
    pub engine: &'a Report,
    /// What is known already of texts that try to instruct.
    pub scanned: &'a Scanned,
}

/// What is left of a draft.
#[derive(Debug, Clone, PartialEq)]
pub struct Verified {
    /// The draft without what was struck, and with its ideas where they belong.
    pub draft: Draft,
    /// The report: the engine's, with what of the draft is borne out.
    pub report: Report,
    /// What was struck, in the order of the draft.
    pub struck: Vec<Strike>,
}

/// Checks the draft of an answer.
pub fn verify(draft: &Draft, evidence: &Evidence<'_>) -> Verified {
    answer::verify(draft, &seen::Seen::new(*evidence))
}

/// Checks the findings of a specialist: what is left of them, and what was struck.
pub fn verify_findings(findings: &Findings, evidence: &Evidence<'_>) -> (Findings, Vec<Strike>) {
    answer::findings(findings, &seen::Seen::new(*evidence))
}

/// A text on one line, as it is shown: escape sequences are gone, white space is folded, and so are the changes that a
/// fence makes to what it holds.
fn fold(text: &str) -> String {
    crate::agent::untrusted::harmless(&crate::report::printable(text))
}
