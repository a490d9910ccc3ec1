//! The flags that every command takes, before or after its name.

use std::path::PathBuf;

use clap::Args;

use crate::cluster::demo;
use crate::config::{Color, Flags, Output};

#[derive(Debug, Clone, Default, Args)]
pub(super) struct GlobalArgs {
    #[command(flatten)]
    pub(super) source: SourceArgs,
    #[command(flatten)]
    pub(super) run: RunArgs,
    #[command(flatten)]
    pub(super) output: OutputArgs,
    #[command(flatten)]
    pub(super) model: ModelArgs,
}

/// Where the evidence comes from. That one source is named at most is checked when it is needed: clap sees global
/// flags before and after the command as two sets.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Source (without any: the live cluster of the current context)")]
pub(super) struct SourceArgs {
    /// Ask a support bundle: a directory or an archive
    #[arg(long, global = true, value_name = "PATH")]
    pub(super) bundle: Option<PathBuf>,
    /// Ask a recorded incident; a name follows only after `=`, see `sre demo list`
    #[arg(long, global = true, value_name = "NAME", num_args = 0..=1, require_equals = true,
          default_missing_value = demo::DEFAULT)]
    pub(super) demo: Option<String>,
    /// Ask the live cluster of this kubeconfig context
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) context: Option<String>,
    /// Read the contexts from this file
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) kubeconfig: Option<PathBuf>,
    /// Answer from a recorded run and as of its time; without a question, the recorded one
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) replay: Option<PathBuf>,
    /// The question is about this namespace
    #[arg(short, long, global = true, value_name = "NAMESPACE")]
    pub(super) namespace: Option<String>,
    /// The question is about all namespaces
    #[arg(short = 'A', long, global = true)]
    pub(super) all_namespaces: bool,
}

#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Records")]
pub(super) struct RunArgs {
    /// Keep the run in this directory, which must be empty or not exist yet
    #[arg(long, global = true, value_name = "DIR")]
    pub(super) record: Option<PathBuf>,
    /// Write each step to this file as it happens, as JSON Lines
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) trace: Option<PathBuf>,
    /// Write each request to this file: what was asked of whom, for what, and whether it was allowed
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) audit: Option<PathBuf>,
}

#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Output")]
pub(super) struct OutputArgs {
    /// How to print the answer
    #[arg(
        short,
        long,
        global = true,
        value_name = "FORMAT",
        value_enum,
        hide_possible_values = true,
        help = "How to print: text, markdown, json or yaml; a scan also as sarif or junit"
    )]
    pub(super) output: Option<Output>,
    /// Print the answer and errors only, not the steps
    #[arg(short, long, global = true)]
    pub(super) quiet: bool,
    /// Colours: auto, always or never
    #[arg(long, global = true, value_name = "WHEN", value_enum, hide_possible_values = true)]
    pub(super) color: Option<Color>,
    /// Read this config file instead of the platform's
    #[arg(long, global = true, value_name = "FILE")]
    pub(super) config: Option<PathBuf>,
}

#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Model")]
pub(super) struct ModelArgs {
    /// Let this model investigate, or `none`; its endpoint is in the config file
    #[arg(long, global = true, value_name = "NAME")]
    pub(super) model: Option<String>,
}

impl GlobalArgs {
    /// The flags that stand above the config file and the environment.
    pub(super) fn flags(&self) -> Flags {
        Flags {
            config: self.output.config.clone(),
            output: self.output.output,
            color: self.output.color,
            namespace: self.source.namespace.clone(),
            context: self.source.context.clone(),
            kubeconfig: self.source.kubeconfig.clone(),
            model: self.model.model.clone(),
        }
    }
}
