//! The commands as clap knows them: names and help texts. No logic.

use clap::{CommandFactory as _, FromArgMatches as _, Parser, Subcommand};

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

/// Investigates Kubernetes incidents, read-only, and ends with a root cause that cites its evidence.
#[derive(Debug, Parser)]
#[command(
    name = "sre",
    version,
    subcommand_required = true,
    arg_required_else_help = true,
    max_term_width = 100,
    after_help = "Try it without a cluster: sre ask --demo \"why is echo-pod not running?\""
)]
pub struct Args {
    #[command(flatten)]
    pub(super) global: GlobalArgs,
    #[command(subcommand)]
    pub(super) command: Command,
}

/// Commands that look at no cluster: flags of the source and of records are accepted there and not shown.
const WITHOUT_SOURCE: &[&str] = &["causes", "completions", "demo", "models", "runs", "schema"];
/// Those flags.
const SOURCE_FLAGS: &[&str] =
    &["bundle", "demo", "context", "kubeconfig", "replay", "namespace", "all_namespaces", "record", "trace", "audit"];

/// Commands that may ask a model: its flag is accepted everywhere and shown there.
const WITH_MODEL: &[&str] = &["ask", "config", "doctor", "models"];

impl Args {
    /// The command line as it is parsed and shown.
    pub fn surface() -> clap::Command {
        let command = Self::command();
        let hidden = |flags: &[&str]| -> Vec<clap::Arg> {
            let flags = command.get_arguments().filter(|flag| flags.contains(&flag.get_id().as_str()));
            flags.map(|flag| flag.clone().hide(true)).collect()
        };
        let (of_source, of_model) = (hidden(SOURCE_FLAGS), hidden(&["model"]));
        command.mut_subcommands(|below| {
            let name = below.get_name().to_owned();
            let source = of_source.iter().filter(|_| WITHOUT_SOURCE.contains(&name.as_str()));
            let model = of_model.iter().filter(|_| !WITH_MODEL.contains(&name.as_str()));
            source.chain(model).fold(below, clap::Command::arg)
        })
    }

    /// The arguments of the process.
    pub fn read(arguments: impl IntoIterator<Item = std::ffi::OsString>) -> Result<Self, clap::Error> {
        let mut command = Self::surface();
        let mut matches = command.try_get_matches_from_mut(arguments)?;
        Self::from_arg_matches_mut(&mut matches).map_err(|error| error.format(&mut command))
    }
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
    /// Print the role that the program needs in a cluster, for `kubectl apply`
    Rbac(RbacArgs),
    /// Show the configuration and where each value came from, or write a config file
    Config(ConfigArgs),
    /// Print the JSON Schema of the report, or of what `sre doctor` prints
    Schema(SchemaArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
}
