//! `observations`: what was read so far, so that nothing is lost when a conversation is shortened.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::cluster::reader::describe;
use crate::tools::{Context, Function, Page};

/// The tool.
pub(super) static TOOL: Function<Arguments> = Function::new(
    "observations",
    "Lists what was read so far, each with the id by which read_observation reads it again.",
    |arguments, context| Box::pin(std::future::ready(Ok(run(&arguments, context)))),
);

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Only those whose request or label contains this
    contains: Option<String>,
}

fn run(arguments: &Arguments, context: &Context) -> Page {
    let mut page = Page::default();
    let part = arguments.contains.as_deref().unwrap_or_default();
    let all = context.reader.observations();
    let found: Vec<_> = all.iter().filter(|one| one.request.contains(part) || one.label.contains(part)).collect();
    page.line(0, format!("{} of {} observations", found.len(), all.len()));
    for one in found {
        page.line(1, format!("{} {} ({}, {})", one.id, one.label, describe(one), one.source));
    }
    page
}
