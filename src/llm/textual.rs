//! Tools for models that know none: the calls are JSON in the text, the results come as messages.

use serde_json::{Map, Value, json};

use super::calls::{self, MOST};
use super::json::objects;
use super::request::{Format, Message, Request, ToolChoice};
use super::turn::{Finish, ToolCall, Turn};

/// The conversation without anything that only a model with tools would understand.
pub(super) fn messages(request: &Request) -> Vec<Message> {
    let mut messages: Vec<Message> = Vec::new();
    let rules = rules(request);
    if !rules.is_empty() && !matches!(request.messages.first(), Some(Message::System(_))) {
        messages.push(Message::System(rules.clone()));
    }
    for (number, message) in request.messages.iter().enumerate() {
        match message {
            Message::System(text) if number == 0 => messages.push(Message::System(join(text, &rules))),
            Message::System(_) | Message::User(_) => messages.push(message.clone()),
            Message::Assistant { text, calls, .. } => messages.push(Message::Assistant {
                text: if calls.is_empty() { text.clone() } else { join(text, &called(calls)) },
                calls: Vec::new(),
                echo: Map::new(),
            }),
            Message::Tool { id, name, content } => {
                let result = format!("Result of {name} ({id}):\n{content}");
                // Chat templates want the two sides to take turns.
                match messages.last_mut() {
                    Some(Message::User(before)) if before.starts_with("Result of ") => *before = join(before, &result),
                    _ => messages.push(Message::User(result)),
                }
            }
        }
    }
    messages
}

/// What the model is told about the tools, and about the form of its answer.
fn rules(request: &Request) -> String {
    let mut rules = String::new();
    if !request.tools.is_empty() && request.tool_choice != ToolChoice::None {
        rules.push_str("You can call tools. To call some, answer with one JSON object and nothing else:\n");
        rules.push_str("{\"tool_calls\": [{\"name\": \"TOOL\", \"arguments\": {}}]}\n");
        rules.push_str("The results follow in the next message. The tools, each with the JSON Schema of its arguments:\n");
        for tool in &request.tools {
            rules.push_str(&format!("- {}: {}\n  {}\n", tool.name, tool.description, tool.parameters));
        }
        rules.push_str(&match &request.tool_choice {
            ToolChoice::Required => "Call at least one of them now.".to_owned(),
            ToolChoice::Named(name) => format!("Call {name} now."),
            ToolChoice::Auto | ToolChoice::None => "When you need no tool, answer without \"tool_calls\".".to_owned(),
        });
    }
    match &request.format {
        Format::Text => rules,
        Format::Json => join(&rules, "Give your answer as one JSON object and nothing else."),
        Format::Schema { schema, .. } => {
            join(&rules, &format!("Give your answer as one JSON object of this JSON Schema and nothing else:\n{schema}"))
        }
    }
}

fn called(calls: &[ToolCall]) -> String {
    let call = |call: &ToolCall| {
        let arguments = serde_json::from_str::<Value>(&call.arguments.text()).unwrap_or_else(|_| json!({}));
        json!({ "name": call.name, "arguments": arguments })
    };
    json!({ "tool_calls": calls.iter().map(call).collect::<Vec<_>>() }).to_string()
}

fn join(one: &str, two: &str) -> String {
    match (one.is_empty(), two.is_empty()) {
        (true, _) => two.to_owned(),
        (_, true) => one.to_owned(),
        _ => format!("{one}\n\n{two}"),
    }
}

/// Moves the calls that a text holds to where calls are. A single object counts only if it names a tool on offer.
pub(super) fn lift(turn: &mut Turn, request: &Request) {
    let on_offer = |name: &str| request.tools.iter().any(|tool| tool.name == name);
    let mut lifted: Vec<(String, Value)> = Vec::new();
    let mut from = None;
    for found in objects(&turn.text) {
        let calls: Vec<(String, Value)> = match found.object.get("tool_calls") {
            Some(Value::Array(list)) => list.iter().filter_map(|one| one.as_object().and_then(call)).collect(),
            Some(Value::Object(one)) => call(one).into_iter().collect(),
            _ => call(&found.object).into_iter().filter(|(name, _)| on_offer(name)).collect(),
        };
        if !calls.is_empty() {
            from = from.or(Some(found.start));
        }
        lifted.extend(calls);
    }
    let Some(from) = from.filter(|_| !request.tools.is_empty() && lifted.len() <= MOST) else { return };
    let prose = turn.text.get(..from).unwrap_or_default().trim_end();
    let prose = ["```json", "```", "<tool_call>"].into_iter().fold(prose, |prose, mark| prose.trim_end_matches(mark).trim_end());
    turn.text = prose.to_owned();
    turn.tool_calls = (1..)
        .zip(lifted)
        .map(|(number, (name, arguments))| ToolCall {
            id: format!("call_{number}"),
            name,
            arguments: calls::arguments(Some(arguments), ""),
            extra: None,
        })
        .collect();
    turn.finish = Finish::ToolCalls;
}

/// One call, in one of the forms that models were trained on.
fn call(object: &Map<String, Value>) -> Option<(String, Value)> {
    if let Some(Value::Object(function)) = object.get("function") {
        return call(function);
    }
    let text = |name: &&str| object.get(*name).and_then(Value::as_str).map(str::to_owned);
    let name = ["name", "tool", "tool_name", "function", "action"].iter().find_map(text)?;
    let given = ["arguments", "parameters", "args", "input", "action_input"].iter().find_map(|name| object.get(*name));
    let explicit = given.is_some() || object.len() == 1;
    explicit.then(|| (name, given.cloned().unwrap_or_else(|| json!({}))))
}
