//! Asks the API server who we are and what we may do. Every question has a deadline and every answer a bound.

use std::time::Duration;

use http::{Request, StatusCode, header};
use http_body_util::{BodyExt as _, Limited};
use jiff::Timestamp;
use kube::client::Body;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::clock::{Clock, Stopwatch};
use crate::cluster::rights::Rules;
use crate::cluster::{outcome, trouble};
use crate::evidence::observation::Outcome;
use crate::transport::redact::Redactor;

/// Bytes of one answer that are taken: the rules of an identity with thousands of names fit.
const ANSWER_BYTES: usize = 4 * 1024 * 1024;

const ACCESS: &str = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews";
const RULES: &str = "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews";
const SELF: &str = "/apis/authentication.k8s.io/v1/selfsubjectreviews";

/// Why a question was not answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Trouble {
    /// The server does not serve this review; servers before 1.28 do not say who we are.
    NotServed,
    /// It said no.
    Forbidden(String),
    /// There was no answer, or one that makes no sense.
    Failed(String),
}

impl Trouble {
    /// Why, for a person.
    pub fn why(&self) -> &str {
        match self {
            Self::NotServed => "the server does not serve it",
            Self::Forbidden(why) | Self::Failed(why) => why,
        }
    }
}

/// One right: a verb on a resource, in one namespace or everywhere.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Attributes<'a> {
    /// The verb.
    pub verb: &'a str,
    /// API group, empty for the core group.
    pub group: &'a str,
    /// The resource.
    pub resource: &'a str,
    /// Its subresource, if that is meant.
    pub subresource: Option<&'a str>,
    /// One namespace, or all of them and the cluster.
    pub namespace: Option<&'a str>,
}

/// Who the server takes us for.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default)]
pub struct Who {
    /// User name.
    pub username: String,
    /// Groups, as the server counts them.
    pub groups: Vec<String>,
}

/// A server that answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Pinged {
    /// `v1.36.2`; empty where it does not say.
    pub version: String,
    /// Milliseconds until the answer was there.
    pub millis: u64,
    /// The server's clock minus ours, in seconds, where it tells its time.
    pub skew: Option<i64>,
}

/// Asks about our own rights over a guarded client.
#[derive(Clone)]
pub struct Rights {
    client: kube::Client,
    redactor: Redactor,
    timeout: Duration,
}

struct Answer {
    status: StatusCode,
    date: Option<Timestamp>,
    document: Value,
}

impl Rights {
    /// Over a client; each question is given `timeout`.
    pub fn new(client: kube::Client, timeout: Duration) -> Self {
        Self { client, redactor: Redactor::default(), timeout }
    }

    /// Whether the server answers, and what it says of itself.
    pub async fn ping(&self) -> Result<Pinged, Trouble> {
        let watch = Stopwatch::start();
        let answer = self.send(Request::get("/version"), Body::empty()).await?;
        let (millis, now) = (watch.millis(), Clock::Wall.now());
        let document = self.understood(answer.status, answer.document)?;
        let version = document.get("gitVersion").and_then(Value::as_str).unwrap_or_default();
        let skew = answer.date.map(|date| date.as_second() - now.as_second());
        Ok(Pinged { version: version.to_owned(), millis, skew })
    }

    /// Whether we may.
    pub async fn may(&self, asked: &Attributes<'_>) -> Result<bool, Trouble> {
        let mut attributes = json!({ "verb": asked.verb, "group": asked.group, "resource": asked.resource });
        let optional = [("subresource", asked.subresource), ("namespace", asked.namespace)];
        if let Some(map) = attributes.as_object_mut() {
            map.extend(optional.into_iter().filter_map(|(key, value)| Some((key.to_owned(), value?.into()))));
        }
        let review = json!({
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectAccessReview",
            "spec": { "resourceAttributes": attributes },
        });
        let document = self.review(ACCESS, &review).await?;
        let allowed = document.pointer("/status/allowed").and_then(Value::as_bool);
        allowed.ok_or_else(|| Trouble::Failed("the answer is no SelfSubjectAccessReview".to_owned()))
    }

