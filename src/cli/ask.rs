//! `sre ask`: a question in, a report out.

use std::path::Path;
use std::process::ExitCode;
use std::time::Duration;

use clap::Args;

use super::context::{Context, format};
use super::question::{question, standard_input};
use super::source::Scope;
use super::unopened::unopened;
use super::{runtime, trace};
use crate::agent::{Budget, Roster, Runbook};
use crate::clock::Clock;
use crate::config::llm::Role;
use crate::config::{self, Config, Origin, Output};
use crate::error::{ErrorKind, Result};
use crate::evidence::event;
use crate::evidence::run::store::{self, Keep};
use crate::evidence::run::{RunHead, RunReader};
use crate::investigate::{self, Agents, Options, Servers, Source};
use crate::report::model::{Report, Verdict};

const EXAMPLES: &str = "\
Examples:
  sre ask --demo \"why is the pod in terranetes not running?\"
      a recorded incident, without a cluster
  sre ask -n shop why is checkout slow
      the live cluster of the current context
  sre ask --bundle incident.tar.gz -o json \"what is broken?\"
      a support bundle, the answer as JSON

Exit codes:
  0 answered, 2 wrong usage, 3 nothing could be investigated, 1 anything else;
  with --exit-code: 0 healthy, 10 root cause, 11 inconclusive, 3 no access";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct AskArgs {
    /// The question: words, one quoted string, or `-` for standard input
    #[arg(value_name = "QUESTION")]
    words: Vec<String>,
    /// Tell with the exit code which kind of answer it was
    #[arg(long)]
    exit_code: bool,
    #[command(flatten)]
    budget: BudgetArgs,
}

/// What agents may take together, where a model is named; without these what the configuration says.
#[derive(Debug, Default, Args)]
#[command(next_help_heading = "Model")]
#[expect(clippy::struct_field_names, reason = "they are the names of the flags")]
pub(super) struct BudgetArgs {
    /// The most turns that agents may take together
    #[arg(long, value_name = "TURNS", value_parser = clap::value_parser!(u32).range(1..))]
    max_steps: Option<u32>,
    /// The most tokens
    #[arg(long, value_name = "TOKENS", value_parser = clap::value_parser!(u64).range(1..))]
    max_tokens: Option<u64>,
    /// The most US dollars, where prices are configured
    #[arg(long, value_name = "DOLLARS")]
    max_cost: Option<f64>,
    /// The longest time, e.g. 5m
    #[arg(long, value_name = "TIME", value_parser = config::duration)]
    max_time: Option<Duration>,
}

pub(super) fn run(args: &AskArgs, context: &Context) -> Result<ExitCode> {
    let config = context.config()?;
    let face = format(&config.output)?;
    let mut scope = Scope::resolve(&context.args.source, config)?;
    let recorded = recorded(&scope.source);
    let question = match &recorded {
        Ok(Some(head)) if args.words.is_empty() => head.question.clone(),
        Err(_) if args.words.is_empty() => String::new(),
        _ => question(&args.words, || runtime::block_on(standard_input()))?,
    };
    let trace = context.args.run.trace.as_deref().map(trace::create).transpose()?;
    let answered = recorded.and_then(|recorded| {
        if let Some(head) = &recorded {
            scope.complete(head);
        }
        let options =
            Options { agents: agents(&args.budget, &scope, context, config)?, ..options(&scope, context, config) };
        runtime::block_on(investigate(&question, &options, trace, context))
    });
    let report = match answered {
        Ok(report) => report,
        Err(error) if error.kind() == ErrorKind::Source && is_data(config.output.value) => {
            context.printer().error(&error);
            unopened(&question, &scope, &error)
        }
        Err(error) => return Err(error),
    };
    context.printer().report(&report, face)?;
    if report.stats.model.is_none() && !is_data(config.output.value) {
        hint(context, config);
    }
    forget_old_runs(context, config);
    Ok(exit_code(report.verdict, args.exit_code))
}

