//! What an answer means: read, absent, not collected, forbidden or broken. They are told apart here and nowhere else.

use http::StatusCode;
use serde_json::Value;

use crate::cluster::exchange::Page;
use crate::cluster::trouble::Trouble;
use crate::evidence::kinds;
use crate::evidence::observation::Outcome;

/// The reason that a bundle gives for what it does not hold.
pub const NOT_COLLECTED: &str = "NotCollected";
/// Characters of an answer that is not understood that are quoted.
const QUOTED: usize = 80;
/// Characters of a server's message that are passed on.
const MESSAGE: usize = 500;

/// The outcome of an answer by its status and its `metav1.Status` body.
pub fn of(status: StatusCode, document: &Value) -> Outcome {
    let text = |field: &str| document.get(field).and_then(Value::as_str).unwrap_or_default();
    let message = || {
        let message = in_a_line(text("message"), MESSAGE);
        if message.is_empty() { format!("HTTP {}", status.as_u16()) } else { message }
    };
    match status.as_u16() {
        200..=299 => Outcome::Read,
        404 => Outcome::Absent,
        403 if text("reason") == NOT_COLLECTED => Outcome::NotCollected(message()),
        403 => Outcome::Forbidden(message()),
        401 => Outcome::Forbidden(format!("the server does not accept our credentials (401): {}", message())),
        _ => Outcome::Failed(message()),
    }
}

/// A text of somebody else's as a part of a sentence.
fn in_a_line(text: &str, longest: usize) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= longest { line } else { line.chars().take(longest).chain(['…']).collect() }
}

/// Whether a 404 means that the server has no such resource, rather than no such object: of an object it names the
/// name.
pub fn is_unserved(status: u16, document: Option<&Value>) -> bool {
    let name = document.and_then(|document| document.pointer("/details/name")).and_then(Value::as_str);
    status == 404 && name.unwrap_or_default().is_empty()
}

/// The document of an answer, or what came instead of one. A refusal in plain words becomes the Status that it stands
/// for: API servers say "404 page not found" and "Too many requests" so.
pub(super) fn document(page: &Page) -> Result<Value, Trouble> {
    let parsed = serde_json::from_slice::<Value>(&page.bytes);
    if let Ok(document @ Value::Object(_)) = parsed {
        return Ok(document);
    }
    let text = String::from_utf8_lossy(&page.bytes);
    if page.media_type == "text/html" || looks_like_html(&text) {
        return Err(Trouble::WebPage(title(&text)));
    }
    let start: String = text.chars().take(4 * QUOTED).map(|c| if c.is_control() { ' ' } else { c }).collect();
    let said = in_a_line(&start, QUOTED);
    match page.status.as_u16() {
        400 if text.contains("HTTP request to an HTTPS server") || text.contains("HTTP request was sent to HTTPS") => {
            Err(Trouble::WantsTls)
        }
        400..=599 => {
            let code = page.status.as_u16();
            let message = if said.is_empty() { format!("HTTP {code}") } else { format!("HTTP {code}: {said}") };
            Ok(
                serde_json::json!({ "kind": "Status", "apiVersion": "v1", "status": "Failure", "message": message, "code": code }),
            )
        }
        _ if page.media_type.contains("protobuf") => {
            Err(Trouble::Other("the answer is protobuf, where JSON was asked for".to_owned()))
        }
        300..=399 => Err(Trouble::NotKubernetes(format!("it sends us elsewhere (HTTP {})", page.status.as_u16()))),
        _ if said.is_empty() => Err(Trouble::NotKubernetes("its answer is empty".to_owned())),
        code => Err(Trouble::NotKubernetes(format!("HTTP {code} is not JSON: {said}"))),
    }
}

/// What is wrong with a document that came for an object of a kind.
pub(super) fn object_trouble(document: &Value, wanted: &str) -> Option<Trouble> {
    match document.get("kind").and_then(Value::as_str) {
        Some(kind) if kind == wanted || kind == "PartialObjectMetadata" => None,
        // Recordings hold objects as items of lists, which do not repeat it.
        None if document.get("metadata").is_some_and(Value::is_object) => None,
        Some(kind) => Some(Trouble::Other(format!("the answer is of kind {kind}, where a {wanted} was asked for"))),
        None => Some(Trouble::NotKubernetes("its JSON has no kind".to_owned())),
    }
}

/// What is wrong with a document that came for a list. A list without items may say so with `null`; another document
/// without items says nothing about what there is.
pub(super) fn list_trouble(document: &Value, wanted: &str) -> Option<Trouble> {
    let Some(kind) = document.get("kind").and_then(Value::as_str) else {
        return Some(Trouble::NotKubernetes("its JSON has no kind".to_owned()));
    };
    let known = kinds::ALL.iter().any(|known| known.kind == wanted);
    let expected = match kind.strip_suffix("List") {
        Some("" | "PartialObjectMetadata") => true,
        // Who defines a kind of its own may call its list something else.
        Some(of) => of == wanted || !known,
        None => false,
    };
    let items = document.get("items");
    if expected && items.is_none_or(|items| items.is_array() || items.is_null()) {
        return None;
    }
    Some(Trouble::Other(format!("the answer is of kind {kind}, where a list of kind {wanted} was asked for")))
}

/// Why a text that came for a log is none: the kubelet says so with status 200 when the runtime has forgotten it.
pub(super) fn log_trouble(text: &str) -> Option<Trouble> {
    let line = text.trim();
    let told = line.starts_with("unable to retrieve container logs for ") && !line.contains('\n');
    told.then(|| Trouble::Other(in_a_line(line, MESSAGE)))
}

/// What is wrong with a document that came for the version.
pub(super) fn version_trouble(document: &Value) -> Option<Trouble> {
    let known = document.get("gitVersion").or_else(|| document.get("major")).is_some_and(Value::is_string);
    (!known).then(|| Trouble::NotKubernetes("its JSON is no version".to_owned()))
}

/// What is wrong with a document that came for a list of groups or of resources.
pub(super) fn discovery_trouble(document: &Value) -> Option<Trouble> {
    let known = ["groups", "resources"].iter().any(|field| document.get(field).is_some());
    (!known).then(|| Trouble::NotKubernetes("its JSON lists neither groups nor resources".to_owned()))
}

fn looks_like_html(text: &str) -> bool {
    let start: String = text.trim_start().chars().take(15).collect::<String>().to_ascii_lowercase();
    start.starts_with("<!doctype html") || start.starts_with("<html")
}

/// The title of a web page, which tells whose it is.
fn title(page: &str) -> String {
    let lower = page.to_ascii_lowercase();
    let inside = lower.find("<title").and_then(|at| {
        let start = at + lower.get(at..)?.find('>')? + 1;
        let end = start + lower.get(start..)?.find("</title")?;
        page.get(start..end)
    });
    in_a_line(inside.unwrap_or_default(), QUOTED)
}
