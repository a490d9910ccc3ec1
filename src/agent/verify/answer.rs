//! A whole draft: its causes, its ideas, its verdict, its summary.

use std::collections::BTreeSet;

use crate::agent::draft::{Cause, Draft, Findings, Link, Named, OTHER};
use crate::agent::verify::link::{self, Standing, strike};
use crate::agent::verify::names::called;
use crate::agent::verify::place::Place;
use crate::agent::verify::proven::{self, Proof};
use crate::agent::verify::seen::{Known, Seen};
use crate::agent::verify::sentence::{self, Ground};
use crate::agent::verify::{Strike, Verified, chain, remedy, write};
use crate::evidence::observation::Outcome;
use crate::report::model::{Rule, Verdict};

/// Causes and ideas of a draft.
pub(in crate::agent) const CAUSES: usize = 12;
/// Statements of a draft.
const STATEMENTS: usize = 40;
/// Observations that a cause of no catalogue takes.
const INDEPENDENT: usize = 2;

/// A cause or an idea that stands, and what stands behind it.
#[derive(Debug, Clone)]
pub(super) struct Standpoint<'a> {
    pub(super) cause: Cause,
    pub(super) links: Vec<Standing<'a>>,
    /// None for an idea.
    pub(super) proof: Option<Proof>,
}

/// What of a draft stands.
pub(super) struct Left<'a> {
    pub(super) roots: Vec<Standpoint<'a>>,
    pub(super) ideas: Vec<Standpoint<'a>>,
    pub(super) ruled_out: Vec<Standing<'a>>,
}

pub(super) fn verify(draft: &Draft, seen: &Seen<'_>) -> Verified {
    let mut struck = Vec::new();
    let mut left = Left { roots: Vec::new(), ideas: Vec::new(), ruled_out: Vec::new() };
    for (index, cause) in limited(&draft.root_causes, CAUSES, "root_causes", |it| &it.statement, &mut struck) {
        let at = format!("root_causes[{index}]");
        match root(cause, &at, seen, &mut struck) {
            Some(it) if it.proof.is_some() => left.roots.push(it),
            Some(idea) => left.ideas.push(idea),
            None => {}
        }
    }
    for (index, cause) in limited(&draft.hypotheses, CAUSES, "hypotheses", |it| &it.statement, &mut struck) {
        left.ideas.extend(idea(cause, &format!("hypotheses[{index}]"), seen, &mut struck));
    }
    left.ruled_out = statements(&draft.ruled_out, "ruled_out", seen, &mut struck);
    let verdict = verdict(draft.verdict, !left.roots.is_empty(), seen, &mut struck);
    let summary = summary(&draft.summary, &left, seen, &mut struck);
    let cleaned = Draft {
        verdict,
        summary: summary.clone().unwrap_or_else(|| fallback(&left, seen)),
        root_causes: left.roots.iter().map(|it| it.cause.clone()).collect(),
        hypotheses: left.ideas.iter().map(|it| it.cause.clone()).collect(),
        ruled_out: left.ruled_out.iter().map(|it| it.link.clone()).collect(),
    };
    let report = write::report(&left, &cleaned, &struck, seen);
    Verified { draft: cleaned, report, struck }
}

pub(super) fn findings(findings: &Findings, seen: &Seen<'_>) -> (Findings, Vec<Strike>) {
    let mut struck = Vec::new();
    let links = statements(&findings.findings, "findings", seen, &mut struck);
    let mut ideas = Vec::new();
    for (index, cause) in limited(&findings.causes, CAUSES, "causes", |it| &it.statement, &mut struck) {
        ideas.extend(idea(cause, &format!("causes[{index}]"), seen, &mut struck));
    }
    let left = Left { roots: Vec::new(), ideas, ruled_out: links };
    let summary = summary(&findings.summary, &left, seen, &mut struck).unwrap_or_default();
    let kept = Findings {
        summary,
        findings: left.ruled_out.into_iter().map(|it| it.link).collect(),
        causes: left.ideas.into_iter().map(|it| it.cause).collect(),
        open: findings.open.iter().take(STATEMENTS).cloned().collect(),
    };
    (kept, struck)
}

