//! `sre doctor`: whether an investigation can run, and what it would not see.

use std::process::ExitCode;

use clap::Args;

use super::context::{Context, refuse_scan_only};
use super::runtime;
use super::source::Scope;
use crate::config::{Config, Origin, Output};
use crate::doctor::model::{Area, Doctor, Status};
use crate::doctor::{self, Checks, Options, text};
use crate::error::{Error, ErrorKind, Result};
use crate::investigate::Servers;
use crate::report::{json, yaml};

const EXAMPLES: &str = "\
Checks the configuration, the login that the kubeconfig describes, the cluster, who the server takes us for, what may be \
read and what each missing right blinds, and whether the identity could write. It sends reads and self-subject reviews, \
which store nothing. Of a bundle it says what was not collected. A model that is named is asked two short questions.

Examples:
  sre doctor
      the live cluster of the current context
  sre doctor -n shop
      the same for questions about one namespace
  sre doctor --bundle incident.tar.gz -o json
      what a support bundle lacks, as data (sre.doctor/v1, see `sre schema doctor`)

Exit codes:
  0 an investigation can run, with warnings or without, 3 it cannot, 2 wrong usage or configuration;
  with --exit-code: 0 nothing is amiss, 10 it can run, with warnings";

/// Something should be known before an investigation is believed; a scan ends so where it found something.
const WARNED: u8 = 10;

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct DoctorArgs {
    /// Tell with the exit code whether there are warnings
    #[arg(long)]
    exit_code: bool,
}

pub(super) fn run(args: &DoctorArgs, context: &Context) -> Result<ExitCode> {
    let mut checks = Checks::default();
    let config = match context.config() {
        Ok(config) => config,
        Err(error) => return broken(checks, &error, context),
    };
    let scope = Scope::resolve(&context.args.source, config)?;
    check_output(config)?;
    let file = context.config_file();
    checks.add(doctor::config(config, file.as_ref()));
    checks.add(doctor::runs(config.runs_dir.value.as_deref()));
    let options = Options {
        label: scope.label(),
        source: scope.source,
        servers: Servers::of(config),
        namespace: scope.namespace,
        audit: context.args.run.audit.clone(),
        read_timeout: config.read_timeout.value,
        deadline: config.deadline.value,
    };
    runtime::block_on(doctor::examine(&options, &mut checks, |text| context.printer().note(text)))?;
    let tell = |text: &str| context.printer().note(text);
    runtime::block_on(doctor::models(&config.llm, &options, &mut checks, tell))?;
    let doctor = checks.finish();
    print(&doctor, config.output.value, context)?;
    let warned = doctor.checks.iter().any(|check| check.status == Status::Warning);
    Ok(ExitCode::from(match doctor.ready {
        false => ErrorKind::Source.exit_code(),
        true if args.exit_code && warned => WARNED,
        true => 0,
    }))
}

/// A configuration that cannot be used is a finding like any other; nothing else can be checked with it.
fn broken(mut checks: Checks, error: &Error, context: &Context) -> Result<ExitCode> {
    checks.add(doctor::broken_config(error));
    checks.skip(&[Area::Runs, Area::Source, Area::Reads], "the configuration cannot be used");
    let output = context.args.output.output.unwrap_or(Output::Text);
    print(&checks.finish(), output, context)?;
    Ok(ExitCode::from(error.kind().exit_code()))
}

fn check_output(config: &Config) -> Result<()> {
    let output = &config.output;
    refuse_scan_only(output)?;
    if output.value == Output::Markdown && matches!(output.origin, Origin::Flag(_)) {
        return Err(Error::usage("only reports are printed as Markdown").hint("use `-o text`, `-o json` or `-o yaml`"));
    }
    Ok(())
}

fn print(doctor: &Doctor, output: Output, context: &Context) -> Result<()> {
    context.print(&match output {
        Output::Json => json::to_json(doctor)?,
        Output::Yaml => yaml::to_yaml(doctor)?,
        Output::Text | Output::Markdown | Output::Sarif | Output::Junit => text::text(doctor, context.width()),
    })
}
