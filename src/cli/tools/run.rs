//! `sre tools run NAME --args JSON`: one call, as an agent would make it, and what it would get to read.

use std::process::ExitCode;

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use crate::cli::ask::options;
use crate::cli::context::Context;
use crate::cli::data::printed;
use crate::cli::question::standard_input;
use crate::cli::source::Scope;
use crate::cli::{runtime, trace};
use crate::error::{Error, ErrorKind, Result};
use crate::evidence::event;
use crate::evidence::observation::{Body, Observation, Outcome};
use crate::investigate::{self, Options, Workbench};
use crate::tools::{Tool, call, registry};

const EXAMPLES: &str = "\
Examples:
  sre tools run pods --demo --args '{\"namespace\":\"terranetes\"}'
      what an agent would see of the pods of a namespace
  sre tools run logs --bundle incident.tar.gz --args @call.json -o json
      arguments from a file; the answer with the observations that it rests on

Exit codes:
  0 called, 2 wrong usage or arguments, 3 nothing could be read, 1 anything else";

/// Bytes of a file of arguments.
const LIMIT: u64 = 64 * 1024;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct RunArgs {
    /// The tool, as `sre tools list` names it
    #[arg(value_name = "NAME")]
    name: String,
    /// Its arguments: a JSON object, @FILE, or `-` for standard input
    #[arg(long, value_name = "JSON", default_value = "{}")]
    args: String,
}

/// What a program gets.
#[derive(Serialize)]
struct Called<'a> {
    tool: &'a str,
    arguments: &'a Value,
    digest: &'a str,
    observations: Vec<Seen>,
}

#[derive(Serialize)]
struct Seen {
    id: String,
    source: &'static str,
    request: String,
    label: String,
    status: u16,
    /// Why nothing was seen.
    #[serde(rename = "not_seen", skip_serializing_if = "Option::is_none")]
    blind: Option<String>,
    truncated: bool,
    value: Value,
}

pub(super) fn run(args: &RunArgs, context: &Context) -> Result<ExitCode> {
    let tool = registry::find(&args.name)?;
    let config = context.config()?;
    let scope = Scope::resolve(&context.args.source, config)?;
    let arguments = arguments(&args.args)?;
    let mut options = options(&scope, context, config);
    // A call is no investigation: it does not stand between a person and the latest one.
    options.runs = None;
    let trace = context.args.run.trace.as_deref().map(trace::create).transpose()?;
    runtime::block_on(async {
        let (sender, receiver) = event::channel();
        let listening = trace::listen(receiver, trace, context.printer());
        let calling = called(tool, &arguments, &options, sender, context);
        let (result, ()) = tokio::join!(calling, listening);
        result
    })
}

async fn called(
    tool: &dyn Tool,
    arguments: &str,
    options: &Options,
    events: event::EventSender,
    context: &Context,
) -> Result<ExitCode> {
    let question = format!("tools run {} {arguments}", tool.name());
    let bench = investigate::workbench(&question, options, events).await?;
    let answer = call(tool, arguments, bench.context()).await?;
    let seen: Vec<_> = answer.observations.iter().filter_map(|id| bench.context().reader.observation(*id)).collect();
    let value: Value = serde_json::from_str(arguments).unwrap_or_else(|_| Value::Object(serde_json::Map::new()));
    let all = || Called {
        tool: tool.name(),
        arguments: &value,
        digest: &answer.digest,
        observations: seen.iter().map(|one| shown(one)).collect(),
    };
    let text = printed(context, &all(), || answer.digest.clone())?;
    close(bench);
    context.print(&text)?;
    let blind = !seen.is_empty() && seen.iter().all(|one| one.outcome.blindness().is_some());
    Ok(ExitCode::from(if blind { ErrorKind::Source.exit_code() } else { 0 }))
}

/// Ends the events of the call: whoever listens knows that it is over.
fn close(bench: Workbench) {
    drop(bench);
}

fn shown(observation: &Observation) -> Seen {
    let value = match &observation.body {
        Body::Json(document) => (**document).clone(),
        Body::Text(text) => Value::String(text.to_string()),
        Body::Empty => Value::Null,
    };
    let blind = match &observation.outcome {
        Outcome::Absent => Some("not found".to_owned()),
        other => other.blindness().map(|(word, why)| format!("{word}: {why}")),
    };
    Seen {
        id: observation.id.to_string(),
        source: observation.source,
        request: observation.request.clone(),
        label: observation.label.clone(),
        status: observation.status,
        blind,
        truncated: observation.truncated,
        value,
    }
}

/// The arguments as they were written: in place, in a file, or on standard input.
fn arguments(given: &str) -> Result<String> {
    if given == "-" {
        return runtime::block_on(standard_input());
    }
    let Some(path) = given.strip_prefix('@') else { return Ok(given.to_owned()) };
    let cannot = |error: std::io::Error| Error::usage("the arguments cannot be read").caused_by(error);
    let size = fs_err::metadata(path).map_err(cannot)?.len();
    if size > LIMIT {
        return Err(Error::usage(format!("{path} is larger than 64 KiB")));
    }
    fs_err::read_to_string(path).map_err(cannot)
}
