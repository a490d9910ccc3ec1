//! `sre tools`: what agents may call, for a person who wants to see it or call it by hand.

mod list;
mod run;
mod show;

use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::context::Context;
use crate::error::Result;

#[derive(Debug, Args)]
pub(super) struct ToolsArgs {
    #[command(subcommand)]
    command: ToolsCommand,
}

#[derive(Debug, Subcommand)]
enum ToolsCommand {
    /// List the tools
    List,
    /// Show what a tool takes
    Show(show::ShowArgs),
    /// Call a tool, as an agent would
    Run(run::RunArgs),
}

pub(super) fn run(args: &ToolsArgs, context: &Context) -> Result<ExitCode> {
    let text = match &args.command {
        ToolsCommand::List => list::run(context)?,
        ToolsCommand::Show(args) => show::run(args, context)?,
        ToolsCommand::Run(args) => return run::run(args, context),
    };
    context.print(&text)?;
    Ok(ExitCode::SUCCESS)
}
