//! What every command has at hand: the global flags, the configuration they lead to, and the printer.

use std::cell::OnceCell;
use std::path::PathBuf;
use std::process::ExitCode;

use super::global::GlobalArgs;
use super::terminal::{ColorWhen, Printer, TerminalEnv, Terminals};
use crate::config::{self, Color, Config, Environment, Flags, Origin, Output, Places, Setting};
use crate::error::{Error, ErrorKind, Result};
use crate::report::Format;

/// The surroundings of a command. What costs something is made when it is first asked for.
pub(super) struct Context {
    pub(super) args: GlobalArgs,
    flags: Flags,
    environment: Environment,
    places: Places,
    config: OnceCell<Config>,
    printer: OnceCell<Printer>,
}

impl Context {
    pub(super) fn new(args: GlobalArgs) -> Self {
        Self {
            flags: args.flags(),
            args,
            environment: Environment::of_process(),
            places: Places::of_user(),
            config: OnceCell::new(),
            printer: OnceCell::new(),
        }
    }

    /// The configuration; commands that do not ask for it work without one that is right.
    pub(super) fn config(&self) -> Result<&Config> {
        if let Some(config) = self.config.get() {
            return Ok(config);
        }
        let config = config::load(&self.flags, &self.environment, &self.places)?;
        Ok(self.config.get_or_init(|| config))
    }

    /// What the environment says.
    pub(super) fn environment(&self) -> &Environment {
        &self.environment
    }

    /// The config file: the one that was named, else the platform's.
    pub(super) fn config_file(&self) -> Option<PathBuf> {
        self.flags.named_file(&self.environment).or_else(|| self.places.config_file.clone())
    }

    /// The folder of the runs.
    pub(super) fn runs_dir(&self) -> Result<PathBuf> {
        self.config()?.runs_dir.value.clone().ok_or_else(|| {
            Error::new(ErrorKind::Config, "this platform has no place for runs").hint("name one with SRE_RUNS_DIR")
        })
    }

    pub(super) fn printer(&self) -> &Printer {
        self.printer.get_or_init(|| {
            let color = match self.config() {
                Ok(config) => config.color.value,
                Err(_) => self.flags.color.unwrap_or(Color::Auto),
            };
            let variables = |name: &str| self.environment.get(name)?.to_str().map(str::to_owned);
            let terminal = TerminalEnv::from_lookup(&variables);
            Printer::new(color_when(color), self.args.output.quiet, terminal, Terminals::detect())
        })
    }

    pub(super) fn print(&self, text: &str) -> Result<()> {
        self.printer().print(text)
    }

    /// Columns for text that is wrapped.
    pub(super) fn width(&self) -> usize {
        self.printer().stdout_width().clamp(40, 100)
    }

    /// Columns where lines are cut: only where a person looks, a pipe gets all of it.
    pub(super) fn cut_width(&self) -> Option<usize> {
        let printer = self.printer();
        printer.is_interactive().then(|| printer.stdout_width())
    }

    /// Prints an error and returns the exit code of its kind.
    pub(super) fn fail(&self, error: &Error) -> ExitCode {
        self.printer().error(error);
        ExitCode::from(error.kind().exit_code())
    }
}

fn color_when(color: Color) -> ColorWhen {
    match color {
        Color::Auto => ColorWhen::Auto,
        Color::Always => ColorWhen::Always,
        Color::Never => ColorWhen::Never,
    }
}

/// How a report is written. What only a scan is printed as is refused where a flag asks for it.
pub(super) fn format(output: &Setting<Output>) -> Result<Format> {
    refuse_scan_only(output)?;
    Ok(match output.value {
        Output::Text | Output::Sarif | Output::Junit => Format::Text,
        Output::Markdown => Format::Markdown,
        Output::Json => Format::Json,
        Output::Yaml => Format::Yaml,
    })
}

/// Formats of scans mean nothing elsewhere.
pub(super) fn refuse_scan_only(output: &Setting<Output>) -> Result<()> {
    if matches!(output.value, Output::Sarif | Output::Junit) && matches!(output.origin, Origin::Flag(_)) {
        return Err(
            Error::usage("only `sre scan` prints SARIF and JUnit").hint("use `-o text`, `-o json` or `-o yaml`")
        );
    }
    Ok(())
}
