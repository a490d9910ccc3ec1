//! A recorded run as a source: each canonical request is answered with what was stored for it.
//!
//! Requests that the run never made are refused as not collected. Bodies were redacted and reduced before they were
//! stored; both are idempotent, so a replay draws the same facts.

use std::collections::BTreeMap;
use std::convert::Infallible;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use futures::future::{Ready, ready};
use http::{Request, Response, StatusCode, header};
use http_body_util::Full;
use kube::client::Body;
use tower::Service;

use crate::error::Error;
use crate::evidence::run::{ObservationRecord, RunReader};

/// The status that stands for "there was no answer".
pub const NO_ANSWER: u16 = 599;

/// Answers from a recorded run.
#[derive(Clone)]
pub struct Replay {
    run: Arc<RunReader>,
    by_request: Arc<BTreeMap<String, ObservationRecord>>,
}

impl Replay {
    /// A source over a run.
    pub fn new(run: RunReader) -> Self {
        let by_request =
            run.manifest().observations.iter().map(|record| (record.request.clone(), record.clone())).collect();
        Self { run: Arc::new(run), by_request: Arc::new(by_request) }
    }

    fn answer(&self, canonical: &str) -> Result<Response<Full<Bytes>>, Error> {
        let Some(record) = self.by_request.get(canonical) else { return Ok(not_recorded(canonical)) };
        let body = self.run.body_of(record)?.unwrap_or_default();
        let status = if record.status == 0 { NO_ANSWER } else { record.status };
        let mut response = Response::builder()
            .status(StatusCode::from_u16(status).unwrap_or(StatusCode::BAD_GATEWAY))
            .header(header::CONTENT_TYPE, record.media_type.as_str());
        if let Some(reduced) = &record.reduced {
            response = response.header("x-sre-reduced", reduced);
        }
        if record.truncated {
            response = response.header("x-sre-truncated", "true");
        }
        if !record.partial.is_empty() {
            response = response.header("x-sre-partial", record.partial.join(","));
        }
        response
            .header("x-sre-bytes", record.bytes)
            .body(Full::new(Bytes::from(body)))
            .map_err(|error| Error::internal("a recorded answer cannot be replayed").caused_by(error))
    }
}

fn not_recorded(canonical: &str) -> Response<Full<Bytes>> {
    let status = serde_json::json!({
        "kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "reason": "NotCollected",
        "message": format!("the recorded run did not make this request: {canonical}"), "code": 403,
    });
    let mut response = Response::new(Full::new(Bytes::from(status.to_string())));
    *response.status_mut() = StatusCode::FORBIDDEN;
    response
}

/// The canonical form of a request, as [`crate::cluster::read::Read::canonical`] has it.
fn canonical(request: &Request<Body>) -> String {
    let accept = request.headers().get(header::ACCEPT).and_then(|value| value.to_str().ok()).unwrap_or_default();
    let metadata = if accept.contains("as=PartialObjectMetadata") { " (metadata)" } else { "" };
    let path = request.uri().path_and_query().map_or("/", |path| path.as_str());
    format!("{} {path}{metadata}", request.method())
}

impl Service<Request<Body>> for Replay {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Self::Error>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Self::Error>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let canonical = canonical(&request);
        let response = self.answer(&canonical).unwrap_or_else(|error| {
            let mut response = Response::new(Full::new(Bytes::from(error.chain().join(": "))));
            *response.status_mut() = StatusCode::from_u16(NO_ANSWER).unwrap_or(StatusCode::BAD_GATEWAY);
            response
        });
        ready(Ok(response))
    }
}
