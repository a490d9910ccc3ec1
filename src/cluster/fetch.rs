//! One read over the wire: pages, caps, errors told apart, redaction on arrival.
//!
//! This is where bytes become a [`Body`]. Nothing above it ever sees an unredacted one.

use std::time::Duration;

use http::StatusCode;
use jiff::Timestamp;
use serde_json::Value;

use crate::cluster::exchange::{Exchange, Page};
use crate::cluster::pages::{Gathered, ListPage};
use crate::cluster::read::{Keep, LOG_BYTES, Read, Target};
use crate::cluster::release;
use crate::cluster::trouble::Trouble;
use crate::cluster::{monitoring, outcome};
use crate::evidence::observation::{Body, Outcome, Reduction};
use crate::transport::redact::Redactor;

/// Pages of one list that are followed.
const MAX_PAGES: usize = 400;

/// What came of one read.
#[derive(Debug, Clone)]
pub struct Fetched {
    /// HTTP status, 0 where there was no answer.
    pub status: u16,
    /// How it ended.
    pub outcome: Outcome,
    /// What came, redacted.
    pub body: Body,
    /// Bytes received.
    pub bytes: u64,
    /// Whether a cap cut it, or pages of it did not come.
    pub truncated: bool,
    /// Set where a list was reduced.
    pub reduced: Option<Reduction>,
    /// Namespaces that a list over all of them does not cover.
    pub partial: Vec<String>,
    /// The server's clock, where it tells it.
    pub date: Option<Timestamp>,
    /// What went wrong, where nothing came that could be understood.
    pub trouble: Option<Trouble>,
}

impl Fetched {
    /// A read without an answer.
    pub fn failed(why: impl Into<String>) -> Self {
        Self {
            status: 0,
            outcome: Outcome::Failed(why.into()),
            body: Body::Empty,
            bytes: 0,
            truncated: false,
            reduced: None,
            partial: Vec::new(),
            date: None,
            trouble: None,
        }
    }

    fn of(page: &Page, outcome: Outcome, body: Body, bytes: u64) -> Self {
        Self {
            status: page.status.as_u16(),
            outcome,
            body,
            bytes,
            truncated: page.truncated,
            reduced: page.reduced,
            partial: page.partial.clone(),
            date: page.date,
            trouble: None,
        }
    }
}

/// Sends one read at a time over a guarded client.
pub struct Fetcher {
    exchange: Exchange,
    redactor: Redactor,
}

impl Fetcher {
    /// A fetcher over a client, redacting what comes.
    pub fn new(client: kube::Client, redactor: Redactor) -> Self {
        Self { exchange: Exchange::new(client), redactor }
    }

    /// Says how long one answer is waited for: one log, one object, one page of a list.
    #[must_use]
    pub fn within(mut self, patience: Duration) -> Self {
        self.exchange.patience = patience;
        self
    }

    /// Sends a read and takes what comes.
    pub async fn fetch(&self, read: &Read) -> Fetched {
        match &read.target {
            Target::List { keep, kind, .. } => self.fetch_list(read, *keep, &kind.kind).await,
            Target::Log(_) | Target::NodeService { .. } => self.fetch_log(read).await,
            Target::Object { kind, .. } => self.fetch_object(read, |it| outcome::object_trouble(it, &kind.kind)).await,
            Target::Document(_) => self.fetch_document(read).await,
            Target::Monitoring(_) => self.fetch_monitoring(read).await,
            Target::Version => self.fetch_object(read, outcome::version_trouble).await,
            Target::Discovery(_) => self.fetch_object(read, outcome::discovery_trouble).await,
        }
    }

    /// A read without an answer; what is said of it may quote one.
    fn failed(&self, trouble: Trouble) -> Fetched {
        let why = self.redactor.text(&trouble.sentence()).into_owned();
        Fetched { trouble: Some(trouble), ..Fetched::failed(why) }
    }

    async fn fetch_object(&self, read: &Read, trouble_of: impl Fn(&Value) -> Option<Trouble>) -> Fetched {
        let page = match self.exchange.send(&read.path_and_query(), read.accept()).await {
            Ok(page) => page,
            Err(trouble) => return self.failed(trouble),
        };
        let document = outcome::document(&page).and_then(|document| {
            let trouble = Some(&document).filter(|_| page.status.is_success()).and_then(trouble_of);
            trouble.map_or(Ok(document), Err)
        });
        match document {
            Ok(document) => self.understood(&page, document, page.received),
            Err(trouble) => self.failed(trouble),
        }
    }

