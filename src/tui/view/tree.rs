//! The investigation as a tree: what was done, what came of it, what it cost.

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::text::Line;

use super::paint::{plain, put, select, span, top, whole, words};
use crate::report::printable;
use crate::tui::look::{Look, Sign, Tone};
use crate::tui::state::{Focus, Node, NodeState, Pane, State, Status};

/// Draws the tree; returns the first row that is shown.
pub(super) fn draw(state: &State, area: Rect, focused: bool, buffer: &mut Buffer) -> usize {
    let look = state.look;
    let Some(run) = state.run() else {
        words(
            buffer,
            area,
            look,
            Tone::Dim,
            "Nothing was investigated yet. What an investigation reads is listed here as it happens.",
        );
        return 0;
    };
    if run.tree.is_empty() {
        let text = match &run.status {
            Status::Running => format!("{} opening {}", look.beat(state.beat), run.place().label()),
            Status::Failed(trouble) => format!("{} failed: {}", look.sign(Sign::Failed), trouble.chain.join(": ")),
            Status::Stopped => "stopped before anything was read".to_owned(),
            Status::Done => "nothing was read".to_owned(),
        };
        words(buffer, area, look, Tone::Dim, &printable(&text));
        return 0;
    }
    let rows = run.tree.rows(&state.closed);
    // While it goes on and nobody moves in it, its end is what is new.
    let follows = run.status == Status::Running && state.focus != Focus::Pane(Pane::Tree);
    let cursor = if follows { rows.len().saturating_sub(1) } else { state.tree_row.min(rows.len().saturating_sub(1)) };
    let shown = rows.get(cursor).and_then(|(at, depth)| Some(line(run.tree.node(*at)?, *depth, false, 0, look)));
    let long = shown.filter(|line| focused && line.width() > usize::from(area.width)).map(|line| plain(&line));
    let area = whole(buffer, area, &long.unwrap_or_default(), look);
    let first = top(cursor, rows.len(), area.height);
    for (row, (at, depth)) in (0..area.height).zip(rows.iter().skip(first)) {
        if let Some(node) = run.tree.node(*at) {
            put(buffer, area, row, &line(node, *depth, state.closed.contains(at), state.beat, look), look);
        }
    }
    if focused {
        select(buffer, area, cursor - first, look);
    }
    first
}

fn line(node: &Node, depth: usize, closed: bool, beat: u64, look: Look) -> Line<'static> {
    let (mark, tone) = match node.state {
        NodeState::Waiting => (look.beat(beat), Tone::Cited),
        NodeState::Done => (look.sign(Sign::Done), Tone::Good),
        NodeState::Failed => (look.sign(Sign::Failed), Tone::Bad),
        NodeState::Refused => (look.sign(Sign::Refused), Tone::Warn),
        NodeState::Note if node.children.is_empty() => (look.sign(Sign::Bullet), Tone::Dim),
        NodeState::Note => (look.sign(if closed { Sign::Closed } else { Sign::Open }), Tone::Dim),
    };
    let name = if node.children.is_empty() { Tone::Plain } else { Tone::Title };
    let mut spans = vec![span(look, Tone::Plain, " ".repeat(1 + depth * 2)), span(look, tone, format!("{mark} "))];
    if let Some(id) = &node.observation {
        spans.push(span(look, Tone::Cited, format!("{id} ")));
    }
    spans.push(span(look, name, node.label.clone()));
    if closed {
        spans.push(span(look, Tone::Dim, format!(" ({})", node.children.len())));
    }
    if !node.detail.is_empty() {
        spans.push(span(look, Tone::Dim, format!("  {}", printable(&node.detail))));
    }
    Line::from(spans)
}
