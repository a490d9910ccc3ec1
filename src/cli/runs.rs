//! `sre runs`: the investigations that are kept, and the removal of old ones.

use clap::{Args, Subcommand};
use serde::Serialize;

use super::context::Context;
use super::data::{Table, printed};
use crate::clock::Clock;
use crate::error::Result;
use crate::evidence::run::store::{self, Keep, Listing};
use crate::evidence::run::{RunReader, RunStatus};
use crate::report::model::Verdict;
use crate::report::words;

/// Characters of a question in the list.
const QUESTION: usize = 100;
/// Characters of a source in the list.
const SOURCE: usize = 40;

#[derive(Debug, Args)]
pub(super) struct RunsArgs {
    #[command(subcommand)]
    command: Option<RunsCommand>,
}

#[derive(Debug, Subcommand)]
enum RunsCommand {
    /// Remove runs that are older or take more space than the configuration allows
    Prune,
}

#[derive(Serialize)]
struct Row {
    id: String,
    started_at: jiff::Timestamp,
    status: RunStatus,
    verdict: Option<Verdict>,
    source: String,
    question: String,
    summary: Option<String>,
    path: std::path::PathBuf,
}

#[derive(Serialize)]
struct Removed {
    removed: Vec<String>,
    bytes: u64,
}

pub(super) fn run(args: &RunsArgs, context: &Context) -> Result<String> {
    match args.command {
        None => list(context),
        Some(RunsCommand::Prune) => prune(context),
    }
}

fn list(context: &Context) -> Result<String> {
    let folder = context.runs_dir()?;
    let Listing { runs, unreadable } = store::list(&folder)?;
    for (_, error) in &unreadable {
        context.printer().warn(&error.to_string());
    }
    let rows: Vec<Row> = runs.iter().map(row).collect();
    printed(context, &rows, || {
        if rows.is_empty() {
            context.printer().note(&format!("no runs in {}", folder.display()));
            return String::new();
        }
        let mut table = Table::new(["ID", "WHEN", "ANSWER", "SOURCE", "QUESTION"]);
        for row in &rows {
            let when = row.started_at.strftime("%Y-%m-%d %H:%MZ").to_string();
            // A question may be a page; the whole of it is in -o json.
            let question = words::clipped(&row.question, QUESTION);
            table.row([&row.id, &when, answer(row), &words::clipped(&row.source, SOURCE), &question]);
        }
        table.render(context.cut_width())
    })
}

fn row(run: &RunReader) -> Row {
    let manifest = run.manifest();
    Row {
        id: manifest.id.clone(),
        started_at: manifest.head.started_at,
        status: manifest.status,
        verdict: manifest.verdict,
        source: manifest.head.source.clone(),
        question: manifest.head.question.clone(),
        summary: manifest.summary.clone(),
        path: run.dir().to_owned(),
    }
}

fn answer(row: &Row) -> &'static str {
    match (row.verdict, row.status) {
        (Some(Verdict::RootCause), _) => "root cause",
        (Some(Verdict::Healthy), _) => "healthy",
        (Some(Verdict::Inconclusive), _) => "inconclusive",
        (Some(Verdict::NoAccess), _) => "no access",
        (None, RunStatus::Running) => "not finished",
        (None, RunStatus::Interrupted | RunStatus::Finished) => "interrupted",
    }
}

fn prune(context: &Context) -> Result<String> {
    let config = context.config()?;
    let keep = Keep { days: config.runs_keep_days.value, bytes: config.runs_keep_bytes.value };
    let pruned = store::prune(&context.runs_dir()?, keep, Clock::Wall.now(), &[])?;
    let removed = Removed { removed: pruned.removed.iter().map(ToString::to_string).collect(), bytes: pruned.bytes };
    printed(context, &removed, || {
        let count = words::count(removed.removed.len() as u64, "run");
        context.printer().note(&format!("removed {count}, {}", words::bytes(removed.bytes)));
        removed.removed.iter().flat_map(|id| [id, "\n"]).collect()
    })
}
