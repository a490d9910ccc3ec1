//! `sre changes [SUBJECT]`: what happened when, newest last.

use std::process::ExitCode;

use clap::Args;
use fs_err as fs;
use jiff::SignedDuration;

use super::ask::{forget_old_runs, options};
use super::context::{Context, refuse_scan_only};
use super::source::Scope;
use super::{runtime, trace};
use crate::config::Output;
use crate::error::{Error, ErrorKind, Result};
use crate::evidence::event;
use crate::investigate::{self, Options};
use crate::report::changes::{markdown, model::Changes};
use crate::report::model::Verdict;
use crate::report::{TextOptions, json, render_changes, yaml};

const EXAMPLES: &str = "\
Examples:
  sre changes -n shop
      what happened in a namespace in the last day
  sre changes deployment/checkout --since 2h
      one workload: revisions and what they changed, writes, runs, conditions, events of note
  sre changes -A --since 30m -o json
      the cluster, as data (sre.changes/v1, see `sre schema changes`)

Who wrote what is told as field managers: names of programs, never of persons.

Exit codes:
  0 told, 2 wrong usage, 3 nothing could be read, 1 anything else";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ChangesArgs {
    /// What it is about, as in a question: a name, or kind/name
    #[arg(value_name = "SUBJECT")]
    words: Vec<String>,
    /// How far back: 30m, 2h, 7d, or `all`
    #[arg(long, value_name = "SPAN", default_value = "24h", value_parser = window)]
    since: Window,
}

/// How far a timeline goes back.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Window(Option<SignedDuration>);

/// `30m`, `1h 30m`, `7d`, `all`.
fn window(text: &str) -> std::result::Result<Window, String> {
    let text = text.trim();
    if text.eq_ignore_ascii_case("all") {
        return Ok(Window(None));
    }
    let days = text.strip_suffix('d').and_then(|days| days.trim().parse::<i64>().ok()).filter(|days| *days <= 3650);
    let span = match days {
        Some(days) => Some(SignedDuration::from_hours(days * 24)),
        None => text.parse::<SignedDuration>().ok(),
    };
    span.filter(|span| *span > SignedDuration::ZERO && *span <= SignedDuration::from_hours(87_600))
        .map(|span| Window(Some(span)))
        .ok_or_else(|| "that is no span of time; write 30m, 2h, 7d or all".to_owned())
}

pub(super) fn run(args: &ChangesArgs, context: &Context) -> Result<ExitCode> {
    let config = context.config()?;
    refuse_scan_only(&config.output)?;
    let scope = Scope::resolve(&context.args.source, config)?;
    let words = args.words.join(" ");
    if words.len() > 1024 {
        return Err(Error::usage("the subject is longer than 1024 bytes"));
    }
    let trace = context.args.run.trace.as_deref().map(trace::create).transpose()?;
    let options = options(&scope, context, config);
    let (changes, verdict) = runtime::block_on(told(words.trim(), args.since, &options, trace, context))?;
    context.print(&face(&changes, config.output.value, context)?)?;
    forget_old_runs(context, config);
    let nothing = verdict == Verdict::NoAccess;
    Ok(ExitCode::from(if nothing { ErrorKind::Source.exit_code() } else { 0 }))
}

async fn told(
    words: &str,
    since: Window,
    options: &Options,
    trace: Option<fs::File>,
    context: &Context,
) -> Result<(Changes, Verdict)> {
    let (sender, receiver) = event::channel();
    let listening = trace::listen(receiver, trace, context.printer());
    let (changes, ()) = tokio::join!(investigate::changes(words, since.0, options, sender), listening);
    changes
}

fn face(changes: &Changes, output: Output, context: &Context) -> Result<String> {
    Ok(match output {
        Output::Json => json::to_json(changes)?,
        Output::Yaml => yaml::to_yaml(changes)?,
        Output::Markdown => markdown(changes),
        Output::Text | Output::Sarif | Output::Junit => {
            let printer = context.printer();
            let width = printer.stdout_width();
            render_changes(changes, &TextOptions { width, color: printer.colors_stdout() })
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spans_as_people_write_them() {
        let hours = |text: &str| window(text).ok().and_then(|window| window.0).map(|span| span.as_hours());
        assert_eq!((hours("2h"), hours("7d"), hours("90m")), (Some(2), Some(168), Some(1)));
        assert_eq!(window("all"), Ok(Window(None)));
        for wrong in ["", "0h", "-2h", "soon", "99999d", "2"] {
            assert!(window(wrong).is_err(), "{wrong}");
        }
    }
}
