//! The report: the engine's, with what of the draft is borne out. What the engine says stays the engine's.

use crate::agent::draft::{Cited, Draft, Named, OTHER};
use crate::agent::untrusted::{Flag, Instruct};
use crate::agent::verify::answer::{Left, Standpoint};
use crate::agent::verify::connect::same;
use crate::agent::verify::link::Standing;
use crate::agent::verify::place::{Place, look_up};
use crate::agent::verify::proven::Proof;
use crate::agent::verify::remedy;
use crate::agent::verify::seen::{Known, Seen};
use crate::agent::verify::{Origin, Strike};
use crate::diagnosis::causes;
use crate::evidence::kinds;
use crate::report::build::{fingerprint, shortened};
use crate::report::model::{ChainLink, Evidence, ObjectRef, Report, RootCause, Severity, Statement, Verdict};

/// How sure a cause of no catalogue can be, whatever it rests on.
const CEILING: f64 = 0.6;
/// How sure an idea of a model can be.
const IDEA: f64 = 0.4;

/// Writes the report.
pub(super) fn report(left: &Left<'_>, draft: &Draft, struck: &[Strike], seen: &Seen<'_>) -> Report {
    let mut report = seen.evidence.engine.clone();
    let mut evidence = std::mem::take(&mut report.evidence);
    let mut proven = Vec::new();
    let mut others = Vec::new();
    let mut told = Vec::new();
    for root in &left.roots {
        match &root.proof {
            Some(Proof::Engine(index)) if !told.contains(index) => {
                told.push(*index);
                let known = report.root_causes.get(*index).cloned();
                proven.extend(known.map(|known| extended(known, root, seen, &mut evidence)));
            }
            Some(Proof::Engine(_)) => {}
            Some(Proof::Rule(_)) => proven.push(written(root, seen, &mut evidence)),
            Some(Proof::Links) | None => others.push(written(root, seen, &mut evidence)),
        }
    }
    let rest = report.root_causes.iter().enumerate().filter(|(index, _)| !told.contains(index));
    proven.extend(rest.map(|(_, cause)| cause.clone()));
    proven.extend(others);
    report.root_causes = proven;
    for idea in &left.ideas {
        let object = &idea.cause.object;
        let is = |it: &RootCause| it.cause == idea.cause.cause && same(&Named::from(&it.object), object);
        if !report.root_causes.iter().chain(&report.hypotheses).any(|it| is(it) && it.cause != OTHER) {
            let idea = written(idea, seen, &mut evidence);
            report.hypotheses.push(idea);
        }
    }
    for standing in &left.ruled_out {
        let object = Some(reference(&standing.link.object, seen));
        let statement = standing.link.statement.clone();
        let evidence = cite(standing, seen, &mut evidence);
        let said = Statement { object, owner: None, severity: None, statement, evidence, origin: Origin::Model };
        report.ruled_out.push(said);
    }
    let own = report.verdict == Verdict::Healthy && draft.verdict == Verdict::Healthy;
    report.verdict = draft.verdict;
    if !own && !draft.summary.is_empty() {
        report.summary.clone_from(&draft.summary);
    }
    report.cautions = cautions(seen, &mut evidence);
    report.struck = struck.to_vec();
    report.evidence = evidence;
    report
}

/// Texts that try to instruct whoever reads them.
fn cautions(seen: &Seen<'_>, evidence: &mut Vec<Evidence>) -> Vec<Statement> {
    let flags = seen.evidence.scanned.flagged(seen.evidence.observations);
    let one = |flag: Flag| {
        let Instruct { how, line, number } = flag.instruct;
        let cited =
            |at: String| Cited { observation: flag.observation.id.to_string(), at: Some(at), quote: line.clone() };
        // An order may go over two lines.
        let both = format!("L{number}-L{}", number + 1);
        let found = [flag.pointer, both].into_iter().find_map(|at| look_up(&cited(at), &Named::nobody(), seen).ok());
        let about = found.as_ref().and_then(|it| it.about.first()).cloned();
        let object = about.as_ref().map(|it| reference(it, seen));
        let document = || Named { kind: "Document".to_owned(), namespace: None, name: flag.observation.label.clone() };
        let about = about.unwrap_or_else(document);
        let evidence = found.map(|it| self::one(&it, &line, &about, seen, evidence)).into_iter().collect();
        let statement = format!("a text tries to instruct whoever reads it ({how}): \"{line}\"");
        Statement { object, owner: None, severity: None, statement, evidence, origin: Origin::Engine }
    };
    flags.into_iter().map(one).collect()
}

