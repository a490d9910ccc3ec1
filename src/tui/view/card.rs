//! The card of an answer: verdict, cause, confidence, the chain from cause to symptom with its citations, what to do.

use ratatui_core::text::{Line, Span};

use super::paint::{line, span, wrapped};
use super::talk::cites;
use crate::report::model::{Report, RootCause, Verdict};
use crate::report::{printable, words};
use crate::tui::look::{Look, Sign, Tone};

/// Root causes that are told in full.
const FULL: usize = 3;
/// Lines of other lists.
const LISTED: usize = 5;

/// The lines of an answer's card; `chosen` is the place of the chosen citation.
pub(super) fn lines(report: &Report, chosen: Option<usize>, columns: usize, look: Look) -> Vec<Line<'static>> {
    let chosen = chosen.and_then(|at| report.evidence.get(at)).map(|evidence| evidence.id.clone());
    let mut card = Card { look, columns: columns.max(20), chosen, done: Vec::new() };
    card.heading(report);
    for cause in report.root_causes.iter().take(FULL) {
        card.cause(cause);
    }
    let rest = report.root_causes.len().saturating_sub(FULL);
    if rest > 0 {
        card.note(&format!("and {} more; /report shows all", words::count(rest as u64, "root cause")));
    }
    card.candidates(report);
    card.others("POSSIBLE, NOT PROVEN", &report.hypotheses);
    card.statements("UNEXPLAINED", &report.unexplained);
    card.statements("OVER", &report.history);
    card.others("MAY BE ON PURPOSE", &report.notices);
    card.not_seen(report);
    card.chosen_excerpt(report);
    card.note(&format!("{} run {}", words::cost(&report.stats), printable(&report.stats.run)));
    card.done
}

struct Card {
    look: Look,
    columns: usize,
    chosen: Option<String>,
    done: Vec<Line<'static>>,
}

impl Card {
    fn bar(&self) -> String {
        format!("{} ", self.look.sign(Sign::Bar))
    }

    fn push(&mut self, text: &Line<'_>, indent: usize, hang: usize) {
        let bar = self.bar();
        let first = format!("{bar}{}", " ".repeat(indent));
        let rest = format!("{bar}{}", " ".repeat(indent + hang));
        self.done.extend(wrapped(text, self.columns, &first, &rest));
    }

    fn title(&mut self, text: &str) {
        self.push(&line(self.look, Tone::Title, text.to_owned()), 0, 0);
    }

    fn note(&mut self, text: &str) {
        self.push(&line(self.look, Tone::Dim, printable(text)), 0, 0);
    }

    fn heading(&mut self, report: &Report) {
        let (tone, sign) = match report.verdict {
            Verdict::RootCause => (Tone::Bad, Sign::Symptom),
            Verdict::Healthy => (Tone::Good, Sign::Done),
            Verdict::Inconclusive | Verdict::NoAccess => (Tone::Warn, Sign::Failed),
        };
        let verdict = format!("{} {}", self.look.sign(sign), words::verdict(report.verdict));
        let subject = words::subject(&report.subject);
        let mut spans = vec![span(self.look, tone, verdict)];
        if !subject.is_empty() {
            spans.push(span(self.look, Tone::Dim, format!("  {}", printable(&subject))));
        }
        self.push(&Line::from(spans), 0, 2);
        if report.root_causes.is_empty() {
            self.push(&Line::raw(printable(&report.summary)), 0, 0);
        }
    }

