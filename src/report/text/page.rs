//! The page that the sections write on: paragraphs, tables with a column of citations, lines that are left alone.
//!
//! Every span is made printable here, whatever a section hands in, and colour is added at the very end, so the text is
//! the same with and without it.

use std::fmt::Write as _;

use super::style::Role;
use super::wrap::{shorten_middle, width, wrap};
use crate::report::printable::{is_unsafe, printable};

/// Below this a column beside another is harder to read than one under the other.
const MIN_TEXT: usize = 28;
/// Citations of one row take at most this many columns side by side.
const CITES: usize = 8;

/// A line under construction.
type Line = Vec<(String, Role)>;

pub(super) struct Page {
    width: usize,
    lines: Vec<Line>,
}

/// One row of a table.
pub(super) struct Row<'a> {
    pub(super) label: String,
    pub(super) label_role: Role,
    pub(super) text: String,
    pub(super) cites: &'a [String],
}

/// Where a table stands and how wide its first column is.
#[derive(Clone, Copy)]
pub(super) struct Columns {
    pub(super) indent: usize,
    pub(super) min_label: usize,
}

impl Page {
    pub(super) fn new(width: usize) -> Self {
        Self { width, lines: Vec::new() }
    }

    pub(super) fn width(&self) -> usize {
        self.width
    }

    /// An empty line, unless there is one already.
    pub(super) fn gap(&mut self) {
        if self.lines.last().is_some_and(|line| !line.is_empty()) {
            self.lines.push(Line::new());
        }
    }

    pub(super) fn heading(&mut self, text: &str) {
        self.gap();
        self.lines.push(vec![(text.to_owned(), Role::Heading)]);
    }

    /// Spans on one line if they fit; whether they did.
    pub(super) fn try_line(&mut self, spans: &[(&str, Role)]) -> bool {
        let line: Line = spans.iter().map(|(text, role)| (visible(text), *role)).collect();
        let fits = line_width(&line) <= self.width;
        if fits {
            self.lines.push(line);
        }
        fits
    }

    /// Spans on one line; what does not fit is cut off.
    pub(super) fn cut_line(&mut self, spans: &[(&str, Role)]) {
        let mut room = self.width;
        let mut line = Line::new();
        for (text, role) in spans {
            let text = visible(text);
            let fits = width(&text) <= room;
            let cut = match (fits, text.trim().is_empty()) {
                (true, _) => text,
                (false, true) => String::new(),
                (false, false) => shorten_middle(&text, room),
            };
            room = room.saturating_sub(width(&cut));
            line.push((cut, *role));
        }
        self.lines.push(line);
    }

    pub(super) fn paragraph(&mut self, indent: usize, text: &str, role: Role) {
        self.hanging(indent, "", text, role);
    }

    /// A paragraph whose first line begins with `mark` and whose others stand under its text.
    pub(super) fn hanging(&mut self, indent: usize, mark: &str, text: &str, role: Role) {
        let margin = indent + width(mark);
        for (number, line) in wrap(&printable(text), self.width.saturating_sub(margin)).into_iter().enumerate() {
            let start = if number == 0 { format!("{}{mark}", spaces(indent)) } else { spaces(margin) };
            self.lines.push(vec![(start, Role::Plain), (line, role)]);
        }
    }

    /// A quotation: `mark` stands in front of every line of it.
    pub(super) fn quotation(&mut self, indent: usize, mark: &str, text: &str) {
        let margin = indent + width(mark);
        for line in wrap(&printable(text), self.width.saturating_sub(margin)) {
            self.lines.push(vec![(format!("{}{mark}", spaces(indent)), Role::Faint), (line, Role::Plain)]);
        }
    }

    /// A line that is never wrapped or shortened: commands and diffs are there to be copied.
    pub(super) fn verbatim(&mut self, indent: usize, text: &str, role: Role) {
        self.lines.push(vec![(spaces(indent), Role::Plain), (visible(text), role)]);
    }

    /// Rows of a label, a text and citations at the right edge. Where the columns would be too narrow, the label stands
    /// above its text.
    pub(super) fn table(&mut self, columns: Columns, rows: &[Row<'_>]) {
        let cites = rows.iter().map(|row| cites_width(row.cites)).max().unwrap_or(0);
        let right = if cites == 0 { 0 } else { cites + 2 };
        let longest = rows.iter().map(|row| width(&printable(&row.label))).max().unwrap_or(0);
        let label = longest.min(self.width * 2 / 5).max(columns.min_label);
        let left = if label == 0 { 0 } else { label + 2 };
        let stacked = columns.indent + left + MIN_TEXT + right > self.width;
        for row in rows {
            if stacked {
                self.paragraph(columns.indent, &row.label, row.label_role);
                self.row(columns.indent + 2, ("", 0), row, cites);
            } else {
                let short = shorten_middle(&printable(&row.label), label);
                self.row(columns.indent, (&short, left), row, cites);
            }
        }
    }

    fn row(&mut self, indent: usize, (label, left): (&str, usize), row: &Row<'_>, cites: usize) {
        let right = if cites == 0 { 0 } else { cites + 2 };
        let text = wrap(&printable(&row.text), self.width.saturating_sub(indent + left + right));
        let ids = cite_lines(row.cites, cites);
        let height = text.len().max(ids.len());
        for number in 0..height {
            let mut line = vec![(spaces(indent), Role::Plain)];
            let label = if number == 0 { label } else { "" };
            line.push((label.to_owned(), row.label_role));
            line.push((spaces(left.saturating_sub(width(label))), Role::Plain));
            line.extend(text.get(number).map(|text| (text.clone(), Role::Plain)));
            if let Some(id) = (number + ids.len()).checked_sub(height).and_then(|from| ids.get(from)) {
                let used = line_width(&line) + width(id);
                line.push((spaces(self.width.saturating_sub(used).max(1)), Role::Plain));
                line.push((id.clone(), Role::Cite));
            }
            self.lines.push(line);
        }
    }

    /// The text, with or without colour.
    pub(super) fn finish(self, color: bool) -> String {
        let mut out = String::new();
        for line in self.lines {
            let mut plain = String::new();
            let last = line.iter().rposition(|(text, _)| !text.trim().is_empty()).map_or(0, |at| at + 1);
            for (number, (text, role)) in line.iter().take(last).enumerate() {
                let text = if number + 1 == last { text.trim_end() } else { text };
                let style = role.style();
                if color && !text.trim().is_empty() && !style.is_plain() {
                    let _ = write!(plain, "{style}{text}{style:#}");
                } else {
                    plain.push_str(text);
                }
            }
            out.push_str(&plain);
            out.push('\n');
        }
        out
    }
}

fn spaces(count: usize) -> String {
    " ".repeat(count)
}

fn line_width(line: &Line) -> usize {
    line.iter().map(|(text, _)| width(text)).sum()
}

/// Without what a terminal would act on, spacing kept.
fn visible(text: &str) -> String {
    text.chars().filter(|c| !is_unsafe(*c)).collect()
}

/// The width of a column for these ids: a few side by side, never less than the longest.
fn cites_width(ids: &[String]) -> usize {
    cite_lines(ids, CITES).iter().map(|line| width(line)).max().unwrap_or(0)
}

/// Ids joined by spaces in lines of `limit`; an id is never broken.
fn cite_lines(ids: &[String], limit: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for id in ids.iter().map(|id| printable(id)).filter(|id| !id.is_empty()) {
        match lines.last_mut() {
            Some(line) if width(line) + 1 + width(&id) <= limit => {
                line.push(' ');
                line.push_str(&id);
            }
            _ => lines.push(id),
        }
    }
    lines
}
