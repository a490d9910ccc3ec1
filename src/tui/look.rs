//! How the session looks: tones as styles of the terminal's own sixteen colours, and signs with their plain-ASCII twins.
//!
//! A tone or a sign never carries a meaning alone; a word stands beside it.

use ratatui_core::style::{Color, Modifier, Style};

/// What the background is like; the colours are chosen to be read on it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Shade {
    /// Bright text on a dark ground.
    #[default]
    Dark,
    /// Dark text on a bright ground.
    Light,
    /// No colours at all.
    Mono,
}

/// The look of a session.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Look {
    /// The colours.
    pub shade: Shade,
    /// Whether only ASCII may be drawn by us.
    pub ascii: bool,
}

/// What a piece of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// What is read.
    Plain,
    /// What is there to be looked up.
    Dim,
    /// Headings.
    Title,
    /// What can be opened or pressed.
    Link,
    /// It is well.
    Good,
    /// It works in part.
    Warn,
    /// It is out.
    Bad,
    /// What a citation points at.
    Cited,
    /// Where the cursor is.
    Selected,
    /// What was searched for.
    Match,
}

/// A mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sign {
    /// It came.
    Done,
    /// It failed.
    Failed,
    /// It may not be.
    Refused,
    /// It goes on.
    Wait,
    /// It can be opened.
    Closed,
    /// It is open.
    Open,
    /// From cause to effect.
    Arrow,
    /// A point of a list.
    Bullet,
    /// Somebody's doing.
    Change,
    /// Something that shows.
    Symptom,
    /// A heading's line.
    Rule,
    /// The line of the pane that has the keys.
    Heavy,
    /// Between columns.
    Bar,
    /// A full piece of a gauge.
    Full,
    /// An empty piece of a gauge.
    Rest,
    /// There is more.
    More,
    /// Between figures.
    Dot,
    /// Where one types.
    Prompt,
    /// A branch of a tree.
    Last,
}

const BEATS: [&str; 8] = ["⣾", "⣽", "⣻", "⢿", "⡿", "⣟", "⣯", "⣷"];
const PLAIN_BEATS: [&str; 4] = ["|", "/", "-", "\\"];

impl Look {
    /// The style of a tone. Foregrounds are never black, white or yellow: one of them cannot be seen somewhere.
    pub fn style(self, tone: Tone) -> Style {
        let base = Style::new();
        let colored = |dark: Color, light: Color| match self.shade {
            Shade::Dark => base.fg(dark),
            Shade::Light => base.fg(light),
            Shade::Mono => base,
        };
        match tone {
            Tone::Plain => base,
            Tone::Dim => match self.shade {
                Shade::Light => base.fg(Color::DarkGray),
                Shade::Dark | Shade::Mono => base.add_modifier(Modifier::DIM),
            },
            Tone::Title => base.add_modifier(Modifier::BOLD),
            Tone::Link => colored(Color::Cyan, Color::Blue).add_modifier(Modifier::UNDERLINED),
            Tone::Good => colored(Color::Green, Color::Green),
            Tone::Warn => colored(Color::LightMagenta, Color::Magenta),
            Tone::Bad => colored(Color::LightRed, Color::Red).add_modifier(Modifier::BOLD),
            Tone::Cited => colored(Color::LightCyan, Color::Blue).add_modifier(Modifier::BOLD),
            Tone::Selected => base.add_modifier(Modifier::REVERSED),
            Tone::Match => base.add_modifier(Modifier::REVERSED | Modifier::BOLD),
        }
    }

    /// The mark as it is drawn.
    pub fn sign(self, sign: Sign) -> &'static str {
        let (rich, plain) = match sign {
            Sign::Done => ("✓", "+"),
            Sign::Failed => ("✗", "x"),
            Sign::Refused => ("!", "!"),
            Sign::Wait => ("…", "."),
            Sign::Closed => ("▸", ">"),
            Sign::Open => ("▾", "v"),
            Sign::Arrow => ("→", "->"),
            Sign::Bullet => ("•", "*"),
            Sign::Change => ("◆", "#"),
            Sign::Symptom => ("●", "o"),
            Sign::Rule => ("─", "-"),
            Sign::Heavy => ("━", "="),
            Sign::Bar => ("│", "|"),
            Sign::Full => ("█", "#"),
            Sign::Rest => ("░", "."),
            Sign::More => ("…", "~"),
            Sign::Dot => ("·", "-"),
            Sign::Prompt => ("❯", ">"),
            Sign::Last => ("└", "`"),
        };
        if self.ascii { plain } else { rich }
    }

    /// The moving mark of something that goes on, at a beat of the session.
    pub fn beat(self, beat: u64) -> &'static str {
        let frames: &[&str] = if self.ascii { &PLAIN_BEATS } else { &BEATS };
        let at = usize::try_from(beat % frames.len() as u64).unwrap_or(0);
        frames.get(at).copied().unwrap_or("*")
    }

    /// A share as a gauge of ten pieces.
    pub fn gauge(self, share: f64) -> String {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "clamped to 0 to 10")]
        let full = (share.clamp(0.0, 1.0) * 10.0).floor() as usize;
        self.sign(Sign::Full).repeat(full) + &self.sign(Sign::Rest).repeat(10 - full)
    }
}
