//! Writes what changed on the screen. The last place where what was observed could reach the terminal as anything else
//! than text: a cell that holds a control character or an invisible one is written as a question mark.

use std::io::{self, BufWriter, Stdout, Write};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::style::{Attribute, Color as Written, Colors, Print, SetAttribute, SetColors};
use crossterm::terminal::{BeginSynchronizedUpdate, Clear, EndSynchronizedUpdate};
use crossterm::{queue, terminal};
use ratatui_core::backend::{Backend, ClearType, WindowSize};
use ratatui_core::buffer::Cell;
use ratatui_core::layout::{Position, Size};
use ratatui_core::style::{Color, Modifier};

use crate::report::printable;

/// Bytes that are gathered before they are written: a whole screen as a rule.
const BUFFER: usize = 64 * 1024;

/// The screen of this process.
#[derive(Debug)]
pub(in crate::tui) struct Screen {
    out: BufWriter<Stdout>,
    last: Position,
}

impl Screen {
    /// Standard output as a screen.
    pub(in crate::tui) fn new() -> Self {
        Self { out: BufWriter::with_capacity(BUFFER, io::stdout()), last: Position::default() }
    }

    /// Writes an escape sequence of our own.
    pub(in crate::tui) fn raw(&mut self, sequence: &str) -> io::Result<()> {
        self.out.write_all(sequence.as_bytes())?;
        self.out.flush()
    }
}

impl Backend for Screen {
    type Error = io::Error;

    fn draw<'a, I>(&mut self, content: I) -> io::Result<()>
    where
        I: Iterator<Item = (u16, u16, &'a Cell)>,
    {
        queue!(self.out, BeginSynchronizedUpdate)?;
        let mut look = (Color::Reset, Color::Reset, Modifier::empty());
        let mut next: Option<(u16, u16)> = None;
        queue!(self.out, SetAttribute(Attribute::Reset))?;
        for (x, y, cell) in content {
            if next != Some((x, y)) {
                queue!(self.out, MoveTo(x, y))?;
            }
            next = Some((x + 1, y));
            let wanted = (cell.fg, cell.bg, cell.modifier);
            if wanted != look {
                queue!(
                    self.out,
                    SetAttribute(Attribute::Reset),
                    SetColors(Colors::new(written(cell.fg), written(cell.bg)))
                )?;
                attributes(&mut self.out, cell.modifier)?;
                look = wanted;
            }
            queue!(self.out, Print(safe(cell.symbol())))?;
        }
        queue!(self.out, SetAttribute(Attribute::Reset), EndSynchronizedUpdate)
    }

    fn hide_cursor(&mut self) -> io::Result<()> {
        queue!(self.out, Hide)?;
        self.out.flush()
    }

    fn show_cursor(&mut self) -> io::Result<()> {
        queue!(self.out, Show)?;
        self.out.flush()
    }

    /// Where we put it. The terminal itself is not asked: its answer would come among the keys.
    fn get_cursor_position(&mut self) -> io::Result<Position> {
        Ok(self.last)
    }

    fn set_cursor_position<P: Into<Position>>(&mut self, position: P) -> io::Result<()> {
        self.last = position.into();
        queue!(self.out, MoveTo(self.last.x, self.last.y))?;
        self.out.flush()
    }

    fn clear(&mut self) -> io::Result<()> {
        self.clear_region(ClearType::All)
    }

    fn clear_region(&mut self, region: ClearType) -> io::Result<()> {
        let region = match region {
            ClearType::All => terminal::ClearType::All,
            ClearType::AfterCursor => terminal::ClearType::FromCursorDown,
            ClearType::BeforeCursor => terminal::ClearType::FromCursorUp,
            ClearType::CurrentLine => terminal::ClearType::CurrentLine,
            ClearType::UntilNewLine => terminal::ClearType::UntilNewLine,
        };
        queue!(self.out, Clear(region))?;
        self.out.flush()
    }

    fn size(&self) -> io::Result<Size> {
        let (width, height) = terminal::size()?;
        Ok(Size { width, height })
    }

    fn window_size(&mut self) -> io::Result<WindowSize> {
        Ok(WindowSize { columns_rows: self.size()?, pixels: Size::default() })
    }

    fn flush(&mut self) -> io::Result<()> {
        self.out.flush()
    }
}

/// A cell as it may be written.
fn safe(symbol: &str) -> &str {
    let plain = symbol.len() == 1 && symbol.bytes().all(|byte| (b' '..0x7f).contains(&byte));
    if plain || printable(symbol) == symbol || symbol == "\u{a0}" { symbol } else { "?" }
}

fn attributes(out: &mut impl Write, modifier: Modifier) -> io::Result<()> {
    let known = [
        (Modifier::BOLD, Attribute::Bold),
        (Modifier::DIM, Attribute::Dim),
        (Modifier::ITALIC, Attribute::Italic),
        (Modifier::UNDERLINED, Attribute::Underlined),
        (Modifier::REVERSED, Attribute::Reverse),
        (Modifier::CROSSED_OUT, Attribute::CrossedOut),
    ];
    for (_, attribute) in known.into_iter().filter(|(flag, _)| modifier.contains(*flag)) {
        queue!(out, SetAttribute(attribute))?;
    }
    Ok(())
}

/// The terminal's own sixteen colours; the session uses no others.
fn written(color: Color) -> Written {
    match color {
        Color::Black => Written::Black,
        Color::Red => Written::DarkRed,
        Color::Green => Written::DarkGreen,
        Color::Yellow => Written::DarkYellow,
        Color::Blue => Written::DarkBlue,
        Color::Magenta => Written::DarkMagenta,
        Color::Cyan => Written::DarkCyan,
        Color::Gray => Written::Grey,
        Color::DarkGray => Written::DarkGrey,
        Color::LightRed => Written::Red,
        Color::LightGreen => Written::Green,
        Color::LightYellow => Written::Yellow,
        Color::LightBlue => Written::Blue,
        Color::LightMagenta => Written::Magenta,
        Color::LightCyan => Written::Cyan,
        Color::White => Written::White,
        Color::Reset | Color::Rgb(..) | Color::Indexed(_) => Written::Reset,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_cell_can_command_the_terminal() {
        for symbol in ["\u{1b}", "\u{9b}", "\u{7}", "\r", "\u{202e}", "a\u{200b}", "\u{1b}[2J"] {
            assert_eq!(safe(symbol), "?", "{symbol:?}");
        }
        for symbol in ["a", "é", "─", "镜", "👩‍🚀", " "] {
            assert!(safe(symbol) == symbol || symbol == " ", "{symbol:?}");
        }
    }
}
