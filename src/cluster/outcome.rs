//! What an answer means: absent, not collected, forbidden or broken. They are told apart here and nowhere else.

use std::error::Error as _;

use http::StatusCode;
use serde_json::Value;

use crate::evidence::observation::Outcome;

/// The reason that a bundle gives for what it does not hold.
pub const NOT_COLLECTED: &str = "NotCollected";

/// The outcome of an answer by its status and its `metav1.Status` body.
pub fn of(status: StatusCode, document: &Value) -> Outcome {
    let text = |field: &str| document.get(field).and_then(Value::as_str).unwrap_or_default();
    let message = || {
        let message = text("message");
        if message.is_empty() { format!("HTTP {}", status.as_u16()) } else { message.to_owned() }
    };
    match status.as_u16() {
        200..=299 => Outcome::Read,
        404 => Outcome::Absent,
        403 if text("reason") == NOT_COLLECTED => Outcome::NotCollected(message()),
        401 | 403 => Outcome::Forbidden(message()),
        _ => Outcome::Failed(message()),
    }
}

/// The outcome of a request that got no answer, and whether another try may help.
pub fn of_client_error(error: &kube::Error) -> (String, bool) {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let more = cause.to_string();
        if !text.contains(&more) {
            text = format!("{text}: {more}");
        }
        source = cause.source();
    }
    (text, matches!(error, kube::Error::HyperError(_)))
}
