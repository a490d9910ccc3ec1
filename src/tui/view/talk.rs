//! The conversation: questions, answers, and what was said in between. Its end is shown unless one scrolled up.

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::text::{Line, Span};

use super::card;
use super::paint::{line, put, span, trouble, words, wrapped};
use crate::cluster::demo;
use crate::investigate::Source;
use crate::report::{TextOptions, printable, printable_lines, render, render_changes, render_fleet};
use crate::tui::look::{Look, Sign, Tone};
use crate::tui::markdown;
use crate::tui::state::{Entry, State, Status};

/// Draws the conversation; returns how many lines are below what is shown, and how many can be at most.
pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) -> (usize, usize) {
    if area.width < 4 || area.height == 0 {
        return (0, 0);
    }
    let inner = Rect { x: area.x + 1, width: area.width - 1, ..area };
    let columns = usize::from(inner.width).saturating_sub(1);
    if state.talk.is_empty() {
        words(buffer, inner, state.look, Tone::Plain, &welcome(state));
        return (0, 0);
    }
    let height = usize::from(inner.height);
    let (lines, all, from) = last_lines(state, columns, state.talk_above + height);
    let behind = from.map_or(state.talk_above, |from| lines.len().saturating_sub(from + height));
    let above = behind.min(lines.len().saturating_sub(height));
    let first = lines.len().saturating_sub(height + above);
    for (row, line) in (0..inner.height).zip(lines.iter().skip(first)) {
        put(buffer, inner, row, line, state.look);
    }
    // Scrolled to the top of what was laid out, there may be more.
    (above, if all { lines.len().saturating_sub(height) } else { above + height * 4 })
}

/// At least so many lines of the end of the conversation, whether that is all of it, and which of them is the first of
/// the entry that stays in sight.
fn last_lines(state: &State, columns: usize, wanted: usize) -> (Vec<Line<'static>>, bool, Option<usize>) {
    let mut blocks = vec![tail(state, columns)];
    let mut count = blocks.iter().map(Vec::len).sum::<usize>();
    let mut all = true;
    let mut from = None;
    for (at, said) in state.talk.iter().enumerate().rev() {
        if count >= wanted + usize::from(u8::MAX) && state.talk_from.is_none_or(|from| at < from) {
            all = false;
            break;
        }
        let mut block = entry(state, said, at, columns);
        block.push(Line::default());
        count += block.len();
        blocks.push(block);
        if state.talk_from == Some(at) {
            from = Some(count);
        }
    }
    let from = from.map(|below| count - below);
    (blocks.into_iter().rev().flatten().collect(), all, from)
}

/// What goes on: streamed text, and the questions that wait.
fn tail(state: &State, columns: usize) -> Vec<Line<'static>> {
    let look = state.look;
    let mut lines = Vec::new();
    if let Some(run) = state.active.and_then(|active| state.runs.get(active.run)) {
        if !run.text.is_empty() {
            lines.extend(markdown::lines(&run.text, columns, look));
        }
        if run.status == Status::Running {
            let text = format!("{} investigating {}", look.beat(state.beat), look.sign(Sign::Wait));
            lines.push(line(look, Tone::Dim, text));
        }
    }
    for question in &state.waiting {
        let text = format!("{} waiting: {}", look.sign(Sign::Wait), printable(&question.text));
        lines.push(line(look, Tone::Dim, text));
    }
    lines
}

