//! `sre models`: what the configured endpoint has to offer.

use clap::Args;
use serde::Serialize;

use super::context::Context;
use super::data::{Table, printed};
use super::runtime;
use crate::clock::Clock;
use crate::config::llm::{Model, Role};
use crate::error::{Error, Result};
use crate::llm::{Client, Listed, Windows};
use crate::transport::audit::Audit;

const EXAMPLES: &str = "\
Asks the endpoint of `llm.base_url` for its models. Nothing but the key goes there.

Examples:
  sre models
      the models of the configured endpoint
  SRE_LLM_BASE_URL=http://localhost:11434/v1 sre models
      those of a server on this machine
  sre models --role specialist -o json
      those of the specialists' endpoint, as data

Exit codes:
  0 listed, 3 the endpoint cannot be asked, 2 wrong usage or configuration";

#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct ModelsArgs {
    /// The endpoint of this role: lead or specialist
    #[arg(long, value_name = "ROLE", default_value = "lead", value_parser = ["lead", "specialist"], hide_possible_values = true)]
    role: String,
}

#[derive(Serialize)]
struct Shown {
    base_url: String,
    model: Option<String>,
    models: Vec<Listed>,
}

pub(super) fn run(args: &ModelsArgs, context: &Context) -> Result<String> {
    let llm = &context.config()?.llm;
    let role = Role::ALL.into_iter().find(|role| role.name() == args.role).unwrap_or(Role::Lead);
    let model = match role {
        Role::Lead => &llm.lead,
        Role::Specialist => &llm.specialist,
    };
    let audit = match &context.args.run.audit {
        Some(path) => Audit::file(path, Clock::Wall)?,
        None => Audit::counting(Clock::Wall),
    };
    let models = runtime::block_on(async { list(model, &audit).await })?;
    Windows::of_user().learn(model, &models);
    audit.flush();
    let shown = Shown { base_url: model.base_url.value.clone(), model: model.name.value.clone(), models };
    printed(context, &shown, || text(&shown, context.cut_width()))
}

/// The list can be asked for before a model is named: that is what it is for. The endpoint must be somebody's choice.
async fn list(model: &Model, audit: &Audit) -> Result<Vec<Listed>> {
    let chosen = model.name.value.is_some() || model.base_url.origin != crate::config::Origin::Default;
    if !chosen {
        return Err(Error::new(crate::error::ErrorKind::Config, "no endpoint is configured, so none is asked")
            .hint("name one with SRE_LLM_BASE_URL or `llm.base_url` in the config file")
            .hint("or name a model, e.g. with SRE_LLM_MODEL, to ask OpenAI's"));
    }
    let mut model = model.clone();
    model.name.value.get_or_insert_with(|| "none".to_owned());
    Ok(Client::new(&model, audit)?.models().await?)
}

fn text(shown: &Shown, width: Option<usize>) -> String {
    if shown.models.is_empty() {
        return format!("{} has no models.\n", shown.base_url);
    }
    let mut table = Table::new(["MODEL", "CONTEXT", "OWNER"]);
    for model in &shown.models {
        let context = model.context_window.map_or_else(|| "-".to_owned(), |tokens| tokens.to_string());
        table.row([&model.id, &context, model.owner.as_deref().unwrap_or("-")]);
    }
    table.render(width)
}
