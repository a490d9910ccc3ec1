//! A scan as a ticket has it: one table, and what could not be seen.

use crate::report::fleet::model::Fleet;
use crate::report::fleet::{label, level};
use crate::report::markdown::escape::{cell, code, prose};
use crate::report::words;

/// Findings that are shown; all are in the data formats.
const SHOWN: usize = 200;

/// The scan as Markdown, ending with a newline.
pub fn render(fleet: &Fleet) -> String {
    let mut blocks = vec![format!("## Scan: {}\n", prose(&fleet.summary))];
    if !fleet.findings.is_empty() {
        blocks.push(table(fleet));
    }
    let mut lines: Vec<String> = Vec::new();
    lines.extend((fleet.findings.len() > SHOWN).then(|| format!("{} more findings", fleet.findings.len() - SHOWN)));
    lines.extend(notes(fleet));
    for report in &fleet.reports {
        lines.extend(words::not_seen(&report.not_seen).into_iter().map(|text| format!("not seen: {text}")));
        let (source, run) = (&report.cluster.source, &report.stats.run);
        lines.push(format!("source {source} as of {}, run {run}", words::minute(report.cluster.as_of)));
    }
    let items: Vec<String> = lines.iter().map(|line| format!("- {}", prose(line))).collect();
    blocks.push(items.join("\n") + "\n");
    blocks.join("\n")
}

fn table(fleet: &Fleet) -> String {
    let mut text = String::from("| Severity | Cause | Object | What |\n| --- | --- | --- | --- |\n");
    for finding in fleet.findings.iter().take(SHOWN) {
        text.push_str(&format!(
            "| {} | {} | {} | {} |\n",
            level(finding),
            code(&label(finding)),
            cell(&words::object(&finding.object)),
            cell(&finding.statement),
        ));
    }
    text
}

/// What is left out, and what is gone of a baseline; for the faces that people read.
pub(in crate::report) fn notes(fleet: &Fleet) -> Vec<String> {
    const NAMED: usize = 10;
    let mut notes = Vec::new();
    if fleet.below > 0 {
        notes.push(format!("{} less severe left out", words::count(fleet.below, "finding")));
    }
    if let Some(baseline) = &fleet.baseline {
        notes.push(format!("{} left out, known from the baseline", words::count(baseline.known, "finding")));
        let unsure = if fleet.complete { "" } else { ", or not seen this time" };
        for known in baseline.gone.iter().take(NAMED) {
            let cause = known.cause.as_deref().unwrap_or("unexplained trouble");
            notes.push(format!("gone{unsure}: {cause} at {}", words::object(&known.object)));
        }
        if baseline.gone.len() > NAMED {
            notes.push(format!("gone{unsure}: {} more", baseline.gone.len() - NAMED));
        }
    }
    notes
}
