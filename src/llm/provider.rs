//! What endpoints mean by their errors, inside of a status or inside of a 200.
//!
//! Every vendor has words of its own for the few things that matter here: too long, too many, no tools, no such field.
//! The words were taken from what the vendors' servers send; what none of them says is told as it came.

use std::sync::LazyLock;
use std::time::Duration;

use regex::Regex;
use serde_json::Value;

use super::chunk::{error, number};
use super::failure::{Failure, Kind, Quirk};
use crate::transport::redact::{Redactor, sanitize};

/// Characters of an endpoint's message that are passed on.
const QUOTED: usize = 400;

/// A failure out of the body of an answer that is none.
pub(super) fn of_body(host: &str, status: u16, body: &str, after: Option<Duration>) -> Failure {
    let document = serde_json::from_str::<Value>(body).ok();
    let error = document.as_ref().and_then(error);
    let mut failure = if let Some(error) = error {
        of_error(host, Some(status), &error)
    } else {
        let kind = kind(Some(status), "", &body.to_ascii_lowercase());
        Failure { status: Some(status), ..Failure::new(kind, host, with_status(status, &plain(body))) }
    };
    failure.after = after.or(failure.after);
    failure
}

/// A failure out of an error object. Inside of a 200 its code takes the place of the status.
pub(super) fn of_error(host: &str, status: Option<u16>, error: &Value) -> Failure {
    let inner = [error.get("error"), error.pointer("/errors/0"), error.pointer("/detail/0")];
    let error = inner.into_iter().flatten().find(|inner| inner.is_object() || inner.is_string()).unwrap_or(error);
    let said = message(error);
    let code = error.get("code").and_then(number).and_then(|code| u16::try_from(code).ok());
    let status = status.or(code.filter(|code| (400..600).contains(code)));
    let words: Vec<String> = ["code", "type", "status", "reason"]
        .iter()
        .filter_map(|name| Some(error.get(*name)?.as_str()?.to_ascii_lowercase()))
        .collect();
    let mut kind = kind(status, &words.join(" "), &said.to_ascii_lowercase());
    if let (Kind::TooLong(None), Some(limit)) =
        (kind, ["n_ctx", "max_model_len"].iter().find_map(|name| number(error.get(*name)?)))
    {
        kind = Kind::TooLong(Some(limit));
    }
    let why = match status {
        Some(status) => with_status(status, &said),
        None if said.is_empty() => "it sent an error without a message".to_owned(),
        None => said,
    };
    Failure { status, after: retry_info(error), ..Failure::new(kind, host, why) }
}

/// How long Google asks to be left alone: inside of the error, not in a header.
fn retry_info(error: &Value) -> Option<Duration> {
    let delay = error.get("details")?.as_array()?.iter().find_map(|detail| detail.get("retryDelay")?.as_str())?;
    Duration::try_from_secs_f64(delay.strip_suffix('s')?.parse().ok()?).ok()
}

/// What is wrong, by the machine's words first, then by the person's.
fn kind(status: Option<u16>, words: &str, said: &str) -> Kind {
    let any = |needles: &[&str]| needles.iter().any(|needle| said.contains(needle) || words.contains(needle));
    let is_client_error = status.is_none_or(|status| (400..500).contains(&status) || status == 500);
    if is_client_error && any(TOO_LONG) {
        return Kind::TooLong(limit(said));
    }
    if any(&["insufficient_quota", "exceeded your current quota", "billing", "credit balance", "insufficient credits"])
    {
        return Kind::Quota;
    }
    if is_client_error && any(NO_TOOLS) {
        return Kind::NoTools;
    }
    if matches!(status, Some(400 | 422) | None)
        && let Some(quirk) = quirk(said)
    {
        return Kind::Quirk(quirk);
    }
    match status {
        Some(401) => Kind::Unauthorized,
        Some(402) => Kind::Quota,
        Some(403) => Kind::Forbidden,
        Some(404) => Kind::NoModel,
        Some(413) => Kind::TooLong(None),
        Some(408 | 425 | 500 | 502..=504 | 520..=529) => Kind::Broken,
        Some(429) => Kind::Busy,
        Some(200..=299) | None => {
            if any(&["rate_limit", "rate limit", "resource_exhausted", "too many requests"]) {
                Kind::Busy
            } else if any(&["invalid_request", "invalid_argument", "not_found", "permission", "authentication"]) {
                Kind::Rejected
            } else {
                Kind::Broken
            }
        }
        Some(_) => Kind::Rejected,
    }
}

