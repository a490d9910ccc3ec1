//! The sections below the answer: what it is not, what else there is, what happened when, what could not be seen.

use super::cause::{INDENTED, INLINE};
use super::findings::{self, Line};
use super::page::{Page, Row};
use super::style::Role;
use super::wrap::width;
use crate::report::model::{Report, RootCause, Scope, Statement};
use crate::report::printable::printable;
use crate::report::{outline, words};

/// Characters of a statement that is not the answer.
const STATEMENT: usize = 240;
/// Further causes that are told in a few lines each; more become a list.
const BRIEF: usize = 3;
/// Lines of that list.
const LISTED: usize = 40;
/// Citations of one that are shown; all are in the data formats.
const CITES: usize = 4;

/// The first few citations.
fn some(cites: &[String]) -> &[String] {
    cites.get(..CITES).unwrap_or(cites)
}

pub(super) fn ruled_out(page: &mut Page, report: &Report) {
    statements(page, "RULED OUT", &report.ruled_out);
}

pub(super) fn unexplained(page: &mut Page, report: &Report, heading: &str) {
    statements(page, heading, &report.unexplained);
}

pub(super) fn history(page: &mut Page, report: &Report) {
    statements(page, "HISTORY", &report.history);
}

/// What holds and may be on purpose, a line each.
pub(super) fn notices(page: &mut Page, report: &Report) {
    statements(page, "NOTICE", &outline::notices(report));
}

/// What to know of the evidence, what a model says, and what of it was struck.
pub(super) fn of_model(page: &mut Page, report: &Report) {
    statements(page, "CAUTION", &report.cautions);
    statements(page, "BY A MODEL", &outline::by_model(report));
    statements(page, "STRUCK", &outline::struck(report));
}

fn statements(page: &mut Page, heading: &str, statements: &[Statement]) {
    let (shown, more) = outline::shown(statements);
    let mut rows: Vec<Row<'_>> =
        shown.iter().map(|each| inline_row(words::clipped(&said(each), STATEMENT), some(&each.evidence))).collect();
    rows.extend(more.map(|more| inline_row(more, &[])));
    inline(page, heading, rows);
}

/// The sentence, with its object in front unless it names it.
fn said(statement: &Statement) -> String {
    match &statement.object {
        Some(object) if !statement.statement.contains(object.name.as_str()) => {
            format!("{}: {}", words::object(object), statement.statement)
        }
        _ => statement.statement.clone(),
    }
}

pub(super) fn not_seen(page: &mut Page, report: &Report, heading: &str) {
    let rows = words::not_seen(&report.not_seen).into_iter().map(|text| inline_row(text, &[])).collect();
    inline(page, heading, rows);
}

/// The same of texts that are grouped already, at most so many.
pub(super) fn not_seen_lines(page: &mut Page, lines: &[String], most: usize) {
    let mut rows: Vec<Row<'_>> = lines.iter().take(most).map(|text| inline_row(text.clone(), &[])).collect();
    if lines.len() > most {
        rows.push(inline_row(format!("and {} more in -o json", lines.len() - most), &[]));
    }
    inline(page, "NOT SEEN", rows);
}

fn inline_row(text: String, cites: &[String]) -> Row<'_> {
    Row { label: String::new(), label_role: Role::Heading, text, cites }
}

/// Rows with the heading in front of the first.
fn inline(page: &mut Page, heading: &str, mut rows: Vec<Row<'_>>) {
    let Some(first) = rows.first_mut() else {
        return;
    };
    heading.clone_into(&mut first.label);
    page.gap();
    page.table(INLINE, &rows);
}

