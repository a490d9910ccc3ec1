//! What can be wrong with a run directory.

use std::path::PathBuf;

use crate::error::{Error, ErrorKind};

/// Why a run directory cannot be written or read.
#[derive(Debug, thiserror::Error)]
pub enum RunError {
    /// There is nothing at this path.
    #[error("there is no run at {0}")]
    Missing(PathBuf),
    /// Something else than a run is at this path.
    #[error("{path} is not a run: {why}")]
    Foreign {
        /// The path.
        path: PathBuf,
        /// What gave it away.
        why: String,
    },
    /// A run that is damaged or was tampered with.
    #[error("the run at {path} is damaged: {why}")]
    Corrupt {
        /// The run's directory.
        path: PathBuf,
        /// What is wrong with it.
        why: String,
    },
    /// The directory named for a new run holds something.
    #[error("{0} is not empty")]
    NotEmpty(PathBuf),
    /// The directory named for a new run cannot be written to.
    #[error("cannot record to {path}")]
    Unwritable {
        /// The directory.
        path: PathBuf,
        /// What the file system said.
        source: std::io::Error,
    },
    /// A prefix that several runs share.
    #[error("`{prefix}` is the beginning of several runs: {}", .ids.join(", "))]
    Ambiguous {
        /// What was asked for.
        prefix: String,
        /// The runs that it could mean.
        ids: Vec<String>,
    },
    /// No run has this id.
    #[error("no run begins with `{0}`")]
    Unknown(String),
    /// There are no runs at all.
    #[error("there are no runs in {0}")]
    NoRuns(PathBuf),
    /// The file system said no; its message names the path.
    #[error(transparent)]
    Io(#[from] std::io::Error),
}

impl From<RunError> for Error {
    fn from(error: RunError) -> Self {
        let (kind, hint) = match &error {
            RunError::Unwritable { .. } => (ErrorKind::Usage, None),
            RunError::NotEmpty(_) => (ErrorKind::Usage, Some("name a directory that is empty or does not exist yet")),
            RunError::Unknown(_) | RunError::Ambiguous { .. } => {
                (ErrorKind::Usage, Some("`sre runs` lists the runs that are kept"))
            }
            RunError::NoRuns(_) => (ErrorKind::Usage, Some("every `sre ask` leaves one; try `sre ask --demo`")),
            RunError::Foreign { .. } => (
                ErrorKind::Source,
                Some("a run is a directory with a manifest.json, as `--record` and `sre runs` show them"),
            ),
            RunError::Missing(_) | RunError::Corrupt { .. } => (ErrorKind::Source, None),
            RunError::Io(_) => (ErrorKind::Internal, None),
        };
        let mut border = Self::new(kind, error.to_string());
        if let RunError::Unwritable { source, .. } = error {
            border = border.caused_by(source);
        }
        match hint {
            Some(hint) => border.hint(hint),
            None => border,
        }
    }
}
