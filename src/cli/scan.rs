//! `sre scan`: everything that is wrong in a namespace or a cluster, as a list.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, ValueEnum};
use fs_err as fs;

use super::ask::{forget_old_runs, options};
use super::context::Context;
use super::source::Scope;
use super::unopened::unopened;
use super::{files, runtime, trace};
use crate::config::Output;
use crate::error::{Error, ErrorKind, Result};
use crate::evidence::event;
use crate::investigate::{self, Options, SCAN_QUESTION};
use crate::report::fleet::{self, baseline, baseline::Baseline, junit, markdown, model::Fleet, sarif};
use crate::report::model::{Severity, Verdict};
use crate::report::{TextOptions, json, render_fleet, yaml};

const EXAMPLES: &str = "\
Examples:
  sre scan -n shop
      everything that is wrong in one namespace; without -n, in the whole cluster
  sre scan --severity warning --exit-code -o junit > scan.xml
      for a pipeline: fails where something is lost
  sre scan --write-baseline known.json && sre scan --baseline known.json
      only what is new since

Severities:
  critical  something is out: a Service has no ready endpoint, an app no ready pod, a node is down
  warning   it works in part, or will stop: pods are missing, a Job failed, something says that it is unwell
  info      nobody loses anything now; a notice may be on purpose (switched off, suspended) and fails nothing

Exit codes:
  0 scanned, 2 wrong usage, 3 nothing could be read, 1 anything else;
  with --exit-code: 0 nothing found, 10 findings, 11 none, but not everything could be seen";

/// The largest baseline that is read.
const BASELINE_LIMIT: u64 = 256 * 1024 * 1024;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ScanArgs {
    /// Show and count only what is at least so severe: critical, warning or info
    #[arg(long, value_name = "SEVERITY", value_enum, default_value_t = Level::Info, hide_possible_values = true)]
    severity: Level,
    /// Leave out the findings of a former `sre scan -o json`, and say which of them are gone
    #[arg(long, value_name = "FILE")]
    baseline: Option<PathBuf>,
    /// Write all findings to this file, for `--baseline`
    #[arg(long, value_name = "FILE")]
    write_baseline: Option<PathBuf>,
    /// Tell with the exit code whether something was found
    #[arg(long)]
    exit_code: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Level {
    Critical,
    Warning,
    Info,
}

impl From<Level> for Severity {
    fn from(level: Level) -> Self {
        match level {
            Level::Critical => Self::Critical,
            Level::Warning => Self::Warning,
            Level::Info => Self::Info,
        }
    }
}

pub(super) fn run(args: &ScanArgs, context: &Context) -> Result<ExitCode> {
    let config = context.config()?;
    let scope = Scope::resolve(&context.args.source, config)?;
    let baseline = args.baseline.as_deref().map(read).transpose()?;
    let trace = context.args.run.trace.as_deref().map(trace::create).transpose()?;
    let options = options(&scope, context, config);
    let fleet = match runtime::block_on(scanned(&options, trace, context)) {
        Ok(fleet) => fleet,
        Err(error) if error.kind() == ErrorKind::Source && is_data(config.output.value) => {
            context.printer().error(&error);
            fleet::of(vec![unopened(SCAN_QUESTION, &scope, &error)], Vec::new())
        }
        Err(error) => return Err(error),
    };
    if let Some(path) = &args.write_baseline {
        write(path, &fleet)?;
    }
    let fleet = match &baseline {
        Some(baseline) => fleet.against(baseline),
        None => fleet,
    };
    let fleet = fleet.at_least(args.severity.into());
    context.print(&face(&fleet, config.output.value, context)?)?;
    forget_old_runs(context, config);
    Ok(exit_code(&fleet, args.exit_code))
}

async fn scanned(options: &Options, trace: Option<fs::File>, context: &Context) -> Result<Fleet> {
    let (sender, receiver) = event::channel();
    let listening = trace::listen(receiver, trace, context.printer());
    let (fleet, ()) = tokio::join!(investigate::scan(options, sender), listening);
    fleet
}

fn face(fleet: &Fleet, output: Output, context: &Context) -> Result<String> {
    Ok(match output {
        Output::Json => json::to_json(fleet)?,
        Output::Yaml => yaml::to_yaml(fleet)?,
        Output::Markdown => markdown::render(fleet),
        Output::Sarif => sarif::to_sarif(fleet)?,
        Output::Junit => junit::to_junit(fleet),
        Output::Text => {
            let printer = context.printer();
            let options = TextOptions { width: printer.list_width(), color: printer.colors_stdout() };
            render_fleet(fleet, &options)
        }
    })
}

fn is_data(output: Output) -> bool {
    !matches!(output, Output::Text | Output::Markdown)
}

fn read(path: &Path) -> Result<Baseline> {
    let text = files::read_text(path, BASELINE_LIMIT, "the baseline")?;
    Baseline::read(&text)
}

fn write(path: &Path, fleet: &Fleet) -> Result<()> {
    fs::write(path, baseline::write(fleet)?)
        .map_err(|error| Error::usage("the baseline cannot be written").caused_by(error))
}

fn exit_code(fleet: &Fleet, tells: bool) -> ExitCode {
    ExitCode::from(match fleet.verdict {
        Verdict::NoAccess => ErrorKind::Source.exit_code(),
        _ if !tells => 0,
        _ if fleet.faults().next().is_some() => 10,
        _ if !fleet.complete || fleet.is_open() => 11,
        _ => 0,
    })
}