/// The first of a list; that there were more is struck.
fn limited<'d, T>(
    all: &'d [T],
    most: usize,
    name: &str,
    what: fn(&T) -> &String,
    struck: &mut Vec<Strike>,
) -> std::iter::Enumerate<std::slice::Iter<'d, T>> {
    if let Some(more) = all.get(most) {
        struck.push(strike(format!("{name}[{most}]"), what(more), (Rule::TooMuch, format!("more than {most}"))));
    }
    all.get(..most).unwrap_or(all).iter().enumerate()
}

fn statements<'a>(all: &[Link], name: &str, seen: &Seen<'a>, struck: &mut Vec<Strike>) -> Vec<Standing<'a>> {
    let mut left = Vec::new();
    for (index, link) in limited(all, STATEMENTS, name, |it| &it.statement, struck) {
        left.extend(link::check(link, &format!("{name}[{index}]"), &[], seen, struck));
    }
    left
}

/// A root cause: it stands, becomes an idea, or falls.
fn root<'a>(cause: &Cause, at: &str, seen: &Seen<'a>, struck: &mut Vec<Strike>) -> Option<Standpoint<'a>> {
    let walked = chain::walk(cause, at, seen, struck);
    let mut proof = match proven::of(cause, seen) {
        Ok(proof) => Some(proof),
        Err(fault) => {
            struck.push(strike(at, &cause.cause, fault));
            None
        }
    };
    if proof.is_some() && !walked.whole {
        let why = if cause.chain.is_empty() {
            (Rule::NoEvidence, "no chain leads from it to the symptom".to_owned())
        } else {
            (Rule::BrokenChain, "its first or its last link is not borne out".to_owned())
        };
        struck.push(strike(at, &cause.statement, why));
        proof = None;
    }
    if matches!(proof, Some(Proof::Links)) {
        let cited = walked.links.iter().flat_map(|it| &it.places).map(|place| place.observation.id);
        if !walked.unbroken || cited.collect::<BTreeSet<_>>().len() < INDEPENDENT {
            let why = format!("a cause of no catalogue takes an unbroken chain over {INDEPENDENT} observations");
            struck.push(strike(at, &cause.statement, (Rule::TooLittle, why)));
            proof = None;
        }
    }
    let mut standpoint = cleaned(cause, at, walked.links, seen, struck)?;
    standpoint.proof = proof;
    Some(standpoint)
}

fn idea<'a>(cause: &Cause, at: &str, seen: &Seen<'a>, struck: &mut Vec<Strike>) -> Option<Standpoint<'a>> {
    let links = chain::walk(cause, at, seen, struck).links;
    if let Err(fault @ (Rule::UnknownCause, _)) = proven::of(cause, seen) {
        struck.push(strike(at, &cause.cause, fault));
    }
    cleaned(cause, at, links, seen, struck)
}

