//! The mouse, where it was taken: it scrolls, and a click goes where it points.

use crossterm::event::{MouseButton, MouseEvent, MouseEventKind};

use super::keys::to_pane;
use super::movement::{self, Step};
use crate::tui::intent::Intent;
use crate::tui::state::{Focus, Pane, State};

/// Rows that one notch of the wheel moves.
const NOTCH: isize = 3;

/// The mouse did something.
pub(super) fn moved(state: &mut State, event: MouseEvent) -> Vec<Intent> {
    let pane = state.seen.pane_at(event.column, event.row);
    match (event.kind, pane) {
        (MouseEventKind::ScrollDown, Some(pane)) => movement::go(state, pane, Step::Rows(NOTCH)),
        (MouseEventKind::ScrollUp, Some(pane)) => movement::go(state, pane, Step::Rows(-NOTCH)),
        (MouseEventKind::Down(MouseButton::Left), Some(pane)) => {
            let row = state.seen.row_at(pane, event.row);
            let intents = if pane == state.pane { Vec::new() } else { to_pane(state, pane) };
            state.focus = Focus::Pane(pane);
            if let Some(row) = row {
                choose(state, pane, row);
            }
            return intents;
        }
        (MouseEventKind::Down(MouseButton::Left), None) => state.focus = Focus::Prompt,
        _ => {}
    }
    Vec::new()
}

fn choose(state: &mut State, pane: Pane, row: usize) {
    movement::go(state, pane, Step::Rows(0));
    match pane {
        Pane::Talk => {}
        Pane::Tree => state.tree_row = row,
        Pane::Timeline => state.timeline_row = row,
        Pane::Topology => state.topology_row = row,
        Pane::Evidence => {
            if let crate::tui::state::Loaded::Here(viewer) = &mut state.evidence {
                viewer.cursor = row;
            }
        }
    }
    movement::go(state, pane, Step::Rows(0));
}
