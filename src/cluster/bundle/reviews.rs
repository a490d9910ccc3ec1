//! Reviews of one's own rights: the questions that clients ask before they offer something. A bundle may be read and
//! nothing else, by whoever holds it.

use bytes::Bytes;
use http::{Response, StatusCode};
use serde_json::{Value, json};

use super::status::{Status, respond};

/// What may be done with everything in a bundle.
const READS: [&str; 3] = ["get", "list", "watch"];

type Answer = fn(&Value) -> Value;

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
    Some(match serde_json::from_slice::<Value>(body) {
        Ok(review) => Ok(respond(StatusCode::CREATED, "application/json", answer(&review).to_string())),
        Err(_) => Err(Status::bad_request("the review is not valid JSON; a bundle reads no other format")),
    })
}

fn rules(review: &Value) -> Value {
    json!({
        "kind": "SelfSubjectRulesReview",
        "apiVersion": "authorization.k8s.io/v1",
        "metadata": {},
        "spec": review.get("spec").cloned().unwrap_or_else(|| json!({})),
        "status": {
            "resourceRules": [{"verbs": READS, "apiGroups": ["*"], "resources": ["*"]}],
            "nonResourceRules": [{"verbs": ["get"], "nonResourceURLs": ["/api", "/api/*", "/apis", "/apis/*", "/version"]}],
            "incomplete": false,
        },
    })
}

fn access(review: &Value) -> Value {
    let verb =
        review.pointer("/spec/resourceAttributes/verb").or_else(|| review.pointer("/spec/nonResourceAttributes/verb"));
    let allowed = verb.and_then(Value::as_str).is_some_and(|verb| READS.contains(&verb));
    let mut status = json!({"allowed": allowed});
    if let (false, Some(status)) = (allowed, status.as_object_mut()) {
        status.insert("denied".to_owned(), true.into());
        status.insert("reason".to_owned(), "a bundle can only be read".into());
    }
    json!({
        "kind": "SelfSubjectAccessReview",
        "apiVersion": "authorization.k8s.io/v1",
        "metadata": {},
        "spec": review.get("spec").cloned().unwrap_or_else(|| json!({})),
        "status": status,
    })
}
