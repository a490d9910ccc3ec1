//! The keys of `[llm]`, which `[llm.lead]` and `[llm.specialist]` have as well.

use std::fmt;

/// Who asks the model.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Role {
    /// Plans, delegates and reports.
    Lead,
    /// Looks into one thing.
    Specialist,
}

impl Role {
    /// Both.
    pub const ALL: [Self; 2] = [Self::Lead, Self::Specialist];

    /// The name of its table below `[llm]`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lead => "lead",
            Self::Specialist => "specialist",
        }
    }
}

impl fmt::Display for Role {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

/// One key of `[llm]`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Field {
    /// The address below which `/chat/completions` is.
    BaseUrl,
    /// The model's name.
    Model,
    /// The key itself: from the environment only.
    ApiKey,
    /// The variable that has the key.
    ApiKeyEnv,
    /// The file that has the key.
    ApiKeyFile,
    /// The program that prints the key.
    ApiKeyCommand,
    /// The header that carries the key.
    KeyHeader,
    /// Azure's `api-version`.
    ApiVersion,
    /// How tools are called.
    ToolMode,
    /// How many tokens fit.
    ContextWindow,
    /// How many tokens an answer may have.
    MaxTokens,
    /// How long may pass without a sign of life.
    IdleTimeout,
    /// How long one turn may take.
    Timeout,
    /// How often a turn is tried again.
    Retries,
    /// The longest wait before that.
    RetryWait,
    /// Dollars for a million tokens of requests.
    InputPrice,
    /// Dollars for a million tokens out of the cache.
    CachedPrice,
    /// Dollars for a million tokens of answers.
    OutputPrice,
    /// More headers.
    Headers,
    /// More fields of the body.
    Body,
}

impl Field {
    /// Every key, in the order in which they are shown.
    pub const ALL: [Self; 20] = [
        Self::BaseUrl,
        Self::Model,
        Self::ApiKey,
        Self::ApiKeyEnv,
        Self::ApiKeyFile,
        Self::ApiKeyCommand,
        Self::KeyHeader,
        Self::ApiVersion,
        Self::ToolMode,
        Self::ContextWindow,
        Self::MaxTokens,
        Self::IdleTimeout,
        Self::Timeout,
        Self::Retries,
        Self::RetryWait,
        Self::InputPrice,
        Self::CachedPrice,
        Self::OutputPrice,
        Self::Headers,
        Self::Body,
    ];

    /// The places of a key; the first layer that has one of them decides.
    pub(super) const KEYS: [Self; 4] = [Self::ApiKey, Self::ApiKeyEnv, Self::ApiKeyFile, Self::ApiKeyCommand];

    /// The name inside of the table.
    pub fn name(self) -> &'static str {
        match self {
            Self::BaseUrl => "base_url",
            Self::Model => "model",
            Self::ApiKey => "api_key",
            Self::ApiKeyEnv => "api_key_env",
            Self::ApiKeyFile => "api_key_file",
            Self::ApiKeyCommand => "api_key_command",
            Self::KeyHeader => "key_header",
            Self::ApiVersion => "api_version",
            Self::ToolMode => "tool_mode",
            Self::ContextWindow => "context_window",
            Self::MaxTokens => "max_tokens",
            Self::IdleTimeout => "idle_timeout",
            Self::Timeout => "timeout",
            Self::Retries => "retries",
            Self::RetryWait => "retry_wait",
            Self::InputPrice => "input_price",
            Self::CachedPrice => "cached_price",
            Self::OutputPrice => "output_price",
            Self::Headers => "headers",
            Self::Body => "body",
        }
    }

    /// The key of this name.
    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|field| field.name() == name)
    }

    /// The full name, of one role or of both.
    pub(super) fn full_name(self, role: Option<Role>) -> String {
        match role {
            Some(role) => format!("llm.{role}.{}", self.name()),
            None => format!("llm.{}", self.name()),
        }
    }
}
