//! The heading of a pane. Sides are not drawn: what is inside can be selected with the terminal's own mouse.

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;

use crate::tui::look::{Look, Sign, Tone};

/// Draws a heading and returns what is left below it.
pub(super) fn draw(title: &str, note: &str, focused: bool, look: Look, area: Rect, buffer: &mut Buffer) -> Rect {
    if area.height == 0 {
        return area;
    }
    // Which pane has the keys shows by the line and by the mark, not by colour alone.
    let (rule, tone) = if focused { (Sign::Heavy, Tone::Cited) } else { (Sign::Rule, Tone::Dim) };
    let rule = look.sign(rule).repeat(usize::from(area.width));
    buffer.set_stringn(area.x, area.y, &rule, usize::from(area.width), look.style(tone));
    let mark = if focused { look.sign(Sign::Closed) } else { " " };
    let text = format!("{mark}{title} ");
    let style = look.style(if focused { Tone::Cited } else { Tone::Title });
    let (after, _) = buffer.set_stringn(area.x + 1, area.y, &text, usize::from(area.width.saturating_sub(2)), style);
    if !note.is_empty() {
        let text = format!("{} {note} ", look.sign(Sign::Dot));
        let room = usize::from(area.right().saturating_sub(after));
        buffer.set_stringn(after, area.y, &text, room, look.style(Tone::Dim));
    }
    Rect { y: area.y + 1, height: area.height - 1, ..area }
}
