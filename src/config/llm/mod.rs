//! Which model may be asked, where, and with which key: `[llm]`, `[llm.lead]` and `[llm.specialist]`.
//!
//! A credential is not consent: nothing is sent to a model unless one is named. And a credential belongs to the host
//! that it was given for: where a layer above names another host, the keys and headers of the layers below stay
//! behind. Keys are known here by reference, never by value; the one exception is the environment, which is read once.

mod check;
mod field;
mod layers;
mod show;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fmt;
use std::path::PathBuf;
use std::time::Duration;

use clap::ValueEnum;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value};

pub use field::{Field, Role};
pub(super) use layers::Layers;

use super::Setting;

/// The models of the two roles.
#[derive(Debug, Clone, PartialEq)]
pub struct Llm {
    /// Plans, delegates and reports.
    pub lead: Model,
    /// Looks into one thing.
    pub specialist: Model,
}

impl Llm {
    /// The model of a role; none where no model is named, and then nothing may be sent anywhere.
    pub fn model(&self, role: Role) -> Option<&Model> {
        let model = match role {
            Role::Lead => &self.lead,
            Role::Specialist => &self.specialist,
        };
        model.name.value.is_some().then_some(model)
    }
}

/// One model at one endpoint.
#[derive(Debug, Clone, PartialEq)]
pub struct Model {
    /// The address below which `/chat/completions` is.
    pub base_url: Setting<String>,
    /// The name that the endpoint knows it by; none means that no model is asked.
    pub name: Setting<Option<String>>,
    /// Where the key comes from.
    pub key: Setting<KeySource>,
    /// The header that carries the key; `authorization` carries it as a bearer token.
    pub key_header: Setting<String>,
    /// The `api-version` of Azure `OpenAI`.
    pub api_version: Setting<Option<String>>,
    /// More headers of each request.
    pub headers: Setting<BTreeMap<String, HeaderValue>>,
    /// More fields of each request's body.
    pub body: Setting<Map<String, Value>>,
    /// How tools are called.
    pub tool_mode: Setting<ToolMode>,
    /// How many tokens fit into a request and its answer; none where it is not known.
    pub context_window: Setting<Option<u64>>,
    /// How many tokens an answer may have; none leaves it to the endpoint.
    pub max_tokens: Setting<Option<u64>>,
    /// How long may pass without a sign of life.
    pub idle_timeout: Setting<Duration>,
    /// How long one turn may take, repetitions included.
    pub timeout: Setting<Duration>,
    /// How often a turn is tried again.
    pub retries: Setting<u32>,
    /// The longest wait before a repetition, whatever the endpoint asks for.
    pub retry_wait: Setting<Duration>,
    /// What a million tokens cost, in US dollars.
    pub prices: Prices,
    /// Credentials of lower layers that stay behind because they were given for another host.
    pub left_behind: Vec<String>,
}

/// Where a key comes from.
#[derive(Debug, Clone, Default)]
pub enum KeySource {
    /// There is none: local servers want none.
    #[default]
    None,
    /// An environment variable of ours had it.
    Given(SecretString),
    /// The environment variable of this name.
    Variable(String),
    /// The content of this file.
    File(PathBuf),
    /// What this program prints: a path and its arguments, no shell.
    Command(Vec<String>),
}

impl PartialEq for KeySource {
    fn eq(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::None, Self::None) => true,
            (Self::Given(one), Self::Given(two)) => one.expose_secret() == two.expose_secret(),
            (Self::Variable(one), Self::Variable(two)) => one == two,
            (Self::File(one), Self::File(two)) => one == two,
            (Self::Command(one), Self::Command(two)) => one == two,
            _ => false,
        }
    }
}

/// The value of a header.
#[derive(Clone, PartialEq, Eq)]
pub enum HeaderValue {
    /// As it is.
    Text(String),
    /// The content of an environment variable.
    Variable(String),
}

impl fmt::Debug for HeaderValue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(_) => f.write_str("[hidden]"),
            Self::Variable(name) => write!(f, "${name}"),
        }
    }
}

/// How tools are called.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum ToolMode {
    /// As the API has it, and as JSON in the text once the endpoint says that it cannot
    Auto,
    /// As the API has it
    Native,
    /// As JSON in the text, for models without tool calling
    Json,
}

/// What a million tokens cost, in US dollars; what is not named is not counted.
#[derive(Debug, Clone, PartialEq)]
pub struct Prices {
    /// Tokens of requests.
    pub input: Setting<Option<f64>>,
    /// Tokens of requests that the endpoint had in its cache.
    pub cached: Setting<Option<f64>>,
    /// Tokens of answers.
    pub output: Setting<Option<f64>>,
}
