//! `sre sessions`: the sessions that can be resumed.

use clap::Args;
use serde::Serialize;

use super::context::Context;
use super::data::{Table, printed};
use crate::error::Result;
use crate::report::printable;
use crate::tui::{Sessions, Stored};

const EXAMPLES: &str = "\
Examples:
  sre sessions
      the sessions, newest first
  sre --resume
      go on with the latest one
  sre --resume=20261122T142900Z
      go on with this one";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct SessionsArgs {}

#[derive(Serialize)]
struct Row<'a> {
    id: &'a str,
    started_at: String,
    source: &'a str,
    questions: Vec<&'a str>,
    runs: Vec<&'a str>,
}

pub(super) fn run(_: &SessionsArgs, context: &Context) -> Result<String> {
    let sessions = Sessions::beside(&context.runs_dir()?).list();
    let rows: Vec<Row<'_>> = sessions.iter().map(row).collect();
    printed(context, &rows, || {
        let mut table = Table::new(["SESSION", "BEGAN", "SOURCE", "ASKED", "LAST QUESTION"]);
        for row in &rows {
            let last = row.questions.last().map(|question| printable(question)).unwrap_or_default();
            let count = row.questions.len().to_string();
            table.row([row.id, &row.started_at, &printable(row.source), &count, &last]);
        }
        table.render(context.cut_width())
    })
}

fn row(session: &Stored) -> Row<'_> {
    Row {
        id: &session.id,
        started_at: session.started_at.strftime("%Y-%m-%d %H:%M:%SZ").to_string(),
        source: &session.source,
        questions: session.asked.iter().map(|past| past.question.as_str()).collect(),
        runs: session.asked.iter().map(|past| past.run.as_str()).collect(),
    }
}
