//! One call, from what a model wrote to what it gets to read.

use serde_json::Value;

use super::{Answer, Context, Page, Tool, ToolError, Wrong, schema};

/// Bytes of arguments that are taken.
const ARGUMENTS: usize = 16 * 1024;

/// Calls a tool with the arguments as they were written. Nothing is guessed: what does not fit is an error that says
/// what would.
pub async fn call(tool: &dyn Tool, arguments: &str, context: &Context) -> Result<Answer, ToolError> {
    let name = tool.name();
    let schema = tool.schema();
    let arguments = parsed(arguments, &schema).map_err(|wrong| wrong.of(name))?;
    schema::check(&schema, &arguments).map_err(|wrong| wrong.of(name))?;
    let calling = tokio::time::timeout(context.limits.patience, tool.call(arguments.clone(), context));
    let page = if let Ok(page) = calling.await {
        page.map_err(|wrong| wrong.of(name))?
    } else {
        let mut page = Page::default();
        page.line(0, format!("not finished within {} s", context.limits.patience.as_secs()));
        page.line(0, "what came until then is among `observations`; ask for less: one namespace, one object");
        page
    };
    Ok(context.answer(name, &arguments, page).await)
}

/// The arguments as a value. No arguments at all are an empty object: models leave them out where none are needed.
fn parsed(arguments: &str, schema: &Value) -> Result<Value, Wrong> {
    if arguments.len() > ARGUMENTS {
        return Err(Wrong::new(format!("the arguments are longer than {ARGUMENTS} bytes"), schema::summary(schema)));
    }
    if arguments.trim().is_empty() {
        return Ok(Value::Object(serde_json::Map::new()));
    }
    serde_json::from_str(arguments)
        .map_err(|error| Wrong::new(format!("the arguments are not JSON: {error}"), schema::summary(schema)))
}
