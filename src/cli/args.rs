//! The commands as clap knows them: names and help texts. No logic.

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

use super::agents::AgentsArgs;
use super::ask::AskArgs;
use super::bundle::BundleArgs;
use super::causes::CausesArgs;
use super::changes::ChangesArgs;
use super::completions::CompletionsArgs;
use super::config::ConfigArgs;
use super::demo::DemoArgs;
use super::doctor::DoctorArgs;
use super::evidence::EvidenceArgs;
use super::global::GlobalArgs;
use super::models::ModelsArgs;
use super::rbac::RbacArgs;
use super::runs::RunsArgs;
use super::scan::ScanArgs;
use super::schema::SchemaArgs;
use super::session::{self, SessionArgs};
use super::sessions::SessionsArgs;
use super::tools::ToolsArgs;
use crate::report::text::wrap::{width, wrap};

/// Investigates Kubernetes incidents, read-only, and ends with a root cause that cites its evidence.
#[derive(Debug, Parser)]
#[command(
    name = "sre",
    version,
    max_term_width = 100,
    after_help = "Without a command, on a terminal: a session.\nTry it without a cluster: sre --demo, or sre ask --demo \"why is echo-pod not running?\""
)]
pub struct Args {
    #[command(flatten)]
    pub(super) global: GlobalArgs,
    #[command(flatten)]
    pub(super) session: SessionArgs,
    #[command(subcommand)]
    pub(super) command: Option<Command>,
}

/// Flags of the source and of records are taken by every command, and shown by those of them that have a use for them.
const SOURCE_FLAGS: &[&str] =
    &["bundle", "demo", "context", "kubeconfig", "replay", "namespace", "all_namespaces", "record", "trace", "audit"];
/// The commands that have a use for some of them only, and for which.
const SHOWN: &[(&[&str], &[&str])] = &[
    (&["agents"], &[]),
    (&["bundle"], &[]),
    (
        &["bundle", "create"],
        &["bundle", "demo", "context", "kubeconfig", "namespace", "all_namespaces", "trace", "audit"],
    ),
    (&["bundle", "inspect"], &["bundle"]),
    (&["bundle", "serve"], &["bundle", "demo", "namespace"]),
    (&["bundle", "verify"], &["bundle"]),
    (&["causes"], &[]),
    (&["completions"], &[]),
    (&["config"], &["context", "kubeconfig", "namespace"]),
    (&["demo"], &[]),
    (&["doctor"], &["bundle", "demo", "context", "kubeconfig", "replay", "namespace", "all_namespaces", "audit"]),
    (&["evidence"], &[]),
    (&["models"], &[]),
    (&["rbac"], &["namespace"]),
    (&["runs"], &[]),
    (&["schema"], &[]),
    (&["sessions"], &[]),
    (&["tools", "list"], &[]),
    (&["tools", "show"], &[]),
];

/// Commands that may ask a model: its flag is accepted everywhere and shown there.
const WITH_MODEL: &[&str] = &["ask", "config", "doctor", "models"];

impl Args {
    /// The command line as it is parsed and shown.
    pub fn surface() -> clap::Command {
        let command = Self::command();
        let flags: Vec<clap::Arg> =
            command.get_arguments().filter(|flag| SOURCE_FLAGS.contains(&flag.get_id().as_str())).cloned().collect();
        let model: Vec<clap::Arg> = command
            .get_arguments()
            .filter(|flag| flag.get_id() == "model")
            .map(|flag| flag.clone().hide(true))
            .collect();
        let command = command
            .mut_subcommands(|below| if WITH_MODEL.contains(&below.get_name()) { below } else { below.args(&model) });
        let command = SHOWN.iter().fold(command, |command, (path, shown)| {
            let hidden: Vec<clap::Arg> = flags
                .iter()
                .filter(|flag| !shown.contains(&flag.get_id().as_str()))
                .map(|flag| flag.clone().hide(true))
                .collect();
            below(command, path, &hidden)
        });
        hanging(command, &Self::command())
    }

