//! `sre bundle create`: a cluster, or a part of it, as a bundle.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::ExitCode;

use clap::{Args, ValueEnum};

use crate::capture::{self, Logs, Missed, Options, Summary};
use crate::cli::context::Context;
use crate::cli::data::printed;
use crate::cli::source::Scope;
use crate::cli::{runtime, trace};
use crate::error::Result;
use crate::evidence::event;
use crate::investigate::Servers;
use crate::report::{printable, words};

/// What could not be collected is listed up to here; `-o json` has all of it.
const SHOWN: usize = 20;
/// Namespaces that are named for each.
const NAMED: usize = 3;

#[derive(Debug, Args)]
#[command(
    after_help = "Everything is redacted before it is written, and values of Secrets are not read at all. The bundle has \
the layout of troubleshoot.sh.\n\nExamples:\n  sre bundle create -n shop --to shop.tar.zst\n  \
sre bundle create why is checkout slow --to incident.tar.gz\n\nExit codes:\n  0 collected, even if not everything \
could be read, 2 wrong usage, 3 nothing could be collected, 1 anything else"
)]
pub(super) struct CreateArgs {
    /// What it is about: the namespaces of what these words name are collected; without words those of `-n`, else all
    #[arg(value_name = "SUBJECT")]
    words: Vec<String>,
    /// The bundle to make: FILE.tar.zst, FILE.tar.gz, FILE.tar or a folder
    #[arg(long, value_name = "PATH")]
    to: PathBuf,
    /// Logs to read: of what is not well and one ready pod an app, of all, or none
    #[arg(long, value_name = "WHICH", value_enum, default_value_t = Which::Unhealthy, hide_possible_values = true,
          help = "Which logs: unhealthy (of what is not well, and of one ready pod an app), all or none")]
    logs: Which,
    /// Read Helm's release records too: who released what, without rendered manifests
    #[arg(long)]
    helm: bool,
    /// Replace a bundle that is there already
    #[arg(long)]
    force: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Which {
    Unhealthy,
    All,
    None,
}

pub(super) fn run(args: &CreateArgs, context: &Context) -> Result<ExitCode> {
    let config = context.config()?;
    let scope = Scope::resolve(&context.args.source, config)?;
    let options = Options {
        servers: Servers::of(config),
        source: scope.source.clone(),
        namespace: scope.namespace.clone(),
        all_namespaces: scope.all_namespaces,
        subject: args.words.join(" "),
        logs: match args.logs {
            Which::Unhealthy => Logs::Unhealthy,
            Which::All => Logs::All,
            Which::None => Logs::None,
        },
        helm: args.helm,
        output: args.to.clone(),
        force: args.force,
        audit: context.args.run.audit.clone(),
        read_timeout: config.read_timeout.value,
    };
    let trace = context.args.run.trace.as_deref().map(trace::create).transpose()?;
    let summary = runtime::block_on(async {
        let (sender, receiver) = event::channel();
        let listening = trace::listen(receiver, trace, context.printer());
        let (summary, ()) = tokio::join!(capture::run(&options, sender), listening);
        summary
    })?;
    context.print(&printed(context, &summary, || text(&summary))?)?;
    Ok(ExitCode::SUCCESS)
}

fn text(summary: &Summary) -> String {
    let Summary { objects, logs, files, bytes, namespaces, .. } = summary;
    let mut lines = vec![
        printable(&summary.path.display().to_string()),
        format!(
            "{}, {} and {} of {} in {}, {} before packing",
            words::count(*objects, "object"),
            words::count(*logs, "log"),
            words::count(*namespaces as u64, "namespace"),
            printable(&summary.source),
            words::count(*files, "file"),
            words::bytes(*bytes)
        ),
        format!("as of {}", summary.collected_at),
    ];
    if !summary.not_collected.is_empty() {
        lines.push(String::new());
        lines.push("Not collected:".to_owned());
        lines.extend(missed(&summary.not_collected));
    }
    lines.join("\n") + "\n"
}

/// What is missing for one reason, and where, on one line.
fn missed(all: &[Missed]) -> Vec<String> {
    let mut places: BTreeMap<(&str, &str), Vec<&str>> = BTreeMap::new();
    for missed in all {
        places.entry((&missed.what, &missed.why)).or_default().extend(missed.namespace.as_deref());
    }
    let line = |((what, why), namespaces): (&(&str, &str), &Vec<&str>)| {
        let mut place = namespaces.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        if namespaces.len() > NAMED {
            place += &format!(" and {} more", namespaces.len() - NAMED);
        }
        let place = if place.is_empty() { place } else { format!(" in {place}") };
        format!("  {}: {}", printable(&format!("{what}{place}")), printable(why))
    };
    let mut lines: Vec<String> = places.iter().take(SHOWN).map(line).collect();
    if places.len() > SHOWN {
        lines.push(format!("  and {} more, `-o json` lists them", places.len() - SHOWN));
    }
    lines
}
