//! The command line: one file a subcommand.
//!
//! A command resolves its flags, asks a room below, and prints. It holds no logic of an investigation.

mod agents;
pub mod args;
mod ask;
mod bundle;
mod causes;
mod changes;
mod completions;
mod config;
mod context;
mod data;
mod demo;
mod doctor;
mod evidence;
mod files;
mod global;
mod lookup;
mod models;
mod question;
mod rbac;
mod runs;
mod runtime;
mod scan;
mod schema;
mod session;
mod sessions;
mod source;
pub mod terminal;
mod tools;
mod trace;
mod unopened;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::error::{Error, Result};
use args::{Args, Command};
use context::Context;

/// Runs the program: arguments in, exit code out.
pub fn main(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let args = match Args::read(arguments) {
        Ok(args) => args,
        Err(error) => {
            // `--help` and `--version` come this way too; a reader that went away is none of our troubles.
            let _ = error.print();
            return ExitCode::from(u8::try_from(error.exit_code()).unwrap_or(2));
        }
    };
    let context = Context::new(args.global);
    let result = match args.command {
        Some(command) => args.session.refuse().and_then(|()| run(command, &context)),
        None => session::run(&args.session, &context),
    };
    match result {
        Ok(code) => code,
        Err(error) => context.fail(&error),
    }
}

fn run(command: Command, context: &Context) -> Result<ExitCode> {
    let text = match command {
        Command::Ask(args) => return ask::run(&args, context),
        Command::Scan(args) => return scan::run(&args, context),
        Command::Changes(args) => return changes::run(&args, context),
        Command::Doctor(args) => return doctor::run(&args, context),
        Command::Tools(args) => return tools::run(&args, context),
        Command::Bundle(args) => return bundle::run(&args, context),
        Command::Evidence(args) => evidence::run(&args, context)?,
        Command::Runs(args) => runs::run(&args, context)?,
        Command::Sessions(args) => sessions::run(&args, context)?,
        Command::Demo(args) => demo::run(&args, context)?,
        Command::Causes(args) => causes::run(&args, context)?,
        Command::Agents(args) => agents::run(&args, context)?,
        Command::Models(args) => models::run(&args, context)?,
        Command::Rbac(args) => rbac::run(&args, context)?,
        Command::Config(args) => config::run(&args, context)?,
        Command::Schema(args) => schema::run(&args)?,
        Command::Completions(args) => completions::run(&args)?,
    };
    context.print(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// A usage error with an example of how it is done right.
fn usage(message: impl Into<String>, example: &str) -> Error {
    Error::usage(message).hint(format!("for example: {example}"))
}
