//! The one writer: knows what the two streams are, how wide, whether to colour them, and how talkative to be.

use std::io::{self, IsTerminal as _, Write as _};

use anstream::{AutoStream, ColorChoice};
use clap::ValueEnum;

use super::env::TerminalEnv;
use super::errors::{render_error, render_note};
use super::progress::Progress;
use crate::error::{Error, ErrorKind, Result};
use crate::report::model::Report;
use crate::report::{self, Format, TextOptions};

/// Standard output; drops colours where they are not wanted.
pub type Stdout = AutoStream<io::Stdout>;
/// Standard error; drops colours where they are not wanted.
pub type Stderr = AutoStream<io::Stderr>;

const DEFAULT_WIDTH: usize = 80;

/// When to use colour.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum ColorWhen {
    /// On a terminal, unless the environment says otherwise
    #[default]
    Auto,
    /// Even into a pipe
    Always,
    /// Not at all
    Never,
}

/// What the operating system says about the two streams.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Terminals {
    /// Columns of standard output, if it is a terminal.
    pub stdout: Option<usize>,
    /// Columns of standard error, if it is a terminal.
    pub stderr: Option<usize>,
}

impl Terminals {
    /// Asks the operating system.
    pub fn detect() -> Self {
        let columns = |size: Option<(terminal_size::Width, terminal_size::Height)>| {
            size.map(|(columns, _)| usize::from(columns.0)).filter(|columns| *columns > 0).unwrap_or(DEFAULT_WIDTH)
        };
        let (out, err) = (io::stdout(), io::stderr());
        Self {
            stdout: out.is_terminal().then(|| columns(terminal_size::terminal_size_of(&out))),
            stderr: err.is_terminal().then(|| columns(terminal_size::terminal_size_of(&err))),
        }
    }
}

/// Writes to standard output and standard error, as the flags, the environment and the terminals have it.
#[derive(Debug, Clone)]
pub struct Printer {
    color: ColorWhen,
    quiet: bool,
    env: TerminalEnv,
    terminals: Terminals,
}

impl Printer {
    /// A printer for these terminals, usually [`Terminals::detect`].
    pub fn new(color: ColorWhen, quiet: bool, env: TerminalEnv, terminals: Terminals) -> Self {
        Self { color, quiet, env, terminals }
    }

    /// For what was asked for.
    pub fn stdout(&self) -> Stdout {
        AutoStream::new(io::stdout(), self.choice(self.terminals.stdout))
    }

    /// For everything else.
    pub fn stderr(&self) -> Stderr {
        AutoStream::new(io::stderr(), self.choice(self.terminals.stderr))
    }

    /// Writes `text` to standard output.
    pub fn print(&self, text: &str) -> Result<()> {
        let mut out = self.stdout();
        out.write_all(text.as_bytes())?;
        out.flush()?;
        Ok(())
    }

    /// Writes one report to standard output.
    pub fn report(&self, report: &Report, format: Format) -> Result<()> {
        report::write(report, format, &self.text_options(), &mut self.stdout())
    }

    /// Says something in passing on standard error, unless quiet.
    pub fn note(&self, text: &str) {
        if !self.quiet {
            self.say(&render_note(None, text, self.stderr_width()));
        }
    }

    /// Warns on standard error, unless quiet.
    pub fn warn(&self, text: &str) {
        if !self.quiet {
            self.say(&render_note(Some("warning"), text, self.stderr_width()));
        }
    }

    /// Says on standard error what else could be done, unless quiet.
    pub fn hint(&self, text: &str) {
        if !self.quiet {
            self.say(&render_note(Some("hint"), text, self.stderr_width()));
        }
    }

    /// Prints an error, quiet or not. A reader who went away is not told that he did.
    pub fn error(&self, error: &Error) {
        if error.kind() != ErrorKind::BrokenPipe {
            self.say(&render_error(error, self.stderr_width()));
        }
    }

    /// The face that shows what an investigation is doing.
    pub fn progress(&self) -> Progress {
        match self.terminals.stderr {
            _ if self.quiet => Progress::silent(),
            Some(_) if !self.env.ci && !self.env.dumb => Progress::spinner(),
            Some(_) | None => Progress::lines(Box::new(self.stderr())),
        }
    }

    /// How text on standard output is laid out.
    pub fn text_options(&self) -> TextOptions {
        TextOptions { width: self.stdout_width(), color: self.colors_stdout() }
    }

    /// Whether standard output is coloured.
    pub fn colors_stdout(&self) -> bool {
        self.choice(self.terminals.stdout) != ColorChoice::Never
    }

    /// Columns of standard output: `COLUMNS`, else the terminal's, else 80.
    pub fn stdout_width(&self) -> usize {
        self.env.columns.or(self.terminals.stdout).unwrap_or(DEFAULT_WIDTH)
    }

    /// Columns of a list, which may be wider than a text: a pipe has room.
    pub fn list_width(&self) -> usize {
        const PIPE: usize = 160;
        self.env.columns.or(self.terminals.stdout).unwrap_or(PIPE)
    }

    /// Whether a person looks at standard output.
    pub fn is_interactive(&self) -> bool {
        self.terminals.stdout.is_some() && !self.env.ci
    }

    /// Whether only answers and errors are printed.
    pub fn is_quiet(&self) -> bool {
        self.quiet
    }

    fn stderr_width(&self) -> usize {
        self.env.columns.or(self.terminals.stderr).unwrap_or(DEFAULT_WIDTH)
    }

    /// The flag wins over the environment, the environment over what the terminal can do.
    fn choice(&self, terminal: Option<usize>) -> ColorChoice {
        let wanted = match self.color {
            ColorWhen::Always => true,
            ColorWhen::Never => false,
            ColorWhen::Auto => self.env.color.unwrap_or(terminal.is_some()),
        };
        if wanted { ColorChoice::Always } else { ColorChoice::Never }
    }

    /// Standard error may be closed; there is nobody left to tell.
    fn say(&self, text: &str) {
        let mut err = self.stderr();
        let _ = err.write_all(text.as_bytes()).and_then(|()| err.flush());
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn printer(color: ColorWhen, env: TerminalEnv, stdout: Option<usize>) -> Printer {
        Printer::new(color, false, env, Terminals { stdout, stderr: None })
    }

    #[test]
    fn colour_goes_to_terminals_only_unless_it_is_asked_for() {
        let env = TerminalEnv::default();
        assert!(printer(ColorWhen::Auto, env, Some(80)).colors_stdout());
        assert!(!printer(ColorWhen::Auto, env, None).colors_stdout());
        assert!(printer(ColorWhen::Always, env, None).colors_stdout());
    }

    #[test]
    fn the_environment_is_heard_and_the_flag_wins() {
        for (said, stdout) in [(false, Some(80)), (true, None)] {
            let env = TerminalEnv { color: Some(said), ..Default::default() };
            assert_eq!(printer(ColorWhen::Auto, env, stdout).colors_stdout(), said);
            assert!(printer(ColorWhen::Always, env, stdout).colors_stdout());
            assert!(!printer(ColorWhen::Never, env, stdout).colors_stdout());
        }
    }

    #[test]
    fn columns_win_over_the_terminal_and_eighty_is_the_default() {
        let env = TerminalEnv { columns: Some(50), ..Default::default() };
        assert_eq!(printer(ColorWhen::Auto, env, Some(120)).stdout_width(), 50);
        assert_eq!(printer(ColorWhen::Auto, TerminalEnv::default(), Some(120)).stdout_width(), 120);
        assert_eq!(printer(ColorWhen::Auto, TerminalEnv::default(), None).stdout_width(), 80);
    }
}
