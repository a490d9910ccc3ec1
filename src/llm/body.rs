//! The body of a request, in the form that this endpoint takes.

use serde_json::{Map, Value, json};

use super::failure::Quirk;
use super::request::{Format, Message, Request, ToolChoice};
use super::textual;

/// What of a body depends on the endpoint.
#[derive(Debug, Clone, Copy)]
pub(super) struct Manner {
    /// Quirks that showed, by their bits.
    pub(super) quirks: u8,
    /// Tools are JSON in the text.
    pub(super) json_tools: bool,
}

impl Manner {
    fn has(self, quirk: Quirk) -> bool {
        self.quirks & quirk.bit() != 0
    }
}

/// The body of a turn.
pub(super) fn of(
    request: &Request,
    model: &str,
    extra: &Map<String, Value>,
    max_tokens: Option<u64>,
    manner: Manner,
) -> Map<String, Value> {
    let mut body = Map::new();
    body.insert("model".to_owned(), json!(model));
    if manner.json_tools {
        body.insert("messages".to_owned(), Value::Array(textual::messages(request).iter().map(message).collect()));
    } else {
        body.insert("messages".to_owned(), Value::Array(request.messages.iter().map(message).collect()));
        tools(request, manner, &mut body);
    }
    body.insert("stream".to_owned(), json!(true));
    if !manner.has(Quirk::NoStreamOptions) {
        body.insert("stream_options".to_owned(), json!({ "include_usage": true }));
    }
    if let Some(most) = request.max_tokens.or(max_tokens) {
        let name = if manner.has(Quirk::CompletionTokens) { "max_completion_tokens" } else { "max_tokens" };
        body.insert(name.to_owned(), json!(most));
    }
    if !manner.has(Quirk::NoFormat)
        && let Some(format) = format(&request.format)
    {
        body.insert("response_format".to_owned(), format);
    }
    body.extend(extra.clone());
    body
}

fn tools(request: &Request, manner: Manner, body: &mut Map<String, Value>) {
    if request.tools.is_empty() {
        return;
    }
    let tool = |tool: &super::ToolSpec| {
        json!({ "type": "function", "function": {
            "name": tool.name, "description": tool.description, "parameters": tool.parameters } })
    };
    body.insert("tools".to_owned(), Value::Array(request.tools.iter().map(tool).collect()));
    let choice = match &request.tool_choice {
        ToolChoice::None => json!("none"),
        ToolChoice::Required if !manner.has(Quirk::NoChoice) => json!("required"),
        ToolChoice::Named(name) if !manner.has(Quirk::NoChoice) => json!({ "type": "function", "function": { "name": name } }),
        // It is the default everywhere, and some endpoints refuse to be told.
        ToolChoice::Auto | ToolChoice::Required | ToolChoice::Named(_) => return,
    };
    body.insert("tool_choice".to_owned(), choice);
}

fn message(message: &Message) -> Value {
    match message {
        Message::System(text) => json!({ "role": "system", "content": text }),
        Message::User(text) => json!({ "role": "user", "content": text }),
        Message::Tool { id, content, .. } => json!({ "role": "tool", "tool_call_id": id, "content": content }),
        Message::Assistant { text, calls, echo } => {
            let mut said = echo.clone();
            said.insert("role".to_owned(), json!("assistant"));
            said.insert("content".to_owned(), json!(text));
            if !calls.is_empty() {
                said.insert("tool_calls".to_owned(), Value::Array(calls.iter().map(call).collect()));
            }
            Value::Object(said)
        }
    }
}

fn call(call: &super::ToolCall) -> Value {
    // Endpoints that read arguments refuse those that are no JSON; what was wrong with them is in the result.
    let arguments = match &call.arguments {
        super::Arguments::Object(_) => call.arguments.text(),
        super::Arguments::Broken { text, .. } => json!({ "unreadable": text }).to_string(),
    };
    let mut value = json!({ "id": call.id, "type": "function", "function": { "name": call.name, "arguments": arguments } });
    if let (Some(extra), Some(fields)) = (&call.extra, value.as_object_mut()) {
        fields.insert("extra_content".to_owned(), extra.clone());
    }
    value
}

fn format(format: &Format) -> Option<Value> {
    match format {
        Format::Text => None,
        Format::Json => Some(json!({ "type": "json_object" })),
        Format::Schema { name, schema } => {
            Some(json!({ "type": "json_schema", "json_schema": { "name": name, "schema": schema } }))
        }
    }
}