    fn cause(&mut self, cause: &RootCause) {
        let look = self.look;
        self.push(
            &Line::from(vec![
                span(look, Tone::Title, printable(&cause.cause)),
                Span::raw(format!(" at {}  ", printable(&words::object(&cause.object)))),
                span(look, Tone::Cited, look.gauge(cause.confidence)),
                Span::raw(format!(" {:.2} confidence, {}", cause.confidence, words::severity(cause.severity))),
            ]),
            0,
            2,
        );
        self.push(&Line::raw(printable(&cause.statement)), 0, 0);
        self.title("WHY");
        for (at, link) in cause.chain.iter().enumerate() {
            let mark = if at == 0 { "  ".to_owned() } else { format!("{} ", look.sign(Sign::Arrow)) };
            let mut spans = vec![
                span(look, Tone::Dim, mark),
                Span::raw(format!("{}: {}", printable(&words::object(&link.object)), printable(&link.statement))),
            ];
            spans.extend(cites(look, &link.evidence, self.chosen.as_deref()));
            self.push(&Line::from(spans), 0, 3);
        }
        if let Some(change) = &cause.changed_by {
            let who = change.identity.as_deref().or(change.manager.as_deref()).unwrap_or("unknown");
            let text = format!("{} {} by {}", words::second(change.at), printable(&change.what), printable(who));
            let mut spans = vec![span(look, Tone::Title, "CHANGED "), Span::raw(text)];
            spans.extend(cites(look, &change.evidence, self.chosen.as_deref()));
            self.push(&Line::from(spans), 0, 2);
        }
        if !cause.impact.is_empty() {
            self.push(&Line::from(vec![span(look, Tone::Title, "IMPACT "), Span::raw(printable(&cause.impact))]), 0, 2);
        }
        if let Some(mend) = cause.remediation.first() {
            self.push(&Line::from(vec![span(look, Tone::Title, "FIX "), Span::raw(printable(&mend.text))]), 0, 2);
            if let Some(command) = &mend.command {
                self.push(&line(look, Tone::Cited, format!("$ {}", printable(command))), 2, 2);
            }
        }
    }

    fn candidates(&mut self, report: &Report) {
        if report.candidates.is_empty() {
            return;
        }
        self.title("DID YOU MEAN");
        for object in report.candidates.iter().take(LISTED * 2) {
            self.push(
                &Line::raw(format!("{} {}", self.look.sign(Sign::Bullet), printable(&words::object(object)))),
                0,
                2,
            );
        }
    }

    fn others(&mut self, title: &str, causes: &[RootCause]) {
        if causes.is_empty() {
            return;
        }
        self.title(title);
        for cause in causes.iter().take(LISTED) {
            let text = format!(
                "{} {} at {}: {}",
                self.look.sign(Sign::Bullet),
                printable(&cause.cause),
                printable(&words::object(&cause.object)),
                printable(&cause.statement)
            );
            let mut spans = vec![Span::raw(text)];
            spans.extend(cites(self.look, &cause.evidence, self.chosen.as_deref()));
            self.push(&Line::from(spans), 0, 2);
        }
        self.left(causes.len());
    }

    fn statements(&mut self, title: &str, statements: &[crate::report::model::Statement]) {
        if statements.is_empty() {
            return;
        }
        self.title(title);
        for statement in statements.iter().take(LISTED) {
            let object = statement.object.as_ref().map(|object| format!("{}: ", words::object(object)));
            let text = format!(
                "{} {}{}",
                self.look.sign(Sign::Bullet),
                printable(&object.unwrap_or_default()),
                format_args!(" {}", printable(&statement.statement))
            );
            let mut spans = vec![Span::raw(text.replace("  ", " "))];
            spans.extend(cites(self.look, &statement.evidence, self.chosen.as_deref()));
            self.push(&Line::from(spans), 0, 2);
        }
        self.left(statements.len());
    }

    fn left(&mut self, count: usize) {
        if count > LISTED {
            self.note(&format!("and {} more; /report shows all", count - LISTED));
        }
    }

    fn not_seen(&mut self, report: &Report) {
        if report.not_seen.is_empty() {
            return;
        }
        self.title("NOT SEEN");
        let all = words::not_seen(&report.not_seen);
        for text in all.iter().take(LISTED) {
            self.push(
                &line(self.look, Tone::Warn, format!("{} {}", self.look.sign(Sign::Bullet), printable(text))),
                0,
                2,
            );
        }
        self.left(all.len());
    }

    /// What the chosen citation quotes.
    fn chosen_excerpt(&mut self, report: &Report) {
        let Some(evidence) = report.evidence.iter().find(|evidence| Some(&evidence.id) == self.chosen.as_ref()) else {
            return;
        };
        let look = self.look;
        let place = words::place(&evidence.pointer);
        self.push(
            &Line::from(vec![
                span(look, Tone::Selected, format!("[{}]", evidence.id)),
                span(
                    look,
                    Tone::Dim,
                    format!(" {} {}: ", printable(&words::object(&evidence.object)), printable(&place)),
                ),
                span(look, Tone::Cited, printable(&evidence.excerpt)),
            ]),
            0,
            2,
        );
    }
}
