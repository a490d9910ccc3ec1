//! What a line says under its wrapping: the message of a JSON or logfmt line, and when it was written.

use jiff::civil::DateTime;
use jiff::{Timestamp, tz::TimeZone};
use serde_json::Value;

use crate::diagnosis::logs::trace;
use crate::evidence::log::without_time;

/// Fields in which structured loggers put what they say.
const MESSAGES: &[&str] = &["msg", "message", "@message", "event", "text"];
/// Fields in which they put the error that goes with it.
const ERRORS: &[&str] = &["error", "err", "exception", "cause", "reason", "error.message"];
/// Fields in which they put a whole stack trace.
const TRACES: &[&str] =
    &["stack_trace", "stacktrace", "stackTrace", "error.stack_trace", "exception.stacktrace", "exc_info", "stack"];
/// Fields in which they put the moment.
const MOMENTS: &[&str] = &["time", "ts", "timestamp", "@timestamp", "t", "date"];

/// The message of a line, with its error: of JSON and logfmt without the wrapping, of other lines without the time.
pub fn of(line: &str) -> String {
    let plain = without_time(line);
    let parts = json(plain).map(|value| told(&value)).or_else(|| logfmt(plain));
    parts.filter(|text| !text.is_empty()).unwrap_or_else(|| plain.to_owned())
}

fn json(line: &str) -> Option<Value> {
    let start = line.find('{')?;
    // A prefix may stand before the object, such as a stream's name.
    (start < 40 && line.trim_end().ends_with('}')).then(|| serde_json::from_str(line.get(start..)?).ok()).flatten()
}

fn told(value: &Value) -> String {
    let message = MESSAGES.iter().find_map(|field| value.get(*field)?.as_str());
    let error = ERRORS.iter().find_map(|field| match value.get(*field)? {
        Value::String(text) => Some(trace::deepest(text).to_owned()),
        Value::Object(inner) => inner.get("message")?.as_str().map(str::to_owned),
        _ => None,
    });
    let traced =
        || TRACES.iter().find_map(|field| value.get(*field)?.as_str()).map(|text| trace::deepest(text).to_owned());
    joined(message, error.or_else(traced).as_deref())
}

fn joined(message: Option<&str>, error: Option<&str>) -> String {
    match (message, error) {
        (Some(message), Some(error)) if !message.contains(error) => format!("{message}: {error}"),
        (Some(message), _) => message.to_owned(),
        (None, error) => error.unwrap_or_default().to_owned(),
    }
}

fn logfmt(line: &str) -> Option<String> {
    let message = MESSAGES.iter().find_map(|field| pair(line, field))?;
    let error = ERRORS.iter().find_map(|field| pair(line, field));
    Some(joined(Some(message), error))
}

/// The value of `field=value` or `field="several words"`.
fn pair<'l>(line: &'l str, field: &str) -> Option<&'l str> {
    let (before, rest) = line.split_once(&format!("{field}="))?;
    if !before.is_empty() && !before.ends_with(char::is_whitespace) {
        return None;
    }
    match rest.strip_prefix('"') {
        Some(quoted) => quoted.split_once('"').map(|(value, _)| value),
        None => rest.split_whitespace().next(),
    }
}

/// A moment that a line states.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Written {
    /// The moment; taken for UTC where no zone is stated.
    pub at: Timestamp,
    /// Whether the zone is stated.
    pub zoned: bool,
}

/// When a line was written, by its own words; none where it does not say.
pub fn written(line: &str) -> Option<Written> {
    if let Some(value) = json(line.trim()) {
        return MOMENTS.iter().find_map(|field| match value.get(*field)? {
            Value::String(text) => moment(text),
            Value::Number(number) => epoch(number.as_f64()?),
            _ => None,
        });
    }
    let head: Vec<&str> = line.split_whitespace().take(2).collect();
    let first = head.first()?.trim_matches(['[', ']']);
    if let Some(at) = moment(first) {
        return Some(at);
    }
    if let Some(text) = MOMENTS.iter().find_map(|field| pair(line, field)) {
        return moment(text);
    }
    let second = head.get(1)?.trim_end_matches([']', ',']);
    moment(&format!("{}T{}", first.replace('/', "-"), second.replace(',', ".")))
}

fn moment(text: &str) -> Option<Written> {
    if !text.contains(':') {
        return None;
    }
    if let Ok(at) = text.parse::<Timestamp>() {
        return Some(Written { at, zoned: true });
    }
    let at = text.parse::<DateTime>().ok()?.to_zoned(TimeZone::UTC).ok()?.timestamp();
    Some(Written { at, zoned: false })
}

/// Seconds or milliseconds since 1970, by how big the number is.
fn epoch(number: f64) -> Option<Written> {
    #[allow(clippy::cast_possible_truncation, reason = "a moment, bounded by what follows")]
    let whole = number as i64;
    let at = match whole {
        1_000_000_000..=9_999_999_999 => Timestamp::from_second(whole).ok(),
        1_000_000_000_000..=9_999_999_999_999 => Timestamp::from_millisecond(whole).ok(),
        _ => None,
    };
    at.map(|at| Written { at, zoned: true })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_line_says() {
        assert_eq!(of(r#"{"level":"error","msg":"no db","error":"refused"}"#), "no db: refused");
        assert_eq!(of(r#"{"level":50,"time":1,"msg":"boom","err":{"message":"why","stack":"x"}}"#), "boom: why");
        assert_eq!(of(r#"time=2026-11-22T14:00:00Z level=error msg="no db" err=refused"#), "no db: refused");
        assert_eq!(of("2026-11-22T14:00:00Z ERROR no db"), "ERROR no db");
        let traced = r#"{"level":"ERROR","message":"run failed","stack_trace":"a.B: no pool\n\tat a.B.c(B.java:1)\nCaused by: a.C: refused\n\tat a.C.d(C.java:2)"}"#;
        assert_eq!(of(traced), "run failed: Caused by: a.C: refused");
        let python = r#"{"event":"cannot start","exception":"Traceback (most recent call last):\n  File \"a.py\", line 1\nOSError: no room"}"#;
        assert_eq!(of(python), "cannot start: OSError: no room");
        assert_eq!(of("{not json}"), "{not json}");
    }

    #[test]
    fn when_it_was_written() {
        let at = |line: &str| written(line).map(|w| w.at.to_string()).unwrap_or_default();
        assert_eq!(at("2026-11-22T14:00:00Z ERROR x"), "2026-11-22T14:00:00Z");
        assert_eq!(at("2026-11-22 14:00:00.123 ERROR x"), "2026-11-22T14:00:00.123Z");
        assert_eq!(at("[2026-11-22T14:00:00Z] x"), "2026-11-22T14:00:00Z");
        assert_eq!(at("2026/11/22 14:00:00 x"), "2026-11-22T14:00:00Z");
        assert_eq!(at("2026-11-22 14:00:00,123 - x"), "2026-11-22T14:00:00.123Z");
        assert_eq!(at(r#"{"time":1795356000000,"msg":"x"}"#), "2026-11-22T14:00:00Z");
        assert_eq!(at("level=info ts=2026-11-22T14:00:00Z msg=x"), "2026-11-22T14:00:00Z");
        assert_eq!(at("ERROR x"), "");
    }
}