/// Says once that nobody named a model, to a person who reads along.
fn hint(context: &Context, config: &Config) {
    let models = [&config.llm.lead.name, &config.llm.specialist.name];
    if models.iter().all(|name| name.value.is_none() && name.origin == Origin::Default) {
        context
            .printer()
            .hint("no model is named, so the engine answered alone; `--model NAME` lets agents look further");
    }
}

/// Runs the investigation with its listeners.
async fn investigate(
    question: &str,
    options: &Options,
    trace: Option<fs_err::File>,
    context: &Context,
) -> Result<Report> {
    let (sender, receiver) = event::channel();
    let listening = trace::listen(receiver, trace, context.printer());
    let (report, ()) = tokio::join!(investigate::run(question, options, sender), listening);
    report
}

/// What a replayed run says about itself: its question and its scope hold where the flags are silent.
fn recorded(source: &Source) -> Result<Option<RunHead>> {
    match source {
        Source::Replay(dir) => Ok(Some(RunReader::open(dir)?.manifest().head.clone())),
        Source::Demo(_) | Source::Bundle(_) | Source::Live { .. } => Ok(None),
    }
}

pub(super) fn options(scope: &Scope, context: &Context, config: &Config) -> Options {
    let files = &context.args.run;
    Options {
        source: scope.source.clone(),
        servers: Servers::of(config),
        namespace: scope.namespace.clone(),
        all_namespaces: scope.all_namespaces,
        audit: files.audit.clone(),
        record: files.record.clone(),
        runs: config.runs_dir.value.clone(),
        read_timeout: config.read_timeout.value,
        deadline: config.deadline.value,
        agents: None,
    }
}

/// What agents are told, where one may take part: a model is named, or a run is told again that may have had one.
pub(super) fn agents(args: &BudgetArgs, scope: &Scope, context: &Context, config: &Config) -> Result<Option<Agents>> {
    let name = &config.llm.lead.name;
    let by_flag = matches!(name.origin, Origin::Flag(_));
    let named = Role::ALL.into_iter().any(|role| config.llm.model(role).is_some());
    let replay = matches!(scope.source, Source::Replay(_)) && !by_flag;
    if !named && !replay {
        return Ok(None);
    }
    let folder = context.config_file().and_then(|file| file.parent().map(Path::to_owned));
    Ok(Some(Agents {
        llm: config.llm.clone(),
        budget: Budget {
            steps: args.max_steps.unwrap_or(config.agent_max_steps.value),
            tokens: args.max_tokens.unwrap_or(config.agent_max_tokens.value),
            cost: args.max_cost.unwrap_or(config.agent_max_cost.value),
            time: args.max_time.unwrap_or(config.agent_max_time.value),
        },
        roster: Roster::load(folder.as_deref())?,
        runbooks: Runbook::load(folder.as_deref())?,
        anew: by_flag,
    }))
}

fn is_data(output: Output) -> bool {
    matches!(output, Output::Json | Output::Yaml)
}

/// Keeps the folder of the runs within its bounds. That is housekeeping: it fails in silence.
pub(super) fn forget_old_runs(context: &Context, config: &Config) {
    let keep = Keep { days: config.runs_keep_days.value, bytes: config.runs_keep_bytes.value };
    if let (None, Some(runs)) = (&context.args.run.record, &config.runs_dir.value) {
        let _ = store::prune_if_due(runs, keep, Clock::Wall.now(), &[]);
    }
}

fn exit_code(verdict: Verdict, tells: bool) -> ExitCode {
    ExitCode::from(match verdict {
        Verdict::NoAccess => ErrorKind::Source.exit_code(),
        Verdict::RootCause if tells => 10,
        Verdict::Inconclusive if tells => 11,
        Verdict::RootCause | Verdict::Inconclusive | Verdict::Healthy => 0,
    })
}
