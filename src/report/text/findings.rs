//! Many findings at a glance: a line each, and what is wrong beside or below it. Of a scan, and of a question with many
//! answers.

use jiff::Timestamp;

use super::page::Page;
use super::style::Role;
use super::wrap::{shorten_middle, width, wrap};
use crate::report::fleet::markdown::notes;
use crate::report::fleet::model::{Finding, Fleet};
use crate::report::model::{Report, RootCause, Scope, Verdict};
use crate::report::printable::printable;
use crate::report::{fleet, words};

/// Findings that are shown; all are in the data formats.
const SHOWN: usize = 200;
/// Widest columns of the cause and the object.
const CAUSE: usize = 28;
const OBJECT: usize = 44;
/// Less than this of a name tells it from no other.
const MIN_OBJECT: usize = 16;
/// The column of the severity.
const LEVEL: usize = 8;
/// Columns that a statement needs to be read beside the others; with less it stands below them.
const MIN_TEXT: usize = 56;
/// Where it begins there.
const BELOW: usize = LEVEL + 2;
/// Columns of a statement in all; the whole of it is in the report.
const TEXT: usize = 320;
/// Things that could not be seen, in lines.
const UNSEEN: usize = 12;
/// Widths of a list: it may be wider than a text.
const WIDTHS: std::ops::RangeInclusive<usize> = 40..=200;

/// One line.
pub(super) struct Line {
    level: &'static str,
    role: Role,
    cause: String,
    object: String,
    since: String,
    text: String,
}

impl Line {
    pub(super) fn of_cause(cause: &RootCause, mark: &str, home: Option<&str>, now: Timestamp) -> Self {
        Self {
            level: words::severity(cause.severity),
            role: Role::Severity(cause.severity),
            cause: printable(&format!("{mark}{}", cause.cause)),
            object: printable(&words::object_near(&cause.object, home)),
            since: age(cause.since, now),
            text: printable(&cause.statement),
        }
    }

    fn of_finding(finding: &Finding, home: Option<&str>, now: Option<Timestamp>) -> Self {
        Self {
            level: fleet::level(finding),
            role: Role::Severity(finding.severity),
            cause: printable(&fleet::label(finding)),
            object: printable(&words::object_near(&finding.object, home)),
            since: now.map(|now| age(finding.since, now)).unwrap_or_default(),
            text: printable(&finding.statement),
        }
    }
}

fn age(since: Option<Timestamp>, now: Timestamp) -> String {
    since.map(|at| words::span(now.duration_since(at))).unwrap_or_default()
}

/// Lines in columns; the statement stands beside them where there is room, and below them where there is none.
pub(super) fn table(page: &mut Page, indent: usize, lines: &[Line]) {
    let widest =
        |cell: fn(&Line) -> &str, most: usize| lines.iter().map(|line| width(cell(line))).max().unwrap_or(0).min(most);
    let room = page.width().saturating_sub(indent);
    // A code is there to be copied: where there is no room, the age goes first.
    let cause = widest(|line| &line.cause, CAUSE);
    let mut since = widest(|line| &line.since, 5);
    let after = |since: usize| room.saturating_sub(LEVEL + 2 + cause + 2 + since + 2);
    if after(since) < MIN_OBJECT {
        since = 0;
    }
    let object = widest(|line| &line.object, OBJECT).min(after(since).max(MIN_OBJECT));
    let beside = room.saturating_sub(LEVEL + 2 + cause + 2 + object + 2 + since + 2);
    let beside = if beside < MIN_TEXT { 0 } else { beside };
    for line in lines {
        let text = wrap(&clipped(&line.text, TEXT), if beside == 0 { room.saturating_sub(BELOW) } else { beside });
        let start = [(" ".repeat(indent), Role::Plain)].into_iter().chain(cells(line, [cause, object, since]));
        let mut first: Vec<(String, Role)> = start.collect();
        let used: usize = first.iter().map(|(text, _)| width(text)).sum();
        let (margin, first_text, rest) = match text.split_first() {
            Some((head, rest)) if beside > 0 => (used, head.as_str(), rest),
            _ => (indent + BELOW, "", text.as_slice()),
        };
        first.push((first_text.to_owned(), Role::Plain));
        page.cut_line(&first.iter().map(|(text, role)| (text.as_str(), *role)).collect::<Vec<_>>());
        for more in rest {
            page.cut_line(&[(&" ".repeat(margin), Role::Plain), (more, Role::Plain)]);
        }
    }
}

