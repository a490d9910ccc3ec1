//! `yaml`: one object, whole, without the bookkeeping of field managers.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::cluster::read::Read;
use crate::report::{printable_lines, yaml};
use crate::tools::{Context, Function, Page, Wrong, find};

/// The tool.
pub(super) static TOOL: Function<Arguments> =
    Function::new("yaml", "Shows one object whole, as redacted YAML without managedFields.", |arguments, context| {
        Box::pin(run(arguments, context))
    });

#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Arguments {
    /// Kind, plural or short name
    kind: String,
    /// Name of the object
    name: String,
    /// Its namespace; without it that of the question, else it is looked for in all
    namespace: Option<String>,
}

async fn run(arguments: Arguments, context: &Context) -> Result<Page, Wrong> {
    let mut page = Page::default();
    let kind = find::kind(&arguments.kind)?;
    let key = find::object(kind, arguments.namespace.as_ref(), &arguments.name, context, &mut page).await?;
    let mut graph = context.graph();
    context.take(vec![Read::object(kind, key.namespace.as_deref(), &key.name)], &mut page, &mut graph).await;
    let Some(view) = find::present(&key, &graph, &mut page) else { return Ok(page) };
    let mut body = view.value().clone();
    if let Some(metadata) = body.get_mut("metadata").and_then(serde_json::Value::as_object_mut) {
        metadata.remove("managedFields");
    }
    match yaml::to_yaml(&body) {
        Ok(text) => page.verbatim(printable_lines(&text)),
        Err(error) => page.line(0, format!("it cannot be written as YAML: {}", error.message())),
    }
    Ok(page)
}
