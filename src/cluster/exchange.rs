//! One request and its answer: a deadline, tries while they may help, and what is read of the head.
//!
//! Every request that is sent here is a GET, so it may be sent again. All tries of one page share one deadline; waits
//! that would go beyond it are not begun.

use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, Request, StatusCode, header};
use http_body_util::{BodyExt, Limited};
use jiff::Timestamp;
use jiff::fmt::rfc2822;
use kube::client::Body as KubeBody;
use tokio::time::Instant;

use crate::cluster::trouble::Trouble;
use crate::evidence::observation::Reduction;
use crate::transport::replay::NO_ANSWER;

/// Bytes of one answer that are taken.
const ANSWER_BYTES: usize = 64 * 1024 * 1024;
/// Waits before the second and the third try.
const WAITS: [Duration; 2] = [Duration::from_millis(100), Duration::from_millis(400)];
/// The longest wait that a server may ask for.
const LONGEST_WAIT: Duration = Duration::from_secs(5);
/// How long an answer is waited for where nobody says.
const PATIENCE: Duration = Duration::from_secs(30);

/// One answer of the server.
pub(super) struct Page {
    pub(super) status: StatusCode,
    pub(super) bytes: Bytes,
    /// What came over the wire; a replay knows it from the recording.
    pub(super) received: u64,
    pub(super) partial: Vec<String>,
    pub(super) reduced: Option<Reduction>,
    pub(super) truncated: bool,
    /// When the server sent it, by its own clock.
    pub(super) date: Option<Timestamp>,
    pub(super) media_type: String,
    retry_after: Option<Duration>,
}

/// Sends requests over a guarded client.
pub(super) struct Exchange {
    client: kube::Client,
    pub(super) patience: Duration,
}

impl Exchange {
    pub(super) fn new(client: kube::Client) -> Self {
        Self { client, patience: PATIENCE }
    }

    /// Sends a GET until an answer came that another try would not better, or the deadline is over.
    pub(super) async fn send(&self, path: &str, accept: &str) -> Result<Page, Trouble> {
        let until = Instant::now() + self.patience;
        let mut last = Err(Trouble::Timeout(format!("no answer within {}", seconds(self.patience))));
        let mut waits = WAITS.iter();
        loop {
            match tokio::time::timeout_at(until, self.send_once(path, accept)).await {
                Ok(answer) => last = answer,
                Err(_) => return last,
            }
            let Some(wait) = wait_before_next(&last, waits.next()) else { return last };
            if Instant::now() + wait >= until {
                return last;
            }
            tokio::time::sleep(wait).await;
        }
    }

    async fn send_once(&self, path: &str, accept: &str) -> Result<Page, Trouble> {
        let request = Request::get(path)
            .header(header::ACCEPT, accept)
            .body(KubeBody::empty())
            .map_err(|error| Trouble::Other(format!("the request cannot be made: {error}")))?;
        let response = self.client.send(request).await.map_err(|error| Trouble::of_error(&error))?;
        let (parts, body) = response.into_parts();
        let bytes = match Limited::new(body, ANSWER_BYTES).collect().await {
            Ok(collected) => collected.to_bytes(),
            Err(error) if error.is::<http_body_util::LengthLimitError>() => {
                return Err(Trouble::Other(format!("the answer is longer than {} MiB", ANSWER_BYTES >> 20)));
            }
            Err(_) => return Err(Trouble::Cut),
        };
        if parts.status.as_u16() == NO_ANSWER {
            return Err(Trouble::Other(String::from_utf8_lossy(&bytes).into_owned()));
        }
        Ok(page(parts.status, &parts.headers, bytes))
    }
}

fn page(status: StatusCode, headers: &HeaderMap, bytes: Bytes) -> Page {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).unwrap_or_default();
    Page {
        status,
        received: text("x-sre-bytes").parse().unwrap_or(bytes.len() as u64),
        partial: text("x-sre-partial").split(',').filter(|ns| !ns.is_empty()).map(str::to_owned).collect(),
        reduced: text("x-sre-reduced").parse().ok(),
        truncated: text("x-sre-truncated") == "true",
        date: rfc2822::DateTimeParser::new().parse_timestamp(text("date")).ok(),
        media_type: text("content-type").split(';').next().unwrap_or_default().trim().to_ascii_lowercase(),
        retry_after: text("retry-after").trim().parse().ok().map(Duration::from_secs),
        bytes,
    }
}

/// How long to wait before another try; none where it would not help, or the server asks for more than is given.
fn wait_before_next(answer: &Result<Page, Trouble>, planned: Option<&Duration>) -> Option<Duration> {
    let planned = *planned?;
    match answer {
        Err(trouble) => trouble.may_pass().then_some(planned),
        Ok(page) if matches!(page.status.as_u16(), 429 | 500 | 502 | 503 | 504) => {
            let wait = page.retry_after.map_or(planned, |asked| asked.max(planned));
            (wait <= LONGEST_WAIT).then_some(wait)
        }
        Ok(_) => None,
    }
}

/// `10 s`, `1.5 s`.
pub(super) fn seconds(duration: Duration) -> String {
    format!("{} s", duration.as_secs_f64())
}
