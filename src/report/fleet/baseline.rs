//! The findings of a former scan: what was known then is left out, what is gone is told.

use serde::Deserialize;

use crate::error::{Error, Result};
use crate::report::fleet::model::{Comparison, Fleet, Known, SCHEMA};
use crate::report::fleet::summary;
use crate::report::json;
use crate::report::model::{ObjectRef, Scope};

/// What a baseline is read for; everything else in the file may differ.
#[derive(Debug, Deserialize)]
pub struct Baseline {
    schema: String,
    findings: Vec<Known>,
}

impl Baseline {
    /// Reads what `sre scan -o json` or [`write()`] wrote.
    pub fn read(text: &str) -> Result<Self> {
        let read: Self = serde_json::from_str(text).map_err(|error| wrong("it cannot be read").caused_by(error))?;
        if read.schema != SCHEMA {
            return Err(wrong(format!("its schema is `{}`, not `{SCHEMA}`", read.schema)));
        }
        Ok(read)
    }
}

fn wrong(why: impl Into<String>) -> Error {
    let error = Error::usage(format!("that is no baseline: {}", why.into()));
    error.hint("`sre scan --write-baseline FILE` writes one, and `sre scan -o json` does")
}

/// A baseline of a scan: its findings, without the evidence.
pub fn write(fleet: &Fleet) -> Result<String> {
    let bare = Fleet { workloads: Vec::new(), reports: Vec::new(), ..fleet.clone() };
    json::to_json(&bare)
}

impl Fleet {
    /// Leaves out what is known, and tells what is gone of that.
    #[must_use]
    pub fn against(mut self, baseline: &Baseline) -> Self {
        let is_known = |print: &str| baseline.findings.iter().any(|known| known.fingerprint == print);
        let still = |known: &Known| self.findings.iter().any(|finding| finding.fingerprint == known.fingerprint);
        let mut gone: Vec<Known> =
            baseline.findings.iter().filter(|known| !still(known) && self.covers(&known.object)).cloned().collect();
        gone.sort();
        gone.dedup();
        let before = self.findings.len();
        self.findings.retain(|finding| !is_known(&finding.fingerprint));
        self.baseline = Some(Comparison { known: (before - self.findings.len()) as u64, gone });
        self.summary = summary(&self);
        self
    }

    /// Whether an object lies in the scope of this scan.
    fn covers(&self, object: &ObjectRef) -> bool {
        self.reports.iter().any(|report| match report.subject.scope {
            Scope::Cluster => true,
            Scope::Namespace => report.subject.objects.iter().any(|namespace| {
                object.namespace.as_deref() == Some(&*namespace.name)
                    || (object.kind == "Namespace" && object.name == namespace.name)
            }),
            Scope::Object => report.subject.objects.contains(object),
        })
    }
}