    /// The arguments of the process.
    pub fn read(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Self, clap::Error> {
        // On a terminal nothing at all opens the session; elsewhere it asks for help.
        let mut command = Self::surface().arg_required_else_help(!session::is_interactive());
        let mut matches = command.try_get_matches_from_mut(arguments)?;
        Self::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
    }
}

/// Adds arguments to the command at the end of a path.
fn below(command: clap::Command, path: &[&str], arguments: &[clap::Arg]) -> clap::Command {
    match path.split_first() {
        Some((name, rest)) => command.mut_subcommand(name, |next| below(next, rest, arguments)),
        None => command.args(arguments),
    }
}

/// Columns up to which indented lines below the flags are filled; clap would break them without indenting what follows.
const WIDTH: usize = 80;

/// The same with the indented lines below the flags broken so that what follows stands under what it continues; and with
/// the commands in the order in which they are declared, which clap loses.
fn hanging(command: clap::Command, declared: &clap::Command) -> clap::Command {
    let text = command.get_after_help().map(ToString::to_string);
    let command = match text {
        Some(text) => command.after_help(text.lines().map(hung).collect::<Vec<_>>().join("\n")),
        None => command,
    };
    declared
        .get_subcommands()
        .fold(command, |command, next| command.mut_subcommand(next.get_name(), |below| hanging(below, next)))
}

fn hung(line: &str) -> String {
    let body = line.trim_start();
    let indent = line.len() - body.len();
    if indent == 0 || width(line) <= WIDTH || body.starts_with("sre ") {
        return line.to_owned();
    }
    // `word  what it means`: what follows stands under the meaning.
    let (mark, text) = match body.split_once("  ") {
        Some((word, rest)) => {
            let text = rest.trim_start();
            (format!("{word}{}", " ".repeat(body.len() - word.len() - text.len())), text)
        }
        None => (String::new(), body),
    };
    let margin = match (mark.is_empty(), indent) {
        (false, _) => indent + width(&mark),
        (true, 0..4) => indent + 2,
        (true, _) => indent,
    };
    let lines = wrap(text, WIDTH.saturating_sub(margin));
    let start = |number: usize| if number == 0 { format!("{}{mark}", " ".repeat(indent)) } else { " ".repeat(margin) };
    lines.iter().enumerate().map(|(number, text)| format!("{}{text}", start(number))).collect::<Vec<_>>().join("\n")
}

#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Ask why something does not work
    Ask(AskArgs),
    /// List everything that is wrong in a namespace or a cluster
    Scan(ScanArgs),
    /// Tell what happened to something when: revisions, writes, runs, conditions, events of note
    Changes(ChangesArgs),
    /// Show the evidence behind a citation: e3 of the report, or o7, everything that one read returned
    Evidence(EvidenceArgs),
    /// List past investigations, or remove old ones
    Runs(RunsArgs),
    /// List past sessions, to go on with one
    Sessions(SessionsArgs),
    /// Collect support bundles, look into them, and serve them to kubectl
    Bundle(BundleArgs),
    /// List the recorded incidents that come with the program
    Demo(DemoArgs),
    /// Explain the causes that the program can prove
    Causes(CausesArgs),
    /// Check whether an investigation can run: configuration, cluster, identity, rights
    Doctor(DoctorArgs),
    /// List the models that the configured endpoint has
    Models(ModelsArgs),
    /// Look at the agents that investigate where a model is named
    Agents(AgentsArgs),
    /// Print the role that the program needs in a cluster, for `kubectl apply`
    Rbac(RbacArgs),
    /// Look at the tools that agents may call, or call one
    Tools(ToolsArgs),
    /// Show the configuration and where each value came from, or write a config file
    Config(ConfigArgs),
    /// Print the JSON Schema of the report, or of what `sre doctor` prints
    Schema(SchemaArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
}
