//! One read over the wire: pages, caps, retries, errors told apart, redaction on arrival.
//!
//! This is where bytes become a [`Body`]. Nothing above it ever sees an unredacted one.

use std::collections::BTreeSet;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, StatusCode, header};
use http_body_util::{BodyExt, Limited};
use kube::client::Body as KubeBody;
use serde_json::Value;

use crate::cluster::outcome;
use crate::cluster::read::{Keep, LOG_BYTES, PAGE_SIZE, Read, Target};
use crate::evidence::observation::{Body, Outcome, Reduction};
use crate::transport::redact::Redactor;
use crate::transport::replay::NO_ANSWER;

/// Bytes of one answer that are taken.
const ANSWER_BYTES: usize = 64 * 1024 * 1024;
/// Pages of one list that are followed.
const MAX_PAGES: usize = 400;
/// Waits before the second and the third try of a read that the server was too busy for.
const RETRY_AFTER: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(400)];

/// What came of one read.
#[derive(Debug)]
pub struct Fetched {
    /// HTTP status, 0 where there was no answer.
    pub status: u16,
    /// How it ended.
    pub outcome: Outcome,
    /// What came, redacted.
    pub body: Body,
    /// Bytes received.
    pub bytes: u64,
    /// Whether a cap cut it.
    pub truncated: bool,
    /// Set where a list was reduced.
    pub reduced: Option<Reduction>,
    /// Namespaces that a list over all of them does not cover.
    pub partial: Vec<String>,
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
        }
    }
}

/// One answer of the server.
struct Page {
    status: StatusCode,
    bytes: Bytes,
    /// What came over the wire; a replay knows it from the recording.
    received: u64,
    partial: Vec<String>,
    reduced: Option<Reduction>,
    truncated: bool,
}

/// Sends one read at a time over a guarded client.
pub struct Fetcher {
    client: kube::Client,
    redactor: Redactor,
}

impl Fetcher {
    /// A fetcher over a client, redacting what comes.
    pub fn new(client: kube::Client, redactor: Redactor) -> Self {
        Self { client, redactor }
    }

    /// Sends a read and takes what comes.
    pub async fn fetch(&self, read: &Read) -> Fetched {
        match &read.target {
            Target::List { keep, kind, .. } => self.fetch_list(read, *keep, &kind.kind).await,
            Target::Log(_) => self.fetch_log(read).await,
            Target::Object { .. } | Target::Version => self.fetch_object(read).await,
        }
    }

    /// A read without an answer; what is said of it may quote one.
    fn failed(&self, why: &str) -> Fetched {
        Fetched::failed(self.redactor.text(why))
    }

    async fn fetch_object(&self, read: &Read) -> Fetched {
        let page = match self.send(&read.path_and_query(), read.accept()).await {
            Ok(page) => page,
            Err(why) => return self.failed(&why),
        };
        let mut document = match parse(&page) {
            Ok(document) => document,
            Err(why) => return self.failed(&why),
        };
        self.redactor.value(&mut document, "");
        let outcome = outcome::of(page.status, &document);
        fetched(&page, outcome, Body::Json(document.into()), page.received)
    }

    async fn fetch_log(&self, read: &Read) -> Fetched {
        let page = match self.send(&read.path_and_query(), read.accept()).await {
            Ok(page) => page,
            Err(why) => return self.failed(&why),
        };
        let bytes = page.received;
        if !page.status.is_success() {
            let mut document = serde_json::from_slice(&page.bytes).unwrap_or(Value::Null);
            self.redactor.value(&mut document, "Status");
            return fetched(&page, outcome::of(page.status, &document), Body::Json(document.into()), bytes);
        }
        let text = String::from_utf8_lossy(&page.bytes);
        let redacted = self.redactor.text(&text);
        let mut read = fetched(&page, Outcome::Read, Body::Text((*redacted).into()), bytes);
        read.truncated |= page.bytes.len() >= LOG_BYTES;
        read
    }

    async fn fetch_list(&self, read: &Read, keep: Keep, kind: &str) -> Fetched {
        let first_path = read.path_and_query();
        let mut path = first_path.clone();
        let mut gathered = Gathered::default();
        let mut restarted = false;
        loop {
            let page = match self.send(&path, read.accept()).await {
                Ok(page) => page,
                Err(why) if gathered.pages == 0 => return self.failed(&why),
                // Pages that came are not thrown away because a later one did not.
                Err(_) => {
                    gathered.truncated = true;
                    break;
                }
            };
            gathered.bytes += page.received;
            gathered.pages += 1;
            if page.status == StatusCode::GONE && gathered.pages > 1 && !restarted {
                // The list moved on while its pages were read; it is read again, once.
                restarted = true;
                gathered = Gathered::default();
                path.clone_from(&first_path);
                continue;
            }
            let mut document = match parse(&page) {
                Ok(document) => document,
                Err(why) => return self.failed(&why),
            };
            if !page.status.is_success() {
                self.redactor.value(&mut document, "Status");
                let outcome = outcome::of(page.status, &document);
                return fetched(&page, outcome, Body::Json(document.into()), gathered.bytes);
            }
            gathered.truncated |= page.truncated;
            gathered.partial.extend(page.partial.iter().cloned());
            gathered.reduced = page.reduced.or(gathered.reduced);
            let next = document.pointer("/metadata/continue").and_then(Value::as_str).unwrap_or_default().to_owned();
            gathered.take(document, keep, !next.is_empty());
            if next.is_empty() {
                break;
            }
            if gathered.pages >= MAX_PAGES {
                gathered.truncated = true;
                break;
            }
            let token = percent_encoding::utf8_percent_encode(&next, percent_encoding::NON_ALPHANUMERIC);
            path = format!("{first_path}&continue={token}");
        }
        gathered.finish(kind, &self.redactor)
    }

