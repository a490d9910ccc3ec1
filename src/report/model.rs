//! The report as a program reads it: `sre.report/v1`.
//!
//! These types are the public contract. They are not the engine's own types: an engine may change, a released field
//! may not. The JSON Schema is generated from them and snapshot-tested. Everything volatile lives under `stats` and in
//! `observed_at`.

use jiff::Timestamp;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

pub use crate::evidence::answer::{ObjectRef, Verdict};
pub use crate::report::origin::{Origin, Rule, Struck};

/// The value of [`Report::schema`].
pub const SCHEMA: &str = "sre.report/v1";

/// One answered question.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Report {
    /// Always `sre.report/v1`.
    pub schema: String,
    /// The question as it was asked.
    pub question: String,
    /// Which kind of answer this is.
    pub verdict: Verdict,
    /// The answer in one or two sentences.
    pub summary: String,
    /// What the question was resolved to.
    pub subject: Subject,
    /// Where the evidence came from.
    pub cluster: Cluster,
    /// The causes that are proven, the most decisive first. Non-empty only for `root_cause`.
    #[serde(default)]
    pub root_causes: Vec<RootCause>,
    /// Ideas that the evidence does not prove.
    #[serde(default)]
    pub hypotheses: Vec<RootCause>,
    /// What stops something and may be on purpose: only its owners know. No part of the verdict.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notices: Vec<RootCause>,
    /// Trouble that is over.
    #[serde(default)]
    pub history: Vec<Statement>,
    /// What the words of the question could also have meant.
    #[serde(default)]
    pub candidates: Vec<ObjectRef>,
    /// What was looked at and excluded, and by which observation.
    #[serde(default)]
    pub ruled_out: Vec<Statement>,
    /// Symptoms that no cause explains.
    #[serde(default)]
    pub unexplained: Vec<Statement>,
    /// What happened when, oldest first.
    #[serde(default)]
    pub timeline: Vec<TimelineEntry>,
    /// What could not be seen and what that does to the conclusion.
    #[serde(default)]
    pub not_seen: Vec<NotSeen>,
    /// What to know of the evidence itself: a text that tries to instruct whoever reads it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub cautions: Vec<Statement>,
    /// What a model said and the evidence does not bear out. It is no part of the answer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub struck: Vec<Struck>,
    /// Every citation of the report, by id.
    #[serde(default)]
    pub evidence: Vec<Evidence>,
    /// Figures of the run; volatile.
    pub stats: Stats,
}

/// What the question was resolved to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Subject {
    /// Which form it has.
    pub scope: Scope,
    /// The objects, if the scope is `object`; the namespace, if it is `namespace`.
    pub objects: Vec<ObjectRef>,
    /// How the words led there, for a person.
    pub resolved_by: String,
}

/// The scope of a subject.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Named objects.
    Object,
    /// One namespace.
    Namespace,
    /// Everything readable.
    Cluster,
}

/// Where the evidence came from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cluster {
    /// `demo:echo-pod`, `bundle:realworld.tar.zst`, `context:prod` …
    pub source: String,
    /// The API server's address, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    /// The kubeconfig context, where there is one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub context: Option<String>,
    /// The Kubernetes version as the server says it, e.g. `v1.36.2`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub version: Option<String>,
    /// The moment that "now" means in this report.
    pub as_of: Timestamp,
}

/// A cause at an object, with everything that a person needs to believe and mend it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RootCause {
    /// Hash of cause and object; the same trouble has the same fingerprint in the next run.
    pub fingerprint: String,
    /// The stable code of the catalogue, e.g. `ImageNotFound`.
    pub cause: String,
    /// The family of the catalogue, e.g. `image`.
    pub category: String,
    /// The object that a person must change.
    pub object: ObjectRef,
    /// What is lost now, by what is out and what is left of it.
    #[serde(default)]
    pub severity: Severity,
    /// 0 to 1, two decimals, computed from the cited facts.
    pub confidence: f64,
    /// When it began, as far as the objects tell.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub since: Option<Timestamp>,
    /// What is wrong, in one or two sentences.
    pub statement: String,
    /// From the object to the symptom, each link with its citations.
    pub chain: Vec<ChainLink>,
    /// Ids of all citations that this cause rests on.
    pub evidence: Vec<String>,
    /// The change that explains the onset, if one was seen.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub changed_by: Option<ChangedBy>,
    /// Who suffers, in one or two sentences. Empty if nothing was seen to.
    pub impact: String,
    /// What to do, best first. Advice, never done.
    pub remediation: Vec<Remediation>,
    /// Who says it, with what to do about it; absent means the engine.
    #[serde(default, skip_serializing_if = "Origin::is_engine")]
    pub origin: Origin,
}

/// How much users lose now. It says nothing about how sure the cause is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Nobody loses anything now.
    #[default]
    Info,
    /// It works in part, or will stop working: pods are missing, a Job failed, something says that it is unwell.
    Warning,
    /// Something is out altogether: a Service without a ready endpoint, an app without a ready pod, a node down.
    Critical,
}