/// The engine's cause, with links that the engine does not have.
fn extended(mut known: RootCause, root: &Standpoint<'_>, seen: &Seen<'_>, evidence: &mut Vec<Evidence>) -> RootCause {
    for standing in &root.links {
        let object = &standing.link.object;
        let place = |it: &&ChainLink| same(&Named::from(&it.object), object);
        let ids = cite(standing, seen, evidence);
        let said = known
            .chain
            .iter()
            .filter(place)
            .any(|it| it.statement == standing.link.statement || ids.iter().all(|id| it.evidence.contains(id)));
        if !said {
            known.evidence.extend(ids.iter().filter(|id| !known.evidence.contains(id)).cloned().collect::<Vec<_>>());
            known.chain.push(chain_link(standing, ids, seen));
        }
    }
    known
}

fn chain_link(standing: &Standing<'_>, evidence: Vec<String>, seen: &Seen<'_>) -> ChainLink {
    let object = reference(&standing.link.object, seen);
    ChainLink { object, statement: standing.link.statement.clone(), evidence, origin: Origin::Model }
}

fn written(point: &Standpoint<'_>, seen: &Seen<'_>, evidence: &mut Vec<Evidence>) -> RootCause {
    let cause = &point.cause;
    let object = reference(&cause.object, seen);
    let chain: Vec<ChainLink> = point.links.iter().map(|it| chain_link(it, cite(it, seen, evidence), seen)).collect();
    let mut ids: Vec<String> = Vec::new();
    for id in chain.iter().flat_map(|link| &link.evidence) {
        if !ids.contains(id) {
            ids.push(id.clone());
        }
    }
    let known = causes::all().into_iter().find(|it| it.code == cause.cause);
    let mut remediation: Vec<_> = match &point.proof {
        Some(Proof::Rule(hypothesis)) => hypothesis.advice.clone(),
        _ => Vec::new(),
    };
    remediation.extend(cause.remediation.iter().map(|step| remedy::written(step)));
    let since = match &point.proof {
        Some(Proof::Rule(hypothesis)) => hypothesis.onset,
        _ => None,
    };
    RootCause {
        fingerprint: fingerprint(&cause.cause, &object, None),
        cause: cause.cause.clone(),
        category: known.map_or("other", |it| it.category).to_owned(),
        object,
        severity: if point.proof.is_some() { Severity::Warning } else { Severity::Info },
        confidence: confidence(point, ids.len()),
        since,
        statement: cause.statement.clone(),
        chain,
        evidence: ids,
        changed_by: None,
        impact: String::new(),
        remediation,
        origin: Origin::Model,
    }
}

/// Computed from what is cited: each citation makes it surer, up to a ceiling that no number of them lifts.
fn confidence(point: &Standpoint<'_>, cited: usize) -> f64 {
    let cited = u32::try_from(cited).map_or(1.0, f64::from);
    let share = cited / (cited + 1.0);
    let value = match &point.proof {
        Some(Proof::Rule(hypothesis)) => hypothesis.confidence(),
        Some(Proof::Engine(_) | Proof::Links) => CEILING * share.max(0.5),
        None => IDEA * share,
    };
    (value * 100.0).round() / 100.0
}

/// The ids of what a statement cites: those that the report has already, and new ones after them.
fn cite(standing: &Standing<'_>, seen: &Seen<'_>, evidence: &mut Vec<Evidence>) -> Vec<String> {
    let mut ids = Vec::new();
    for (place, cited) in standing.places.iter().zip(&standing.link.evidence) {
        let id = one(place, &cited.quote, &standing.link.object, seen, evidence);
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    ids
}

fn one(place: &Place<'_>, quote: &str, object: &Named, seen: &Seen<'_>, evidence: &mut Vec<Evidence>) -> String {
    let observation = place.observation;
    let id = observation.id.to_string();
    let about = place.about.first().unwrap_or(object);
    let known = evidence.iter().find(|it| it.observation == id && it.pointer == place.pointer);
    if let Some(known) = known {
        return known.id.clone();
    }
    let text = if place.text.is_empty() { quote } else { &place.text };
    let (excerpt, cut) = shortened(text);
    let id = format!("e{}", evidence.len() + 1);
    evidence.push(Evidence {
        id: id.clone(),
        observation: observation.id.to_string(),
        source: observation.source.to_owned(),
        request: observation.request.clone(),
        object: reference(about, seen),
        pointer: place.pointer.clone(),
        excerpt,
        observed_at: observation.observed_at,
        truncated: cut || observation.truncated,
    });
    id
}

/// An object as the report names it.
fn reference(object: &Named, seen: &Seen<'_>) -> ObjectRef {
    match seen.find(object) {
        Known::Present(key) => key.object_ref(None),
        Known::Absent(fact) => fact.entity.object_ref(None),
        Known::Elsewhere(_) | Known::Told | Known::Unseen => {
            let version = kinds::ALL.iter().find(|kind| kind.kind == object.kind).map(|kind| kind.api_version());
            ObjectRef {
                api_version: version.unwrap_or_else(|| "v1".to_owned()),
                kind: object.kind.clone(),
                namespace: object.namespace.clone(),
                name: object.name.clone(),
            }
        }
    }
}
