//! The opened observation: what is known about it, and its body with the cited place marked.

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::text::{Line, Span};

use super::paint::{line, put, select, span, top, trouble, whole, words};
use crate::report::text::wrap::width;
use crate::tui::document::{Content, Row, Shown, Viewer};
use crate::tui::look::{Look, Sign, Tone};
use crate::tui::state::{Loaded, Pane, State};

/// What the heading says.
pub(super) fn note(state: &State) -> String {
    let Loaded::Here(viewer) = &state.evidence else { return String::new() };
    let mut note = viewer.document().title.clone();
    let (count, at) = viewer.matches();
    if !viewer.words.is_empty() {
        note = format!("{note}, `{}` {at} of {count}", crate::report::printable(&viewer.words));
    }
    note
}

/// Draws the evidence; returns where its rows are.
pub(super) fn draw(state: &State, area: Rect, focused: bool, buffer: &mut Buffer) -> (Pane, Rect, usize) {
    let look = state.look;
    match &state.evidence {
        Loaded::Empty => {
            words(
                buffer,
                area,
                look,
                Tone::Dim,
                "Nothing is open. Enter on a read of the investigation, or on a citation of the conversation, opens what came back. `e3` at the prompt does too.",
            );
        }
        Loaded::Loading(_) => {
            let what = state.target.as_ref().map_or("", |target| target.observation.as_str());
            words(buffer, area, look, Tone::Dim, &format!("{} opening {what}", look.beat(state.beat)));
        }
        Loaded::Failed(what) => {
            for (row, line) in (0..area.height).zip(trouble(look, what, usize::from(area.width))) {
                put(buffer, area, row, &line, look);
            }
        }
        Loaded::Here(viewer) => return viewed(viewer, area, focused, look, buffer),
    }
    (Pane::Evidence, area, 0)
}

fn viewed(viewer: &Viewer, area: Rect, focused: bool, look: Look, buffer: &mut Buffer) -> (Pane, Rect, usize) {
    // A small pane is for the body.
    let most = usize::from(if area.height < 14 { 1 } else { area.height / 4 });
    let mut row = 0;
    for fact in viewer.document().facts.iter().take(most) {
        let text =
            Line::from(vec![span(look, Tone::Dim, format!(" {:<8} ", fact.name)), Span::raw(fact.value.clone())]);
        put(buffer, area, row, &text, look);
        row += 1;
    }
    if viewer.lacks_cited() {
        put(buffer, area, row, &line(look, Tone::Warn, " what is cited is that nothing stands there"), look);
        row += 1;
    }
    let body = Rect { y: area.y + row, height: area.height.saturating_sub(row), ..area };
    let text = value(viewer, usize::from(body.width));
    let body = whole(buffer, body, &text, look);
    if viewer.is_empty() {
        words(buffer, body, look, Tone::Dim, " nothing came back");
        return (Pane::Evidence, body, 0);
    }
    let first = top(viewer.cursor, viewer.len(), body.height);
    match &viewer.document().body {
        Content::Nothing => {}
        Content::Json(_) => {
            for (row, shown) in (0..body.height).zip(viewer.rows().iter().skip(first)) {
                put(
                    buffer,
                    body,
                    row,
                    &json(shown, &viewer.shown(shown), viewer.is_cited(shown), &viewer.words, look),
                    look,
                );
            }
        }
        Content::Text(lines) => {
            let cited = viewer.document().lines;
            for (row, (number, text)) in (0..body.height).zip(lines.iter().enumerate().skip(first)) {
                let is_cited = cited.is_some_and(|(first, last)| (first..=last).contains(&(number + 1)));
                put(buffer, body, row, &numbered(number + 1, text, is_cited, &viewer.words, look), look);
            }
        }
    }
    if focused {
        select(buffer, body, viewer.cursor - first, look);
    }
    (Pane::Evidence, body, first)
}

/// The value under the cursor, where its row cannot show it.
fn value(viewer: &Viewer, columns: usize) -> String {
    match &viewer.document().body {
        Content::Json(_) => {
            let Some(row) = viewer.rows().get(viewer.cursor).filter(|row| row.open.is_none()) else {
                return String::new();
            };
            let Shown { key, value } = viewer.shown(row);
            let fits = row.depth * 2 + 6 + width(&key) + width(&value) <= columns;
            if fits { String::new() } else { format!("{key}: {value}") }
        }
        Content::Text(lines) => {
            lines.get(viewer.cursor).filter(|line| width(line) + 8 > columns).cloned().unwrap_or_default()
        }
        Content::Nothing => String::new(),
    }
}

/// The mark of what a citation means: seen without colours too.
fn mark(cited: bool, look: Look) -> Span<'static> {
    span(look, Tone::Cited, if cited { ">" } else { " " })
}

fn json(row: &Row, shown: &Shown, cited: bool, words: &str, look: Look) -> Line<'static> {
    let fold = match row.open {
        Some(true) => look.sign(Sign::Open),
        Some(false) => look.sign(Sign::Closed),
        None => " ",
    };
    let mut spans = vec![mark(cited, look), span(look, Tone::Dim, format!("{}{fold} ", "  ".repeat(row.depth)))];
    let key = if row.open.is_some() { Tone::Title } else { Tone::Plain };
    spans.extend(found(&shown.key, words, key, look));
    if !shown.key.is_empty() {
        spans.push(span(look, Tone::Dim, if row.open.is_some() { "  " } else { ": " }));
    }
    let value = match (row.open.is_some(), cited) {
        (true, _) => Tone::Dim,
        (false, true) => Tone::Cited,
        (false, false) => Tone::Plain,
    };
    spans.extend(found(&shown.value, words, value, look));
    Line::from(spans)
}

fn numbered(number: usize, text: &str, cited: bool, words: &str, look: Look) -> Line<'static> {
    let tone = if cited { Tone::Cited } else { Tone::Plain };
    let mut spans = vec![mark(cited, look), span(look, Tone::Dim, format!("{number:>5}  "))];
    spans.extend(found(text, words, tone, look));
    Line::from(spans)
}

/// A text with the places marked where it holds the words.
fn found(text: &str, words: &str, tone: Tone, look: Look) -> Vec<Span<'static>> {
    let lower = text.to_lowercase();
    // Where lower case has other lengths, places would be wrong.
    if words.is_empty() || lower.len() != text.len() {
        return vec![span(look, tone, text)];
    }
    let words = words.to_lowercase();
    let mut spans = Vec::new();
    let mut rest = 0;
    for (at, _) in lower.match_indices(&words) {
        let (Some(before), Some(hit)) = (text.get(rest..at), text.get(at..at + words.len())) else { continue };
        spans.push(span(look, tone, before));
        spans.push(span(look, Tone::Match, hit));
        rest = at + words.len();
    }
    spans.push(span(look, tone, text.get(rest..).unwrap_or_default()));
    spans
}
