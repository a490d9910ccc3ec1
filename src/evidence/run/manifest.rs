//! What a run says about itself: `manifest.json`, schema `sre.run/v1`.

use std::collections::BTreeMap;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::evidence::event::Event;
use crate::report::model::Verdict;

/// The value of [`Manifest::schema`].
pub const SCHEMA: &str = "sre.run/v1";

/// What is known when a run begins.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RunHead {
    /// The question as it was asked.
    pub question: String,
    /// `demo:echo-pod`, `bundle:…`, `context:…`
    pub source: String,
    /// The moment that "now" means in this run; for a recording it is known once the recording is open.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub as_of: Option<Timestamp>,
    /// When the run began, by the wall clock.
    pub started_at: Timestamp,
    /// Version of the program that wrote the run.
    pub version: String,
    /// The flags that change an answer: `namespace`, `all_namespaces` … A replay uses the same ones.
    #[serde(default)]
    pub flags: BTreeMap<String, String>,
    /// Files of the source that could not be used, and why: what a replay cannot see either.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub problems: Vec<String>,
}

/// How far a run came.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RunStatus {
    /// It has not ended, or its process was killed.
    Running,
    /// It ended with a report.
    Finished,
    /// It was cancelled or failed before there was a report; what had been observed is there.
    Interrupted,
}

/// `manifest.json`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    /// Always `sre.run/v1`.
    pub schema: String,
    /// Id of the run.
    pub id: String,
    /// How far it came.
    pub status: RunStatus,
    /// What was known at its beginning.
    #[serde(flatten)]
    pub head: RunHead,
    /// The kind of answer, once there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub verdict: Option<Verdict>,
    /// The answer in one sentence, once there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub summary: Option<String>,
    /// Bytes of all bodies, as stored.
    #[serde(default)]
    pub stored_bytes: u64,
    /// Every read of the run, in the order of the ids.
    #[serde(default)]
    pub observations: Vec<ObservationRecord>,
}

/// One read of one source, as it is kept.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObservationRecord {
    /// `o7`
    pub id: String,
    /// The phase that asked for it: `subject`, `objects`, `logs` …
    pub phase: String,
    /// `kubernetes`, `logs` …
    pub source: String,
    /// The canonical request.
    pub request: String,
    /// HTTP status, 0 where there was no answer.
    pub status: u16,
    /// Hash of the body below `bodies/`, where there is one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub body: Option<String>,
    /// The body's media type; empty where nobody said.
    #[serde(default)]
    pub media_type: String,
    /// Bytes received, before anything was left out.
    pub bytes: u64,
    /// Whether the body was cut.
    #[serde(default)]
    pub truncated: bool,
    /// What was left out on purpose, e.g. `kept 2 of 4000 pods`.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub reduced: Option<String>,
    /// Namespaces that a list over all of them does not cover.
    #[serde(skip_serializing_if = "Vec::is_empty", default)]
    pub partial: Vec<String>,
    /// When it was read.
    pub observed_at: Timestamp,
}

impl ObservationRecord {
    /// `o2` stands before `o10`.
    pub(super) fn order(&self) -> (usize, &str) {
        (self.id.len(), &self.id)
    }
}

/// An event and when it happened: one line of `events.jsonl` and of `--trace`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TimedEvent {
    /// Seconds since the run began, to the millisecond.
    pub at: f64,
    /// What happened.
    #[serde(flatten)]
    pub event: Event,
}

impl TimedEvent {
    /// An event that happened `millis` after the run began.
    pub fn new(millis: u64, event: Event) -> Self {
        #[expect(clippy::cast_precision_loss, reason = "exact for runs of up to 285,000 years")]
        let at = millis as f64 / 1000.0;
        Self { at, event }
    }
}