    async fn send(&self, path: &str, accept: &str) -> Result<Page, String> {
        let mut waits = RETRY_AFTER.iter();
        loop {
            let page = self.send_once(path, accept).await;
            let busy = match &page {
                Ok(page) => matches!(page.status.as_u16(), 429 | 500 | 502 | 503 | 504),
                Err((_, retry)) => *retry,
            };
            match waits.next().filter(|_| busy) {
                Some(wait) => tokio::time::sleep(*wait).await,
                None => return page.map_err(|(why, _)| why),
            }
        }
    }

    async fn send_once(&self, path: &str, accept: &str) -> Result<Page, (String, bool)> {
        let request = Request::get(path)
            .header(header::ACCEPT, accept)
            .body(KubeBody::empty())
            .map_err(|error| (format!("the request cannot be made: {error}"), false))?;
        let response = self.client.send(request).await.map_err(|error| outcome::of_client_error(&error))?;
        let (parts, body) = response.into_parts();
        let header = |name: &str| parts.headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
        let partial = header("x-sre-partial").split(',').filter(|ns| !ns.is_empty()).map(str::to_owned).collect();
        let reduced = header("x-sre-reduced")
            .split_once('/')
            .and_then(|(kept, of)| Some(Reduction { kept: kept.parse().ok()?, of: of.parse().ok()? }));
        let truncated = header("x-sre-truncated") == "true";
        let recorded = header("x-sre-bytes").parse().ok();
        let bytes = Limited::new(body, ANSWER_BYTES)
            .collect()
            .await
            .map_err(|error| (format!("the answer could not be read: {error}"), false))?
            .to_bytes();
        if parts.status.as_u16() == NO_ANSWER {
            return Err((String::from_utf8_lossy(&bytes).into_owned(), false));
        }
        let received = recorded.unwrap_or(bytes.len() as u64);
        Ok(Page { status: parts.status, bytes, received, partial, reduced, truncated })
    }
}

fn parse(page: &Page) -> Result<Value, String> {
    serde_json::from_slice(&page.bytes).map_err(|error| {
        let start: String = String::from_utf8_lossy(&page.bytes).chars().filter(|c| !c.is_control()).take(60).collect();
        format!("HTTP {} is not JSON ({error}): {start}", page.status.as_u16())
    })
}

fn fetched(page: &Page, outcome: Outcome, body: Body, bytes: u64) -> Fetched {
    Fetched {
        status: page.status.as_u16(),
        outcome,
        body,
        bytes,
        truncated: page.truncated,
        reduced: page.reduced,
        partial: page.partial.clone(),
    }
}

/// The pages of a list, reduced as they arrive.
#[derive(Default)]
struct Gathered {
    head: Value,
    items: Vec<Value>,
    seen: usize,
    pages: usize,
    bytes: u64,
    truncated: bool,
    reduced: Option<Reduction>,
    partial: BTreeSet<String>,
}

impl Gathered {
    /// Takes the items of a page. A list that fits one page is kept whole.
    fn take(&mut self, mut document: Value, keep: Keep, more: bool) {
        let items = match document.get_mut("items").map(Value::take) {
            Some(Value::Array(items)) => items,
            _ => Vec::new(),
        };
        self.seen += items.len();
        self.items.extend(items);
        if let (Keep::Where(wanted), true) = (keep, more || self.seen > PAGE_SIZE) {
            self.items.retain(wanted);
        }
        if self.head.is_null() {
            self.head = document;
        }
    }

    fn finish(mut self, kind: &str, redactor: &Redactor) -> Fetched {
        // Servers list in the order of their keys; a recording may not. The order must not matter to anybody above.
        self.items.sort_by(|a, b| sort_key(a).cmp(&sort_key(b)));
        if self.items.len() < self.seen {
            self.reduced = Some(Reduction { kept: self.items.len(), of: self.seen });
        }
        let field = |name: &str| self.head.get(name).cloned();
        let version = self.head.pointer("/metadata/resourceVersion").cloned();
        let mut document = serde_json::json!({
            "kind": field("kind").unwrap_or_else(|| Value::String(format!("{kind}List"))),
            "apiVersion": field("apiVersion").unwrap_or_else(|| Value::String("v1".to_owned())),
            "metadata": { "resourceVersion": version.unwrap_or_else(|| Value::String(String::new())) },
        });
        for item in &mut self.items {
            redactor.value(item, kind);
        }
        if let Some(map) = document.as_object_mut() {
            map.insert("items".to_owned(), Value::Array(self.items));
        }
        Fetched {
            status: 200,
            outcome: Outcome::Read,
            body: Body::Json(document.into()),
            bytes: self.bytes,
            truncated: self.truncated,
            reduced: self.reduced,
            partial: self.partial.into_iter().collect(),
        }
    }
}

fn sort_key(item: &Value) -> (&str, &str, &str) {
    let text = |pointer| item.pointer(pointer).and_then(Value::as_str).unwrap_or_default();
    (text("/metadata/namespace"), text("/metadata/name"), text("/metadata/uid"))
}
