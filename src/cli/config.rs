//! `sre config show|path|init`: what the program is told, and by whom.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, Subcommand};
use fs_err as fs;
use serde::Serialize;

use super::context::Context;
use super::data::{Table, printed};
use crate::config::{EXAMPLE, Entry};
use crate::error::{Error, ErrorKind, Result};

#[derive(Debug, Args)]
pub(super) struct ConfigArgs {
    #[command(subcommand)]
    command: ConfigCommand,
}

#[derive(Debug, Subcommand)]
enum ConfigCommand {
    /// Show every value and where it came from: default, config file, environment or flag
    Show,
    /// Print the path of the config file
    Path,
    /// Write a config file that explains every key and changes nothing
    Init {
        /// Replace the file that is there
        #[arg(long)]
        force: bool,
    },
}

#[derive(Serialize)]
struct Shown {
    file: Option<PathBuf>,
    file_exists: bool,
    settings: Vec<Entry>,
}

pub(super) fn run(args: &ConfigArgs, context: &Context) -> Result<String> {
    match args.command {
        ConfigCommand::Show => show(context),
        ConfigCommand::Path => Ok(format!("{}\n", path(context)?.display())),
        ConfigCommand::Init { force } => init(context, force),
    }
}

fn show(context: &Context) -> Result<String> {
    let file = context.config_file();
    let file_exists = file.as_ref().is_some_and(|path| path.exists());
    let shown = Shown { file, file_exists, settings: context.config()?.entries() };
    printed(context, &shown, || {
        let mut table = Table::new(["KEY", "VALUE", "FROM"]);
        for entry in &shown.settings {
            table.row([&entry.key, entry.value.as_deref().unwrap_or("-"), &entry.origin]);
        }
        table.render(None)
    })
}

fn path(context: &Context) -> Result<PathBuf> {
    context.config_file().ok_or_else(|| {
        Error::new(ErrorKind::Config, "this platform has no place for a config file")
            .hint("name one with `--config FILE` or SRE_CONFIG")
    })
}

fn init(context: &Context, force: bool) -> Result<String> {
    let path = path(context)?;
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    let mut options = fs::OpenOptions::new();
    options.write(true).create(force).create_new(!force).truncate(force);
    let mut file = options.open(&path).map_err(|error| match error.kind() {
        std::io::ErrorKind::AlreadyExists => {
            Error::usage(format!("{} exists already", path.display())).hint("`--force` replaces it")
        }
        _ => error.into(),
    })?;
    file.write_all(EXAMPLE.as_bytes())?;
    Ok(format!("{}\n", path.display()))
}
