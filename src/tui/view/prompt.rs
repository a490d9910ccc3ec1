//! The line where one types, what could complete it, and the row of keys below.

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::{Position, Rect};
use ratatui_core::text::{Line, Span};

use super::paint::{put, select, span};
use crate::report::printable;
use crate::tui::look::{Sign, Tone};
use crate::tui::state::{Focus, Pane, Prompt, State};

/// Draws the line and returns where its cursor is.
pub(super) fn draw(state: &State, area: Rect, body: Rect, buffer: &mut Buffer) -> Option<Position> {
    let look = state.look;
    let (prompt, mark) = match state.focus {
        Focus::Search => (&state.search, "search /".to_owned()),
        Focus::Prompt | Focus::Pane(_) => (&state.prompt, format!("{} ", look.sign(Sign::Prompt))),
    };
    let typing = !matches!(state.focus, Focus::Pane(_)) && !state.help;
    let tone = if typing { Tone::Cited } else { Tone::Dim };
    let (x, _) = buffer.set_stringn(area.x, area.y, &mark, usize::from(area.width), look.style(tone));
    let room = usize::from(area.right().saturating_sub(x)).max(1);
    let text = prompt.text();
    if text.is_empty() && state.focus != Focus::Search {
        let hint = if state.active.is_some() {
            "ask something else; it waits its turn"
        } else {
            "ask why something does not work, or / for commands"
        };
        buffer.set_stringn(x, area.y, hint, room, look.style(Tone::Dim));
    }
    let scroll = prompt.input.visual_scroll(room.saturating_sub(1));
    let shown: String = skip_columns(text, scroll);
    buffer.set_stringn(x, area.y, printable_line(&shown), room, look.style(Tone::Plain));
    if typing {
        offers(state, prompt, body, buffer);
    }
    let column = u16::try_from(prompt.input.visual_cursor().saturating_sub(scroll)).ok()?;
    typing.then_some(Position { x: (x + column).min(area.right().saturating_sub(1)), y: area.y })
}

/// What was typed or pasted is ours, but a paste may hold anything.
fn printable_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn skip_columns(text: &str, columns: usize) -> String {
    let mut skipped = 0;
    let past = |c: &char| {
        let skip = skipped < columns;
        skipped += unicode_width::UnicodeWidthChar::width(*c).unwrap_or(0);
        skip
    };
    text.chars().skip_while(past).collect()
}

/// What could complete the line, above it.
fn offers(state: &State, prompt: &Prompt, body: Rect, buffer: &mut Buffer) {
    let fresh;
    let offers = if prompt.offers.is_empty() && prompt.text().starts_with('/') && !prompt.text().contains(' ') {
        fresh = state.offers();
        &fresh
    } else {
        &prompt.offers
    };
    let height = u16::try_from(offers.len()).unwrap_or(u16::MAX).min(8).min(body.height.saturating_sub(1));
    if height == 0 {
        return;
    }
    let width = offers.iter().map(|offer| about(offer).len()).max().unwrap_or(0) + 2;
    let width = u16::try_from(width).unwrap_or(body.width).min(body.width);
    let area = Rect { x: body.x, y: body.bottom() - height, width, height };
    let at = prompt.offer.unwrap_or(0);
    let top = super::paint::top(at, offers.len(), height);
    for (row, offer) in (0..height).zip(offers.iter().skip(top)) {
        let blank = " ".repeat(usize::from(width));
        buffer.set_stringn(area.x, area.y + row, &blank, usize::from(width), state.look.style(Tone::Plain));
        put(buffer, area, row, &Line::raw(format!(" {}", printable(&about(offer)))), state.look);
    }
    if prompt.offer.is_some() {
        select(buffer, area, at - top, state.look);
    }
}

/// An offer, and what it does if it is a command.
fn about(offer: &str) -> String {
    let command = offer.strip_prefix('/').and_then(|name| crate::tui::command::LIST.iter().find(|c| c.name == name));
    match command {
        Some(command) => format!("{offer:<12} {}", command.about),
        None => offer.to_owned(),
    }
}

/// The keys that matter now; or what there is to know at the moment.
pub(super) fn keys(state: &State, area: Rect, buffer: &mut Buffer) {
    let look = state.look;
    let line = match &state.note {
        Some(note) => Line::from(Span::styled(printable(note), look.style(Tone::Warn))),
        None => pressed(state),
    };
    put(buffer, area, 0, &line, look);
}

fn pressed(state: &State) -> Line<'static> {
    let look = state.look;
    let keys: &[(&str, &str)] = match state.focus {
        _ if state.help => &[("any key", "back")],
        Focus::Prompt if state.active.is_some() => {
            &[("Enter", "ask next"), ("Esc", "stop"), ("Tab", "panes"), ("?", "keys")]
        }
        Focus::Prompt => &[("Enter", "ask"), ("Tab", "panes"), ("PgUp", "back"), ("?", "keys"), ("Ctrl-D", "quit")],
        Focus::Search => &[("Enter", "find"), ("Esc", "back")],
        Focus::Pane(Pane::Talk) => &[
            ("n/p", "citation"),
            ("Enter", "open it"),
            ("j/k", "scroll"),
            ("1-5", "panes"),
            ("Esc", "prompt"),
            ("?", "keys"),
        ],
        Focus::Pane(Pane::Evidence) => &[
            ("Enter", "fold"),
            ("/", "search"),
            ("n/N", "next"),
            ("y", "copy"),
            ("1-5", "panes"),
            ("Esc", "prompt"),
            ("?", "keys"),
        ],
        Focus::Pane(Pane::Tree | Pane::Timeline | Pane::Topology) => &[
            ("Enter", "open"),
            ("j/k", "move"),
            ("[ ]", "other answers"),
            ("1-5", "panes"),
            ("Esc", "prompt"),
            ("?", "keys"),
        ],
    };
    let mut spans = Vec::new();
    for (key, does) in keys {
        spans.push(span(look, Tone::Title, *key));
        spans.push(span(look, Tone::Dim, format!(" {does}  ")));
    }
    Line::from(spans)
}
