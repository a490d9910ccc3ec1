//! A response whose bytes are counted and bounded, and whose audit line is written when it ends, however it ends.

use bytes::Bytes;
use futures::{StreamExt as _, stream};
use http::StatusCode;

use crate::clock::Stopwatch;
use crate::transport::audit::{Audit, Line};

/// The most that one answer may be: a hundred times what a long turn is.
const LONGEST: u64 = 32 * 1024 * 1024;

/// The answer was longer than anything a model says.
#[derive(Debug, thiserror::Error)]
#[error("the answer is longer than {} MiB", LONGEST / 1024 / 1024)]
pub(super) struct TooLong;

/// One request under way.
#[derive(Debug)]
pub(super) struct Pending {
    audit: Audit,
    line: Option<Line>,
    watch: Stopwatch,
    bytes: u64,
}

impl Pending {
    pub(super) fn new(audit: Audit, line: Line, watch: Stopwatch) -> Self {
        Self { audit, line: Some(line), watch, bytes: 0 }
    }

    pub(super) fn status(&mut self, status: StatusCode) {
        if let Some(line) = &mut self.line {
            line.status = Some(status.as_u16());
        }
    }

    pub(super) fn failed(&mut self, error: &reqwest::Error) {
        if let Some(line) = &mut self.line {
            line.error = Some(error.to_string());
        }
    }

    /// Counts what passes; `false` once it is too much.
    fn count(&mut self, bytes: &Bytes) -> bool {
        self.bytes = self.bytes.saturating_add(u64::try_from(bytes.len()).unwrap_or(u64::MAX));
        self.bytes <= LONGEST
    }
}

impl Drop for Pending {
    fn drop(&mut self) {
        if let Some(mut line) = self.line.take() {
            line.bytes = self.bytes;
            line.millis = self.watch.millis();
            self.audit.sent(line);
        }
    }
}

/// The same response; dropping it, or its end, writes the line.
pub(super) fn metered(response: reqwest::Response, pending: Pending) -> reqwest::Response {
    let (status, headers) = (response.status(), response.headers().clone());
    let chunks = stream::unfold(Some((response.bytes_stream(), pending)), |state| async move {
        let (mut chunks, mut pending) = state?;
        match chunks.next().await? {
            Ok(chunk) if pending.count(&chunk) => Some((Ok::<_, tower::BoxError>(chunk), Some((chunks, pending)))),
            Ok(_) => Some((Err(TooLong.into()), None)),
            Err(error) => {
                pending.failed(&error);
                Some((Err(error.into()), None))
            }
        }
    });
    let mut metered = http::Response::new(reqwest::Body::wrap_stream(chunks));
    *metered.status_mut() = status;
    *metered.headers_mut() = headers;
    metered.into()
}
