//! Refusals as the API server words them: a `metav1.Status` with the matching HTTP code.

use bytes::Bytes;
use http::{Response, StatusCode, header};
use serde_json::{Map, Value, json};

/// The reason that tells "not in the bundle" apart from what a server would say.
pub const NOT_COLLECTED: &str = "NotCollected";

/// A refusal.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Status {
    code: StatusCode,
    reason: &'static str,
    message: String,
    details: Option<Map<String, Value>>,
}

impl Status {
    fn new(code: StatusCode, reason: &'static str, message: impl Into<String>) -> Self {
        Self { code, reason, message: message.into(), details: None }
    }

    /// 400.
    pub(super) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "BadRequest", message)
    }

    /// 404 for an object.
    pub(super) fn not_found(group: &str, plural: &str, name: &str) -> Self {
        let resource = if group.is_empty() { plural.to_owned() } else { format!("{plural}.{group}") };
        Self::new(StatusCode::NOT_FOUND, "NotFound", format!("{resource} \"{name}\" not found")).about(
            group,
            plural,
            Some(name),
        )
    }

    /// 404 for a path.
    pub(super) fn no_resource() -> Self {
        let mut status =
            Self::new(StatusCode::NOT_FOUND, "NotFound", "the server could not find the requested resource");
        status.details = Some(Map::new());
        status
    }

    /// 405.
    pub(super) fn method_not_allowed() -> Self {
        let message = "the server does not allow this method on the requested resource";
        let mut status = Self::new(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", message);
        status.details = Some(Map::new());
        status
    }

    /// 405 for what needs a cluster that runs.
    pub(super) fn not_in_a_recording(message: impl Into<String>) -> Self {
        Self::new(StatusCode::METHOD_NOT_ALLOWED, "MethodNotAllowed", message)
    }

    /// 408.
    pub(super) fn incomplete() -> Self {
        Self::new(StatusCode::REQUEST_TIMEOUT, "Timeout", "the request's body did not come in time, or not whole")
    }

    /// 413.
    pub(super) fn too_large() -> Self {
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "RequestEntityTooLarge", "the request's body is too large")
    }

    /// 421 for a host that is not this one.
    pub(super) fn misdirected(message: impl Into<String>) -> Self {
        Self::new(StatusCode::MISDIRECTED_REQUEST, "MisdirectedRequest", message)
    }

    /// 406.
    pub(super) fn not_acceptable() -> Self {
        let message = "406: Not Acceptable\n\nAvailable representations: application/json";
        let mut status = Self::new(StatusCode::NOT_ACCEPTABLE, "NotAcceptable", message);
        status.details = Some(Map::new());
        status
    }

    /// 500.
    pub(super) fn broken() -> Self {
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "InternalError", "the answer could not be made")
    }

    /// 410 for a continue token of another list.
    pub(super) fn expired() -> Self {
        let message = "The provided continue parameter is too old to display a consistent list result. \
                       You must start a new list without the continue parameter.";
        Self::new(StatusCode::GONE, "Expired", message)
    }

    /// 403 for what the bundle does not hold.
    pub(super) fn not_collected(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, NOT_COLLECTED, message)
    }

    /// Says which resource, and which object of it.
    pub(super) fn about(mut self, group: &str, plural: &str, name: Option<&str>) -> Self {
        let mut details = Map::new();
        for (key, value) in [("name", name.unwrap_or_default()), ("group", group), ("kind", plural)] {
            if !value.is_empty() {
                details.insert(key.to_owned(), value.into());
            }
        }
        self.details = Some(details);
        self
    }

    /// The response.
    pub(super) fn response(&self) -> Response<Bytes> {
        let mut body = json!({
            "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure",
            "message": self.message, "reason": self.reason, "code": self.code.as_u16(),
        });
        if let (Some(details), Some(body)) = (&self.details, body.as_object_mut()) {
            body.insert("details".to_owned(), Value::Object(details.clone()));
        }
        respond(self.code, "application/json", body.to_string())
    }
}

/// A response with a body.
pub(super) fn respond(code: StatusCode, content_type: &str, body: impl Into<Bytes>) -> Response<Bytes> {
    let mut response = Response::new(body.into());
    *response.status_mut() = code;
    if let Ok(value) = header::HeaderValue::from_str(content_type) {
        response.headers_mut().insert(header::CONTENT_TYPE, value);
    }
    response
}

/// A JSON response.
pub(super) fn json_ok(body: impl Into<Bytes>) -> Response<Bytes> {
    respond(StatusCode::OK, "application/json", body)
}
