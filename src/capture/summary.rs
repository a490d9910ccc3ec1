//! What a capture came to, for a person and for a program.

use std::path::PathBuf;

use jiff::Timestamp;
use serde::Serialize;

/// A finished capture.
#[derive(Debug, Clone, Serialize)]
pub struct Summary {
    /// The file or folder.
    pub path: PathBuf,
    /// What was captured: `context:prod`, `bundle:incident.tar.gz` …
    pub source: String,
    /// The moment that it shows.
    pub collected_at: Timestamp,
    /// The namespaces whose objects were wanted.
    pub namespaces: usize,
    /// Objects.
    pub objects: u64,
    /// Logs of containers.
    pub logs: u64,
    /// Files in the bundle.
    pub files: u64,
    /// Bytes of the files before they were packed.
    pub bytes: u64,
    /// What could not be collected, sorted.
    pub not_collected: Vec<Missed>,
}

/// Something that could not be collected.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize)]
pub struct Missed {
    /// What it is: `secrets`, `log of web in shop/web-1`.
    pub what: String,
    /// The namespace, where it is missing in one only.
    pub namespace: Option<String>,
    /// Why.
    pub why: String,
}
