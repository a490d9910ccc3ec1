//! Checks as they are gathered, and the verdict that follows from them.

use super::model::{Area, Check, Doctor, Right, SCHEMA, Stats, Status};
use crate::error::Error;

/// What was checked so far.
#[derive(Debug, Default)]
pub struct Checks {
    /// What was looked at.
    pub source: String,
    /// The checks.
    pub made: Vec<Check>,
    /// Every declared read and where it may be made.
    pub reads: Vec<Right>,
    /// Figures of this run.
    pub stats: Stats,
}

impl Checks {
    /// Takes a check in.
    pub fn add(&mut self, check: Check) {
        self.made.push(check);
    }

    /// Says of what depends on a failed check that it was not looked at.
    pub fn skip(&mut self, areas: &[Area], why: &str) {
        self.made.extend(areas.iter().map(|area| Check::new(*area, Status::Skipped, why)));
    }

    /// The result: an investigation can run where nothing failed.
    pub fn finish(mut self) -> Doctor {
        env!("CARGO_PKG_VERSION").clone_into(&mut self.stats.version);
        Doctor {
            schema: SCHEMA.to_owned(),
            ready: self.made.iter().all(|check| check.status != Status::Failed),
            source: self.source,
            checks: self.made,
            reads: self.reads,
            stats: self.stats,
        }
    }
}

impl Check {
    pub(super) fn new(area: Area, status: Status, what: impl Into<String>) -> Self {
        Self { area, status, what: what.into(), why: None, advice: Vec::new(), details: Vec::new() }
    }

    pub(super) fn ok(area: Area, what: impl Into<String>) -> Self {
        Self::new(area, Status::Ok, what)
    }

    pub(super) fn warning(area: Area, what: impl Into<String>) -> Self {
        Self::new(area, Status::Warning, what)
    }

    pub(super) fn failed(area: Area, what: impl Into<String>) -> Self {
        Self::new(area, Status::Failed, what)
    }

    /// What an error says, with its causes and its hints.
    pub(super) fn of_error(area: Area, error: &Error) -> Self {
        let mut check = Self::failed(area, error.message());
        let causes = error.chain().split_off(1);
        check.why = (!causes.is_empty()).then(|| causes.join(": "));
        check.advice = error.hints().to_vec();
        check
    }

    pub(super) fn because(mut self, why: impl Into<String>) -> Self {
        self.why = Some(why.into()).filter(|why| !why.is_empty());
        self
    }

    pub(super) fn advise(mut self, advice: impl Into<String>) -> Self {
        self.advice.push(advice.into());
        self
    }

    pub(super) fn list(mut self, details: impl IntoIterator<Item = String>) -> Self {
        self.details.extend(details);
        self
    }
}

/// The first few of many names, for a sentence.
pub(super) fn some(names: &[impl AsRef<str>], limit: usize) -> String {
    let shown: Vec<&str> = names.iter().take(limit).map(AsRef::as_ref).collect();
    match names.len().saturating_sub(limit) {
        0 => shown.join(", "),
        more => format!("{} and {more} more", shown.join(", ")),
    }
}
