//! `sre bundle`: support bundles as files.

mod create;
mod inspect;
mod serve;
mod verify;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, Subcommand};

use super::context::Context;
use super::usage;
use crate::error::{Error, Result};

#[derive(Debug, Args)]
pub(super) struct BundleArgs {
    #[command(subcommand)]
    command: BundleCommand,
}

#[derive(Debug, Subcommand)]
enum BundleCommand {
    /// Collect a bundle from a cluster, read-only and redacted
    Create(create::CreateArgs),
    /// Answer kubectl and other clients from a bundle as the cluster would have
    Serve(serve::ServeArgs),
    /// Show what is in a bundle, and what is not
    Inspect(inspect::InspectArgs),
    /// Check that a bundle can be relied on and that no secrets are left in it
    Verify(verify::VerifyArgs),
}

pub(super) fn run(args: &BundleArgs, context: &Context) -> Result<ExitCode> {
    match &args.command {
        BundleCommand::Create(args) => create::run(args, context),
        BundleCommand::Serve(args) => serve::run(args, context),
        BundleCommand::Inspect(args) => inspect::run(args, context),
        BundleCommand::Verify(args) => verify::run(args, context),
    }
}

/// The bundle that is meant: the word after the command, or the flag that all commands have.
fn path(positional: Option<&PathBuf>, context: &Context, example: &str) -> Result<PathBuf> {
    match (positional, &context.args.source.bundle) {
        (Some(_), Some(_)) => Err(Error::usage("the bundle is named twice, by `--bundle` and without it")),
        (Some(path), None) | (None, Some(path)) => Ok(path.clone()),
        (None, None) => Err(usage("no bundle is named", example)),
    }
}