    /// What we may do in a namespace, as far as the server can list it.
    pub async fn rules(&self, namespace: &str) -> Result<Rules, Trouble> {
        let review = json!({
            "apiVersion": "authorization.k8s.io/v1",
            "kind": "SelfSubjectRulesReview",
            "spec": { "namespace": namespace },
        });
        let mut document = self.review(RULES, &review).await?;
        let status = document.get_mut("status").map(Value::take).unwrap_or_default();
        serde_json::from_value(status)
            .map_err(|error| Trouble::Failed(format!("the answer is no SelfSubjectRulesReview: {error}")))
    }

    /// Who the server takes us for. Served since Kubernetes 1.28.
    pub async fn whoami(&self) -> Result<Who, Trouble> {
        let review = json!({ "apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview" });
        let mut document = self.review(SELF, &review).await?;
        let user = document.pointer_mut("/status/userInfo").map(Value::take).unwrap_or_default();
        let who: Who = serde_json::from_value(user)
            .map_err(|error| Trouble::Failed(format!("the answer is no SelfSubjectReview: {error}")))?;
        if who.username.is_empty() {
            return Err(Trouble::Failed("the answer names nobody".to_owned()));
        }
        Ok(who)
    }

    async fn review(&self, path: &str, review: &Value) -> Result<Value, Trouble> {
        let request = Request::post(path).header(header::CONTENT_TYPE, "application/json");
        let answer = self.send(request, Body::from(review.to_string().into_bytes())).await?;
        self.understood(answer.status, answer.document)
    }

    fn understood(&self, status: StatusCode, mut document: Value) -> Result<Value, Trouble> {
        match outcome::of(status, &document) {
            Outcome::Read => Ok(document),
            Outcome::Absent => Err(Trouble::NotServed),
            refused => {
                self.redactor.value(&mut document, "Status");
                let why = refused.blindness().map_or_else(String::new, |(_, why)| self.redactor.text(why).into_owned());
                Err(match refused {
                    Outcome::Forbidden(_) | Outcome::NotCollected(_) => Trouble::Forbidden(why),
                    Outcome::Failed(_) | Outcome::Read | Outcome::Absent => Trouble::Failed(why),
                })
            }
        }
    }

    async fn send(&self, request: http::request::Builder, body: Body) -> Result<Answer, Trouble> {
        let request = request
            .header(header::ACCEPT, "application/json")
            .body(body)
            .map_err(|error| Trouble::Failed(format!("the request cannot be made: {error}")))?;
        match tokio::time::timeout(self.timeout, self.answer(request)).await {
            Ok(answer) => answer,
            Err(_) => Err(Trouble::Failed(format!("no answer within {} s", self.timeout.as_secs_f32()))),
        }
    }

    async fn answer(&self, request: Request<Body>) -> Result<Answer, Trouble> {
        let failed = |why: &str| Trouble::Failed(self.redactor.text(why).into_owned());
        let response =
            self.client.send(request).await.map_err(|error| failed(&trouble::Trouble::of_error(&error).sentence()))?;
        let (parts, body) = response.into_parts();
        let date = parts.headers.get(header::DATE).and_then(|value| value.to_str().ok()).and_then(moment);
        let bytes = Limited::new(body, ANSWER_BYTES)
            .collect()
            .await
            .map_err(|error| failed(&format!("the answer could not be read: {error}")))?
            .to_bytes();
        let status = parts.status;
        let document = serde_json::from_slice(&bytes);
        match document {
            Ok(document) => Ok(Answer { status, date, document }),
            // A path that is not served is answered in plain words.
            Err(_) if !status.is_success() => Ok(Answer { status, date, document: Value::Null }),
            Err(error) => Err(failed(&format!("HTTP {} is not JSON: {error}", status.as_u16()))),
        }
    }
}

/// The moment of a `Date` header.
fn moment(date: &str) -> Option<Timestamp> {
    jiff::fmt::rfc2822::DateTimeParser::new().parse_timestamp(date).ok()
}

#[cfg(test)]
mod tests {
    use super::moment;

    #[test]
    fn the_time_of_a_server_is_understood() {
        let recorded = moment("Sun, 22 Nov 2026 14:31:46 GMT").unwrap();
        assert_eq!(recorded, "2026-11-22T14:31:46Z".parse().unwrap());
        assert_eq!(moment("yesterday"), None);
    }
}
