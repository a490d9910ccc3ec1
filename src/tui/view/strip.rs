//! The two rows at the top: where questions go, and how the source is.

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::text::{Line, Span};

use super::paint::{put, span};
use crate::report::{printable, words};
use crate::tui::intent::Health;
use crate::tui::look::{Look, Sign, Tone};
use crate::tui::state::{BEAT, Loaded, State, Status};

/// Unwell workloads that are named.
const NAMED: usize = 3;

/// Where questions go, and what goes on.
pub(super) fn header(state: &State, area: Rect, buffer: &mut Buffer) {
    let look = state.look;
    let dot = format!(" {} ", look.sign(Sign::Dot));
    let mut spans = vec![span(look, Tone::Title, "sre"), span(look, Tone::Dim, dot.clone())];
    spans.push(span(look, Tone::Cited, printable(&state.place.label())));
    spans.push(span(look, Tone::Dim, dot.clone()));
    spans.push(Span::raw(state.place.scope()));
    spans.push(span(look, Tone::Dim, dot));
    spans.push(Span::raw(state.model.clone().unwrap_or_else(|| "no model".to_owned())));
    put(buffer, area, 0, &Line::from(spans), look);
    let now = doing(state);
    let width = u16::try_from(now.width()).unwrap_or(area.width);
    if width > 0 && width + 2 < area.width {
        let place = Rect { x: area.right() - width - 1, width: width + 1, ..area };
        buffer.set_string(place.x, place.y, " ", look.style(Tone::Plain));
        buffer.set_line(place.x + 1, place.y, &now, width);
    }
}

/// What goes on, and since when.
fn doing(state: &State) -> Line<'static> {
    let look = state.look;
    let Some(run) = state.active.and_then(|active| state.runs.get(active.run)) else { return Line::default() };
    if run.status != Status::Running {
        return Line::default();
    }
    let mut text = format!("{} {}", words::count(run.tree.reads, "read"), seconds(state.beat.wrapping_sub(run.began)));
    if !state.waiting.is_empty() {
        text = format!("{text}, {} waiting", state.waiting.len());
    }
    Line::from(vec![span(look, Tone::Cited, look.beat(state.beat)), Span::raw(format!(" investigating {text}"))])
}

/// Beats as seconds.
fn seconds(beats: u64) -> String {
    words::duration(beats * BEAT / 1_000 * 1_000).replace(".0", "").replace("0 ms", "0 s")
}

/// How the source is, by the last look.
pub(super) fn health(state: &State, area: Rect, buffer: &mut Buffer) {
    let look = state.look;
    let line = match &state.health {
        Loaded::Empty => span(look, Tone::Dim, "health: not looked at").into(),
        Loaded::Loading(_) => span(look, Tone::Dim, format!("health: looking {}", look.sign(Sign::Wait))).into(),
        Loaded::Failed(trouble) => {
            let why = trouble.chain.last().map(|text| printable(text)).unwrap_or_default();
            Line::from(vec![
                span(look, Tone::Bad, format!("{} health unknown: ", look.sign(Sign::Failed))),
                Span::raw(why),
            ])
        }
        Loaded::Here(health) => felt(look, health),
    };
    put(buffer, area, 0, &line, look);
}

/// A look at the source in one line.
fn felt(look: Look, health: &Health) -> Line<'static> {
    let mut spans = Vec::new();
    let unwell = health.unwell.len();
    let mut part = |bad: bool, text: String| {
        let (sign, tone) = if bad { (Sign::Failed, Tone::Bad) } else { (Sign::Done, Tone::Good) };
        spans.push(span(look, tone, format!("{} ", look.sign(sign))));
        spans.push(Span::raw(format!("{text}  ")));
    };
    part(unwell > 0, format!("{unwell} of {} unwell", words::count(health.workloads as u64, "workload")));
    let ready = health.nodes.saturating_sub(health.nodes_unready);
    part(health.nodes_unready > 0, format!("{ready} of {} ready", words::count(health.nodes as u64, "node")));
    if health.warnings > 0 {
        spans.push(Span::raw(format!("{}  ", words::count(health.warnings as u64, "warning event"))));
    }
    if let Some(alerts) = health.alerts.as_ref().filter(|alerts| !alerts.is_empty()) {
        spans.push(span(look, Tone::Bad, format!("{} ", look.sign(Sign::Failed))));
        spans.push(Span::raw(format!("{} (F8)  ", words::count(alerts.len() as u64, "alert"))));
    }
    if health.bounded {
        spans.push(span(look, Tone::Dim, "(in part) "));
    }
    if !health.unseen.is_empty() {
        spans.push(span(look, Tone::Warn, format!("not seen: {}  ", printable(&health.unseen.join(", ")))));
    }
    for one in health.unwell.iter().take(NAMED) {
        let name = printable(&words::path(&one.object));
        spans.push(span(look, Tone::Dim, format!("{name} {}/{}  ", one.ready, one.wanted)));
    }
    if unwell > NAMED {
        spans.push(span(look, Tone::Dim, format!("and {} more", unwell - NAMED)));
    }
    Line::from(spans)
}
