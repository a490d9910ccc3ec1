//! The reader: sends the reads of a plan side by side and keeps what comes back as observations.
//!
//! Ids are given before anything is sent, in the order of the canonical requests; what arrives first does not matter.
//! Deadlines, retries and caps hold for each answer by itself: a read that fails is an outcome, not an error.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::stream::{self, StreamExt};
use jiff::Timestamp;

use crate::clock::Stopwatch;
use crate::cluster::fetch::{Fetched, Fetcher};
use crate::cluster::read::Read;
use crate::cluster::served::Served;
use crate::evidence::event::Event;
use crate::evidence::narrator::Narrator;
use crate::evidence::observation::{Body, Observation, ObservationId, Outcome};
use crate::evidence::run::{ObservationRecord, RunWriter};

/// Reads under way at once.
const CONCURRENCY: usize = 8;

/// Sends reads and keeps observations.
pub struct Reader {
    fetcher: Fetcher,
    narrator: Narrator,
    now: Timestamp,
    served: Option<Served>,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    by_request: BTreeMap<String, Arc<Observation>>,
    /// What came before anything was asked, by its request.
    known: BTreeMap<String, Fetched>,
    next: u32,
}

/// A read and what came of it.
pub type Answer = (Read, Arc<Observation>);

impl Reader {
    /// A reader over a client; `now` stamps what it reads, and an answer may take as long as `timeout`.
    pub fn new(fetcher: Fetcher, narrator: Narrator, now: Timestamp, timeout: Duration) -> Self {
        let state = Mutex::new(State { next: 1, ..State::default() });
        Self { fetcher: fetcher.within(timeout), narrator, now, served: None, state }
    }

    /// Takes over what opening the source brought: its first answer, which is not asked for again, and the forms in
    /// which it has its objects.
    #[must_use]
    pub fn knowing(mut self, first: Option<(Read, Fetched)>, served: Option<Served>) -> Self {
        self.state().known.extend(first.map(|(read, fetched)| (read.canonical(), fetched)));
        self.served = served;
        self
    }

    /// Sends the reads of one phase and returns them with what came, in the order of their ids. A read that was made
    /// before is not sent again.
    pub async fn read_all(&self, phase: &'static str, reads: Vec<Read>) -> Vec<Answer> {
        let mut plan: BTreeMap<String, Read> = BTreeMap::new();
        for read in reads {
            plan.entry(read.canonical()).or_insert(read);
        }
        let planned: Vec<(String, Read, ObservationId, Option<Arc<Observation>>)> = {
            let mut state = self.state();
            plan.into_iter()
                .map(|(request, read)| {
                    if let Some(known) = state.by_request.get(&request).cloned() {
                        (request, read, known.id, Some(known))
                    } else {
                        let id = ObservationId(state.next);
                        state.next += 1;
                        (request, read, id, None)
                    }
                })
                .collect()
        };
        let mut answers: Vec<Answer> = stream::iter(planned)
            .map(|(request, read, id, known)| async move {
                match known {
                    Some(known) => (read, known),
                    None => self.read_one(phase, read, request, id).await,
                }
            })
            .buffer_unordered(CONCURRENCY)
            .collect()
            .await;
        answers.sort_by_key(|(_, observation)| observation.id);
        answers
    }

    /// How many reads were made.
    pub fn count(&self) -> usize {
        self.state().by_request.len()
    }

    /// Everything that was read so far, in the order of ids.
    pub fn observations(&self) -> Vec<Arc<Observation>> {
        let mut all: Vec<_> = self.state().by_request.values().cloned().collect();
        all.sort_by_key(|observation| observation.id);
        all
    }

    async fn read_one(&self, phase: &'static str, read: Read, request: String, id: ObservationId) -> Answer {
        let label = read.label();
        self.narrator
            .tell(Event::Requested {
                observation: id.to_string(),
                phase: phase.to_owned(),
                request: request.clone(),
                label: label.clone(),
            })
            .await;
        let watch = Stopwatch::start();
        let fetched = self.fetch(&read, &request).await;
        let observation = Arc::new(Observation {
            id,
            phase,
            source: read.source(),
            request: request.clone(),
            label,
            status: fetched.status,
            outcome: fetched.outcome,
            body: fetched.body,
            bytes: fetched.bytes,
            truncated: fetched.truncated,
            reduced: fetched.reduced,
            partial: fetched.partial,
            observed_at: self.now,
        });
        self.narrator
            .tell(Event::Observed {
                observation: id.to_string(),
                status: observation.status,
                outcome: describe(&observation),
                bytes: observation.bytes,
                millis: watch.millis(),
            })
            .await;
        if let Some(run) = self.narrator.run() {
            keep(run, &observation);
        }
        self.state().by_request.insert(request, observation.clone());
        (read, observation)
    }

    async fn fetch(&self, read: &Read, request: &str) -> Fetched {
        let known = self.state().known.remove(request);
        match (known, &self.served) {
            (Some(known), _) => known,
            (None, Some(served)) => served.fetch(&self.fetcher, read).await,
            (None, None) => self.fetcher.fetch(read).await,
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Keeps an observation in the run's directory.
fn keep(run: &RunWriter, observation: &Observation) {
    let (body, media_type) = match (&observation.body, &observation.outcome) {
        (Body::Json(document), _) => (serde_json::to_vec(&**document).ok(), "application/json"),
        (Body::Text(text), _) => (Some(text.as_bytes().to_vec()), "text/plain"),
        (Body::Empty, Outcome::Failed(why)) => (Some(why.as_bytes().to_vec()), "text/plain"),
        (Body::Empty, _) => (None, ""),
    };
    run.observation(&ObservationRecord {
        id: observation.id.to_string(),
        phase: observation.phase.to_owned(),
        source: observation.source.to_owned(),
        request: observation.request.clone(),
        status: observation.status,
        body: body.map(|bytes| run.put_body(&bytes)),
        media_type: media_type.to_owned(),
        bytes: observation.bytes,
        truncated: observation.truncated,
        reduced: observation.reduced.map(|reduced| reduced.to_string()),
        partial: observation.partial.clone(),
        observed_at: observation.observed_at,
    });
}

/// What came, in a few words.
fn describe(observation: &Observation) -> String {
    match &observation.outcome {
        Outcome::Absent => "not found".to_owned(),
        Outcome::NotCollected(_) => "not collected".to_owned(),
        Outcome::Forbidden(_) => "forbidden".to_owned(),
        Outcome::Failed(why) => format!("failed: {why}"),
        Outcome::Read => match &observation.body {
            Body::Json(document) => match document.get("items").and_then(serde_json::Value::as_array) {
                Some(items) => match observation.reduced {
                    Some(reduced) => format!("{} items, {reduced}", reduced.of),
                    None => format!("{} item{}", items.len(), if items.len() == 1 { "" } else { "s" }),
                },
                None => "found".to_owned(),
            },
            Body::Text(text) => format!("{} lines", text.lines().count()),
            Body::Empty => "nothing".to_owned(),
        },
    }
}