    /// A document is JSON, or a text that is read as a log is.
    async fn fetch_document(&self, read: &Read) -> Fetched {
        let page = match self.exchange.send(&read.path_and_query(), read.accept()).await {
            Ok(page) => page,
            Err(trouble) => return self.failed(trouble),
        };
        if page.media_type == "text/plain" && page.status.is_success() {
            let text = String::from_utf8_lossy(&page.bytes);
            let redacted = self.redactor.text(&text);
            return Fetched::of(&page, Outcome::Read, Body::Text((*redacted).into()), page.received);
        }
        match outcome::document(&page) {
            Ok(document) => self.understood(&page, document, page.received),
            Err(trouble) => self.failed(trouble),
        }
    }

    /// What Prometheus and Alertmanager answer, in forms of their own.
    async fn fetch_monitoring(&self, read: &Read) -> Fetched {
        let page = match self.exchange.send(&read.path_and_query(), read.accept()).await {
            Ok(page) => page,
            Err(trouble) => return self.failed(trouble),
        };
        match monitoring::document(page.status, &page.bytes) {
            Some(document) => {
                let fetched = self.understood(&page, document, page.received);
                match fetched.outcome {
                    Outcome::Absent => Fetched::failed("HTTP 404: there is no such API below the configured address"),
                    _ => fetched,
                }
            }
            None => Fetched::failed(format!("HTTP {}: its answer is no JSON", page.status.as_u16())),
        }
    }

    async fn fetch_log(&self, read: &Read) -> Fetched {
        let page = match self.exchange.send(&read.path_and_query(), read.accept()).await {
            Ok(page) => page,
            Err(trouble) => return self.failed(trouble),
        };
        if page.media_type == "text/html" || !page.status.is_success() {
            return match outcome::document(&page) {
                Ok(document) => self.understood(&page, document, page.received),
                Err(trouble) => self.failed(trouble),
            };
        }
        let text = String::from_utf8_lossy(&page.bytes);
        if let Some(trouble) = outcome::log_trouble(&text) {
            return Fetched { status: page.status.as_u16(), bytes: page.received, ..self.failed(trouble) };
        }
        let redacted = self.redactor.text(&text);
        let mut read = Fetched::of(&page, Outcome::Read, Body::Text((*redacted).into()), page.received);
        read.truncated |= page.bytes.len() >= LOG_BYTES;
        read
    }

    /// An answer whose document says what came of the read.
    fn understood(&self, page: &Page, mut document: Value, bytes: u64) -> Fetched {
        release::open(&mut document, &self.redactor);
        self.redactor.value(&mut document, if page.status.is_success() { "" } else { "Status" });
        let outcome = outcome::of(page.status, &document);
        Fetched::of(page, outcome, Body::Json(document.into()), bytes)
    }

    async fn fetch_list(&self, read: &Read, keep: Keep, kind: &str) -> Fetched {
        let first_path = read.path_and_query();
        let mut gathered = Gathered::new(keep);
        let mut restarted = false;
        let mut sent = self.exchange.send(&first_path, read.accept()).await;
        loop {
            let page = match sent.and_then(|page| ListPage::of(page, kind)) {
                Ok(page) => page,
                Err(trouble) if gathered.pages == 0 => return self.failed(trouble),
                // Pages that came are not thrown away because a later one did not.
                Err(_) => {
                    gathered.truncated = true;
                    break;
                }
            };
            if page.head.status == StatusCode::GONE && gathered.pages > 0 && !restarted {
                // The list moved on while its pages were read; it is read again, once.
                restarted = true;
                let received = gathered.bytes + page.head.received;
                gathered = Gathered::new(keep);
                gathered.bytes = received;
                sent = self.exchange.send(&first_path, read.accept()).await;
                continue;
            }
            if !page.head.status.is_success() {
                gathered.bytes += page.head.received;
                if gathered.pages == 0 {
                    return self.understood(&page.head, page.document, gathered.bytes);
                }
                gathered.truncated = true;
                break;
            }
            let more = page.next().filter(|_| !matches!(keep, Keep::First(_)));
            let Some(next) = more.clone().filter(|_| gathered.pages + 1 < MAX_PAGES) else {
                gathered.truncated |= more.is_some();
                gathered = gathered.take(page).await;
                break;
            };
            let token = percent_encoding::utf8_percent_encode(&next, percent_encoding::NON_ALPHANUMERIC);
            let path = format!("{first_path}&continue={token}");
            // The next page travels while this one is read.
            (sent, gathered) = futures::join!(self.exchange.send(&path, read.accept()), gathered.take(page));
        }
        gathered.finish(kind, &self.redactor)
    }
}
