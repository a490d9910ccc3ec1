//! Moving within panes. Where the ends are, the last drawing told.

use crate::tui::state::{Loaded, Pane, State};
use crate::tui::view::timeline;

/// How far to move.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Step {
    /// So many rows, up where negative.
    Rows(isize),
    /// A page.
    Page(isize),
    /// To the first row.
    Top,
    /// To the last row.
    End,
}

/// Moves in a pane.
pub(super) fn go(state: &mut State, pane: Pane, step: Step) {
    let height = usize::from(state.seen.height(pane)).max(2);
    match pane {
        Pane::Talk => {
            // Counted from the end: up is more.
            let most = state.seen.talk_most;
            let at = most.saturating_sub(state.seen.talk_above);
            state.talk_above = most.saturating_sub(moved(at, most + 1, height, step));
            state.talk_from = None;
        }
        Pane::Tree => {
            let count = state.run().map_or(0, |run| run.tree.rows(&state.closed).len());
            state.tree_row = moved(state.tree_row, count, height, step);
        }
        Pane::Evidence => {
            if let Loaded::Here(viewer) = &mut state.evidence {
                viewer.cursor = moved(viewer.cursor, viewer.len(), height, step);
            }
        }
        Pane::Timeline => {
            let count = state.run().map_or(0, |run| timeline::moments(run).len());
            state.timeline_row = moved(state.timeline_row, count, height, step);
        }
        Pane::Topology => {
            if let Loaded::Here(topology) = &state.topology {
                state.topology_row = moved(state.topology_row, topology.rows.len(), height, step);
            }
        }
    }
}

fn moved(at: usize, count: usize, height: usize, step: Step) -> usize {
    let last = count.saturating_sub(1);
    let page = isize::try_from(height.saturating_sub(1)).unwrap_or(1);
    match step {
        Step::Top => 0,
        Step::End => last,
        Step::Rows(rows) => at.saturating_add_signed(rows).min(last),
        Step::Page(pages) => at.saturating_add_signed(pages.saturating_mul(page)).min(last),
    }
}

/// Chooses another citation of the shown answer.
pub(super) fn citation(state: &mut State, back: bool) {
    let count = state.run().and_then(|run| run.report.as_deref()).map_or(0, |report| report.evidence.len());
    if count == 0 {
        return;
    }
    state.citation = Some(match (state.citation, back) {
        (None, false) => 0,
        (None, true) => count - 1,
        (Some(at), false) => (at + 1) % count,
        (Some(at), true) => (at + count - 1) % count,
    });
}
