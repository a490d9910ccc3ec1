//! The report as a person reads it in a terminal, woken at 3 a.m.: what is wrong in two lines, why we believe it in ten,
//! and at the end what to do and what could not be seen.
//!
//! One file a group of sections, all of them writing on one `page`. Sections that have nothing to say are absent.

mod answer;
mod cause;
mod changes;
mod findings;
mod page;
mod rest;
mod style;
pub(crate) mod wrap;

pub use changes::render_changes;
pub use findings::render_fleet;

use super::model::{Report, Verdict};
use page::Page;

/// Lines shorter than this cannot be told apart from noise, longer ones cannot be read.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=100;

/// How the text is laid out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TextOptions {
    /// Columns of the terminal; what lies outside 40 to 100 is taken as the nearest of the two.
    pub width: usize,
    /// Whether to add ANSI colours. The text is the same without.
    pub color: bool,
}

impl Default for TextOptions {
    fn default() -> Self {
        Self { width: 80, color: false }
    }
}

/// The report as text, ending with a newline. Safe to print on a terminal whatever was observed.
pub fn render(report: &Report, options: &TextOptions) -> String {
    let mut page = Page::new(options.width.clamp(*WIDTHS.start(), *WIDTHS.end()));
    answer::header(&mut page, report);
    match report.verdict {
        Verdict::RootCause => root_cause(&mut page, report),
        Verdict::Healthy => healthy(&mut page, report),
        Verdict::Inconclusive | Verdict::NoAccess => unresolved(&mut page, report),
    }
    rest::of_model(&mut page, report);
    rest::cost(&mut page, report);
    page.finish(options.color)
}

fn root_cause(page: &mut Page, report: &Report) {
    cause::why(page, report);
    cause::quoted(page, report);
    cause::change(page, report);
    cause::impact(page, report);
    cause::fix(page, report);
    rest::ruled_out(page, report);
    rest::also(page, report, "ALSO");
    rest::unexplained(page, report, "UNEXPLAINED");
    rest::notices(page, report);
    rest::history(page, report);
    rest::timeline(page, report);
    rest::not_seen(page, report, "NOT SEEN");
}

/// Short: what was trouble and is over, and what was not looked at, belong to the claim; nothing else does.
fn healthy(page: &mut Page, report: &Report) {
    rest::unexplained(page, report, "UNEXPLAINED");
    rest::notices(page, report);
    rest::history(page, report);
    rest::also(page, report, "ALSO");
    rest::not_seen(page, report, "NOT SEEN");
}

/// What was found, what the words could have meant, what it would need.
fn unresolved(page: &mut Page, report: &Report) {
    answer::candidates(page, report);
    rest::unexplained(page, report, "FOUND");
    rest::also(page, report, "POSSIBLE, NOT PROVEN");
    rest::ruled_out(page, report);
    rest::notices(page, report);
    rest::history(page, report);
    rest::timeline(page, report);
    rest::not_seen(page, report, "WOULD NEED");
    answer::to_do(page, report);
}
