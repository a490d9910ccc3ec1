//! `sre demo list`: the recorded incidents that come with the program.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::context::Context;
use super::data::{Table, printed};
use crate::cluster::demo;
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

#[derive(Serialize)]
struct Row {
    name: &'static str,
    title: &'static str,
    question: &'static str,
}

pub(super) fn run(args: &DemoArgs, context: &Context) -> Result<String> {
    match args.command {
        DemoCommand::List => list(context),
    }
}

fn list(context: &Context) -> Result<String> {
    let row = |demo: &demo::Demo| Row { name: demo.name, title: demo.title, question: demo.question };
    let rows: Vec<Row> = demo::list().iter().map(row).collect();
    printed(context, &rows, || {
        let mut table = Table::new(["NAME", "WHAT HAPPENED", "A QUESTION TO ASK"]);
        for row in &rows {
            table.row([row.name, row.title, row.question]);
        }
        table.render(context.cut_width())
    })
}
