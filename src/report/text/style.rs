//! What each piece of text is, and the one table that says how it looks. The sixteen ANSI colours only, so that the
//! user's own theme decides; no meaning rests on them.

use anstyle::{AnsiColor, Style};

use crate::report::model::{Severity, Verdict};

/// What a span of text is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    Plain,
    Strong,
    Heading,
    Verdict(Verdict),
    Severity(Severity),
    Cite,
    Faint,
    Command,
    Added,
    Removed,
}

impl Role {
    pub(super) fn style(self) -> Style {
        match self {
            Self::Plain => Style::new(),
            Self::Strong | Self::Heading => Style::new().bold(),
            Self::Verdict(verdict) => verdict_color(verdict).on_default().bold(),
            Self::Severity(Severity::Critical) => AnsiColor::Red.on_default().bold(),
            Self::Severity(Severity::Warning) => AnsiColor::Yellow.on_default(),
            Self::Cite => AnsiColor::Cyan.on_default(),
            Self::Faint | Self::Severity(Severity::Info) => Style::new().dimmed(),
            Self::Command | Self::Added => AnsiColor::Green.on_default(),
            Self::Removed => AnsiColor::Red.on_default(),
        }
    }
}

fn verdict_color(verdict: Verdict) -> AnsiColor {
    match verdict {
        Verdict::RootCause => AnsiColor::Red,
        Verdict::Healthy => AnsiColor::Green,
        Verdict::Inconclusive => AnsiColor::Yellow,
        Verdict::NoAccess => AnsiColor::Magenta,
    }
}
