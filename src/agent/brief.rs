//! What an agent is told of the evidence at the beginning: what the engine concludes, and what that rests on.

use crate::report::model::{ObjectRef, Report, RootCause, Statement};
use crate::report::printable;

/// Bytes of a brief.
const LIMIT: usize = 8_000;
/// Causes, ideas and statements of a sort that are told.
const TOLD: usize = 8;
/// Citations of one statement.
const CITED: usize = 3;
/// Characters of an excerpt and of a sentence.
const EXCERPT: usize = 160;
const SENTENCE: usize = 300;

/// The engine's answer with the ids of what it cites, as lines that are safe to show.
pub(super) fn of(report: &Report) -> String {
    let mut lines = Lines { report, lines: Vec::new() };
    lines.push(0, format!("engine's verdict: {}. {}", word(report), report.summary));
    for cause in report.root_causes.iter().take(TOLD) {
        lines.cause("root cause", cause);
    }
    for idea in report.hypotheses.iter().take(TOLD) {
        lines.cause("possible, not proven", idea);
    }
    lines.statements("not explained", &report.unexplained);
    lines.statements("ruled out", &report.ruled_out);
    lines.statements("over", &report.history);
    for one in report.notices.iter().take(TOLD) {
        lines.push(0, format!("may be on purpose: {} at {}: {}", one.cause, named(&one.object), one.statement));
    }
    for one in report.not_seen.iter().take(TOLD) {
        lines.push(0, format!("not seen: {} ({}): {}", one.what, one.why, one.effect));
    }
    lines.join()
}

/// `Deployment shop/web`
pub(super) fn named(object: &ObjectRef) -> String {
    let namespace = object.namespace.as_ref().map(|ns| format!("{ns}/")).unwrap_or_default();
    format!("{} {namespace}{}", object.kind, object.name)
}

fn word(report: &Report) -> String {
    serde_json::to_value(report.verdict).ok().and_then(|it| it.as_str().map(str::to_owned)).unwrap_or_default()
}

struct Lines<'r> {
    report: &'r Report,
    lines: Vec<String>,
}

impl Lines<'_> {
    fn push(&mut self, depth: usize, text: impl AsRef<str>) {
        self.lines.push(format!("{}{}", "  ".repeat(depth), cut(&printable(text.as_ref()), SENTENCE)));
    }

    fn cause(&mut self, what: &str, cause: &RootCause) {
        let head = format!("{what}: {} at {}, confidence {:.2}", cause.cause, named(&cause.object), cause.confidence);
        self.push(0, head);
        self.push(1, &cause.statement);
        for link in &cause.chain {
            self.push(1, format!("{}: {}", named(&link.object), link.statement));
            self.cited(&link.evidence);
        }
        if let Some(change) = &cause.changed_by {
            self.push(1, format!("changed at {}: {}", change.at, change.what));
            self.cited(&change.evidence);
        }
    }

    fn statements(&mut self, what: &str, all: &[Statement]) {
        for one in all.iter().take(TOLD) {
            let at = one.object.as_ref().map(|object| format!("{}: ", named(object))).unwrap_or_default();
            self.push(0, format!("{what}: {at}{}", one.statement));
            self.cited(&one.evidence);
        }
        if all.len() > TOLD {
            self.push(0, format!("{what}: and {} more", all.len() - TOLD));
        }
    }

    /// Where it stands, and what.
    fn cited(&mut self, ids: &[String]) {
        for one in self.report.evidence.iter().filter(|one| ids.contains(&one.id)).take(CITED) {
            let excerpt = cut(&printable(&one.excerpt), EXCERPT);
            self.lines.push(format!("    {} at {}: {excerpt}", one.observation, printable(&one.pointer)));
        }
    }

    fn join(self) -> String {
        let mut text = String::new();
        let count = self.lines.len();
        for (index, line) in self.lines.iter().enumerate() {
            if text.len() + line.len() > LIMIT {
                text.push_str(&format!("… {} more lines\n", count - index));
                break;
            }
            text.push_str(line);
            text.push('\n');
        }
        text
    }
}

fn cut(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most).chain(['…']).collect()
}
