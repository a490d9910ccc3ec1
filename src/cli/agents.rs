//! `sre agents`: who looks into a question where a model is named, and what each is told.

use std::path::Path;

use clap::{Args, Subcommand};
use serde::Serialize;

use super::context::Context;
use super::data::{Table, printed};
use crate::agent::{Prompt, Roster};
use crate::error::{Error, Result};

const EXAMPLES: &str = "\
A file NAME.md in the folder `prompts` beside the config file replaces the agent of that name, or
adds one. Runbooks are Markdown files in the folder `runbooks`, see docs/models.md.

Examples:
  sre agents show kubernetes
      what an agent is told and what it may call
  sre agents show logs > ~/.config/sre/prompts/logs.md
      a copy to change";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct AgentsArgs {
    #[command(subcommand)]
    command: AgentsCommand,
}

#[derive(Debug, Subcommand)]
enum AgentsCommand {
    /// List the agents and whether they can be asked
    List,
    /// Print an agent as its file has it
    Show {
        /// The agent, as the list names it
        #[arg(value_name = "NAME")]
        name: String,
    },
}

#[derive(Serialize)]
struct Shown<'a> {
    name: &'a str,
    domain: &'a str,
    model: &'a str,
    tools: &'a [String],
    /// Why it cannot be delegated to.
    #[serde(skip_serializing_if = "Option::is_none")]
    not_offered: Option<String>,
    /// The file that it came from.
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<&'a Path>,
    #[serde(skip_serializing_if = "Option::is_none")]
    instructions: Option<&'a str>,
}

impl<'a> Shown<'a> {
    fn of(prompt: &'a Prompt, whole: bool) -> Self {
        Self {
            name: &prompt.name,
            domain: &prompt.domain,
            model: prompt.role.name(),
            tools: &prompt.tools,
            not_offered: prompt.missing(),
            file: prompt.file.as_deref(),
            instructions: whole.then_some(prompt.text.as_str()),
        }
    }
}

pub(super) fn run(args: &AgentsArgs, context: &Context) -> Result<String> {
    let folder = context.config_file().and_then(|file| file.parent().map(Path::to_owned));
    let roster = Roster::load(folder.as_deref())?;
    match &args.command {
        AgentsCommand::List => list(&roster, context),
        AgentsCommand::Show { name } => show(&roster, name, context),
    }
}

fn list(roster: &Roster, context: &Context) -> Result<String> {
    let all: Vec<Shown<'_>> = roster.all().iter().map(|prompt| Shown::of(prompt, false)).collect();
    printed(context, &all, || {
        let mut table = Table::new(["AGENT", "TOOLS", "WHAT FOR"]);
        for one in &all {
            let tools = one.not_offered.clone().unwrap_or_else(|| match one.tools.len() {
                0 => "delegates".to_owned(),
                count => count.to_string(),
            });
            table.row([one.name, &tools, one.domain]);
        }
        table.render(context.cut_width())
    })
}

fn show(roster: &Roster, name: &str, context: &Context) -> Result<String> {
    let Some(prompt) = roster.find(name) else {
        let names: Vec<&str> = roster.all().iter().map(|prompt| prompt.name.as_str()).collect();
        return Err(Error::usage(format!("there is no agent `{name}`")).hint(format!("there are {}", names.join(", "))));
    };
    printed(context, &Shown::of(prompt, true), || prompt.source())
}
