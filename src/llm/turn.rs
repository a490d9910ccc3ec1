//! What a model says: in pieces as it comes, and whole.

use std::time::Duration;

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

/// A piece of a turn.
#[derive(Debug, Clone, PartialEq)]
pub enum Delta {
    /// Words of the answer.
    Text(String),
    /// Words of its reasoning.
    Reasoning(String),
    /// A call began: the tool's name.
    Call(String),
    /// What came so far does not count: it is asked again.
    Again {
        /// Why.
        why: String,
        /// After which wait.
        after: Duration,
    },
    /// The whole turn. Always the last.
    Done(Box<Turn>),
}

/// A whole turn.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Turn {
    /// The answer.
    pub text: String,
    /// The reasoning, where it is shown.
    pub reasoning: String,
    /// The calls, in the order in which they began; ids are unique within the turn.
    pub tool_calls: Vec<ToolCall>,
    /// Why it ended.
    pub finish: Finish,
    /// What it took.
    pub usage: Usage,
    /// The model that answered, as the endpoint names it.
    pub model: Option<String>,
    /// What the endpoint wants to see again with the next request.
    pub echo: Map<String, Value>,
    /// It came in pieces; some endpoints send it whole all the same.
    pub streamed: bool,
}

/// A call of a tool.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ToolCall {
    /// The endpoint's id for it, or one that was made up where it has none.
    pub id: String,
    /// The tool's name as the model wrote it.
    pub name: String,
    /// The arguments.
    pub arguments: Arguments,
    /// What the endpoint attached to the call and wants to see again (`extra_content`).
    pub extra: Option<Value>,
}

/// The arguments of a call.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub enum Arguments {
    /// A JSON object.
    Object(Map<String, Value>),
    /// Something else, which is for the model to mend: nothing is guessed.
    Broken {
        /// What it wrote.
        text: String,
        /// What is wrong with it.
        why: String,
    },
}

impl Arguments {
    /// As they are sent back.
    pub fn text(&self) -> String {
        match self {
            Self::Object(object) => Value::Object(object.clone()).to_string(),
            Self::Broken { text, .. } => text.clone(),
        }
    }
}

/// Why a turn ended.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Finish {
    /// It was done.
    #[default]
    Stop,
    /// It waits for the results of calls.
    ToolCalls,
    /// The answer was as long as it may be.
    Length,
    /// The endpoint did not let the model say it.
    Filtered,
    /// Something else, in the endpoint's word.
    Other(String),
}

/// What a turn took, in tokens.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize)]
pub struct Usage {
    /// Of the request.
    pub input: u64,
    /// Of these, out of the endpoint's cache.
    pub cached: u64,
    /// Of the answer, reasoning included.
    pub output: u64,
    /// Of these, reasoning.
    pub reasoning: u64,
    /// The endpoint did not tell: four characters were taken for a token.
    pub estimated: bool,
    /// US dollars, as the endpoint told or as the configured prices make it.
    pub cost: Option<f64>,
}
