//! A scan as a program reads it: `sre.fleet/v1`, reports and the findings in them.
//!
//! Public like `sre.report/v1`: a released field stays.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::report::model::{ObjectRef, Report, Severity, Verdict};

/// The value of [`Fleet::schema`].
pub const SCHEMA: &str = "sre.fleet/v1";

/// Everything that a scan found.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Fleet {
    /// Always `sre.fleet/v1`.
    pub schema: String,
    /// The worst verdict of the reports: `root_cause`, `inconclusive`, `no_access`, `healthy`.
    pub verdict: Verdict,
    /// Whether all that a clean result needs could be read. Without it, what is not among the findings may be unseen.
    pub complete: bool,
    /// What was found and what was looked at, in a sentence.
    pub summary: String,
    /// What was found, the most severe first.
    pub findings: Vec<Finding>,
    /// How many findings are left out because they are less severe than what was asked for.
    #[serde(default)]
    pub below: u64,
    /// How the findings compare with a former scan, where one was given.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub baseline: Option<Comparison>,
    /// The workloads that were looked at.
    #[serde(default)]
    pub workloads: Vec<ObjectRef>,
    /// The reports that the findings are from, with all evidence.
    pub reports: Vec<Report>,
}

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Finding {
    /// The same trouble has the same fingerprint in the next scan.
    pub fingerprint: String,
    /// How sure it is.
    pub certainty: Certainty,
    /// What is lost now.
    pub severity: Severity,
    /// The code of the catalogue; none for a symptom that nothing explains.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cause: Option<String>,
    /// The family of the catalogue.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub category: Option<String>,
    /// The object that a person must change, or that shows the symptom.
    pub object: ObjectRef,
    /// 0 to 1; none for a symptom.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub confidence: Option<f64>,
    /// When it began, as far as the objects tell.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub since: Option<Timestamp>,
    /// What is wrong.
    pub statement: String,
    /// Which of `reports` it is from, counted from 0.
    pub report: u64,
    /// Ids of the citations of that report.
    pub evidence: Vec<String>,
}

/// How far a finding is proven.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Certainty {
    /// A proven cause.
    Proven,
    /// An idea that the evidence does not prove.
    Possible,
    /// A symptom that no cause explains.
    Unexplained,
    /// It holds and may be on purpose; it is no part of the verdict and fails no pipeline.
    Notice,
}

/// How the findings compare with those of a former scan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Comparison {
    /// Findings of the former scan that are still there; they are left out.
    pub known: u64,
    /// Findings of the former scan, within the scope of this one, that were not found again. Where the scan is not
    /// complete, they may be there unseen.
    pub gone: Vec<Known>,
}

/// A finding of a former scan.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Known {
    /// Its fingerprint.
    pub fingerprint: String,
    /// Its cause.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cause: Option<String>,
    /// Its object.
    pub object: ObjectRef,
}
