//! What happens during an investigation, as it happens.
//!
//! One enum on one bounded channel. The plain stream, the JSON Lines trace, the run directory and the tests are all
//! listeners of it; nobody else is told anything. Events are a narration, never the state: the report is complete
//! without them.

use serde::{Deserialize, Serialize};

use crate::evidence::answer::{ObjectRef, Verdict};

/// How many events may wait for a slow listener before the sender waits too.
pub const CHANNEL_CAPACITY: usize = 1024;

/// The sending side, as rooms of the program get it.
pub type EventSender = tokio::sync::mpsc::Sender<Event>;

/// The receiving side, for listeners.
pub type EventReceiver = tokio::sync::mpsc::Receiver<Event>;

/// The channel of one run.
pub fn channel() -> (EventSender, EventReceiver) {
    tokio::sync::mpsc::channel(CHANNEL_CAPACITY)
}

/// One step of an investigation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
pub enum Event {
    /// The run began. Always the first event.
    Started {
        /// Id of the run.
        run: String,
        /// The question as it was asked.
        question: String,
        /// `demo:echo-pod`, `bundle:…`, `context:…`
        source: String,
    },
    /// The words of the question were resolved.
    Resolved {
        /// The objects or the namespace; empty for the whole cluster.
        objects: Vec<ObjectRef>,
        /// How, for a person.
        by: String,
    },
    /// A read was sent.
    Requested {
        /// Id of the observation it will become.
        observation: String,
        /// The phase that it belongs to: `subject`, `objects`, `references`, `logs` …
        phase: String,
        /// The canonical request.
        request: String,
        /// The same for a person, e.g. `pods in terranetes`.
        label: String,
    },
    /// A read came back.
    Observed {
        /// Id of the observation.
        observation: String,
        /// HTTP status, 0 where there was no answer.
        status: u16,
        /// What came, for a person: `2 pods`, `not found`, `forbidden` …
        outcome: String,
        /// Bytes received.
        bytes: u64,
        /// How long it took, in milliseconds.
        millis: u64,
    },
    /// A cause was found to hold, or to be possible.
    Hypothesis {
        /// The code of the catalogue.
        cause: String,
        /// Where.
        object: ObjectRef,
        /// 0 to 1.
        confidence: f64,
    },
    /// Something went wrong on the way; the run goes on.
    Warned {
        /// One sentence.
        message: String,
    },
    /// The report is complete. Always the last event.
    Reported {
        /// The kind of answer.
        verdict: Verdict,
        /// The answer in one sentence.
        summary: String,
    },
}
