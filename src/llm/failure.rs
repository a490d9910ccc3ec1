//! Why there is no turn, in a sentence, and what to do about it.

use std::time::Duration;

use serde::{Deserialize, Serialize};

use crate::error::{Error, ErrorKind};

/// Why there is no turn.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
#[error("the model at {host} cannot be asked: {why}")]
pub struct Failure {
    /// What kind of failure it is.
    pub kind: Kind,
    /// The endpoint's host, as it may be shown.
    pub host: String,
    /// What happened, as the end of a sentence.
    pub why: String,
    /// How long the endpoint asks to be left alone.
    pub after: Option<Duration>,
    /// The status of the answer, if there was one.
    pub status: Option<u16>,
}

/// Kinds of failures, as far as they call for different things.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Kind {
    /// The guard refused the request.
    Refused,
    /// The configuration cannot be used, or there is no key.
    Config,
    /// There is no connection: name, port, TLS, proxy.
    Unreachable,
    /// The key is missing, wrong or expired (401).
    Unauthorized,
    /// The key is known and not allowed (403).
    Forbidden,
    /// There is no such model or address (404).
    NoModel,
    /// Nothing is left of what was paid for.
    Quota,
    /// Too many requests (429).
    Busy,
    /// The conversation is longer than the model can take; the limit in tokens, if it was told.
    TooLong(Option<u64>),
    /// The endpoint does not take tools for this model.
    NoTools,
    /// The endpoint does not take a field of the request, which can be left out or named otherwise.
    Quirk(Quirk),
    /// The endpoint does not take the request (4xx).
    Rejected,
    /// The endpoint has trouble of its own (5xx).
    Broken,
    /// The stream ended before the turn did.
    Cut,
    /// Nothing came for too long.
    Silent,
    /// The turn took longer than it may.
    Deadline,
    /// What came is no answer of a model.
    Garbage,
}

/// Differences between endpoints that show only when they refuse.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Quirk {
    /// The limit of an answer is `max_completion_tokens`.
    CompletionTokens,
    /// There is no `stream_options`.
    NoStreamOptions,
    /// There is no `response_format`, or not of this kind.
    NoFormat,
    /// Tools cannot be made a must.
    NoChoice,
}

impl Quirk {
    pub(super) fn bit(self) -> u8 {
        match self {
            Self::CompletionTokens => 1,
            Self::NoStreamOptions => 2,
            Self::NoFormat => 4,
            Self::NoChoice => 8,
        }
    }
}

impl Failure {
    pub(super) fn new(kind: Kind, host: &str, why: impl Into<String>) -> Self {
        Self { kind, host: host.to_owned(), why: why.into(), after: None, status: None }
    }

    /// A turn that a recording does not have.
    pub fn unrecorded() -> Self {
        Self::new(Kind::Cut, "(recorded)", "the recording does not have this turn")
    }

    /// Whether another try may help.
    pub fn may_pass(&self) -> bool {
        match self.kind {
            Kind::Busy | Kind::Broken | Kind::Cut | Kind::Silent | Kind::Garbage => true,
            // A port that nobody listens at may be a server that starts; a name or a certificate does not mend itself.
            Kind::Unreachable => self.is_absence() || self.why == CUT,
            _ => false,
        }
    }

    /// Whether nobody listens at the address.
    pub(super) fn is_absence(&self) -> bool {
        self.kind == Kind::Unreachable && self.why == REFUSED
    }

    /// What to do about it, one sentence each.
    pub fn hints(&self) -> Vec<&'static str> {
        match self.kind {
            Kind::Unreachable => vec![
                "check `llm.base_url`, and whether the server runs; HTTPS_PROXY and NO_PROXY are honoured",
                "`sre doctor` tries the model by itself",
            ],
            Kind::Unauthorized => {
                vec![
                    "name the key with SRE_LLM_API_KEY, or its place with `api_key_env`, `api_key_file` or `api_key_command`",
                ]
            }
            Kind::Forbidden => vec!["the key is known and may not use this model; its owner can change that"],
            Kind::NoModel => {
                vec!["`sre models` lists what the endpoint has; `llm.base_url` ends before /chat/completions"]
            }
            Kind::Quota => vec!["look at the account's plan and its limits, or name another model"],
            Kind::Busy => vec!["ask later, or raise `llm.retries` and `llm.retry_wait`"],
            Kind::TooLong(_) => vec!["set `llm.context_window` to what the model can take"],
            Kind::NoTools => vec!["set `llm.tool_mode` to \"json\" for models without tool calling"],
            Kind::Silent => vec!["a slow model needs a longer `llm.idle_timeout`"],
            Kind::Deadline => vec!["`llm.timeout` says how long one turn may take"],
            Kind::Garbage => vec!["check `llm.base_url`: most endpoints end in /v1"],
            Kind::Refused | Kind::Config | Kind::Quirk(_) | Kind::Rejected | Kind::Broken | Kind::Cut => Vec::new(),
        }
    }
}

/// What is said of a port that nobody listens at.
pub(super) const REFUSED: &str = "nobody listens there (connection refused)";
/// What is said of a connection that ended early.
pub(super) const CUT: &str = "the connection was cut before the answer was complete";

impl From<Failure> for Error {
    fn from(failure: Failure) -> Self {
        let kind = if failure.kind == Kind::Config { ErrorKind::Config } else { ErrorKind::Source };
        failure.hints().into_iter().fold(Self::new(kind, failure.to_string()), Self::hint)
    }
}
