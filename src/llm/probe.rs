//! Whether a model can do what an investigation needs, found out with two short turns and the list of models.

use serde_json::json;

use super::client::Client;
use super::failure::{Failure, Kind};
use super::request::{Format, Message, Request, ToolChoice, ToolSpec};
use super::turn::{Arguments, Finish, Turn};
use super::{json, list};

/// Tokens of an answer: enough for a model that thinks first.
const ROOM: u64 = 1000;

/// What was found out.
#[derive(Debug, Clone, PartialEq)]
pub struct Probe {
    /// The model answered, or why not.
    pub answered: Result<(), Failure>,
    /// Answers come in pieces.
    pub streaming: Ability,
    /// Tools are called.
    pub tools: Ability,
    /// Tools were called by JSON in the text.
    pub tools_in_text: bool,
    /// An answer can be made to be JSON.
    pub json: Ability,
    /// Whether the endpoint's list has the model; none where there is no list.
    pub listed: Option<bool>,
    /// How many tokens it can take, as configured or as its endpoint tells.
    pub context_window: Option<u64>,
    /// The models that the endpoint lists.
    pub models: Vec<super::Listed>,
}

/// Whether a model can do something.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Ability {
    /// It did.
    Yes,
    /// It did not, and why.
    No(String),
    /// It was not tried.
    Untried,
}

pub(super) async fn run(client: &Client) -> Probe {
    let models = client.models().await.ok();
    let entry = models.as_deref().and_then(|models| list::entry(models, client.name()));
    let mut probe = Probe {
        answered: Ok(()),
        streaming: Ability::Untried,
        tools: Ability::Untried,
        tools_in_text: false,
        json: Ability::Untried,
        listed: models.as_ref().map(|_| entry.is_some()),
        context_window: client.context_window().or_else(|| entry.and_then(|listed| listed.context_window)),
        models: Vec::new(),
    };
    probe.models = models.unwrap_or_default();
    match client.turn(with_a_tool()).whole().await {
        Ok(turn) => {
            probe.streaming = streaming(&turn);
            probe.tools = tools(&turn);
            probe.tools_in_text = client.calls_in_text();
        }
        Err(failure) if failure.kind == Kind::NoTools => probe.tools = Ability::No(failure.why),
        Err(failure) => {
            probe.answered = Err(failure);
            return probe;
        }
    }
    match client.turn(in_json()).whole().await {
        Ok(turn) => {
            probe.streaming = streaming(&turn);
            probe.json = match json::object(&turn.text) {
                Some(object) if object.contains_key("ready") => Ability::Yes,
                _ if turn.finish == Finish::Length => cut_short(),
                _ => Ability::No("it was asked for a JSON object and answered with something else".to_owned()),
            };
        }
        Err(failure) if matches!(probe.tools, Ability::No(_)) => probe.answered = Err(failure),
        Err(failure) => probe.json = Ability::No(failure.why),
    }
    probe
}

fn streaming(turn: &Turn) -> Ability {
    if turn.streamed { Ability::Yes } else { Ability::No("answers come whole".to_owned()) }
}

fn tools(turn: &Turn) -> Ability {
    let Some(call) = turn.tool_calls.first() else {
        return match turn.finish {
            Finish::Length => cut_short(),
            _ => Ability::No("it was asked to call a tool and answered in words".to_owned()),
        };
    };
    match &call.arguments {
        Arguments::Object(arguments) if call.name == TOOL && arguments.contains_key("pod") => Ability::Yes,
        Arguments::Object(_) => {
            Ability::No("it called a tool with other arguments than those of the schema".to_owned())
        }
        Arguments::Broken { why, .. } => Ability::No(why.clone()),
    }
}

fn cut_short() -> Ability {
    Ability::No(format!("its answer was not over after {ROOM} tokens"))
}

const TOOL: &str = "get_pod";

fn with_a_tool() -> Request {
    let system = "You test a connection. Call the tool get_pod for the pod that the user names, and say nothing.";
    let parameters = json!({
        "type": "object",
        "properties": { "pod": { "type": "string", "description": "The pod's name" } },
        "required": ["pod"],
    });
    Request {
        messages: vec![Message::System(system.to_owned()), Message::User("Look at the pod web-1.".to_owned())],
        tools: vec![ToolSpec { name: TOOL.to_owned(), description: "Reads one pod".to_owned(), parameters }],
        tool_choice: ToolChoice::Auto,
        format: Format::Text,
        max_tokens: Some(ROOM),
    }
}

fn in_json() -> Request {
    let ask = "Answer with this JSON object and nothing else: {\"ready\": true}";
    Request { format: Format::Json, max_tokens: Some(ROOM), ..Request::new(vec![Message::User(ask.to_owned())]) }
}