fn entry(state: &State, said: &Entry, at: usize, columns: usize) -> Vec<Line<'static>> {
    let look = state.look;
    match said {
        Entry::Asked { text, about } => asked(look, text, about.as_deref(), columns),
        Entry::Answer(run) => {
            let chosen = state.citation.filter(|_| state.shown == Some(*run) && is_last_answer(state, at, *run));
            match state.runs.get(*run).and_then(|run| run.report.as_deref()) {
                Some(report) => card::lines(report, chosen, columns, look),
                None => Vec::new(),
            }
        }
        Entry::Findings(fleet, _) => face(&render_fleet(fleet, &TextOptions { width: columns, color: false }), look),
        Entry::Changes(changes, _) => {
            face(&render_changes(changes, &TextOptions { width: columns, color: false }), look)
        }
        Entry::Text(text) => markdown::lines(text, columns, look),
        Entry::Lines(text) => printable_lines(text)
            .iter()
            .flat_map(|text| wrapped(&Line::raw(text.clone()), columns, "", "    "))
            .collect(),
        Entry::Note(text) => {
            let mark = format!("{} ", look.sign(Sign::Dot));
            wrapped(&line(look, Tone::Dim, printable(text)), columns, &mark, "  ")
        }
        Entry::Trouble(what) => trouble(look, what, columns),
    }
}

/// An answer may be in the conversation once only; which place marks the chosen citation is then clear.
fn is_last_answer(state: &State, at: usize, run: usize) -> bool {
    let later = state.talk.iter().skip(at + 1);
    !later.into_iter().any(|entry| matches!(entry, Entry::Answer(other) if *other == run))
}

fn asked(look: Look, text: &str, about: Option<&str>, columns: usize) -> Vec<Line<'static>> {
    let mark = format!("{} ", look.sign(Sign::Prompt));
    let mut lines = wrapped(&line(look, Tone::Title, printable(text)), columns, &mark, "  ");
    if let Some(about) = about {
        let text = format!("about {}, as in the answer before", printable(about));
        lines.extend(wrapped(&line(look, Tone::Dim, text), columns, "  ", "  "));
    }
    lines
}

/// A face made for terminals, its headings bold.
fn face(text: &str, look: Look) -> Vec<Line<'static>> {
    let is_heading = |line: &str| line.chars().any(char::is_uppercase) && !line.chars().any(char::is_lowercase);
    printable_lines(text)
        .into_iter()
        .map(|text| if is_heading(&text) { line(look, Tone::Title, text) } else { Line::raw(text) })
        .collect()
}

/// What to do first.
fn welcome(state: &State) -> String {
    let question = match &state.place.source {
        Source::Demo(name) => demo::find(name).map(|demo| demo.question),
        Source::Bundle(_) | Source::Replay(_) | Source::Live { .. } => None,
    };
    let example = question.unwrap_or("why is checkout in shop not running?");
    format!(
        "Ask why something does not work, in your own words:\n\n  {example}\n\n/scan lists everything that is wrong. ? shows the keys, / the commands.\nNothing is ever changed in a cluster."
    )
}

/// The conversation's entries from one on as plain text, for the session by lines.
pub(in crate::tui) fn plain(state: &State, from: usize, columns: usize) -> String {
    let mut text = String::new();
    for (at, said) in state.talk.iter().enumerate().skip(from) {
        if matches!(said, Entry::Asked { about: None, .. }) {
            continue;
        }
        let report = match said {
            Entry::Answer(run) => state.runs.get(*run).and_then(|run| run.report.as_deref()),
            _ => None,
        };
        if let Some(report) = report {
            text.push_str(&render(report, &TextOptions { width: columns, color: false }));
        } else {
            for line in entry(state, said, at, columns) {
                let line: String = line.spans.iter().map(|span: &Span<'_>| span.content.as_ref()).collect();
                text.push_str(line.trim_end());
                text.push('\n');
            }
        }
        text.push('\n');
    }
    text
}

/// Citations in brackets, the chosen one marked.
pub(super) fn cites(look: Look, ids: &[String], chosen: Option<&str>) -> Vec<Span<'static>> {
    let mut spans = Vec::new();
    for id in ids {
        spans.push(Span::raw(" "));
        let tone = if chosen == Some(id) { Tone::Selected } else { Tone::Cited };
        spans.push(span(look, tone, format!("[{id}]")));
    }
    spans
}
