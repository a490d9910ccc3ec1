//! The sections about the first cause: why we believe it, who changed what, who suffers, how to mend it.

use super::page::{Columns, Page, Row};
use super::style::Role;
use super::wrap::{shorten_middle, width};
use crate::report::model::{Remediation, Report};
use crate::report::outline::{self, Quote};
use crate::report::printable::printable_lines;
use crate::report::words;

/// The column where the text of a section with a heading of one line starts.
pub(super) const INLINE: Columns = Columns { indent: 0, min_label: 11 };
pub(super) const INDENTED: Columns = Columns { indent: 2, min_label: 0 };

/// From the object to the symptom, each link with its citations.
pub(super) fn why(page: &mut Page, report: &Report) {
    let Some(cause) = outline::first_cause(report).filter(|cause| !cause.chain.is_empty()) else {
        return;
    };
    page.heading("WHY");
    let home = cause.object.namespace.as_deref();
    let rows: Vec<Row<'_>> = cause
        .chain
        .iter()
        .map(|link| Row {
            label: words::object_near(&link.object, home),
            label_role: Role::Plain,
            text: link.statement.clone(),
            cites: &link.evidence,
        })
        .collect();
    page.table(INDENTED, &rows);
}

/// Excerpts that the chain has not quoted already.
pub(super) fn quoted(page: &mut Page, report: &Report) {
    let Some(cause) = outline::first_cause(report) else {
        return;
    };
    let (quotes, more) = outline::quotes(report, cause);
    if quotes.is_empty() {
        return;
    }
    page.heading("EVIDENCE");
    let margin = 2 + quotes.iter().map(|quote| width(&quote.evidence.id)).max().unwrap_or(0) + 2;
    for quote in &quotes {
        one_quote(page, margin, quote);
    }
    if more > 0 {
        page.paragraph(2, &format!("and {} in -o json", words::count(more as u64, "more citation")), Role::Faint);
    }
}

/// One line goes on after its place, several stand below it.
fn one_quote(page: &mut Page, margin: usize, quote: &Quote<'_>) {
    let limit = page.width() * 2;
    let single = if let [only] = quote.lines.as_slice() { only.trim() } else { "" };
    let gap = if quote.place.is_empty() || single.is_empty() { "" } else { " " };
    let place = if quote.place.is_empty() { String::new() } else { format!("{}:", quote.place) };
    let row = Row {
        label: quote.evidence.id.clone(),
        label_role: Role::Cite,
        text: format!("{place}{gap}{}", shorten_middle(single, limit)),
        cites: &[],
    };
    page.table(Columns { indent: 2, min_label: margin.saturating_sub(4) }, &[row]);
    if single.is_empty() {
        for line in &quote.lines {
            page.quotation(margin, "| ", &shorten_middle(line, limit));
        }
    }
    if quote.more > 0 {
        page.quotation(margin, "| ", &format!("… {}", words::count(quote.more as u64, "more line")));
    }
}

pub(super) fn change(page: &mut Page, report: &Report) {
    let Some(change) = outline::first_cause(report).and_then(|cause| cause.changed_by.as_ref()) else {
        return;
    };
    page.heading("WHO CHANGED WHAT");
    let row = Row {
        label: words::moment(change.at, report.cluster.as_of),
        label_role: Role::Plain,
        text: format!("{} ({})", change.what, outline::author(change)),
        cites: &change.evidence,
    };
    page.table(INDENTED, &[row]);
}

pub(super) fn impact(page: &mut Page, report: &Report) {
    let Some(cause) = outline::first_cause(report).filter(|cause| !cause.impact.is_empty()) else {
        return;
    };
    page.gap();
    let row = Row { label: "IMPACT".to_owned(), label_role: Role::Heading, text: cause.impact.clone(), cites: &[] };
    page.table(INLINE, &[row]);
}

/// What to do, best first.
pub(super) fn fix(page: &mut Page, report: &Report) {
    let Some(cause) = outline::first_cause(report).filter(|cause| !cause.remediation.is_empty()) else {
        return;
    };
    page.heading("FIX");
    let several = cause.remediation.len() > 1;
    for (number, fix) in cause.remediation.iter().enumerate() {
        let mark = if several { format!("{}. ", number + 1) } else { String::new() };
        one_fix(page, &mark, fix);
    }
}

fn one_fix(page: &mut Page, mark: &str, fix: &Remediation) {
    let inner = 2 + mark.len();
    page.hanging(2, mark, &fix.text, Role::Plain);
    if let Some(command) = &fix.command {
        page.verbatim(inner + 2, &printable_lines(command).join(" "), Role::Command);
    }
    for line in fix.diff.as_deref().map(printable_lines).unwrap_or_default() {
        page.verbatim(inner + 2, &line, diff_role(&line));
    }
    if !fix.risk.is_empty() {
        page.paragraph(inner, &format!("Risk: {}", fix.risk), Role::Plain);
    }
}

fn diff_role(line: &str) -> Role {
    if line.starts_with("+++") || line.starts_with("---") || line.starts_with("@@") {
        Role::Faint
    } else if line.starts_with('+') {
        Role::Added
    } else if line.starts_with('-') {
        Role::Removed
    } else {
        Role::Plain
    }
}
