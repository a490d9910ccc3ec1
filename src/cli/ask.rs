//! `sre ask`: a question in, a report out.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;

use super::context::{Context, format};
use super::question::question;
use super::source::Scope;
use super::{runtime, trace};
use crate::clock::Clock;
use crate::config::{Config, Output};
use crate::error::{Error, ErrorKind, Result};
use crate::evidence::event;
use crate::evidence::run::RunReader;
use crate::evidence::run::store::{self, Keep};
use crate::investigate::{self, Options, Source};
use crate::report::model::{Cluster, NotSeen, ObjectRef, Report, SCHEMA, Stats, Subject, Verdict};

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
}

pub(super) fn run(args: &AskArgs, context: &Context) -> Result<ExitCode> {
    let config = context.config()?;
    let mut scope = Scope::resolve(&context.args.source, config)?;
    let question = asked(args, &mut scope)?;
    let trace = context.args.run.trace.as_deref().map(trace::create).transpose()?;
    let options = options(&scope, context, config);

    let answered = runtime::block_on(async {
        let (sender, receiver) = event::channel();
        let listening = trace::listen(receiver, trace, context.printer());
        let (report, ()) = tokio::join!(investigate::run(&question, &options, sender), listening);
        report
    });
    let report = match answered {
        Ok(report) => report,
        Err(error) if error.kind() == ErrorKind::Source && is_data(config.output.value) => {
            context.printer().error(&error);
            unopened(&question, &scope, &error)
        }
        Err(error) => return Err(error),
    };
    context.printer().report(&report, format(config.output.value))?;
    forget_old_runs(&options, config);
    Ok(exit_code(report.verdict, args.exit_code))
}

/// The question; a replay without words asks what was asked.
fn asked(args: &AskArgs, scope: &mut Scope) -> Result<String> {
    let recorded = match &scope.source {
        Source::Replay(dir) => RunReader::open(dir).ok().map(|run| run.manifest().head.clone()),
        Source::Demo(_) | Source::Bundle(_) | Source::Live { .. } => None,
    };
    if let Some(recorded) = &recorded {
        scope.complete(recorded);
    }
    match recorded {
        Some(recorded) if args.words.is_empty() => Ok(recorded.question),
        _ => question(&args.words, std::io::stdin().lock()),
    }
}

fn options(scope: &Scope, context: &Context, config: &Config) -> Options {
    let files = &context.args.run;
    Options {
        source: scope.source.clone(),
        namespace: scope.namespace.clone(),
        all_namespaces: scope.all_namespaces,
        audit: files.audit.clone(),
        record: files.record.clone(),
        runs: config.runs_dir.value.clone(),
        read_timeout: config.read_timeout.value,
        deadline: config.deadline.value,
    }
}

fn is_data(output: Output) -> bool {
    matches!(output, Output::Json | Output::Yaml)
}

/// The report of a source that cannot be opened: a program that reads us gets one on every exit but 2.
fn unopened(question: &str, scope: &Scope, error: &Error) -> Report {
    let namespace = |name: &String| ObjectRef {
        api_version: "v1".to_owned(),
        kind: "Namespace".to_owned(),
        namespace: None,
        name: name.clone(),
    };
    let objects: Vec<ObjectRef> = scope.namespace.iter().map(namespace).collect();
    let kind =
        if objects.is_empty() { crate::report::model::Scope::Cluster } else { crate::report::model::Scope::Namespace };
    let (context, source) = (scope.context().map(str::to_owned), scope.label());
    Report {
        schema: SCHEMA.to_owned(),
        question: question.to_owned(),
        verdict: Verdict::NoAccess,
        summary: format!("Nothing could be investigated: {}.", error.message()),
        subject: Subject { scope: kind, objects, resolved_by: "nothing was read".to_owned() },
        not_seen: vec![NotSeen {
            what: source.clone(),
            why: error.chain().join(": "),
            effect: "nothing could be investigated".to_owned(),
        }],
        cluster: Cluster { source, server: None, context, version: None, as_of: Clock::Wall.now() },
        root_causes: Vec::new(),
        hypotheses: Vec::new(),
        history: Vec::new(),
        candidates: Vec::new(),
        ruled_out: Vec::new(),
        unexplained: Vec::new(),
        timeline: Vec::new(),
        evidence: Vec::new(),
        stats: Stats {
            run: String::new(),
            requests: 0,
            bytes: 0,
            duration_ms: 0,
            model: None,
            version: env!("CARGO_PKG_VERSION").to_owned(),
        },
    }
}

/// Keeps the folder of the runs within its bounds. That is housekeeping: it fails in silence.
fn forget_old_runs(options: &Options, config: &Config) {
    let keep = Keep { days: config.runs_keep_days.value, bytes: config.runs_keep_bytes.value };
    if let (None, Some(runs)) = (&options.record, &options.runs) {
        let runs: &PathBuf = runs;
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
