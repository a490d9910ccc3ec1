//! The reader: sends the reads of a plan side by side and keeps what comes back as observations.
//!
//! Ids are given before anything is sent, in the order of the canonical requests; what arrives first does not matter.
//! Deadlines, retries and caps hold for each answer by itself: a read that fails is an outcome, not an error.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use futures::stream::{self, StreamExt};
use jiff::Timestamp;
use tokio::sync::OnceCell;

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

/// Where ids of requests begin: nine digits, which hardly ever meet and can still be copied.
const HASHED: u32 = 100_000_000;

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
    by_request: BTreeMap<String, Slot>,
    /// What came before anything was asked, by its request.
    known: BTreeMap<String, Fetched>,
    /// The last id that was given in turn.
    next: u32,
    /// Whether ids are of requests.
    by_hash: bool,
}

/// The place of one observation. Who asks for what is under way waits for it: agents ask side by side.
#[derive(Clone)]
struct Slot {
    id: ObservationId,
    /// What it was read by; none for what something else than the API brought.
    read: Option<Read>,
    cell: Arc<OnceCell<Arc<Observation>>>,
}

/// What an observation is called, and where it belongs.
#[derive(Debug, Clone)]
pub struct Name {
    /// The phase that asks for it.
    pub phase: &'static str,
    /// What it is read from.
    pub source: &'static str,
    /// Its canonical request, the identity of the observation.
    pub request: String,
    /// The same for a person.
    pub label: String,
}

/// A read and what came of it.
pub type Answer = (Read, Arc<Observation>);

impl Reader {
    /// A reader over a client; `now` stamps what it reads, and an answer may take as long as `timeout`.
    pub fn new(fetcher: Fetcher, narrator: Narrator, now: Timestamp, timeout: Duration) -> Self {
        Self { fetcher: fetcher.within(timeout), narrator, now, served: None, state: Mutex::default() }
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
        let planned: Vec<(String, Read, Slot)> = {
            let mut state = self.state();
            plan.into_iter()
                .map(|(request, read)| {
                    let slot = state.slot(&request, Some(&read));
                    (request, read, slot)
                })
                .collect()
        };
        let mut answers: Vec<Answer> = stream::iter(planned)
            .map(|(request, read, slot)| async move {
                let name = Name { phase, source: read.source(), label: read.label(), request: request.clone() };
                let observation = self.fill(&slot, name, Box::pin(self.fetch(&read, &request))).await;
                (read, observation)
            })
            .buffer_unordered(CONCURRENCY)
            .collect()
            .await;
        answers.sort_by_key(|(_, observation)| observation.id);
        answers
    }

    /// Keeps what something else than a read of the API brings, under the same roof: the same request is made once.
    pub async fn keep(&self, name: Name, fetched: impl Future<Output = Fetched>) -> Arc<Observation> {
        let slot = self.state().slot(&name.request, None);
        self.fill(&slot, name, fetched).await
    }

    /// From now on new observations are named by their requests, not by their turn. Where several ask side by side it
    /// then does not matter who asks first: the same requests have the same ids.
    pub fn name_by_request(&self) {
        self.state().by_hash = true;
    }

    /// How many reads were made.
    pub fn count(&self) -> usize {
        self.state().by_request.values().filter(|slot| slot.cell.initialized()).count()
    }

    /// The observation with this id.
    pub fn observation(&self, id: ObservationId) -> Option<Arc<Observation>> {
        let state = self.state();
        state.by_request.values().find(|slot| slot.id == id)?.cell.get().cloned()
    }

    /// Everything that was read so far, in the order of ids.
    pub fn observations(&self) -> Vec<Arc<Observation>> {
        let mut all: Vec<_> = self.state().by_request.values().filter_map(|slot| slot.cell.get().cloned()).collect();
        all.sort_by_key(|observation| observation.id);
        all
    }

    /// Every read so far with what came of it, in the order of ids.
    pub fn answers(&self) -> Vec<Answer> {
        let state = self.state();
        let made = state.by_request.values().filter_map(|slot| Some((slot.read.clone()?, slot.cell.get()?.clone())));
        let mut all: Vec<Answer> = made.collect();
        all.sort_by_key(|(_, observation)| observation.id);
        all
    }

    /// The observation of a slot, made by whoever asks for it first.
    async fn fill(&self, slot: &Slot, name: Name, fetched: impl Future<Output = Fetched>) -> Arc<Observation> {
        slot.cell.get_or_init(|| self.observe(slot.id, name, fetched)).await.clone()
    }

    async fn observe(&self, id: ObservationId, name: Name, fetched: impl Future<Output = Fetched>) -> Arc<Observation> {
        let Name { phase, source, request, label } = name;
        self.narrator
            .tell(Event::Requested {
                observation: id.to_string(),
                phase: phase.to_owned(),
                request: request.clone(),
                label: label.clone(),
            })
            .await;
        let watch = Stopwatch::start();
        let fetched = fetched.await;
        let observation = Arc::new(Observation {
            id,
            phase,
            source,
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
        observation
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

impl State {
    fn turn(&mut self) -> ObservationId {
        self.next += 1;
        ObservationId(self.next)
    }

    /// An id above those that are given in turn; the next free one where two requests have the same.
    fn hashed(&self, request: &str) -> ObservationId {
        let bytes = blake3::hash(request.as_bytes());
        let number = bytes.as_bytes().iter().take(4).fold(0_u32, |number, byte| number << 8 | u32::from(*byte));
        let mut id = ObservationId(HASHED + number % HASHED);
        while self.by_request.values().any(|slot| slot.id == id) {
            id.0 += 1;
        }
        id
    }

    /// The place of a request; a new one takes the next id.
    fn slot(&mut self, request: &str, read: Option<&Read>) -> Slot {
        if let Some(known) = self.by_request.get(request) {
            return known.clone();
        }
        let id = if self.by_hash { self.hashed(request) } else { self.turn() };
        let slot = Slot { id, read: read.cloned(), cell: Arc::default() };
        self.by_request.insert(request.to_owned(), slot.clone());
        slot
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
pub fn describe(observation: &Observation) -> String {
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
