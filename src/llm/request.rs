//! What is asked of a model: a conversation, the tools that it may call, and the form of its answer.

use serde::Serialize;
use serde_json::{Map, Value};

use super::turn::{ToolCall, Turn};

/// One turn to be taken.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub struct Request {
    /// The conversation so far. What does not change stays at its beginning, where endpoints cache it.
    pub messages: Vec<Message>,
    /// The tools that may be called.
    pub tools: Vec<ToolSpec>,
    /// Whether they must be.
    pub tool_choice: ToolChoice,
    /// The form of the answer.
    pub format: Format,
    /// The most tokens of the answer; none leaves it to the configuration.
    pub max_tokens: Option<u64>,
}

impl Request {
    /// A request that continues a conversation.
    pub fn new(messages: Vec<Message>) -> Self {
        Self { messages, ..Self::default() }
    }
}

/// One message of a conversation.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub enum Message {
    /// Who the model is and what the rules are.
    System(String),
    /// What it is asked.
    User(String),
    /// What it said and called.
    Assistant {
        /// Its words.
        text: String,
        /// Its calls.
        calls: Vec<ToolCall>,
        /// What the endpoint wants to see again as it sent it: reasoning beside calls, for example.
        echo: Map<String, Value>,
    },
    /// What came of a call.
    Tool {
        /// The call's id.
        id: String,
        /// The tool's name.
        name: String,
        /// The result.
        content: String,
    },
}

impl Message {
    /// What a model said, for the conversation that goes on.
    pub fn said(turn: &Turn) -> Self {
        Self::Assistant { text: turn.text.clone(), calls: turn.tool_calls.clone(), echo: turn.echo.clone() }
    }

    /// The result of a call.
    pub fn result(call: &ToolCall, content: impl Into<String>) -> Self {
        Self::Tool { id: call.id.clone(), name: call.name.clone(), content: content.into() }
    }

    /// Characters of it, for estimates.
    pub fn chars(&self) -> usize {
        match self {
            Self::System(text) | Self::User(text) => text.chars().count(),
            Self::Assistant { text, calls, .. } => {
                let called = calls.iter().map(|call| call.name.chars().count() + call.arguments.text().chars().count());
                text.chars().count() + called.sum::<usize>()
            }
            Self::Tool { content, .. } => content.chars().count(),
        }
    }
}

/// A tool as a model sees it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct ToolSpec {
    /// Its name: letters, digits, `_` and `-`.
    pub name: String,
    /// What it is for.
    pub description: String,
    /// JSON Schema of its arguments.
    pub parameters: Value,
}

/// Whether tools must be called.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize)]
pub enum ToolChoice {
    /// The model decides.
    #[default]
    Auto,
    /// None this time.
    None,
    /// At least one.
    Required,
    /// This one.
    Named(String),
}

/// The form of an answer.
#[derive(Debug, Clone, Default, PartialEq, Serialize)]
pub enum Format {
    /// Words.
    #[default]
    Text,
    /// A JSON object.
    Json,
    /// A JSON object of this schema.
    Schema {
        /// The schema's name.
        name: String,
        /// JSON Schema.
        schema: Value,
    },
}
