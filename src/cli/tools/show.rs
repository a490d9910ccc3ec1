//! `sre tools show NAME`: what a tool is for and what it takes.

use clap::Args;
use serde::Serialize;
use serde_json::Value;

use crate::cli::context::Context;
use crate::cli::data::printed;
use crate::error::Result;
use crate::report::text::wrap::wrap;
use crate::tools::{Tool, registry};

#[derive(Debug, Args)]
pub(super) struct ShowArgs {
    /// The tool, as `sre tools list` names it
    #[arg(value_name = "NAME")]
    name: String,
}

/// The declaration as models get it.
#[derive(Serialize)]
struct Declaration<'a> {
    name: &'a str,
    description: &'a str,
    parameters: Value,
}

pub(super) fn run(args: &ShowArgs, context: &Context) -> Result<String> {
    let tool = registry::find(&args.name)?;
    let parameters = tool.schema();
    let text = page(tool, &parameters, context.width());
    printed(context, &Declaration { name: tool.name(), description: tool.about(), parameters }, || text)
}

fn page(tool: &dyn Tool, schema: &Value, width: usize) -> String {
    let mut lines = vec![tool.name().to_owned()];
    lines.extend(wrap(tool.about(), width));
    let required: Vec<&str> =
        schema.get("required").and_then(Value::as_array).into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = schema.get("properties").and_then(Value::as_object).into_iter().flatten();
    lines.push(String::new());
    let before = lines.len();
    for (name, property) in properties {
        let about = property.get("description").and_then(Value::as_str).unwrap_or_default();
        let need = if required.contains(&name.as_str()) { " (needed)" } else { "" };
        lines.push(format!("  {name}{need}"));
        lines.extend(wrap(about, width.saturating_sub(6)).into_iter().map(|line| format!("      {line}")));
    }
    if lines.len() == before {
        lines.push("  it takes no arguments".to_owned());
    }
    lines.join("\n") + "\n"
}
