//! What an agent submits: a lead its whole answer, a specialist its findings.
//!
//! The types are small and every field says what belongs into it, since a small model has to fill them from their JSON
//! Schema alone. Nothing here is believed before [`crate::agent::verify()`] has looked at it.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::evidence::answer::Verdict;

/// The code of a cause that the catalogue does not have.
pub const OTHER: &str = "Other";

/// The whole answer to the question. Every statement needs evidence that was read.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Draft {
    /// `root_cause` if a cause is proven, healthy if nothing is wrong, inconclusive if something is wrong and no cause is
    /// proven, `no_access` if nothing could be read.
    pub verdict: Verdict,
    /// The answer in one or two sentences, naming only objects and numbers that the evidence has.
    pub summary: String,
    /// The causes that are proven, the most decisive first. Empty unless the verdict is `root_cause`.
    #[serde(default)]
    pub root_causes: Vec<Cause>,
    /// Ideas that are not proven, each with what speaks for it.
    #[serde(default)]
    pub hypotheses: Vec<Cause>,
    /// What was looked at and found to be in order.
    #[serde(default)]
    pub ruled_out: Vec<Link>,
}

/// What a specialist hands back: facts with their evidence, and what they point to.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Findings {
    /// What was found, in one or two sentences.
    pub summary: String,
    /// What was seen, one fact each, with its evidence.
    #[serde(default)]
    pub findings: Vec<Link>,
    /// Causes that these findings point to.
    #[serde(default)]
    pub causes: Vec<Cause>,
    /// What was looked for and could not be found or read, in words.
    #[serde(default)]
    pub open: Vec<String>,
}

/// A cause at the object that a person must change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cause {
    /// Code of the catalogue as the engine's tools give it, e.g. `ImageNotFound`; Other if none fits.
    pub cause: String,
    /// The object that a person must change.
    pub object: Named,
    /// What is wrong with it, in one or two sentences.
    pub statement: String,
    /// Step by step from that object to the symptom: the first link is about the object, the last about the symptom.
    #[serde(default)]
    pub chain: Vec<Link>,
    /// What to do about it, one step each, best first.
    #[serde(default)]
    pub remediation: Vec<String>,
}

/// One statement about one object, with its evidence.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Link {
    /// The object that the statement is about.
    pub object: Named,
    /// What is so, in one sentence.
    pub statement: String,
    /// Where it stands. At least one.
    #[serde(default)]
    pub evidence: Vec<Cited>,
}

/// An object by its name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, JsonSchema)]
pub struct Named {
    /// Kind, e.g. Deployment
    pub kind: String,
    /// Namespace; none for nodes and other objects without one
    #[serde(default)]
    pub namespace: Option<String>,
    /// Name
    pub name: String,
}

/// A place in something that was read, and what stands there.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Cited {
    /// Id of the observation, e.g. o7
    pub observation: String,
    /// JSON pointer into it, e.g. /items/0/status/phase, or lines of a log, e.g. L12 or L12-L14; without it the place
    /// is looked for
    #[serde(default)]
    pub at: Option<String>,
    /// What stands there, word for word; a part of it is enough
    pub quote: String,
}
