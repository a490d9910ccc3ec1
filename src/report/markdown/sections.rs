//! The sections of the Markdown, each a block of text or nothing.

use super::escape::{block, cell, code, prose};
use crate::report::model::{Evidence, ObjectRef, Remediation, Report, RootCause, Statement};
use crate::report::printable::printable_lines;
use crate::report::{outline, words};

/// Further causes and ideas that are told.
const ALSO: usize = 40;

pub(super) fn object(object: &ObjectRef) -> String {
    format!("{} {}", prose(&object.kind), code(&words::path(object)))
}

/// ` — e1 e2`, each id as code; nothing without ids.
fn cites(ids: &[String]) -> String {
    let ids: Vec<String> = ids.iter().map(|id| code(id)).collect();
    if ids.is_empty() { String::new() } else { format!(" — {}", ids.join(" ")) }
}

fn list(heading: &str, items: &[String]) -> String {
    if items.is_empty() {
        return String::new();
    }
    format!("### {heading}\n\n- {}\n", items.join("\n- "))
}

pub(super) fn why(report: &Report) -> String {
    let links = outline::first_cause(report).map(|cause| cause.chain.as_slice()).unwrap_or_default();
    let items: Vec<String> = links
        .iter()
        .map(|link| format!("{}: {}{}", object(&link.object), prose(&link.statement), cites(&link.evidence)))
        .collect();
    list("Why", &items)
}

pub(super) fn change(report: &Report) -> String {
    let Some(change) = outline::first_cause(report).and_then(|cause| cause.changed_by.as_ref()) else {
        return String::new();
    };
    let at = words::second(change.at);
    let line =
        format!("{at}: {} ({}){}", prose(&change.what), prose(&outline::author(change)), cites(&change.evidence));
    list("Who changed what", &[line])
}

pub(super) fn impact(report: &Report) -> String {
    match outline::first_cause(report) {
        Some(cause) if !cause.impact.is_empty() => format!("### Impact\n\n{}\n", prose(&cause.impact)),
        _ => String::new(),
    }
}

pub(super) fn fix(report: &Report) -> String {
    let fixes = outline::first_cause(report).map(|cause| cause.remediation.as_slice()).unwrap_or_default();
    if fixes.is_empty() {
        return String::new();
    }
    let fixes: Vec<String> = fixes.iter().enumerate().map(|(at, fix)| one_fix(at + 1, fix)).collect();
    format!("### Fix\n\n{}", fixes.join("\n"))
}

fn one_fix(number: usize, fix: &Remediation) -> String {
    let mark = format!("{number}. ");
    let indent = " ".repeat(mark.len());
    let mut blocks = vec![format!("{mark}{}\n", prose(&fix.text))];
    blocks.extend(fix.command.iter().map(|command| block("sh", &printable_lines(command).join(" "), &indent)));
    blocks.extend(fix.diff.iter().map(|diff| block("diff", diff, &indent)));
    if !fix.risk.is_empty() {
        blocks.push(format!("{indent}Risk: {}\n", prose(&fix.risk)));
    }
    blocks.join("\n")
}

pub(super) fn statements(heading: &str, statements: &[Statement]) -> String {
    let (shown, more) = outline::shown(statements);
    let mut items: Vec<String> = shown
        .iter()
        .map(|each| {
            let about = each.object.as_ref().filter(|about| !each.statement.contains(about.name.as_str()));
            let about = about.map(|about| format!("{}: ", object(about))).unwrap_or_default();
            format!("{about}{}{}", prose(&each.statement), cites(&each.evidence))
        })
        .collect();
    items.extend(more);
    list(heading, &items)
}

pub(super) fn also(report: &Report, heading: &str) -> String {
    let proven = outline::further_causes(report).iter().map(|cause| brief("", cause));
    let perhaps = if proves(report) { "perhaps " } else { "" };
    let ideas = report.hypotheses.iter().map(|idea| brief(perhaps, idea));
    let mut all: Vec<String> = proven.chain(ideas).collect();
    let more = all.len().saturating_sub(ALSO);
    all.truncate(ALSO);
    all.extend((more > 0).then(|| format!("and {more} more in `-o json`")));
    list(heading, &all)
}

/// Whether proven causes and ideas stand side by side.
fn proves(report: &Report) -> bool {
    !report.root_causes.is_empty()
}

fn brief(mark: &str, cause: &RootCause) -> String {
    let fix = cause.remediation.first().map(|fix| format!("\n  Fix: {}", prose(&fix.text))).unwrap_or_default();
    format!(
        "{mark}**{}** at {}, confidence {:.2}: {}{}{fix}",
        prose(&cause.cause),
        object(&cause.object),
        cause.confidence,
        prose(&cause.statement),
        cites(&cause.evidence)
    )
}

pub(super) fn candidates(report: &Report) -> String {
    list("Did you mean", &report.candidates.iter().map(object).collect::<Vec<_>>())
}

pub(super) fn timeline(report: &Report) -> String {
    let (entries, left_out) = outline::timeline(report);
    let mut items: Vec<String> = entries
        .into_iter()
        .map(|entry| {
            let at = words::second(entry.at);
            format!("{at}: {}: {}{}", object(&entry.object), prose(&entry.what), cites(&entry.evidence))
        })
        .collect();
    if left_out > 0 {
        items.push(format!("and {}", words::count(left_out as u64, "more moment")));
    }
    list("Timeline", &items)
}

pub(super) fn not_seen(report: &Report, heading: &str) -> String {
    list(heading, &words::not_seen(&report.not_seen).iter().map(|line| prose(line)).collect::<Vec<_>>())
}

pub(super) fn to_do(report: &Report) -> String {
    list("To do", &outline::advice(&report.not_seen).into_iter().map(prose).collect::<Vec<_>>())
}

/// Every citation, folded away.
pub(super) fn evidence(report: &Report) -> String {
    if report.evidence.is_empty() {
        return String::new();
    }
    let rows: String = report.evidence.iter().map(evidence_row).collect();
    let count = words::count(report.evidence.len() as u64, "citation");
    format!(
        "<details><summary>Evidence: {count}</summary>\n\n| Id | Object | Where | Excerpt |\n| --- | --- | --- | --- \
         |\n{rows}\n</details>\n"
    )
}

fn evidence_row(evidence: &Evidence) -> String {
    let lines: Vec<String> =
        printable_lines(&evidence.excerpt).iter().map(|line| cell(line)).filter(|line| !line.is_empty()).collect();
    format!(
        "| {} | {} | {} | {} |\n",
        cell(&evidence.id),
        cell(&words::object(&evidence.object)),
        cell(&format!("{} {}", evidence.observation, evidence.pointer)),
        lines.join("<br>")
    )
}

pub(super) fn cost(report: &Report) -> String {
    let run = &report.stats.run;
    let check = match outline::worth_reading(report) {
        Some(id) => format!("{} shows the line in full.", code(&format!("sre evidence {id} --run {run}"))),
        None => format!("Run {}.", code(run)),
    };
    format!("{} {check}\n", prose(&words::cost(&report.stats)))
}
