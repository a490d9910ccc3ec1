//! What a person is shown and what is left to `-o json`, decided once for the faces that people read.

use std::collections::BTreeSet;

use super::model::{ChangedBy, Evidence, NotSeen, Origin, Report, RootCause, Statement, TimelineEntry, Verdict};
use super::printable::{printable, printable_lines};
use super::words;

/// More quotations than this are not read at 3 a.m.
const QUOTES: usize = 6;
/// Lines of one quoted log.
const QUOTED_LINES: usize = 6;
const MOMENTS: usize = 8;
/// Statements of one sort.
const STATEMENTS: usize = 12;
/// Fewer are told already by the change and the chain.
const FEW_MOMENTS: usize = 3;

/// The cause that the report is told by.
pub(super) fn first_cause(report: &Report) -> Option<&RootCause> {
    report.root_causes.first().filter(|_| report.verdict == Verdict::RootCause)
}

/// Proven causes after the first.
pub(super) fn further_causes(report: &Report) -> &[RootCause] {
    if first_cause(report).is_some() { report.root_causes.get(1..).unwrap_or_default() } else { &report.root_causes }
}

/// The opening paragraphs: the statement of the first cause, after the summary where that says more than one cause does.
pub(super) fn lead(report: &Report) -> Vec<&str> {
    let Some(cause) = first_cause(report) else {
        return vec![&report.summary];
    };
    let several = report.root_causes.len() > 1 && !folded(&report.summary).contains(&folded(&cause.statement));
    match (several, cause.statement.is_empty()) {
        (true, _) => vec![&report.summary, &cause.statement],
        (false, true) => vec![&report.summary],
        (false, false) => vec![&cause.statement],
    }
}

/// The statements worth a line each, and what is said in the place of the others.
pub(super) fn shown(statements: &[Statement]) -> (&[Statement], Option<String>) {
    match statements.split_at_checked(STATEMENTS) {
        Some((first, rest)) if rest.len() > 1 => (first, Some(format!("and {} more in -o json", rest.len()))),
        _ => (statements, None),
    }
}

/// What holds and may be on purpose, as sentences.
pub(super) fn notices(report: &Report) -> Vec<Statement> {
    let sentence = |notice: &RootCause| Statement {
        object: None,
        owner: None,
        severity: Some(notice.severity),
        statement: notice.statement.clone(),
        evidence: notice.evidence.clone(),
        origin: notice.origin,
    };
    report.notices.iter().map(sentence).collect()
}

/// What of the report a model says, in a sentence; the rest is the engine's.
pub(super) fn by_model(report: &Report) -> Vec<Statement> {
    let of = |all: &[RootCause]| all.iter().filter(|it| !it.origin.is_engine()).count();
    let engines = report.root_causes.iter().filter(|it| it.origin.is_engine());
    let links = engines.flat_map(|it| &it.chain).filter(|it| !it.origin.is_engine()).count();
    let checks = report.ruled_out.iter().filter(|it| !it.origin.is_engine()).count();
    let counted = [
        (of(&report.root_causes), "cause", "causes"),
        (links, "link of a chain", "links of chains"),
        (of(&report.hypotheses), "idea", "ideas"),
        (checks, "thing ruled out", "things ruled out"),
    ];
    let told: Vec<String> = counted
        .iter()
        .filter(|(count, _, _)| *count > 0)
        .map(|(count, one, many)| format!("{count} {}", if *count == 1 { one } else { many }))
        .collect();
    let sentence = || format!("{}; each was checked against what it cites, the rest is the engine's", told.join(", "));
    (!told.is_empty()).then(|| plain(sentence())).into_iter().collect()
}

/// What a model said and the evidence does not bear out.
pub(super) fn struck(report: &Report) -> Vec<Statement> {
    report.struck.iter().map(|it| plain(it.to_string())).collect()
}

fn plain(statement: String) -> Statement {
    Statement { object: None, owner: None, severity: None, statement, evidence: Vec::new(), origin: Origin::Model }
}

/// A citation in its own words.
pub(super) struct Quote<'a> {
    pub(super) evidence: &'a Evidence,
    /// Where in the object, and which object if no link of the chain says so.
    pub(super) place: String,
    /// The excerpt, line by line.
    pub(super) lines: Vec<String>,
    /// Further lines that are not shown.
    pub(super) more: usize,
}

/// The excerpts that the cause rests on and that nothing above them has quoted already, and how many more there are.
pub(super) fn quotes<'a>(report: &'a Report, cause: &RootCause) -> (Vec<Quote<'a>>, usize) {
    let cited: Vec<&Evidence> = cited_ids(cause)
        .into_iter()
        .filter_map(|id| report.evidence.iter().find(|evidence| evidence.id == id))
        .filter(|evidence| evidence.excerpt.contains(char::is_alphanumeric) && !is_quoted(evidence, cause))
        .collect();
    let quotes = cited.iter().take(QUOTES).map(|evidence| quote(evidence, cause)).collect();
    (quotes, cited.len().saturating_sub(QUOTES))
}

