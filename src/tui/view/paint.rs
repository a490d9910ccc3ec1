//! Lines that fit: wrapping and cutting of styled text, and lists that follow their cursor.

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::style::Style;
use ratatui_core::text::{Line, Span};
use unicode_width::UnicodeWidthChar;

use crate::report::text::wrap::width;
use crate::tui::look::{Look, Sign, Tone};

/// A piece of text in a tone.
pub(super) fn span(look: Look, tone: Tone, text: impl Into<String>) -> Span<'static> {
    Span::styled(text.into(), look.style(tone))
}

/// A line in one tone.
pub(super) fn line(look: Look, tone: Tone, text: impl Into<String>) -> Line<'static> {
    Line::from(span(look, tone, text))
}

/// A line broken at its spaces, in lines of so many columns; `first` and `rest` stand before them.
pub(in crate::tui) fn wrapped(line: &Line<'_>, columns: usize, first: &str, rest: &str) -> Vec<Line<'static>> {
    let columns = columns.max(width(first) + 8);
    let mut page = Wrap {
        columns,
        rest,
        done: Vec::new(),
        spans: vec![Span::raw(first.to_owned())],
        used: width(first),
        fresh: true,
    };
    for span in &line.spans {
        let mut word = String::new();
        for c in span.content.chars() {
            if c == ' ' {
                page.word(&word, span.style);
                word.clear();
                page.space(span.style);
            } else {
                word.push(c);
            }
        }
        page.word(&word, span.style);
    }
    page.done.push(Line::from(page.spans));
    page.done
}

struct Wrap<'a> {
    columns: usize,
    rest: &'a str,
    done: Vec<Line<'static>>,
    spans: Vec<Span<'static>>,
    used: usize,
    /// Whether nothing but the margin stands on the line.
    fresh: bool,
}

impl Wrap<'_> {
    fn space(&mut self, style: Style) {
        if !self.fresh && self.used < self.columns {
            self.push(" ", style);
        }
    }

    fn word(&mut self, word: &str, style: Style) {
        if word.is_empty() {
            return;
        }
        if self.used + width(word) <= self.columns {
            return self.push(word, style);
        }
        if !self.fresh {
            self.turn();
        }
        // A word wider than the line is cut where it ends.
        let mut piece = String::new();
        for c in word.chars() {
            let cells = c.width().unwrap_or(0);
            if self.used + width(&piece) + cells > self.columns && !piece.is_empty() {
                self.push(&std::mem::take(&mut piece), style);
                self.turn();
            }
            piece.push(c);
        }
        self.push(&piece, style);
    }

    fn push(&mut self, text: &str, style: Style) {
        self.used += width(text);
        self.fresh = false;
        match self.spans.last_mut() {
            Some(last) if last.style == style => last.content.to_mut().push_str(text),
            _ => self.spans.push(Span::styled(text.to_owned(), style)),
        }
    }

    fn turn(&mut self) {
        let spans = std::mem::replace(&mut self.spans, vec![Span::raw(self.rest.to_owned())]);
        self.done.push(Line::from(spans));
        self.used = width(self.rest);
        self.fresh = true;
    }
}

/// Writes a line into a row; what does not fit is cut, and the cut is marked.
pub(super) fn put(buffer: &mut Buffer, area: Rect, row: u16, line: &Line<'_>, look: Look) {
    if row >= area.height || area.width == 0 {
        return;
    }
    let y = area.y + row;
    buffer.set_line(area.x, y, line, area.width);
    if line.width() > usize::from(area.width) {
        buffer.set_string(area.right() - 1, y, look.sign(Sign::More), look.style(Tone::Dim));
    }
}

/// Shows a text whole at the bottom of an area, if there is one; returns what is left above.
pub(super) fn whole(buffer: &mut Buffer, area: Rect, text: &str, look: Look) -> Rect {
    let columns = usize::from(area.width);
    let most = area.height * 2 / 5;
    if most < 2 || text.is_empty() {
        return area;
    }
    let lines = wrapped(&Line::raw(text.to_owned()), columns.saturating_sub(1), " ", " ");
    let height = u16::try_from(lines.len()).unwrap_or(u16::MAX).min(most - 1) + 1;
    let below = Rect { y: area.bottom() - height, height, ..area };
    put(buffer, below, 0, &line(look, Tone::Dim, look.sign(Sign::Rule).repeat(columns)), look);
    for (row, line) in (1..height).zip(&lines) {
        put(buffer, below, row, line, look);
    }
    Rect { height: area.height - height, ..area }
}

/// The text of a line, for [`whole`].
pub(super) fn plain(line: &Line<'_>) -> String {
    let text: String = line.spans.iter().map(|span| span.content.as_ref()).collect();
    crate::report::printable(&text)
}

/// The first row that is shown so that the cursor's is, somewhere in the middle.
pub(super) fn top(cursor: usize, count: usize, height: u16) -> usize {
    let height = usize::from(height);
    cursor.saturating_sub(height / 2).min(count.saturating_sub(height))
}

/// Marks the row of the cursor.
pub(super) fn select(buffer: &mut Buffer, area: Rect, row: usize, look: Look) {
    if let Ok(row) = u16::try_from(row)
        && row < area.height
    {
        buffer.set_style(Rect { y: area.y + row, height: 1, ..area }, look.style(Tone::Selected));
    }
}

/// Says something where there is nothing to list.
pub(super) fn words(buffer: &mut Buffer, area: Rect, look: Look, tone: Tone, text: &str) {
    let mut row = 0;
    for paragraph in text.split('\n') {
        for line in wrapped(&line(look, tone, paragraph), usize::from(area.width), "", "") {
            put(buffer, area, row, &line, look);
            row += 1;
        }
    }
}

/// What went wrong, as lines.
pub(super) fn trouble(look: Look, trouble: &crate::tui::intent::Trouble, columns: usize) -> Vec<Line<'static>> {
    let mut lines = Vec::new();
    for (at, text) in trouble.chain.iter().enumerate() {
        let text = crate::report::printable(text);
        let (mark, tone, margin) = if at == 0 { ("error: ", Tone::Bad, "") } else { ("because ", Tone::Plain, "  ") };
        let text = Line::from(vec![span(look, tone, mark), Span::raw(text)]);
        lines.extend(wrapped(&text, columns, margin, "    "));
    }
    for hint in &trouble.hints {
        let text = Line::from(vec![span(look, Tone::Title, "hint: "), Span::raw(crate::report::printable(hint))]);
        lines.extend(wrapped(&text, columns, "", "  "));
    }
    lines
}