/// A cause with what of it stands; none where nothing does.
fn cleaned<'a>(
    cause: &Cause,
    at: &str,
    links: Vec<Standing<'a>>,
    seen: &Seen<'a>,
    struck: &mut Vec<Strike>,
) -> Option<Standpoint<'a>> {
    let object = &cause.object;
    let missing = match seen.find(object) {
        Known::Present(_) | Known::Told => None,
        Known::Absent(_) if links.iter().any(|it| it.link.object.name == object.name) => None,
        Known::Absent(_) => Some((Rule::UnknownObject, format!("{} does not exist", called(object)))),
        Known::Elsewhere(places) => Some(super::names::elsewhere(object, &places)),
        Known::Unseen => Some((Rule::UnknownObject, format!("{} was not seen", called(object)))),
    };
    if let Some(fault) = missing {
        struck.push(strike(at, &cause.statement, fault));
        return None;
    }
    let places: Vec<Place<'a>> = links.iter().flat_map(|it| it.places.iter().cloned()).collect();
    let others: Vec<Named> = std::iter::once(object).chain(links.iter().map(|it| &it.link.object)).cloned().collect();
    let ground = Ground { seen, places: &places, object: None, others: &others, advises: false };
    let mut statement = cause.statement.clone();
    if let Some(fault) = sentence::fault(&statement, &ground) {
        struck.push(strike(format!("{at}.statement"), &statement, fault));
        statement = stated_by_engine(cause, seen).or_else(|| links.first().map(|it| it.link.statement.clone()))?;
    }
    if links.is_empty() {
        if !struck.iter().any(|it| it.place.starts_with(at)) {
            let why = "no statement with evidence speaks for it".to_owned();
            struck.push(strike(at, &cause.statement, (Rule::NoEvidence, why)));
        }
        return None;
    }
    let known = crate::diagnosis::causes::all().iter().any(|it| it.code == cause.cause);
    let cause = Cause {
        cause: if known { cause.cause.clone() } else { OTHER.to_owned() },
        object: object.clone(),
        statement,
        chain: links.iter().map(|it| it.link.clone()).collect(),
        remediation: remedy::check(&cause.remediation, at, seen, struck),
    };
    Some(Standpoint { cause, links, proof: None })
}

fn stated_by_engine(cause: &Cause, seen: &Seen<'_>) -> Option<String> {
    let engine = seen.evidence.engine;
    let mut all = engine.root_causes.iter().chain(&engine.hypotheses);
    let same = |it: &&crate::report::model::RootCause| {
        it.cause == cause.cause && super::connect::same(&Named::from(&it.object), &cause.object)
    };
    all.find(same).map(|it| it.statement.clone())
}

/// The verdict that is borne out.
fn verdict(said: Verdict, roots: bool, seen: &Seen<'_>, struck: &mut Vec<Strike>) -> Verdict {
    let engine = seen.evidence.engine.verdict;
    let read = seen.evidence.observations.iter().any(|it| matches!(it.outcome, Outcome::Read | Outcome::Absent));
    let right = if roots || engine == Verdict::RootCause { Verdict::RootCause } else { engine };
    let why = match said {
        Verdict::Healthy if right == Verdict::RootCause => "a cause is proven",
        Verdict::Healthy if right != Verdict::Healthy => "not everything that it takes was seen to be well",
        Verdict::RootCause if right != Verdict::RootCause => "no cause is left that is proven",
        Verdict::NoAccess if engine != Verdict::NoAccess && read => "something could be read",
        _ => return right,
    };
    let name = serde_json::to_value(said).ok().and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default();
    struck.push(strike("verdict", &name, (Rule::WrongVerdict, why.to_owned())));
    right
}

/// The summary, if what it says is borne out by all that is left.
fn summary(said: &str, left: &Left<'_>, seen: &Seen<'_>, struck: &mut Vec<Strike>) -> Option<String> {
    let all = || left.roots.iter().chain(&left.ideas);
    let links = || all().flat_map(|it| &it.links).chain(&left.ruled_out);
    let places: Vec<Place<'_>> = links().flat_map(|it| it.places.iter().cloned()).collect();
    let others: Vec<Named> =
        all().map(|it| &it.cause.object).chain(links().map(|it| &it.link.object)).cloned().collect();
    let ground = Ground { seen, places: &places, object: None, others: &others, advises: false };
    match sentence::fault(said, &ground) {
        Some(fault) => {
            struck.push(strike("summary", said, fault));
            None
        }
        None => Some(said.trim().to_owned()).filter(|it| !it.is_empty()),
    }
}

fn fallback(left: &Left<'_>, seen: &Seen<'_>) -> String {
    left.roots.first().map_or_else(|| seen.evidence.engine.summary.clone(), |it| it.cause.statement.clone())
}
