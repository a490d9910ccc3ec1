//! The report for an incident ticket: GitHub flavoured Markdown, every citation in a table that unfolds.
//!
//! It tells what the text tells, and adds what a reader without the terminal needs: the question, the run, all evidence.

pub(super) mod escape;
mod sections;

use super::model::{Report, Verdict};
use super::{outline, words};
use escape::{code, prose};

/// The report as Markdown, ending with a newline.
pub fn render(report: &Report) -> String {
    let mut blocks = vec![title(report)];
    blocks.extend(outline::lead(report).into_iter().filter(|text| !text.is_empty()).map(|text| prose(text) + "\n"));
    blocks.push(origin(report));
    match report.verdict {
        Verdict::RootCause => blocks.extend(root_cause(report)),
        Verdict::Healthy => blocks.extend(rest(report, "Unexplained", "Also", "Not seen")),
        Verdict::Inconclusive | Verdict::NoAccess => blocks.extend(unresolved(report)),
    }
    blocks.push(sections::evidence(report));
    blocks.push(sections::cost(report));
    blocks.retain(|block| !block.is_empty());
    blocks.join("\n")
}

fn title(report: &Report) -> String {
    let verdict = words::verdict(report.verdict);
    match outline::first_cause(report) {
        Some(cause) => {
            format!("## {verdict}: {} at {}\n", prose(&cause.cause), sections::object(&cause.object))
        }
        None => match words::subject(&report.subject) {
            subject if subject.is_empty() => format!("## {verdict}\n"),
            subject => format!("## {verdict}: {}\n", prose(&subject)),
        },
    }
}

fn origin(report: &Report) -> String {
    let details = words::cluster_details(&report.cluster).join(", ");
    let details = if details.is_empty() { details } else { format!(" ({})", prose(&details)) };
    let mut lines = Vec::new();
    lines.extend(outline::first_cause(report).map(|cause| format!("- Confidence: {:.2}", cause.confidence)));
    lines.push(format!("- Asked: {}", code(&report.question)));
    lines.extend(
        Some(&report.subject.resolved_by)
            .filter(|by| !by.is_empty())
            .map(|by| format!("- Understood as: {}", prose(by))),
    );
    lines.push(format!(
        "- Source: {}{details} as of {}",
        code(&report.cluster.source),
        words::minute(report.cluster.as_of)
    ));
    lines.join("\n") + "\n"
}

fn root_cause(report: &Report) -> Vec<String> {
    let mut blocks = vec![
        sections::why(report),
        sections::change(report),
        sections::impact(report),
        sections::fix(report),
        sections::statements("Ruled out", &report.ruled_out),
    ];
    blocks.extend(rest(report, "Unexplained", "Also", "Not seen"));
    blocks
}

fn unresolved(report: &Report) -> Vec<String> {
    let mut blocks = vec![sections::candidates(report)];
    blocks.extend(rest(report, "Found", "Possible, not proven", "Would need"));
    blocks.push(sections::statements("Ruled out", &report.ruled_out));
    blocks.push(sections::to_do(report));
    blocks
}

fn rest(report: &Report, unexplained: &str, also: &str, not_seen: &str) -> Vec<String> {
    vec![
        sections::statements(unexplained, &report.unexplained),
        sections::statements("Notices", &outline::notices(report)),
        sections::statements("Caution", &report.cautions),
        sections::statements("By a model", &outline::by_model(report)),
        sections::statements("Struck", &outline::struck(report)),
        sections::statements("History", &report.history),
        sections::also(report, also),
        sections::timeline(report),
        sections::not_seen(report, not_seen),
    ]
}
