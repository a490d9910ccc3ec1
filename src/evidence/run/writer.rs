//! Writes a run as it happens.
//!
//! The writer never stands in the way of an investigation: when the disk says no, at the beginning or half-way, it
//! keeps everything in memory from there on and has one warning to tell. Only a directory that a person named with
//! `--record` must work from the start.

use std::collections::HashMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use fs_err as fs;

use super::files::{create_dir, create_log, create_new_dir, write_whole};
use super::manifest::{Manifest, ObservationRecord, RunHead, RunStatus, SCHEMA, TimedEvent};
use super::{RunError, RunId};
use crate::clock::Stopwatch;
use crate::evidence::event::Event;
use crate::report::model::Report;

pub(super) const MANIFEST: &str = "manifest.json";
pub(super) const EVENTS: &str = "events.jsonl";
pub(super) const EXCHANGES: &str = "exchanges.jsonl";
pub(super) const REPORT: &str = "report.json";
pub(super) const BODIES: &str = "bodies";

/// The writing side of one run. Shared by reference: every method locks for as long as it writes.
///
/// Dropped before [`RunWriter::finish`] it leaves an `interrupted` run with everything observed so far.
#[derive(Debug)]
pub struct RunWriter {
    began: Stopwatch,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    manifest: Manifest,
    disk: Option<Disk>,
    bodies: HashMap<String, Body>,
    warning: Option<String>,
}

#[derive(Debug)]
struct Disk {
    dir: PathBuf,
    events: fs::File,
}

#[derive(Debug)]
enum Body {
    Stored,
    Kept(Arc<[u8]>),
}

impl RunWriter {
    /// Begins a run in `dir` exactly (`--record`), else in a new directory below `runs`, else in memory.
    ///
    /// # Errors
    /// Only if `dir` is named and is not empty or cannot be written to.
    pub fn create(dir: Option<PathBuf>, runs: Option<&Path>, id: &RunId, head: RunHead) -> Result<Self, RunError> {
        let manifest = Manifest {
            schema: SCHEMA.to_owned(),
            id: id.to_string(),
            status: RunStatus::Running,
            head,
            verdict: None,
            summary: None,
            stored_bytes: 0,
            observations: Vec::new(),
        };
        let (disk, warning) = match (dir, runs) {
            (Some(dir), _) => (Some(Disk::open_named(dir, &manifest)?), None),
            (None, Some(runs)) => match Disk::open_new(runs, id, &manifest) {
                Ok(disk) => (Some(disk), None),
                Err(error) => (None, Some(in_memory(&error))),
            },
            (None, None) => (None, None),
        };
        let state = Mutex::new(State { manifest, disk, bodies: HashMap::new(), warning });
        Ok(Self { began: Stopwatch::start(), state })
    }

    /// What a person should know about where this run is kept. Told once, then `None`.
    pub fn take_warning(&self) -> Option<String> {
        self.lock().warning.take()
    }

    /// The run's directory; `None` while it is in memory.
    pub fn dir(&self) -> Option<PathBuf> {
        self.lock().disk.as_ref().map(|disk| disk.dir.clone())
    }

    /// Id of the run.
    pub fn id(&self) -> String {
        self.lock().manifest.id.clone()
    }

    /// Completes what is known about the run once its source is open.
    pub fn amend(&self, change: impl FnOnce(&mut RunHead)) {
        change(&mut self.lock().manifest.head);
    }

    /// Stores a body and returns its hash. Equal bodies are stored once.
    pub fn put_body(&self, bytes: &[u8]) -> String {
        let hash = blake3::hash(bytes).to_hex().to_string();
        let mut state = self.lock();
        if state.bodies.contains_key(&hash) {
            return hash;
        }
        let stored = state.on_disk(|disk| write_whole(&disk.dir.join(BODIES).join(&hash), bytes));
        let body = if stored { Body::Stored } else { Body::Kept(bytes.into()) };
        state.bodies.insert(hash.clone(), body);
        state.manifest.stored_bytes += bytes.len() as u64;
        hash
    }

    /// A body of this run, by its hash.
    pub fn body(&self, hash: &str) -> Option<Arc<[u8]>> {
        let state = self.lock();
        match state.bodies.get(hash)? {
            Body::Kept(bytes) => Some(Arc::clone(bytes)),
            Body::Stored => {
                let disk = state.disk.as_ref()?;
                fs::read(disk.dir.join(BODIES).join(hash)).ok().map(Arc::from)
            }
        }
    }

