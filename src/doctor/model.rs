//! `sre.doctor/v1`: what was checked and what came of it. Plain data, and a contract.

use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde::{Deserialize, Serialize};
use serde_json::{Value, json};

/// The name of the contract.
pub const SCHEMA: &str = "sre.doctor/v1";

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Doctor {
    /// `sre.doctor/v1`
    pub schema: String,
    /// Whether an investigation can run.
    pub ready: bool,
    /// What was looked at: `context:prod`, `bundle:incident.tar.gz` …
    pub source: String,
    /// The checks, in the order in which they were made.
    pub checks: Vec<Check>,
    /// Every declared read and where it may be made.
    pub reads: Vec<Right>,
    /// What is different in each run.
    pub stats: Stats,
}

/// One check.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Check {
    /// What it is about.
    pub area: Area,
    /// How it ended.
    pub status: Status,
    /// What was found, one sentence.
    pub what: String,
    /// Why, or what follows from it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub why: Option<String>,
    /// What to do about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub advice: Vec<String>,
    /// What the sentence sums up, one by one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub details: Vec<String>,
}

/// What a check is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Area {
    /// The config file, the environment and the flags.
    Config,
    /// Where runs are kept.
    Runs,
    /// How we log in, as the kubeconfig has it.
    Login,
    /// The cluster, or the recording.
    Source,
    /// Who the server takes us for.
    Identity,
    /// What may be read.
    Reads,
    /// What could be written.
    Writes,
    /// Prometheus and Alertmanager, where they are configured.
    Backends,
    /// The model that agents ask.
    Model,
}

/// How a check ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Status {
    /// As it should be.
    Ok,
    /// An investigation can run, and something should be known about it.
    Warning,
    /// An investigation cannot run like this.
    Failed,
    /// There was nothing to check.
    Skipped,
}

/// A declared read, and where it may be made.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Right {
    /// API group, empty for the core group.
    pub group: String,
    /// The resource, with its subresource: `pods/log`.
    pub resource: String,
    /// `get`, `list`.
    pub verb: String,
    /// Where it is allowed.
    pub allowed: Allowed,
    /// The namespaces, where it is allowed in some.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub namespaces: Vec<String>,
    /// What cannot be known without it.
    pub blind: String,
}

/// Where a read may be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Allowed {
    /// Everywhere that was asked about.
    Yes,
    /// In some namespaces.
    Partly,
    /// Nowhere.
    No,
    /// The server did not say.
    Unknown,
}

/// What is different in each run.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Stats {
    /// Requests that were sent.
    pub requests: u64,
    /// Milliseconds in all.
    pub duration_ms: u64,
    /// Milliseconds until the server told its version.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub latency_ms: Option<u64>,
    /// The server's clock minus this machine's, in seconds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub clock_skew_s: Option<i64>,
    /// The program's version.
    pub version: String,
}

/// JSON Schema (2020-12) of `sre.doctor/v1`. Fields that it does not name are allowed.
pub fn schema() -> Value {
    let mut schema = SchemaSettings::draft2020_12().into_generator().into_root_schema_for::<Doctor>();
    schema.insert("$id".to_owned(), json!("urn:sre:doctor:v1"));
    schema.insert("title".to_owned(), json!(SCHEMA));
    let mut schema = schema.to_value();
    if let Some(Value::Object(name)) = schema.pointer_mut("/properties/schema") {
        name.insert("const".to_owned(), json!(SCHEMA));
    }
    schema
}
