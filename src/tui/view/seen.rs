//! What a drawing tells about itself: where things are, and how far one can move.

use ratatui_core::layout::{Position, Rect};

use crate::tui::state::Pane;

/// What the last drawing told.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Seen {
    /// The panes, where their rows are, and which row is the first.
    pub panes: Vec<(Pane, Rect, usize)>,
    /// Where the cursor is.
    pub cursor: Option<Position>,
    /// How many lines of the conversation are below what is shown.
    pub talk_above: usize,
    /// How many lines of the conversation are above its end, at most.
    pub talk_most: usize,
    /// How many lines of the help are above its end, at most.
    pub help_most: usize,
}

impl Seen {
    /// The rows of a pane; of one that is not seen, a guess.
    pub fn height(&self, pane: Pane) -> u16 {
        self.panes.iter().find(|(known, ..)| *known == pane).map_or(10, |(_, place, _)| place.height)
    }

    /// The pane at a place.
    pub fn pane_at(&self, column: u16, row: u16) -> Option<Pane> {
        let at = Position { x: column, y: row };
        self.panes.iter().find(|(_, place, _)| place.contains(at)).map(|(pane, ..)| *pane)
    }

    /// The row of a pane's list at a row of the screen.
    pub fn row_at(&self, pane: Pane, row: u16) -> Option<usize> {
        let (_, place, top) = self.panes.iter().find(|(known, ..)| *known == pane)?;
        Some(top + usize::from(row.checked_sub(place.y)?))
    }
}
