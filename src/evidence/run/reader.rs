//! Reads a run back. Nothing in the directory is trusted: sizes are bounded, hashes are checked before they become
//! paths and after a body is read.

use std::path::{Path, PathBuf};

use fs_err as fs;
use serde::de::DeserializeOwned;

use super::RunError;
use super::files::read_bounded;
use super::manifest::{Manifest, ObservationRecord, SCHEMA, TimedEvent};
use super::writer::{BODIES, EVENTS, EXCHANGES, MANIFEST, REPORT};
use crate::report::model::Report;

const MEBIBYTE: u64 = 1024 * 1024;
const MANIFEST_LIMIT: u64 = 64 * MEBIBYTE;
const EVENTS_LIMIT: u64 = 64 * MEBIBYTE;
const EXCHANGES_LIMIT: u64 = 64 * MEBIBYTE;
const REPORT_LIMIT: u64 = 64 * MEBIBYTE;
const BODY_LIMIT: u64 = 512 * MEBIBYTE;

/// The reading side of one run.
#[derive(Debug)]
pub struct RunReader {
    dir: PathBuf,
    manifest: Manifest,
}

impl RunReader {
    /// Opens the run in `dir` and checks its manifest.
    pub fn open(dir: &Path) -> Result<Self, RunError> {
        match fs::metadata(dir) {
            Ok(found) if found.is_dir() => {}
            Ok(_) => {
                return Err(RunError::Foreign { path: dir.to_owned(), why: "it is a file, not a directory".into() });
            }
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => {
                return Err(RunError::Missing(dir.to_owned()));
            }
            Err(error) => return Err(error.into()),
        }
        let bytes = read_bounded(dir, MANIFEST, MANIFEST_LIMIT)?
            .ok_or_else(|| RunError::Foreign { path: dir.to_owned(), why: format!("it has no {MANIFEST}") })?;
        let run = Self { dir: dir.to_owned(), manifest: manifest(dir, &bytes)? };
        for record in &run.manifest.observations {
            if let Some(hash) = &record.body {
                run.body_name(hash)?;
            }
        }
        Ok(run)
    }

    /// The run's directory.
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// What the run says about itself.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The observation with this id.
    pub fn observation(&self, id: &str) -> Option<&ObservationRecord> {
        self.manifest.observations.iter().find(|record| record.id == id)
    }

    /// The body of an observation, whole; `None` if nothing came back when it was read.
    pub fn body_of(&self, record: &ObservationRecord) -> Result<Option<Vec<u8>>, RunError> {
        record.body.as_deref().map(|hash| self.body(hash)).transpose()
    }

    /// A body by its hash, checked against it.
    pub fn body(&self, hash: &str) -> Result<Vec<u8>, RunError> {
        let name = self.body_name(hash)?;
        let bytes = read_bounded(&self.dir, &name, BODY_LIMIT)?
            .ok_or_else(|| self.corrupt(format!("the body {hash} is missing")))?;
        if blake3::hash(&bytes).to_hex().as_str() != hash {
            return Err(self.corrupt(format!("the body {hash} was changed after it was stored")));
        }
        Ok(bytes)
    }

    /// The report, if the run came that far.
    pub fn report(&self) -> Result<Option<Report>, RunError> {
        read_bounded(&self.dir, REPORT, REPORT_LIMIT)?.map(|bytes| self.decode(REPORT, &bytes)).transpose()
    }

    /// The events, oldest first. A last line that was cut short by a killed process is left out.
    pub fn events(&self) -> Result<Vec<TimedEvent>, RunError> {
        self.lines(EVENTS, EVENTS_LIMIT)
    }

    /// What was exchanged with models, in the order in which it came. Empty if none took part.
    pub fn exchanges<T: DeserializeOwned>(&self) -> Result<Vec<T>, RunError> {
        self.lines(EXCHANGES, EXCHANGES_LIMIT)
    }

    fn lines<T: DeserializeOwned>(&self, name: &str, limit: u64) -> Result<Vec<T>, RunError> {
        let bytes = read_bounded(&self.dir, name, limit)?.unwrap_or_default();
        let whole = bytes.split_inclusive(|byte| *byte == b'\n').filter(|line| line.ends_with(b"\n"));
        whole.map(|line| self.decode(name, line)).collect()
    }

    fn decode<T: DeserializeOwned>(&self, name: &str, bytes: &[u8]) -> Result<T, RunError> {
        serde_json::from_slice(bytes).map_err(|error| self.corrupt(format!("{name}: {error}")))
    }

    /// The path of a body below the run; refuses everything that is not a hash, `../` above all.
    fn body_name(&self, hash: &str) -> Result<String, RunError> {
        let is_hash = hash.len() == 64 && hash.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        if is_hash { Ok(format!("{BODIES}/{hash}")) } else { Err(self.corrupt(format!("{hash:?} is not a hash"))) }
    }

    fn corrupt(&self, why: String) -> RunError {
        RunError::Corrupt { path: self.dir.clone(), why }
    }
}

/// Reads a manifest; its schema first, so that a foreign file is called foreign and a newer one newer.
fn manifest(dir: &Path, bytes: &[u8]) -> Result<Manifest, RunError> {
    #[derive(serde::Deserialize)]
    struct Schema {
        schema: Option<String>,
    }
    let corrupt =
        |error: serde_json::Error| RunError::Corrupt { path: dir.to_owned(), why: format!("{MANIFEST}: {error}") };
    let foreign = |why: String| RunError::Foreign { path: dir.to_owned(), why };
    match serde_json::from_slice::<Schema>(bytes).map_err(corrupt)?.schema.as_deref() {
        Some(SCHEMA) => serde_json::from_slice(bytes).map_err(corrupt),
        Some(other) => Err(foreign(format!("its schema is {other:?}, this program reads {SCHEMA:?}"))),
        None => Err(foreign(format!("its {MANIFEST} names no schema"))),
    }
}
