//! The top of the page: where the evidence is from, the verdict, the statement; and what an answer that proves nothing
//! asks of the reader.

use super::page::Page;
use super::style::Role;
use crate::report::model::{Cluster, Report, RootCause, Verdict};
use crate::report::printable::printable;
use crate::report::{outline, words};

pub(super) fn header(page: &mut Page, report: &Report) {
    source(page, report);
    page.gap();
    match outline::first_cause(report) {
        Some(cause) => cause_line(page, report.verdict, cause),
        None => subject_line(page, report),
    }
    for paragraph in outline::lead(report) {
        page.gap();
        page.paragraph(2, paragraph, Role::Plain);
    }
    if matches!(report.verdict, Verdict::Inconclusive | Verdict::NoAccess) && !report.subject.resolved_by.is_empty() {
        page.gap();
        page.paragraph(2, &format!("Understood as: {}", report.subject.resolved_by), Role::Faint);
    }
}

pub(super) fn source(page: &mut Page, report: &Report) {
    origin(page, &report.cluster);
}

/// Where the evidence is from.
pub(super) fn origin(page: &mut Page, cluster: &Cluster) {
    let details = words::cluster_details(cluster);
    let details = if details.is_empty() { String::new() } else { format!(" ({})", details.join(", ")) };
    let line = format!("{}{details} as of {}", cluster.source, words::minute(cluster.as_of));
    page.paragraph(0, &line, Role::Faint);
}

/// `ROOT CAUSE  ImageNotFound   Deployment terranetes/echo-pod   confidence 0.97`, or below one another.
fn cause_line(page: &mut Page, verdict: Verdict, cause: &RootCause) {
    let kind = words::verdict(verdict);
    let object = printable(&words::object(&cause.object));
    let confidence = format!("confidence {:.2}", cause.confidence);
    let code = printable(&cause.cause);
    let line = [
        (kind, Role::Verdict(verdict)),
        ("  ", Role::Plain),
        (code.as_str(), Role::Strong),
        ("   ", Role::Plain),
        (object.as_str(), Role::Strong),
        ("   ", Role::Plain),
        (confidence.as_str(), Role::Faint),
    ];
    if page.try_line(&line) {
        return;
    }
    if !page.try_line(&[(kind, Role::Verdict(verdict)), ("  ", Role::Plain), (&code, Role::Strong)]) {
        page.paragraph(0, kind, Role::Verdict(verdict));
        page.paragraph(2, &code, Role::Strong);
    }
    page.paragraph(2, &object, Role::Strong);
    page.paragraph(2, &confidence, Role::Faint);
}

fn subject_line(page: &mut Page, report: &Report) {
    let kind = words::verdict(report.verdict);
    let subject = printable(&words::subject(&report.subject));
    let gap = if subject.is_empty() { "" } else { "  " };
    let line = [(kind, Role::Verdict(report.verdict)), (gap, Role::Plain), (subject.as_str(), Role::Strong)];
    if !page.try_line(&line) {
        page.paragraph(0, kind, Role::Verdict(report.verdict));
        page.paragraph(2, &subject, Role::Strong);
    }
}

/// What the words of the question could also have meant.
pub(super) fn candidates(page: &mut Page, report: &Report) {
    if report.candidates.is_empty() {
        return;
    }
    page.heading("DID YOU MEAN");
    for candidate in &report.candidates {
        page.hanging(2, "", &words::object(candidate), Role::Plain);
    }
}

/// What would turn the answer into one, where something could not be read.
pub(super) fn to_do(page: &mut Page, report: &Report) {
    let advice = outline::advice(&report.not_seen);
    if advice.is_empty() {
        return;
    }
    page.gap();
    for line in advice {
        page.hanging(2, "→ ", line, Role::Plain);
    }
}
