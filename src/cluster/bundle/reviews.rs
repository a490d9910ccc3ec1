//! Reviews of one's own rights: the questions that clients ask before they offer something. A bundle may be read and
//! nothing else, by whoever holds it.

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::{Value, json};

use super::status::{Status, respond};

/// What may be done with everything in a bundle.
const READS: [&str; 3] = ["get", "list", "watch"];

/// A review as it was asked for: its `spec`, and the verb that it asks about.
struct Asked {
    spec: Value,
    verb: String,
}

type Answer = fn(&Asked) -> Value;

fn answer(path: &str) -> Option<Answer> {
    match path.trim_end_matches('/').strip_prefix("/apis/authorization.k8s.io/v1/")? {
        "selfsubjectrulesreviews" => Some(rules),
        "selfsubjectaccessreviews" => Some(access),
        _ => None,
    }
}

/// Whether reviews are posted to a path.
pub(super) fn is_review(path: &str) -> bool {
    answer(path).is_some()
}

/// Answers a review that is posted to a path; `None` where the path takes no reviews.
pub(super) fn review(path: &str, body: &[u8]) -> Option<Result<Response<Bytes>, Status>> {
    let answer = answer(path.split('?').next().unwrap_or_default())?;
    let asked = asked(body).ok_or_else(|| Status::bad_request("the review is neither JSON nor protobuf"));
    Some(asked.map(|asked| respond(StatusCode::CREATED, "application/json", answer(&asked).to_string())))
}

fn asked(body: &[u8]) -> Option<Asked> {
    if let Some(body) = body.strip_prefix(b"k8s\0") {
        // Clients of Kubernetes' own make send protobuf: an envelope, in it the review, in it the spec, in it what is
        // asked about. `verb` is the second field of both things that can be.
        let spec = field(field(body, 2)?, 2)?;
        let verb = field(spec, 1).or_else(|| field(spec, 2)).and_then(|attributes| field(attributes, 2));
        let verb = String::from_utf8_lossy(verb.unwrap_or_default()).into_owned();
        return Some(Asked { spec: json!({}), verb });
    }
    let review: Value = serde_json::from_slice(body).ok()?;
    let verb = ["/spec/resourceAttributes/verb", "/spec/nonResourceAttributes/verb"];
    let verb = verb.iter().find_map(|at| review.pointer(at)).and_then(Value::as_str).unwrap_or_default().to_owned();
    Some(Asked { spec: review.get("spec").cloned().unwrap_or_else(|| json!({})), verb })
}

/// The bytes of a field of a protobuf message; `None` where it has no such field, or is none.
fn field(mut message: &[u8], wanted: u64) -> Option<&[u8]> {
    loop {
        let tag = varint(&mut message)?;
        match tag & 7 {
            0 => _ = varint(&mut message)?,
            1 => message = message.get(8..)?,
            2 => {
                let length = usize::try_from(varint(&mut message)?).ok()?;
                let (value, rest) = message.split_at_checked(length)?;
                if tag >> 3 == wanted {
                    return Some(value);
                }
                message = rest;
            }
            5 => message = message.get(4..)?,
            _ => return None,
        }
    }
}

fn varint(message: &mut &[u8]) -> Option<u64> {
    let mut value = 0;
    for shift in (0..64).step_by(7) {
        let (byte, rest) = message.split_first()?;
        *message = rest;
        value |= u64::from(byte & 0x7f) << shift;
        if byte & 0x80 == 0 {
            return Some(value);
        }
    }
    None
}

fn rules(asked: &Asked) -> Value {
    json!({
        "kind": "SelfSubjectRulesReview",
        "apiVersion": "authorization.k8s.io/v1",
        "metadata": {},
        "spec": asked.spec,
        "status": {
            "resourceRules": [{"verbs": READS, "apiGroups": ["*"], "resources": ["*"]}],
            "nonResourceRules": [{"verbs": ["get"], "nonResourceURLs": ["/api", "/api/*", "/apis", "/apis/*", "/version"]}],
            "incomplete": false,
        },
    })
}

fn access(asked: &Asked) -> Value {
    let allowed = READS.contains(&asked.verb.as_str());
    let mut status = json!({"allowed": allowed});
    if let (false, Some(status)) = (allowed, status.as_object_mut()) {
        status.insert("denied".to_owned(), true.into());
        status.insert("reason".to_owned(), "a bundle can only be read".into());
    }
    json!({
        "kind": "SelfSubjectAccessReview",
        "apiVersion": "authorization.k8s.io/v1",
        "metadata": {},
        "spec": asked.spec,
        "status": status,
    })
}