/// The columns before the statement, each as wide as it is in every line.
fn cells(line: &Line, [cause, object, since]: [usize; 3]) -> impl Iterator<Item = (String, Role)> {
    let padded = |text: &str, to: usize| format!("{text}{}", " ".repeat(to.saturating_sub(width(text)) + 2));
    let age = if since == 0 { "" } else { &line.since };
    [
        (padded(line.level, LEVEL), line.role),
        (padded(&shorten_middle(&line.cause, cause), cause), Role::Strong),
        (padded(&shorten_middle(&line.object, object), object), Role::Plain),
        (padded(age, since), Role::Faint),
    ]
    .into_iter()
}

/// A text of at most so many columns.
fn clipped(text: &str, limit: usize) -> String {
    if width(text) <= limit {
        return text.to_owned();
    }
    let mut kept = String::new();
    for c in text.chars() {
        kept.push(c);
        if width(&kept) >= limit {
            kept.pop();
            break;
        }
    }
    format!("{}…", kept.trim_end())
}

/// A scan as a person reads it, ending with a newline.
pub fn render_fleet(fleet: &Fleet, options: &super::TextOptions) -> String {
    let mut page = Page::new(options.width.clamp(*WIDTHS.start(), *WIDTHS.end()));
    for report in &fleet.reports {
        super::answer::source(&mut page, report);
    }
    page.gap();
    let verdict = if fleet.faults().next().is_none() && fleet.complete { Verdict::Healthy } else { fleet.verdict };
    page.paragraph(0, &fleet.summary, Role::Verdict(verdict));
    rows(&mut page, fleet);
    for report in &fleet.reports {
        answered(&mut page, fleet, report);
    }
    notes(fleet).iter().enumerate().for_each(|(number, note)| {
        if number == 0 {
            page.gap();
        }
        page.paragraph(2, note, Role::Faint);
    });
    let unseen: Vec<String> = fleet.reports.iter().flat_map(|report| words::not_seen(&report.not_seen)).collect();
    super::rest::not_seen_lines(&mut page, &unseen, UNSEEN);
    if let Some(finding) = fleet.findings.first() {
        further(&mut page, finding);
    }
    page.finish(options.color)
}

fn rows(page: &mut Page, fleet: &Fleet) {
    let home = match fleet.reports.as_slice() {
        [only] if only.subject.scope == Scope::Namespace => only.subject.objects.first().map(|ns| ns.name.clone()),
        _ => None,
    };
    let lines: Vec<Line> = fleet
        .findings
        .iter()
        .take(SHOWN)
        .map(|finding| {
            let report = usize::try_from(finding.report).ok().and_then(|at| fleet.reports.get(at));
            Line::of_finding(finding, home.as_deref(), report.map(|report| report.cluster.as_of))
        })
        .collect();
    if !lines.is_empty() {
        page.gap();
    }
    table(page, 0, &lines);
    if fleet.findings.len() > SHOWN {
        let more = words::count((fleet.findings.len() - SHOWN) as u64, "more finding");
        page.paragraph(0, &format!("and {more} in -o json"), Role::Faint);
    }
}

/// What a report says where there is no finding to tell it by.
fn answered(page: &mut Page, fleet: &Fleet, report: &Report) {
    let empty = fleet.findings.is_empty() && fleet.below == 0 && fleet.baseline.is_none();
    if empty {
        if fleet.summary != report.summary && !report.summary.is_empty() {
            page.gap();
            page.paragraph(2, &report.summary, Role::Plain);
        }
        super::answer::candidates(page, report);
    }
}

/// How to read on.
fn further(page: &mut Page, finding: &Finding) {
    let namespace = finding.object.namespace.as_ref().map(|ns| format!(" -n {ns}")).unwrap_or_default();
    let name = format!("{}/{}", finding.object.kind.to_lowercase(), finding.object.name);
    page.gap();
    let command = format!("sre ask{namespace} why is {name} not working");
    page.paragraph(0, "The evidence of one, asked of the same source:", Role::Faint);
    page.verbatim(2, &command, Role::Command);
}