    /// Adds an observation. One with the same id is replaced: a read that was tried again.
    pub fn observation(&self, record: &ObservationRecord) {
        let observations = &mut self.lock().manifest.observations;
        match observations.binary_search_by(|known| known.order().cmp(&record.order())) {
            Ok(at) => {
                if let Some(known) = observations.get_mut(at) {
                    known.clone_from(record);
                }
            }
            Err(at) => observations.insert(at, record.clone()),
        }
    }

    /// Adds an event, with the time since the run began.
    pub fn event(&self, event: &Event) {
        let timed = TimedEvent::new(self.began.millis(), event.clone());
        let Ok(mut line) = serde_json::to_vec(&timed) else { return };
        line.push(b'\n');
        self.lock().on_disk(|disk| disk.events.write_all(&line));
    }

    /// Adds a line about what was exchanged with a model, so that a replay needs none.
    pub fn exchange(&self, exchange: &serde_json::Value) {
        let line = format!("{exchange}\n");
        self.lock().on_disk(|disk| create_log(&disk.dir.join(EXCHANGES))?.write_all(line.as_bytes()));
    }

    /// Ends the run with its report.
    pub fn finish(&self, report: &Report) {
        let mut state = self.lock();
        state.manifest.status = RunStatus::Finished;
        state.manifest.verdict = Some(report.verdict);
        state.manifest.summary = Some(report.summary.clone());
        state.on_disk(|disk| write_whole(&disk.dir.join(REPORT), &json(report)?));
        state.write_manifest();
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for RunWriter {
    fn drop(&mut self) {
        let mut state = self.lock();
        if state.manifest.status == RunStatus::Running {
            state.manifest.status = RunStatus::Interrupted;
            state.write_manifest();
        }
    }
}

impl State {
    /// Does something on the disk if the run is there. The first failure is the last: the run goes on in memory.
    fn on_disk(&mut self, write: impl FnOnce(&mut Disk) -> std::io::Result<()>) -> bool {
        let Some(disk) = &mut self.disk else { return false };
        match write(disk) {
            Ok(()) => true,
            Err(error) => {
                self.warning = Some(in_memory(&error.into()));
                self.keep_bodies();
                false
            }
        }
    }

    /// Takes what was already stored back into memory, as far as it can be read.
    fn keep_bodies(&mut self) {
        let Some(disk) = self.disk.take() else { return };
        for (hash, body) in &mut self.bodies {
            if let (Body::Stored, Ok(bytes)) = (&*body, fs::read(disk.dir.join(BODIES).join(hash))) {
                *body = Body::Kept(bytes.into());
            }
        }
    }

    fn write_manifest(&mut self) {
        let bytes = json(&self.manifest);
        self.on_disk(|disk| write_whole(&disk.dir.join(MANIFEST), &bytes?));
    }
}

impl Disk {
    fn open(dir: PathBuf, manifest: &Manifest) -> Result<Self, RunError> {
        create_dir(&dir.join(BODIES))?;
        write_whole(&dir.join(MANIFEST), &json(manifest)?)?;
        let events = create_log(&dir.join(EVENTS))?;
        Ok(Self { dir, events })
    }

    /// A new directory, never one that is there: two runs are never mixed.
    fn open_new(runs: &Path, id: &RunId, manifest: &Manifest) -> Result<Self, RunError> {
        create_dir(runs)?;
        let dir = runs.join(id.as_str());
        create_new_dir(&dir)?;
        Self::open(dir, manifest)
    }

    fn open_named(dir: PathBuf, manifest: &Manifest) -> Result<Self, RunError> {
        match fs::read_dir(&dir).map(|mut entries| entries.next().is_none()) {
            Ok(true) => {}
            Ok(false) => return Err(RunError::NotEmpty(dir)),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {}
            Err(error) => return Err(RunError::Unwritable { path: dir, source: error }),
        }
        Self::open(dir.clone(), manifest).map_err(|error| match error {
            RunError::Io(source) => RunError::Unwritable { path: dir, source },
            other => other,
        })
    }
}

fn json<T: serde::Serialize>(value: &T) -> std::io::Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value)?;
    bytes.push(b'\n');
    Ok(bytes)
}

fn in_memory(error: &RunError) -> String {
    format!("this run is kept in memory only, `sre evidence` will not find it: {error}")
}