/// Further proven causes, then ideas; each in a few lines.
pub(super) fn also(page: &mut Page, report: &Report, heading: &str) {
    let further = outline::further_causes(report);
    if further.is_empty() && report.hypotheses.is_empty() {
        return;
    }
    page.heading(heading);
    let perhaps = if report.root_causes.is_empty() { "" } else { "perhaps " };
    let ideas = report.hypotheses.iter().map(|idea| (perhaps, idea));
    let all: Vec<(&str, &RootCause)> = further.iter().map(|cause| ("", cause)).chain(ideas).collect();
    if all.len() > BRIEF {
        listed(page, report, &all);
    } else {
        for (mark, cause) in all {
            brief(page, mark, cause);
        }
    }
}

/// Many further causes, a line each.
fn listed(page: &mut Page, report: &Report, all: &[(&str, &RootCause)]) {
    let home = match report.subject.scope {
        Scope::Namespace => report.subject.objects.first().map(|namespace| namespace.name.as_str()),
        Scope::Cluster | Scope::Object => None,
    };
    let now = report.cluster.as_of;
    let lines: Vec<Line> =
        all.iter().take(LISTED).map(|(mark, cause)| Line::of_cause(cause, mark, home, now)).collect();
    findings::table(page, 2, &lines);
    if all.len() > LISTED {
        page.paragraph(2, &format!("and {} more in -o json", all.len() - LISTED), Role::Faint);
    }
    page.paragraph(2, "`sre ask` about one of them shows its evidence; `sre scan` lists all.", Role::Faint);
}

fn brief(page: &mut Page, mark: &str, cause: &RootCause) {
    let (code, object) = (printable(&cause.cause), printable(&words::object(&cause.object)));
    let confidence = format!("confidence {:.2}", cause.confidence);
    let line = [
        ("  ", Role::Plain),
        (mark, Role::Faint),
        (code.as_str(), Role::Strong),
        ("   ", Role::Plain),
        (object.as_str(), Role::Plain),
        ("   ", Role::Plain),
        (confidence.as_str(), Role::Faint),
    ];
    if !page.try_line(&line) {
        page.hanging(2, mark, &code, Role::Strong);
        page.paragraph(4, &object, Role::Plain);
        page.paragraph(4, &confidence, Role::Faint);
    }
    let columns = super::page::Columns { indent: 4, min_label: 0 };
    page.table(columns, &[inline_row(cause.statement.clone(), some(&cause.evidence))]);
    if let Some(fix) = cause.remediation.first() {
        page.paragraph(4, &format!("Fix: {}", fix.text), Role::Plain);
    }
}

pub(super) fn timeline(page: &mut Page, report: &Report) {
    let (entries, left_out) = outline::timeline(report);
    if entries.is_empty() {
        return;
    }
    page.heading("TIMELINE");
    let home = outline::first_cause(report).and_then(|cause| cause.object.namespace.as_deref());
    let rows: Vec<Row<'_>> = entries
        .into_iter()
        .map(|entry| Row {
            label: words::moment(entry.at, report.cluster.as_of),
            label_role: Role::Plain,
            text: format!("{}: {}", words::object_near(&entry.object, home), entry.what),
            cites: &entry.evidence,
        })
        .collect();
    page.table(INDENTED, &rows);
    if left_out > 0 {
        page.paragraph(2, &format!("and {} in -o json", words::count(left_out as u64, "more moment")), Role::Faint);
    }
}

/// The last line: what the answer cost, and how to check it.
pub(super) fn cost(page: &mut Page, report: &Report) {
    page.gap();
    let cost = printable(&words::cost(&report.stats));
    let Some(id) = outline::worth_reading(report).map(printable) else {
        page.paragraph(0, &cost, Role::Faint);
        return;
    };
    let command = format!("sre evidence {id}");
    let tail = "   shows the line in full.";
    let line =
        [(cost.as_str(), Role::Faint), ("   ", Role::Plain), (command.as_str(), Role::Command), (tail, Role::Faint)];
    if !page.try_line(&line) {
        page.paragraph(0, &cost, Role::Faint);
        if width(&command) + width(tail) > page.width()
            || !page.try_line(&[(&command, Role::Command), (tail, Role::Faint)])
        {
            page.verbatim(0, &command, Role::Command);
        }
    }
}
