//! `sre demo list`: the recorded incidents that come with the program.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::context::Context;
use super::data::{Table, printed};
use crate::error::Result;

#[derive(Debug, Args)]
pub(super) struct DemoArgs {
    #[command(subcommand)]
    command: DemoCommand,
}

#[derive(Debug, Subcommand)]
enum DemoCommand {
    /// List the recorded incidents with a question to ask each
    #[command(after_help = "Ask one: sre ask --demo=NAME QUESTION")]
    List,
}

/// A recorded incident.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub(super) struct Demo {
    pub(super) name: &'static str,
    pub(super) title: &'static str,
    pub(super) question: &'static str,
}

/// The demo that `--demo` without a name means.
pub(super) const DEFAULT: &str = "echo-pod";

/// The recorded incidents.
pub(super) fn demos() -> &'static [Demo] {
    &[Demo {
        name: DEFAULT,
        title: "A Deployment whose pods never start",
        question: "why is the pod in terranetes namespace not running?",
    }]
}

pub(super) fn run(args: &DemoArgs, context: &Context) -> Result<String> {
    match args.command {
        DemoCommand::List => printed(context, demos(), || {
            let mut table = Table::new(["NAME", "WHAT HAPPENED", "ASK"]);
            for demo in demos() {
                table.row([demo.name, demo.title, demo.question]);
            }
            table.render(None)
        }),
    }
}