const TOO_LONG: &[&str] = &[
    "context_length_exceeded",
    "exceed_context_size",
    "maximum context length",
    "context length",
    "context window",
    "context size",
    "prompt is too long",
    "input is too long",
    "input token count",
    "maximum number of tokens",
    "too many tokens",
    "reduce the length",
    "request_too_large",
];

const NO_TOOLS: &[&str] = &[
    "does not support tools",
    "does not support tool",
    "not support tool",
    "support tool use",
    "tool choice requires",
    "enable-auto-tool-choice",
    "tools param requires",
    "tool calling is not",
    "tool use is not",
    "function calling is not",
    "tools are not supported",
    "'tools' is not supported",
    "does not support function",
    "unsupported parameter: 'tools'",
];

fn quirk(said: &str) -> Option<Quirk> {
    if said.contains("max_completion_tokens") {
        return Some(Quirk::CompletionTokens);
    }
    if said.contains("stream_options") {
        return Some(Quirk::NoStreamOptions);
    }
    if said.contains("response_format") || said.contains("response format") || said.contains("json_schema") {
        return Some(Quirk::NoFormat);
    }
    said.contains("tool_choice").then_some(Quirk::NoChoice)
}

/// The limit that a message names.
fn limit(said: &str) -> Option<u64> {
    static LIMIT: LazyLock<Option<Regex>> = LazyLock::new(|| {
        Regex::new(r"(?:maximum context length (?:is|of)|tokens allowed \(?|context (?:size|window|length) (?:is|of|\()|n_ctx[ =:]+|> )\s*\(?([0-9][0-9,]{2,12})").ok()
    });
    let found = LIMIT.as_ref()?.captures(said)?.get(1)?.as_str().replace(',', "");
    found.parse().ok()
}

/// The words of an error, and those of the provider behind a gateway.
fn message(error: &Value) -> String {
    let text = |value: Option<&Value>| value.and_then(Value::as_str).unwrap_or_default().to_owned();
    if let Value::String(said) = error {
        return plain(said);
    }
    let names = ["message", "msg", "detail", "error", "error_description"];
    let said = names.iter().map(|name| text(error.get(*name))).find(|said| !said.is_empty()).unwrap_or_default();
    match error.pointer("/metadata/raw").and_then(Value::as_str) {
        Some(raw) => plain(&format!("{said}: {raw}")),
        None => plain(&said),
    }
}

fn with_status(status: u16, said: &str) -> String {
    match (status, said) {
        (300..=399, _) => format!("it sends us elsewhere (HTTP {status}), which is not followed"),
        (_, "") => format!("it answered HTTP {status}"),
        (_, said) => format!("it answered HTTP {status}: {said}"),
    }
}

/// A text of somebody else's on one line: redacted, because some endpoints repeat the key that they were sent.
pub(super) fn plain(text: &str) -> String {
    let start: String = text.chars().take(8 * QUOTED).collect();
    let text = Redactor::default().text(&start).into_owned();
    let line = sanitize(&text).split_whitespace().collect::<Vec<_>>().join(" ");
    let html = line
        .get(..15)
        .is_some_and(|start| start.to_ascii_lowercase().starts_with("<!doctype html") || start.starts_with("<html"));
    if html {
        return "a web page came back, not an API".to_owned();
    }
    if line.chars().count() <= QUOTED { line } else { line.chars().take(QUOTED).chain(['…']).collect() }
}
