//! Why a bundle could not be opened. What is missing inside an opened bundle is no error: see [`super::Problem`].

use std::io;
use std::path::PathBuf;

use crate::error::Error;

/// Why a bundle could not be opened.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// The path cannot be read.
    #[error("cannot read {}", path.display())]
    Io {
        /// What was read.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: io::Error,
    },
    /// It can be read, but it is something else.
    #[error("not a support bundle: {what}")]
    NotABundle {
        /// What it is instead.
        what: String,
    },
    /// An entry that no honest bundle holds; nothing of the bundle is used.
    #[error("bundle refused: entry `{entry}` {refusal}")]
    Refused {
        /// The entry's name, escaped.
        entry: String,
        /// What is wrong with it.
        refusal: Refusal,
    },
    /// A limit was passed while an entry was read.
    #[error("bundle refused at entry `{entry}`: {breach}")]
    OverLimit {
        /// The entry being read, escaped.
        entry: String,
        /// Which limit.
        breach: Breach,
    },
    /// The archive ends early or is corrupt.
    #[error("the archive is damaged at or after entry `{entry}`")]
    Damaged {
        /// The last entry seen, escaped.
        entry: String,
        /// What the decoder said.
        #[source]
        source: io::Error,
    },
}

/// What is wrong with an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Its name is no UTF-8.
    #[error("has a name that is not UTF-8")]
    NotUtf8,
    /// Its name, or a part of it, is longer than allowed.
    #[error("has a name of more than {limit} bytes")]
    NameTooLong {
        /// The limit.
        limit: usize,
    },
    /// Its path is absolute.
    #[error("has an absolute path")]
    Absolute,
    /// Its path climbs with `..`.
    #[error("climbs out of its folder with `..`")]
    Parent,
    /// Its name holds control characters or backslashes.
    #[error("has a name with control characters or backslashes")]
    OddName,
    /// It lies deeper than allowed.
    #[error("lies more than {limit} folders deep")]
    TooDeep {
        /// The limit.
        limit: usize,
    },
    /// A symbolic or hard link.
    #[error("is a {kind} link to `{target}`, and links are not followed")]
    Link {
        /// `symbolic` or `hard`.
        kind: &'static str,
        /// Where it points, escaped.
        target: String,
    },
    /// A device, a FIFO, a sparse file or a type that nobody knows.
    #[error("is {what}, not a plain file")]
    Special {
        /// What it is.
        what: &'static str,
    },
    /// Two entries of one name: which one is the evidence?
    #[error("appears twice")]
    Duplicate,
    /// Its headers contradict each other.
    #[error("has headers that disagree about its {what}")]
    Disagreement {
        /// Size or name.
        what: &'static str,
    },
}

/// The limit that was passed.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Breach {
    /// All entries together.
    #[error("the bundle unpacks to more than {limit} bytes")]
    Total {
        /// The limit.
        limit: u64,
    },
    /// One entry.
    #[error("it is larger than {limit} bytes")]
    Entry {
        /// The limit.
        limit: u64,
    },
    /// How many.
    #[error("the bundle holds more than {limit} entries")]
    Count {
        /// The limit.
        limit: usize,
    },
    /// How far it expands.
    #[error("the archive expands more than {limit} times, like a bomb")]
    Ratio {
        /// The limit.
        limit: u64,
    },
}

impl BundleError {
    pub(super) fn not_a_bundle(what: impl Into<String>) -> Self {
        Self::NotABundle { what: what.into() }
    }

    fn advice(&self) -> Option<&'static str> {
        match self {
            Self::NotABundle { .. } => Some(
                "expected is a folder or a .tar, .tar.gz or .tar.zst archive that holds `cluster-resources/`, \
                 as troubleshoot.sh's `kubectl support-bundle` writes it",
            ),
            Self::Refused { .. } => Some("unpack the archive with a tool you trust, look at it, and pass the folder"),
            Self::OverLimit { .. } => Some("if you trust the archive, unpack it and pass the folder that you need"),
            Self::Damaged { .. } => Some("the copy may be incomplete: fetch the bundle again"),
            Self::Io { .. } => None,
        }
    }
}

impl From<BundleError> for Error {
    fn from(error: BundleError) -> Self {
        let hint = error.advice();
        let message = error.to_string();
        let border = match error {
            BundleError::Io { source, .. } | BundleError::Damaged { source, .. } => {
                Self::source(message).caused_by(source)
            }
            _ => Self::source(message),
        };
        match hint {
            Some(hint) => border.hint(hint),
            None => border,
        }
    }
}

/// A name as an error may print it: escaped and bounded.
pub(super) fn printable(name: &[u8]) -> String {
    const SHOWN: usize = 160;
    let text = String::from_utf8_lossy(name);
    let mut shown: String = text.chars().take(SHOWN).flat_map(char::escape_debug).collect();
    if text.chars().nth(SHOWN).is_some() {
        shown.push('…');
    }
    shown
}
