//! The audit: one line of JSON for every request that was sent or refused, and the counts for the report.
//!
//! Without a file it only counts. The sink never ends a run: after its first error nothing more is written to it and
//! [`Totals::incomplete`] says so, which the command shows as one warning. There is no queue: a line is bounded in
//! length and goes through a buffer straight to the file, refusals at once. Paths are redacted as everything else is.

use std::fmt;
use std::io::{BufWriter, Write};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};

use http::{Method, Uri};
use jiff::Timestamp;
use serde::Serialize;

use super::guard::{Purpose, Refused};
use super::redact::{Redactor, sanitize};
use crate::clock::Clock;
use crate::error::{Error, ErrorKind};

/// The longest path and query, and the longest error, that a line repeats.
const LONGEST: usize = 4 * 1024;

/// Where requests are written down. Clones share the sink and the counts.
#[derive(Clone)]
pub struct Audit(Arc<Shared>);

struct Shared {
    clock: Clock,
    redactor: Redactor,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    totals: Totals,
    sink: Option<BufWriter<Box<dyn Write + Send>>>,
}

/// What was asked so far.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Totals {
    /// Requests that were sent.
    pub requests: u64,
    /// Requests that the guard refused.
    pub refused: u64,
    /// Those of them that went to what is investigated and to who identifies us, not to a model.
    pub reads: u64,
    /// Bytes of the bodies that answered those, after decompression.
    pub bytes: u64,
    /// The audit file misses lines because writing to it failed.
    pub incomplete: bool,
}

impl Audit {
    /// Counts, and writes nothing.
    pub fn counting(clock: Clock) -> Self {
        Self::over(None, clock)
    }

    /// Appends to a file, which is created for its owner alone.
    pub fn file(path: &Path, clock: Clock) -> Result<Self, Error> {
        let mut options = fs_err::OpenOptions::new();
        options.create(true).append(true);
        #[cfg(unix)]
        {
            use fs_err::os::unix::fs::OpenOptionsExt as _;
            options.mode(0o600);
        }
        let file = options.open(path).map_err(|error| {
            Error::new(ErrorKind::Usage, format!("cannot write the audit file `{}`", path.display())).caused_by(error)
        })?;
        Ok(Self::writer(file, clock))
    }

    /// Writes lines to `sink`.
    pub fn writer(sink: impl Write + Send + 'static, clock: Clock) -> Self {
        Self::over(Some(BufWriter::new(Box::new(sink))), clock)
    }

    fn over(sink: Option<BufWriter<Box<dyn Write + Send>>>, clock: Clock) -> Self {
        let state = Mutex::new(State { totals: Totals::default(), sink });
        Self(Arc::new(Shared { clock, redactor: Redactor::default(), state }))
    }

    /// The counts so far.
    pub fn totals(&self) -> Totals {
        self.with(|state| state.totals)
    }

    /// Writes out what is buffered and tells the counts; `incomplete` is then final.
    pub fn flush(&self) -> Totals {
        self.with(|state| {
            state.try_sink(Write::flush);
            state.totals
        })
    }

    /// A request that went out, answered or not.
    pub fn sent(&self, line: Line) {
        let (bytes, is_read) = (line.bytes, line.purpose != Purpose::Model);
        self.write(line, |totals| {
            totals.requests = totals.requests.saturating_add(1);
            if is_read {
                totals.reads = totals.reads.saturating_add(1);
                totals.bytes = totals.bytes.saturating_add(bytes);
            }
        });
    }

    /// A request that the guard refused.
    pub fn refused(&self, mut line: Line, refused: &Refused) {
        line.refused = Some(refused.rule);
        line.why = Some(refused.why.clone());
        self.write(line, |totals| totals.refused = totals.refused.saturating_add(1));
        self.flush();
    }

    fn write(&self, mut line: Line, count: impl FnOnce(&mut Totals)) {
        let text = self.with(|state| {
            count(&mut state.totals);
            state.sink.is_some()
        });
        if !text {
            return;
        }
        line.at = Some(self.0.clock.now());
        line.path = self.0.presentable(&line.path);
        line.error = line.error.map(|error| self.0.presentable(&error));
        let Ok(mut text) = serde_json::to_vec(&line) else { return };
        text.push(b'\n');
        self.with(|state| state.try_sink(|sink| sink.write_all(&text)));
    }

    fn with<T>(&self, act: impl FnOnce(&mut State) -> T) -> T {
        act(&mut self.0.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl Shared {
    fn presentable(&self, text: &str) -> String {
        let short: String = text.chars().take(LONGEST).collect();
        sanitize(&self.redactor.text(&short)).into_owned()
    }
}

impl State {
    fn try_sink(&mut self, act: impl FnOnce(&mut BufWriter<Box<dyn Write + Send>>) -> std::io::Result<()>) {
        if let Some(sink) = &mut self.sink
            && act(sink).is_err()
        {
            self.totals.incomplete = true;
            // What is buffered would fail again when dropped; it is given up with the sink.
            if let Some(sink) = self.sink.take() {
                drop(sink.into_parts());
            }
        }
    }
}

impl fmt::Debug for Audit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Audit").field("totals", &self.totals()).finish_non_exhaustive()
    }
}

/// One line of the audit.
#[derive(Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub struct Line {
    /// When it ended; set on writing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub at: Option<Timestamp>,
    /// Why it was made.
    pub purpose: Purpose,
    /// Its method.
    pub method: String,
    /// Its path and query, redacted on writing.
    pub path: String,
    /// The rule that allowed it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub rule: Option<&'static str>,
    /// The rule that it broke.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refused: Option<&'static str>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// The status of the answer.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub status: Option<u16>,
    /// What went wrong below the guard.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<String>,
    /// Bytes of the body that were read, after decompression.
    pub bytes: u64,
    /// Milliseconds from the request to the end of the body.
    pub millis: u64,
}

impl Line {
    /// A line about a request that is about to be judged.
    pub fn new(purpose: Purpose, method: &Method, uri: &Uri) -> Self {
        Self {
            at: None,
            purpose,
            method: method.as_str().chars().take(32).collect(),
            path: uri.to_string(),
            rule: None,
            refused: None,
            why: None,
            status: None,
            error: None,
            bytes: 0,
            millis: 0,
        }
    }
}
