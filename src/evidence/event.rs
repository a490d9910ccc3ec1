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
    /// A model takes part from here on: what was read leaves for this host.
    Asking {
        /// The model's name.
        model: String,
        /// The host that is asked.
        host: String,
    },
    /// The lead gave a task to a specialist.
    Delegated {
        /// The specialist's name in this run: `kubernetes`, and `kubernetes-2` for the next of the same kind.
        agent: String,
        /// What it is to find out.
        task: String,
        /// The call of the lead that it belongs to.
        call: String,
    },
    /// An agent calls a tool.
    ToolCalled {
        /// Who calls: `lead`, or a specialist's name in this run.
        agent: String,
        /// Id of the call, unique in the run: `kubernetes/2.1` is the first call of its second turn.
        call: String,
        /// The tool's name as the model wrote it.
        tool: String,
        /// The arguments as the model wrote them.
        arguments: String,
    },
    /// A call has its answer.
    ToolAnswered {
        /// Who called.
        agent: String,
        /// Id of the call.
        call: String,
        /// The observations that the answer rests on.
        observations: Vec<String>,
        /// Bytes of what the model gets to read.
        bytes: u64,
        /// How long it took, in milliseconds.
        millis: u64,
        /// The call was wrong and was answered with what would be right.
        failed: bool,
    },
    /// A piece of what an agent says.
    Said {
        /// Who.
        agent: String,
        /// The next words.
        text: String,
        /// They belong to its reasoning, not to its answer.
        #[serde(default, skip_serializing_if = "std::ops::Not::not")]
        reasoning: bool,
    },
    /// The endpoint was asked again, or will be after a wait; what an agent said in this turn so far does not count.
    AskedAgain {
        /// Whose turn it is.
        agent: String,
        /// Why.
        why: String,
        /// The wait, in milliseconds.
        after: u64,
    },
    /// An agent's turn is over.
    TurnEnded {
        /// Whose.
        agent: String,
        /// Its number, from 1.
        turn: u32,
        /// Tokens of the request.
        input: u64,
        /// Of these, out of the endpoint's cache.
        cached: u64,
        /// Tokens of the answer.
        output: u64,
        /// US dollars, where prices are known.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        cost: Option<f64>,
    },
    /// An agent is done.
    Finished {
        /// Which.
        agent: String,
        /// What it leaves behind, in a sentence.
        outcome: String,
        /// It ended without what it was asked for.
        failed: bool,
    },
    /// What an agent submitted was held against the evidence.
    Verified {
        /// Whose it was.
        agent: String,
        /// What was struck, a sentence each. Empty if all of it is borne out.
        struck: Vec<String>,
        /// The agent is asked to mend it.
        repair: bool,
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
