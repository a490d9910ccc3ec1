//! Draws the session. Pure: what the state says, nothing else; and it tells what the state cannot know, where things are.

mod card;
mod evidence;
mod frame;
mod help;
mod paint;
mod prompt;
mod seen;
mod strip;
mod talk;
pub(super) mod timeline;
mod topology;
mod tree;

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;

use super::look::{Sign, Tone};
use super::state::{Focus, Pane, State};

pub(super) use help::text as help_text;
pub(super) use paint::wrapped;
pub use seen::Seen;
pub(super) use talk::plain as talk_plain;

/// From so many columns on there are two panes side by side.
const TWO: u16 = 100;
/// From so many columns on there are three.
const THREE: u16 = 170;
/// What can be drawn at all.
const SMALLEST: (u16, u16) = (24, 6);

/// Draws the session into an area and tells where things are.
pub fn draw(state: &State, area: Rect, buffer: &mut Buffer) -> Seen {
    let mut seen = Seen::default();
    if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
        buffer.set_stringn(area.x, area.y, "too small", usize::from(area.width), state.look.style(Tone::Plain));
        return seen;
    }
    strip::header(state, row(area, 0), buffer);
    strip::health(state, row(area, 1), buffer);
    let body = Rect { y: area.y + 2, height: area.height - 4, ..area };
    if state.help {
        seen.help_most = help::draw(state, body, buffer);
    } else {
        for (pane, place) in columns(state, body, buffer) {
            pane_at(state, pane, place, buffer, &mut seen);
        }
    }
    prompt::keys(state, row(area, area.height - 1), buffer);
    seen.cursor = prompt::draw(state, row(area, area.height - 2), body, buffer);
    seen
}

/// One row of an area.
fn row(area: Rect, at: u16) -> Rect {
    Rect { y: area.y + at, height: 1, ..area }
}

/// Which panes stand where.
fn columns(state: &State, body: Rect, buffer: &mut Buffer) -> Vec<(Pane, Rect)> {
    let beside = if state.pane == Pane::Talk { Pane::Tree } else { state.pane };
    let panes = match body.width {
        THREE.. if beside == Pane::Tree => vec![Pane::Talk, Pane::Tree, Pane::Timeline],
        THREE.. => vec![Pane::Talk, Pane::Tree, beside],
        TWO.. => vec![Pane::Talk, beside],
        _ => return vec![(state.pane, body)],
    };
    // The conversation is prose: more than a hundred columns of it cannot be read.
    let talk = (body.width / u16::try_from(panes.len()).unwrap_or(1)).min(110).max(body.width * 2 / 5).min(120);
    let mut x = body.x;
    let mut left = body.width;
    let mut places = Vec::new();
    for (at, pane) in panes.iter().enumerate() {
        let behind = u16::try_from(panes.len() - at).unwrap_or(1);
        let width = if at == 0 { talk } else { left / behind };
        let width = if behind == 1 { left } else { width };
        places.push((*pane, Rect { x, width: width.saturating_sub(u16::from(behind > 1)), ..body }));
        x += width;
        left -= width;
        if behind > 1 {
            for y in body.top()..body.bottom() {
                buffer.set_string(x - 1, y, state.look.sign(Sign::Bar), state.look.style(Tone::Dim));
            }
        }
    }
    places
}

fn pane_at(state: &State, pane: Pane, place: Rect, buffer: &mut Buffer, seen: &mut Seen) {
    let focused = matches!((state.focus, pane), (Focus::Pane(with), pane) if with == pane)
        || (state.focus == Focus::Search && pane == Pane::Evidence);
    let title = format!("{} {}", pane_number(pane), pane.title());
    let inner = frame::draw(&title, &note(state, pane), focused, state.look, place, buffer);
    let top = match pane {
        Pane::Talk => {
            (seen.talk_above, seen.talk_most) = talk::draw(state, inner, buffer);
            0
        }
        Pane::Tree => tree::draw(state, inner, focused, buffer),
        Pane::Evidence => return seen.panes.push(evidence::draw(state, inner, focused, buffer)),
        Pane::Timeline => timeline::draw(state, inner, focused, buffer),
        Pane::Topology => topology::draw(state, inner, focused, buffer),
    };
    seen.panes.push((pane, inner, top));
}

fn pane_number(pane: Pane) -> usize {
    Pane::ALL.iter().position(|known| *known == pane).unwrap_or(0) + 1
}

/// What a pane's heading says besides its name.
fn note(state: &State, pane: Pane) -> String {
    match pane {
        Pane::Talk if state.seen.talk_above > 0 => format!("{} lines below", state.seen.talk_above),
        Pane::Talk if !state.waiting.is_empty() => format!("{} waiting", state.waiting.len()),
        Pane::Tree | Pane::Timeline | Pane::Topology if state.runs.len() > 1 => {
            state.shown.map(|shown| format!("{} of {}", shown + 1, state.runs.len())).unwrap_or_default()
        }
        Pane::Evidence => evidence::note(state),
        Pane::Talk | Pane::Tree | Pane::Timeline | Pane::Topology => String::new(),
    }
}
