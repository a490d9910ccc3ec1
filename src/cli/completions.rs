//! `sre completions SHELL`: what a shell needs to know to complete our commands.

use clap::Args;
use clap_complete::Shell;

use crate::error::{Error, Result};

#[derive(Debug, Args)]
#[command(after_help = "Bash: source <(sre completions bash)\nFish: sre completions fish | source")]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_name = "SHELL")]
    shell: Shell,
}

pub(super) fn run(args: &CompletionsArgs) -> Result<String> {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut super::args::Args::surface(), "sre", &mut script);
    String::from_utf8(script).map_err(|error| Error::internal("the script is not text").caused_by(error))
}
