//! Keys and commands in words.

use ratatui_core::buffer::Buffer;
use ratatui_core::layout::Rect;
use ratatui_core::text::{Line, Span};

use super::frame;
use super::paint::{put, span};
use crate::tui::command;
use crate::tui::look::Tone;
use crate::tui::state::State;

const KEYS: &[(&str, &str)] = &[
    ("Enter", "ask; while an investigation goes on, the question waits"),
    ("Esc", "stop the investigation and keep what it found; in a pane, back to the prompt"),
    ("Ctrl-C", "stop, then empty the line, then leave"),
    ("Ctrl-D", "leave; the session can be resumed"),
    ("Up, Down", "what was entered before; in a pane, move"),
    ("Tab", "complete a name; on an empty line, go from pane to pane"),
    ("F2 to F6, Alt-1 to 5", "conversation, investigation, evidence, timeline, topology"),
    ("1 to 5, /, i", "in a pane: another pane, a command, the prompt"),
    ("PgUp, PgDn", "scroll the conversation, or the pane"),
    ("n, p, Enter", "in the conversation: next citation, the one before, open it"),
    ("e", "in other panes: open the chosen citation"),
    ("Enter, Left, Right", "in a tree: open or fold"),
    ("/, n, N", "in the evidence: search, next match, the one before"),
    ("[, ]", "show the answer before, the one after"),
    ("y", "copy the answer, or what is under the cursor of the evidence"),
    ("F8", "ask about the newest alert that fires"),
    ("Ctrl-L", "draw everything anew"),
];

/// Draws the help; returns how far it can be scrolled.
pub(super) fn draw(state: &State, area: Rect, buffer: &mut Buffer) -> usize {
    let look = state.look;
    let inner = frame::draw("Keys and commands", "", true, look, area, buffer);
    let mut lines: Vec<Line<'static>> = Vec::new();
    for (key, does) in KEYS {
        lines.push(Line::from(vec![span(look, Tone::Title, format!(" {key:<22}")), Span::raw(*does)]));
    }
    lines.push(Line::default());
    for command in command::LIST {
        let name = format!(" /{} {}", command.name, command.takes);
        lines.push(Line::from(vec![span(look, Tone::Title, format!("{name:<34} ")), Span::raw(command.about)]));
    }
    let most = lines.len().saturating_sub(usize::from(inner.height));
    for (row, line) in (0..inner.height).zip(lines.iter().skip(state.help_top.min(most))) {
        put(buffer, inner, row, line, look);
    }
    most
}

/// The same as text: commands only, since lines have no keys.
pub(in crate::tui) fn text() -> String {
    let line = |command: &command::Command| {
        let name = format!("/{} {}", command.name, command.takes);
        format!("{name:<34} {}", command.about)
    };
    let mut lines: Vec<String> = command::LIST.iter().map(line).collect();
    lines.push("Anything else is a question. ? on an empty line shows the keys.".to_owned());
    lines.join("\n")
}
