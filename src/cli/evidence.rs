//! `sre evidence ID`: what a report's citation rests on, read again from the run.

use std::path::Path;

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use super::context::Context;
use super::data::printed;
use super::lookup::{self, Content, Line};
use super::usage;
use crate::error::Result;
use crate::evidence::run::{ObservationRecord, RunReader, store};
use crate::report::model::Evidence;
use crate::report::{json, printable, printable_lines, words};

/// Lines and characters that a person is shown without `--full`.
const LINES: usize = 200;
const CHARACTERS: usize = 64 * 1024;

#[derive(Debug, Args)]
#[command(after_help = "Examples:\n  sre evidence e3\n  sre evidence o7 --full --run 20261122T142900Z")]
pub(super) struct EvidenceArgs {
    /// A citation of the report (e3) or an observation (o7)
    #[arg(value_name = "ID")]
    id: String,
    /// The run: its id, the beginning of it, or a run's directory; without it the latest run
    #[arg(long, value_name = "RUN")]
    run: Option<String>,
    /// Print all of it, however long it is
    #[arg(long)]
    full: bool,
}

#[derive(Serialize)]
struct Cited<'a> {
    run: &'a str,
    #[serde(flatten)]
    citation: &'a Evidence,
    value: &'a Value,
}

#[derive(Serialize)]
struct Observed<'a> {
    run: &'a str,
    #[serde(flatten)]
    observation: &'a ObservationRecord,
    value: &'a Value,
}

pub(super) fn run(args: &EvidenceArgs, context: &Context) -> Result<String> {
    let page = match args.id.chars().next() {
        Some('e') => cited,
        Some('o') => observed,
        _ => {
            let message = format!("`{}` is neither a citation nor an observation", args.id);
            return Err(usage(message, "sre evidence e1"));
        }
    };
    page(args, &open(args.run.as_deref(), context)?, context)
}

fn open(run: Option<&str>, context: &Context) -> Result<RunReader> {
    Ok(match run {
        None => store::latest(&context.runs_dir()?)?,
        Some(path) if Path::new(path).is_dir() => RunReader::open(Path::new(path))?,
        Some(id) => store::find(&context.runs_dir()?, id)?,
    })
}

fn cited(args: &EvidenceArgs, run: &RunReader, context: &Context) -> Result<String> {
    let citation = lookup::citation(run, &args.id)?;
    let record = lookup::observation(run, &citation.observation)?;
    let found = lookup::at(run, record, &citation.pointer)?;
    let value = Cited { run: &run.manifest().id, citation: &citation, value: &plain(&found) };
    printed(context, &value, || {
        let object = &citation.object;
        let name = object.namespace.iter().chain([&object.name]).map(String::as_str).collect::<Vec<_>>().join("/");
        let mut fields = vec![("object", format!("{} {} {name}", object.api_version, object.kind))];
        fields.extend(about(record));
        fields.push(("pointer", citation.pointer.clone()));
        page(&citation.id, &fields, &found, args.full, context)
    })
}

fn observed(args: &EvidenceArgs, run: &RunReader, context: &Context) -> Result<String> {
    let record = lookup::observation(run, &args.id)?;
    let found = lookup::whole(run, record)?;
    let value = Observed { run: &run.manifest().id, observation: record, value: &plain(&found) };
    printed(context, &value, || page(&record.id, &about(record), &found, args.full, context))
}

fn about(record: &ObservationRecord) -> Vec<(&'static str, String)> {
    let status = if record.status == 0 { "no answer".to_owned() } else { record.status.to_string() };
    let mut size = words::bytes(record.bytes);
    if record.truncated {
        size += ", cut";
    }
    let mut fields = vec![
        ("request", record.request.clone()),
        ("observed", format!("{} by {} in {}", record.observed_at, record.id, record.source)),
        ("answer", format!("{status}, {size}")),
    ];
    fields.extend(record.reduced.iter().map(|reduced| ("reduced", reduced.clone())));
    fields
}

/// What a program gets: a value, or a text.
fn plain(found: &Content) -> Value {
    match found {
        Content::Nothing | Content::Absent => Value::Null,
        Content::Json(value) => value.clone(),
        Content::Lines(lines) => {
            let any_cited = lines.iter().any(|line| line.cited);
            let wanted = lines.iter().filter(|line| line.cited || !any_cited);
            Value::String(wanted.map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n"))
        }
    }
}

fn page(id: &str, fields: &[(&str, String)], found: &Content, full: bool, context: &Context) -> String {
    let mut lines = vec![printable(id)];
    lines.extend(fields.iter().map(|(name, value)| format!("{name:<10}{}", printable(value))));
    lines.push(String::new());
    let mut body = match found {
        Content::Nothing => vec!["(nothing came back)".to_owned()],
        Content::Absent => vec!["(nothing stands there)".to_owned()],
        Content::Json(Value::String(words)) => printable_lines(words),
        Content::Json(value) => json::to_json(value).map(|json| printable_lines(&json)).unwrap_or_default(),
        Content::Lines(lines) => lines.iter().map(numbered).collect(),
    };
    let shown = if full { body.len() } else { fitting(&body) };
    if shown < body.len() {
        let left = words::count((body.len() - shown) as u64, "line");
        context.printer().note(&format!("{left} more, `--full` prints all"));
    }
    body.truncate(shown);
    lines.append(&mut body);
    lines.join("\n") + "\n"
}

fn numbered(line: &Line) -> String {
    let mark = if line.cited { '>' } else { ' ' };
    format!("{mark}{:>5}  {}", line.number, printable_lines(&line.text).concat()).trim_end().to_owned()
}

/// How many lines fit in what a person is shown; one at least.
fn fitting(lines: &[String]) -> usize {
    let mut characters = 0;
    let within = |line: &&String| {
        characters += line.len() + 1;
        characters <= CHARACTERS
    };
    lines.iter().take(LINES).take_while(within).count().max(1)
}