fn quote<'a>(evidence: &'a Evidence, cause: &RootCause) -> Quote<'a> {
    let mut place = printable(&words::place(&evidence.pointer));
    if !cause.chain.iter().any(|link| link.evidence.contains(&evidence.id) && link.object == evidence.object) {
        let object = words::object_near(&evidence.object, cause.object.namespace.as_deref());
        place = if place.is_empty() { object } else { format!("{object}, {place}") };
    }
    let all: Vec<String> =
        printable_lines(&evidence.excerpt).into_iter().filter(|line| !line.trim().is_empty()).collect();
    let more = all.len().saturating_sub(QUOTED_LINES);
    Quote { evidence, place, lines: all.into_iter().take(QUOTED_LINES).collect(), more }
}

/// The ids of a cause, each once, in the order in which it lists them.
fn cited_ids(cause: &RootCause) -> Vec<&str> {
    let mut seen = BTreeSet::new();
    let chain = cause.chain.iter().flat_map(|link| &link.evidence);
    let change = cause.changed_by.iter().flat_map(|change| &change.evidence);
    cause.evidence.iter().chain(chain).chain(change).map(String::as_str).filter(|id| seen.insert(*id)).collect()
}

fn is_quoted(evidence: &Evidence, cause: &RootCause) -> bool {
    let excerpt = folded(&evidence.excerpt);
    let says = |text: &str| folded(text).contains(&excerpt);
    let diffs = cause.remediation.iter().filter_map(|fix| fix.diff.as_deref());
    let links = cause.chain.iter().filter(|link| link.evidence.contains(&evidence.id));
    says(&cause.statement)
        || diffs.into_iter().any(says)
        || cause.changed_by.as_ref().is_some_and(|change| says(&change.what) || says(&author(change)))
        || links.into_iter().any(|link| says(&link.statement) || quotes_part_of(&link.statement, &excerpt))
}

/// Whether a sentence quotes a piece of the excerpt that is long enough to be recognised.
fn quotes_part_of(statement: &str, excerpt: &str) -> bool {
    let pieces = statement.split('"').skip(1).step_by(2).flat_map(|quoted| quoted.split('…')).map(folded);
    pieces.into_iter().any(|piece| piece.chars().count() >= 8 && excerpt.contains(&piece))
}

/// For comparison: one line, no quotation marks around it.
fn folded(text: &str) -> String {
    printable(text).trim_matches('"').trim_end_matches('.').to_owned()
}

/// The moments worth a line, and how many are left out.
pub(super) fn timeline(report: &Report) -> (Vec<&TimelineEntry>, usize) {
    if report.timeline.len() < FEW_MOMENTS || report.verdict == Verdict::Healthy {
        return (Vec::new(), 0);
    }
    let ids: BTreeSet<&str> = first_cause(report).map(cited_ids).unwrap_or_default().into_iter().collect();
    let cited = |entry: &TimelineEntry| entry.evidence.iter().any(|id| ids.contains(id.as_str()));
    let mut ranked: Vec<(usize, &TimelineEntry)> = report.timeline.iter().enumerate().collect();
    ranked.sort_by_key(|(at, entry)| (!cited(entry), std::cmp::Reverse(*at)));
    ranked.truncate(MOMENTS);
    ranked.sort_by_key(|(at, _)| *at);
    let left_out = report.timeline.len() - ranked.len();
    (ranked.into_iter().map(|(_, entry)| entry).collect(), left_out)
}

/// By what or whom a change was made, as far as its source knows. A field manager is a program.
pub(super) fn author(change: &ChangedBy) -> String {
    match (&change.identity, &change.manager) {
        (Some(who), Some(manager)) => format!("by {who} with {manager}, says {}", change.source),
        (Some(who), None) => format!("by {who}, says {}", change.source),
        (None, Some(manager)) => format!("manager {manager}; the person is not known to {}", change.source),
        (None, None) => format!("from {}; who did it is not known", change.source),
    }
}

/// The citation that is most worth reading in full: one that was cut, else the first.
pub(super) fn worth_reading(report: &Report) -> Option<&str> {
    let Some(cause) = first_cause(report) else {
        return report.evidence.first().map(|evidence| evidence.id.as_str());
    };
    let ids = cited_ids(cause);
    let cut = |id: &&str| report.evidence.iter().any(|evidence| evidence.id == **id && evidence.truncated);
    ids.iter().find(|id| cut(id)).or(ids.first()).copied()
}

/// What a person can do about things that could not be read, each advice once.
pub(super) fn advice(not_seen: &[NotSeen]) -> Vec<&'static str> {
    let mut advice = Vec::new();
    for entry in not_seen {
        let line = advice_for(&entry.why.to_lowercase());
        if !advice.contains(&line) {
            advice.push(line);
        }
    }
    advice
}

fn advice_for(why: &str) -> &'static str {
    let says = |words: &[&str]| words.iter().any(|word| why.contains(word));
    if says(&["forbidden", "403", "rbac", "not allowed", "no right"]) {
        "Ask for the right to get and list these (the ClusterRole view grants most of them), or use a context that has it."
    } else if says(&["unauthorized", "401", "expired", "credential"]) {
        "Log in again: the cluster did not accept these credentials."
    } else if says(&["notcollected", "not collected", "recording", "bundle"]) {
        "It was not collected: ask the live cluster, or collect again with these included."
    } else if says(&["timeout", "timed out", "deadline", "unreachable", "refused", "connect"]) {
        "Check that the server can be reached from here, then ask again."
    } else if says(&["no rule"]) {
        "This version cannot judge that; what it could see is above."
    } else {
        "Make these readable, then ask again."
    }
}
