//! Whether the engine proves a cause at an object, over everything that was read.

use crate::agent::draft::{Cause, Named, OTHER};
use crate::agent::verify::connect::same;
use crate::agent::verify::names::called;
use crate::agent::verify::place::Fault;
use crate::agent::verify::seen::{Known, Seen};
use crate::diagnosis::hypothesis::Hypothesis;
use crate::diagnosis::subject::Subject;
use crate::diagnosis::{causes, diagnose};
use crate::report::model::{RootCause, Rule};

/// From here on, with a proof, the engine calls it a root cause.
const PROVEN: f64 = 0.5;

/// What stands behind a cause.
#[derive(Debug, Clone)]
pub(super) enum Proof {
    /// The engine has it among its root causes, at this place of its list.
    Engine(usize),
    /// A rule of the engine holds at the object.
    Rule(Box<Hypothesis>),
    /// The catalogue does not have it; its links have to do.
    Links,
}

/// What proves a cause, or why nothing does.
pub(super) fn of(cause: &Cause, seen: &Seen<'_>) -> Result<Proof, Fault> {
    if cause.cause == OTHER {
        return Ok(Proof::Links);
    }
    if !causes::all().iter().any(|known| known.code == cause.cause) {
        return Err((
            Rule::UnknownCause,
            format!("the catalogue has no cause {}; use one of its codes, or Other", cause.cause),
        ));
    }
    let engine = &seen.evidence.engine.root_causes;
    let at = |it: &RootCause| same(&Named::from(&it.object), &cause.object);
    if let Some(index) = engine.iter().position(|it| it.cause == cause.cause && at(it)) {
        return Ok(Proof::Engine(index));
    }
    let place = called(&cause.object);
    let Some(hypothesis) = by_rule(cause, seen) else {
        return Err((Rule::NotProven, format!("the evidence does not prove {} at {place}", cause.cause)));
    };
    let leads = |it: &&RootCause| at(it) || it.chain.iter().any(|link| same(&Named::from(&link.object), &cause.object));
    match engine.iter().find(leads) {
        Some(deeper) => {
            let from = called(&Named::from(&deeper.object));
            Err((Rule::NotProven, format!("it follows from {} at {from}, which is proven", deeper.cause)))
        }
        None => Ok(Proof::Rule(Box::new(hypothesis))),
    }
}

/// The hypothesis of the cause's own rule, asked about the question's subject and about the object itself.
fn by_rule(cause: &Cause, seen: &Seen<'_>) -> Option<Hypothesis> {
    let evidence = &seen.evidence;
    let own = match seen.find(&cause.object) {
        Known::Present(key) => Some(Subject::Objects(vec![key])),
        _ => None,
    };
    let rules: Vec<_> = causes::rules().into_iter().filter(|rule| rule.cause.code == cause.cause).collect();
    let subjects = std::iter::once(evidence.subject).chain(own.as_ref());
    let mut found = subjects.flat_map(|subject| {
        let case = diagnose::case(subject, evidence.words, evidence.graph);
        rules.iter().flat_map(|rule| (rule.prove)(&case)).collect::<Vec<_>>()
    });
    found.find(|it| {
        let holds = it.proven() && it.confidence() >= PROVEN && !it.on_purpose;
        holds && same(&Named::from(&it.object), &cause.object)
    })
}
