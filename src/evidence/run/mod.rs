//! The run directory: one investigation on disk.
//!
//! ```text
//! <runs>/<run id>/
//!   manifest.json   what was asked, of what, and every observation
//!   events.jsonl    what happened, line by line, as it happened
//!   exchanges.jsonl what models were asked and said, where one took part
//!   bodies/<hash>   what came back, after redaction, addressed by its content
//!   report.json     the answer
//! ```
//!
//! It is the evidence, the recording, the session and the attachment of an incident, all in one. A run is written by
//! [`RunWriter`], read by [`RunReader`], and kept or forgotten by [`store`]. A place that cannot be written to never
//! costs a run: the writer goes on in memory and says so once.

mod error;
mod files;
mod id;
mod manifest;
mod reader;
pub mod store;
#[cfg(test)]
mod tests;
mod writer;

pub use error::RunError;
pub use id::RunId;
pub use manifest::{Manifest, ObservationRecord, RunHead, RunStatus, SCHEMA, TimedEvent};
pub use reader::RunReader;
pub use writer::RunWriter;
