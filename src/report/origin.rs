//! Who says what of a report: the engine, or a model; and what of a model's words was struck.
//!
//! A part of the contract of [`crate::report::model`], which re-exports it.

use std::fmt;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// Who says it. Absent means the engine.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Origin {
    /// The deterministic engine.
    #[default]
    Engine,
    /// A model; the verifier found it borne out by what it cites.
    Model,
}

impl Origin {
    /// Whether the engine says it.
    pub fn is_engine(&self) -> bool {
        *self == Self::Engine
    }
}

/// Something that a model said and that the evidence does not bear out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
pub struct Struck {
    /// Where in the model's draft, e.g. `root_causes[0].chain[1]`.
    #[serde(rename = "where")]
    pub place: String,
    /// What it said.
    pub what: String,
    /// Which rule it broke.
    pub rule: Rule,
    /// Why, in a sentence.
    pub why: String,
}

impl fmt::Display for Struck {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} (\"{}\")", self.place, self.why, self.what)
    }
}

/// The rules of the verifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// An observation was cited that was not made.
    UnknownObservation,
    /// A place was cited that the observation does not have.
    NoSuchPlace,
    /// A quote does not stand where it is said to stand.
    Misquoted,
    /// A quote is too short to prove anything.
    QuoteTooShort,
    /// Nothing is cited.
    NoEvidence,
    /// What is cited is about something else.
    OtherObject,
    /// An object is named that was not seen.
    UnknownObject,
    /// An object is said to be absent that exists.
    NotAbsent,
    /// A number is not in what is cited and does not follow from it.
    UnknownNumber,
    /// The catalogue has no such cause.
    UnknownCause,
    /// The engine does not prove the cause at that object.
    NotProven,
    /// The steps from the cause to the symptom do not hang together.
    BrokenChain,
    /// An effect comes before its cause.
    TimeReversed,
    /// A cause of no catalogue rests on too little.
    TooLittle,
    /// The verdict is not what the evidence bears out.
    WrongVerdict,
    /// A remedy acts on what is not there.
    BadRemedy,
    /// There is more than an answer may have.
    TooMuch,
}
