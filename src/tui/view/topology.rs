//! What the subject is connected with, the path from the cause to the symptom marked by its steps.

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::text::{Line, Span};

use super::paint::{put, select, span, top, trouble, words as say};
use crate::report::{printable, words};
use crate::tui::look::{Look, Sign, Tone};
use crate::tui::state::{Loaded, State, Status, TopologyRow};

/// Draws the topology; returns the first row that is shown.
pub(super) fn draw(state: &State, area: Rect, focused: bool, buffer: &mut Buffer) -> usize {
    let look = state.look;
    let topology = match &state.topology {
        Loaded::Here(topology) if topology.rows.is_empty() => {
            say(buffer, area, look, Tone::Dim, "no objects of the subject were read");
            return 0;
        }
        Loaded::Here(topology) => topology,
        Loaded::Loading(_) => {
            say(buffer, area, look, Tone::Dim, &format!("{} drawing what is connected", look.beat(state.beat)));
            return 0;
        }
        Loaded::Failed(what) => {
            for (row, line) in (0..area.height).zip(trouble(look, what, usize::from(area.width))) {
                put(buffer, area, row, &line, look);
            }
            return 0;
        }
        Loaded::Empty => {
            let text = match state.run().map(|run| &run.status) {
                None => "Nothing was investigated yet. What the subject is connected with is drawn here.",
                Some(Status::Running) => "comes with the answer",
                Some(Status::Done | Status::Stopped | Status::Failed(_)) => "this run has no answer to draw from",
            };
            say(buffer, area, look, Tone::Dim, text);
            return 0;
        }
    };
    let cursor = state.topology_row.min(topology.rows.len() - 1);
    let first = top(cursor, topology.rows.len(), area.height);
    for (row, shown) in (0..area.height).zip(topology.rows.iter().skip(first)) {
        put(buffer, area, row, &line(shown, look), look);
    }
    if topology.left_out > 0 && topology.rows.len() < usize::from(area.height) {
        let text = format!(" and {} more objects", topology.left_out);
        let row = u16::try_from(topology.rows.len()).unwrap_or(u16::MAX);
        put(buffer, area, row, &Line::from(span(look, Tone::Dim, text)), look);
    }
    if focused {
        select(buffer, area, cursor - first, look);
    }
    first
}

fn line(row: &TopologyRow, look: Look) -> Line<'static> {
    let step = row.step.map_or_else(|| "   ".to_owned(), |step| format!("({})", step + 1));
    let (sign, tone) = match (row.unwell, &row.place) {
        (true, _) => (Sign::Failed, Tone::Bad),
        (false, Some(_)) => (Sign::Done, Tone::Good),
        (false, None) => (Sign::Refused, Tone::Dim),
    };
    let mut spans = vec![span(look, Tone::Cited, format!("{step} ")), span(look, Tone::Dim, "  ".repeat(row.depth))];
    if !row.relation.is_empty() {
        spans.push(span(look, Tone::Dim, format!("{} {} ", look.sign(Sign::Last), row.relation)));
    }
    spans.push(span(look, tone, format!("{} ", look.sign(sign))));
    let name = if row.step.is_some() { Tone::Title } else { Tone::Plain };
    spans.push(span(look, name, printable(&words::object(&row.object))));
    if !row.state.is_empty() {
        spans.push(Span::raw(format!("  {}", printable(&row.state))));
    }
    Line::from(spans)
}