/// One link of the chain from the cause to the symptom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChainLink {
    /// The object that the link is about.
    pub object: ObjectRef,
    /// What it shows.
    pub statement: String,
    /// Citation ids.
    pub evidence: Vec<String>,
    /// Who says it; absent means the engine.
    #[serde(default, skip_serializing_if = "Origin::is_engine")]
    pub origin: Origin,
}

/// A change and who made it, as far as the source knows.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct ChangedBy {
    /// When it was made.
    pub at: Timestamp,
    /// What changed, e.g. `image changed a:1 -> a:2`.
    pub what: String,
    /// The field manager; a program's name, not a person's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub manager: Option<String>,
    /// The person or account, only where a source says so.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub identity: Option<String>,
    /// Which source told: `managedFields`, `ReplicaSet revisions`, `audit` …
    pub source: String,
    /// Citation ids.
    pub evidence: Vec<String>,
}

/// One way to mend it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Remediation {
    /// How it is to be done.
    pub kind: RemediationKind,
    /// What to do, in words.
    pub text: String,
    /// A command line, where one does it.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub command: Option<String>,
    /// A unified diff of the object's manifest, worked out locally.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub diff: Option<String>,
    /// What could go wrong.
    pub risk: String,
}

/// How a remediation is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RemediationKind {
    /// By a command.
    Command,
    /// By a change where the object is declared (Git, a chart).
    Gitops,
    /// By looking further first.
    Investigate,
}

/// A sentence with its citations.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Statement {
    /// The object that it is about, if it is about one.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub object: Option<ObjectRef>,
    /// The workload that the object belongs to, where that is another.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub owner: Option<ObjectRef>,
    /// What is lost now, where the sentence is a symptom that nothing explains.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub severity: Option<Severity>,
    /// The sentence.
    pub statement: String,
    /// Citation ids.
    pub evidence: Vec<String>,
    /// Who says it; absent means the engine.
    #[serde(default, skip_serializing_if = "Origin::is_engine")]
    pub origin: Origin,
}

/// One moment of the timeline.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct TimelineEntry {
    /// When.
    pub at: Timestamp,
    /// The object.
    pub object: ObjectRef,
    /// What happened.
    pub what: String,
    /// Citation ids.
    pub evidence: Vec<String>,
}

/// Something that could not be seen.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct NotSeen {
    /// What, e.g. `configmaps in shop`.
    pub what: String,
    /// Why, e.g. `forbidden`.
    pub why: String,
    /// What that does to the conclusion.
    pub effect: String,
    /// Whether "healthy" cannot be said without it.
    #[serde(default)]
    pub blinding: bool,
}

/// A fact as the report quotes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Evidence {
    /// `e3`
    pub id: String,
    /// `o7`, the stored observation.
    pub observation: String,
    /// `kubernetes`, `logs` …
    pub source: String,
    /// The request that was made.
    pub request: String,
    /// The object that the fact is about.
    pub object: ObjectRef,
    /// JSON pointer into the observation's body, or a line range such as `L12-L14` for text.
    pub pointer: String,
    /// What stands there, shortened in the middle if it is long.
    pub excerpt: String,
    /// When it was read.
    pub observed_at: Timestamp,
    /// Whether the observation or the excerpt was cut.
    pub truncated: bool,
}

/// Figures of a run. Volatile: no comparison of reports looks at them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct Stats {
    /// Id of the run, as `sre runs` lists it.
    pub run: String,
    /// Requests sent to what was investigated.
    pub requests: u64,
    /// Bytes received.
    pub bytes: u64,
    /// Wall time of the investigation in milliseconds.
    pub duration_ms: u64,
    /// The model that took part, if one did.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub model: Option<String>,
    /// What it took.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub usage: Option<ModelUse>,
    /// Version of the program.
    pub version: String,
}

/// What the agents of a run took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct ModelUse {
    /// The specialists' model, where it is another than the lead's.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub specialist: Option<String>,
    /// The hosts that were asked.
    pub hosts: Vec<String>,
    /// What all agents took together.
    #[serde(flatten)]
    pub total: TokenUse,
    /// What each agent took, the lead first.
    pub agents: Vec<AgentUse>,
}

/// What one agent took.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct AgentUse {
    /// Its name in the run.
    pub agent: String,
    /// What it took.
    #[serde(flatten)]
    pub spent: TokenUse,
}

/// Turns and what they took.
#[derive(Debug, Clone, Copy, Default, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct TokenUse {
    /// Turns taken.
    pub turns: u32,
    /// Tokens of requests.
    pub input_tokens: u64,
    /// Of these, out of the endpoint's cache.
    #[serde(default)]
    pub cached_tokens: u64,
    /// Tokens of answers.
    pub output_tokens: u64,
    /// US dollars, where prices are known.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub cost: Option<f64>,
}
