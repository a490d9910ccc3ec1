//! Observations: one read from one source, kept after redaction.
//!
//! An observation never changes once it is made. Its id comes from the plan (phase and canonical request), never from
//! the order of arrival, so the same investigation names the same reads the same way.

use std::fmt;
use std::str::FromStr;
use std::sync::Arc;

use jiff::Timestamp;
use serde_json::Value;

/// Names an observation within a run: `o7`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObservationId(pub u32);

impl fmt::Display for ObservationId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "o{}", self.0)
    }
}

/// What came back.
#[derive(Debug, Clone, PartialEq)]
pub enum Body {
    /// A parsed, redacted JSON document.
    Json(Arc<Value>),
    /// Redacted text, one log for instance.
    Text(Arc<str>),
    /// Nothing: there was no answer.
    Empty,
}

impl Body {
    /// The document, if it is one.
    pub fn json(&self) -> Option<&Arc<Value>> {
        match self {
            Self::Json(value) => Some(value),
            Self::Text(_) | Self::Empty => None,
        }
    }

    /// The text, if it is text.
    pub fn text(&self) -> Option<&Arc<str>> {
        match self {
            Self::Text(text) => Some(text),
            Self::Json(_) | Self::Empty => None,
        }
    }
}

/// How a read ended. Absent, unseen and broken are different things and stay different.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// The body is what was asked for.
    Read,
    /// The server says that it does not exist (404).
    Absent,
    /// The recording does not hold it; the reason as the bundle gives it.
    NotCollected(String),
    /// We may not read it (401, 403).
    Forbidden(String),
    /// It could not be read: unreachable, too slow, too large, not understood.
    Failed(String),
}

impl Outcome {
    /// Why nothing was seen; none where something (or a proven absence) was.
    pub fn blindness(&self) -> Option<(&'static str, &str)> {
        match self {
            Self::Read | Self::Absent => None,
            Self::NotCollected(why) => Some(("not collected", why)),
            Self::Forbidden(why) => Some(("forbidden", why)),
            Self::Failed(why) => Some(("failed", why)),
        }
    }
}

/// How a long list was reduced as its pages arrived.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reduction {
    /// Items kept.
    pub kept: usize,
    /// Items that the server sent.
    pub of: usize,
    /// Items of those kept of which there is an outline only.
    pub outlined: usize,
}

impl fmt::Display for Reduction {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "kept {} of {}", self.kept, self.of)?;
        if self.outlined > 0 { write!(f, ", {} in outline", self.outlined) } else { Ok(()) }
    }
}

impl FromStr for Reduction {
    type Err = ();

    /// Reads what [`Reduction`] is displayed as.
    fn from_str(text: &str) -> Result<Self, ()> {
        let (counts, outlined) = text.split_once(", ").unwrap_or((text, "0 in outline"));
        let (kept, of) = counts.strip_prefix("kept ").and_then(|rest| rest.split_once(" of ")).ok_or(())?;
        let outlined = outlined.strip_suffix(" in outline").ok_or(())?;
        let number = |text: &str| text.parse().map_err(|_| ());
        Ok(Self { kept: number(kept)?, of: number(of)?, outlined: number(outlined)? })
    }
}

/// One read from one source.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// Its id.
    pub id: ObservationId,
    /// The phase of the plan that asked for it.
    pub phase: &'static str,
    /// `kubernetes` or `logs`.
    pub source: &'static str,
    /// The canonical request, e.g. `GET /api/v1/namespaces/shop/pods?limit=500`.
    pub request: String,
    /// The same for a person, e.g. `pods in shop`.
    pub label: String,
    /// HTTP status; 0 where there was no answer.
    pub status: u16,
    /// How it ended.
    pub outcome: Outcome,
    /// What came, redacted.
    pub body: Body,
    /// Bytes received.
    pub bytes: u64,
    /// Whether a cap cut the body.
    pub truncated: bool,
    /// Set where a list was reduced.
    pub reduced: Option<Reduction>,
    /// Namespaces that a list over all of them does not cover.
    pub partial: Vec<String>,
    /// When it was read, by the clock of the run.
    pub observed_at: Timestamp,
}
