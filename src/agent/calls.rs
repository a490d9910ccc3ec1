//! The calls that agents have besides tools: the lead delegates, asks the engine and reports; a specialist reports.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

use super::draft::{Draft, Findings};
use super::prompt::Prompt;
use crate::llm::ToolSpec;
use crate::tools::{Tool, registry, schema_of};

/// The lead's call that gives tasks to specialists.
pub(super) const DELEGATE: &str = "delegate";
/// The lead's call that asks the engine about something else.
pub(super) const ASK_ENGINE: &str = "ask_engine";
/// The call that ends the lead's work.
pub(super) const SUBMIT: &str = "submit_report";
/// The call that ends a specialist's work.
pub(super) const REPORT: &str = "report_findings";
/// The tool behind the lead's question to the engine.
pub(super) const ENGINE_TOOL: &str = "diagnose";
/// Tasks of one turn.
pub(super) const TASKS: usize = 4;

/// Tasks that are done side by side.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Delegation {
    /// Tasks that do not depend on each other, 1 to 4
    pub(super) tasks: Vec<Task>,
}

/// A task of one specialist.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct Task {
    /// The specialist's name
    pub(super) agent: String,
    /// What it is to find out: the objects with their namespace, what is known, one question
    pub(super) task: String,
}

/// What the lead may call.
pub(super) fn of_lead<'p>(offered: impl Iterator<Item = &'p Prompt>) -> Vec<ToolSpec> {
    let mut delegate = spec::<Delegation>(
        DELEGATE,
        "Gives tasks to specialists, who work at the same time, see only their task, and return findings with evidence.",
    );
    let names: Vec<&str> = offered.map(|prompt| prompt.name.as_str()).collect();
    if let Some(agent) = delegate.parameters.pointer_mut("/properties/tasks/items/properties/agent")
        && let Some(fields) = agent.as_object_mut()
    {
        fields.insert("enum".to_owned(), json!(names));
    }
    let mut specs = if names.is_empty() { Vec::new() } else { vec![delegate] };
    specs
        .extend(registry::find(ENGINE_TOOL).ok().map(|tool| ToolSpec { name: ASK_ENGINE.to_owned(), ..of_tool(tool) }));
    specs
}

/// What a specialist may call.
pub(super) fn of_specialist(prompt: &Prompt) -> Vec<ToolSpec> {
    prompt.tools.iter().filter_map(|name| registry::find(name).ok()).map(of_tool).collect()
}

/// The call that ends the lead's work.
pub(super) fn submit() -> ToolSpec {
    spec::<Draft>(SUBMIT, "Ends the investigation with its answer. Every statement cites what was read.")
}

/// The call that ends a specialist's work.
pub(super) fn report() -> ToolSpec {
    spec::<Findings>(REPORT, "Ends your work with what you found. Every statement cites what was read.")
}

fn of_tool(tool: &dyn Tool) -> ToolSpec {
    let mut parameters = tool.schema();
    lean(&mut parameters);
    ToolSpec { name: tool.name().to_owned(), description: tool.about().to_owned(), parameters }
}

fn spec<A: JsonSchema>(name: &str, about: &str) -> ToolSpec {
    let mut parameters = schema_of::<A>();
    lean(&mut parameters);
    ToolSpec { name: name.to_owned(), description: about.to_owned(), parameters }
}

/// Leaves out of a schema what tells a model nothing: defaults of what is optional, formats of numbers, the type beside
/// a list of its values.
fn lean(schema: &mut Value) {
    match schema {
        Value::Object(fields) => {
            fields.remove("default");
            fields.remove("format");
            fields.remove("additionalProperties");
            for value in fields.values_mut() {
                lean(value);
            }
        }
        Value::Array(items) => items.iter_mut().for_each(lean),
        _ => {}
    }
}
