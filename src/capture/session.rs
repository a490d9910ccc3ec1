//! The reads of a capture: each with a deadline, each told to whoever listens.

use std::time::Duration;

use bytes::Bytes;
use http::{Request, header};
use http_body_util::{BodyExt as _, Limited};
use jiff::Timestamp;
use serde_json::Value;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::time::{Instant, timeout_at};

use crate::clock::Stopwatch;
use crate::cluster::fetch::{Fetched, Fetcher};
use crate::cluster::read::{Read, Target};
use crate::cluster::served::Served;
use crate::evidence::event::Event;
use crate::evidence::narrator::Narrator;
use crate::evidence::observation::{Body, Observation, ObservationId, Outcome};
use crate::transport::redact::Redactor;

/// Time for everything together.
const DEADLINE: Duration = Duration::from_mins(30);
/// Time for one list, which may have many pages, as a multiple of that for one answer.
const PAGES: u32 = 10;
/// Bytes of a document of discovery.
const DOCUMENT: usize = 16 * 1024 * 1024;

/// A source that is being read.
pub(super) struct Session {
    client: kube::Client,
    fetcher: Fetcher,
    redactor: Redactor,
    pub(super) narrator: Narrator,
    pub(super) now: Timestamp,
    read_timeout: Duration,
    deadline: Instant,
    next: AtomicU32,
    served: Option<Served>,
}

impl Session {
    pub(super) fn new(client: kube::Client, narrator: Narrator, now: Timestamp, read_timeout: Duration) -> Self {
        let redactor = Redactor::default();
        let fetcher = Fetcher::new(client.clone(), redactor.clone()).within(read_timeout);
        let deadline = Instant::now() + DEADLINE;
        let next = AtomicU32::new(1);
        Self { client, fetcher, redactor, narrator, now, read_timeout, deadline, next, served: None }
    }

    /// Takes over what is known of the forms in which an old server has what it serves.
    pub(super) fn knowing(mut self, served: Option<Served>) -> Self {
        self.served = served;
        self
    }

    /// Sends a read. One that does not come in time is an outcome like any other.
    pub(super) async fn read(&self, read: &Read) -> Observation {
        let id = ObservationId(self.next.fetch_add(1, Ordering::Relaxed));
        let (request, label) = (read.canonical(), read.label());
        let phase = if matches!(read.target, Target::Log(_)) { "logs" } else { "objects" };
        let told = Event::Requested {
            observation: id.to_string(),
            phase: phase.to_owned(),
            request: request.clone(),
            label: label.clone(),
        };
        self.narrator.tell(told).await;
        let watch = Stopwatch::start();
        let time =
            if matches!(read.target, Target::List { .. }) { self.read_timeout * PAGES } else { self.read_timeout };
        let fetched = self.within(time, self.fetch(read)).await.unwrap_or_else(Fetched::failed);
        let told = Event::Observed {
            observation: id.to_string(),
            status: fetched.status,
            outcome: describe(&fetched),
            bytes: fetched.bytes,
            millis: watch.millis(),
        };
        self.narrator.tell(told).await;
        Observation {
            id,
            phase,
            source: read.source(),
            request,
            label,
            status: fetched.status,
            outcome: fetched.outcome,
            body: fetched.body,
            bytes: fetched.bytes,
            truncated: fetched.truncated,
            reduced: fetched.reduced,
            partial: fetched.partial,
            observed_at: self.now,
        }
    }

    async fn fetch(&self, read: &Read) -> Fetched {
        match &self.served {
            Some(served) => served.fetch(&self.fetcher, read).await,
            None => self.fetcher.fetch(read).await,
        }
    }

    /// A document of discovery, redacted like everything else.
    pub(super) async fn document(&self, path: &str) -> Result<Value, String> {
        let fetched = self.within(self.read_timeout, self.document_now(path)).await;
        let mut document = fetched.and_then(|document| document)?;
        self.redactor.value(&mut document, "");
        Ok(document)
    }

    async fn document_now(&self, path: &str) -> Result<Value, String> {
        let request = Request::get(path).header(header::ACCEPT, "application/json");
        let request = request.body(kube::client::Body::empty()).map_err(|error| error.to_string())?;
        let answer =
            self.client.send(request).await.map_err(|error| self.redactor.text(&error.to_string()).into_owned())?;
        let (status, body) = (answer.status(), answer.into_body());
        let bytes: Bytes = Limited::new(body, DOCUMENT).collect().await.map_err(|error| error.to_string())?.to_bytes();
        if !status.is_success() {
            return Err(format!("HTTP {}", status.as_u16()));
        }
        serde_json::from_slice(&bytes).map_err(|_| "the answer is no JSON".to_owned())
    }

    /// What comes in time, which is also the end of the whole.
    async fn within<T>(&self, time: Duration, work: impl Future<Output = T>) -> Result<T, String> {
        let own = Instant::now() + time;
        timeout_at(own.min(self.deadline), work).await.map_err(|_| {
            if own < self.deadline {
                format!("no answer within {} s", time.as_secs())
            } else {
                format!("the {} minutes for a capture were over", DEADLINE.as_secs() / 60)
            }
        })
    }
}

/// What came, in a few words.
fn describe(fetched: &Fetched) -> String {
    if let Some((word, _)) = fetched.outcome.blindness() {
        return word.to_owned();
    }
    match (&fetched.outcome, &fetched.body) {
        (Outcome::Absent, _) => "not found".to_owned(),
        (_, Body::Json(document)) => match document.get("items").and_then(Value::as_array) {
            Some(items) => format!("{} item{}", items.len(), if items.len() == 1 { "" } else { "s" }),
            None => "found".to_owned(),
        },
        (_, Body::Text(text)) => format!("{} lines", text.lines().count()),
        (_, Body::Empty) => "nothing".to_owned(),
    }
}
