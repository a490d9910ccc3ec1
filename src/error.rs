//! The border's error: what failed, on what, why, and what to do next.
//!
//! Libraries inside the program have their own `thiserror` enums; where they cross into a command they become an
//! [`Error`] with a kind that decides the exit code. Hints are advice for a person, one sentence each.

use std::error::Error as StdError;
use std::fmt;

/// A result at the border of the program.
pub type Result<T, E = Error> = std::result::Result<T, E>;

/// What kind of failure it was. The exit code follows from it, see [`ErrorKind::exit_code`].
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ErrorKind {
    /// Wrong flags, no question, a value that cannot be.
    Usage,
    /// The config file or an environment variable cannot be used.
    Config,
    /// The source (bundle, recording, cluster) cannot be opened or holds nothing: nothing could be investigated.
    Source,
    /// The reader of our output went away. Not an error to a person.
    BrokenPipe,
    /// Ctrl-C.
    Interrupted,
    /// Anything else.
    Internal,
}

impl ErrorKind {
    /// The documented exit code: 2 usage and config, 3 nothing could be investigated, 130 interrupted, 1 the rest.
    /// A closed pipe ends with 0: what was asked for was delivered.
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Usage | Self::Config => 2,
            Self::Source => 3,
            Self::BrokenPipe => 0,
            Self::Interrupted => 130,
            Self::Internal => 1,
        }
    }
}

/// An error as a person reads it: one message, its chain of causes, and hints.
#[derive(Debug)]
pub struct Error {
    kind: ErrorKind,
    message: String,
    source: Option<Box<dyn StdError + Send + Sync>>,
    hints: Vec<String>,
}

impl Error {
    /// An error of `kind` whose message is lower-case and without a final period.
    pub fn new(kind: ErrorKind, message: impl Into<String>) -> Self {
        Self { kind, message: message.into(), source: None, hints: Vec::new() }
    }

    /// Wrong usage.
    pub fn usage(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Usage, message)
    }

    /// A source that cannot be investigated.
    pub fn source(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Source, message)
    }

    /// Anything without a kind of its own.
    pub fn internal(message: impl Into<String>) -> Self {
        Self::new(ErrorKind::Internal, message)
    }

    /// Names what caused it; printed as `Caused by:`.
    #[must_use]
    pub fn caused_by(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.source = Some(source.into());
        self
    }

    /// Adds advice; printed as `hint:`.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(hint.into());
        self
    }

    /// The kind.
    pub fn kind(&self) -> ErrorKind {
        self.kind
    }

    /// The message without its causes.
    pub fn message(&self) -> &str {
        &self.message
    }

    /// The advice.
    pub fn hints(&self) -> &[String] {
        &self.hints
    }

    /// The message and every cause below it, outermost first.
    pub fn chain(&self) -> Vec<String> {
        let mut chain = vec![self.message.clone()];
        let mut next: Option<&dyn StdError> = self.source.as_deref().map(|e| e as &dyn StdError);
        while let Some(error) = next {
            let text = error.to_string();
            if chain.last() != Some(&text) {
                chain.push(text);
            }
            next = error.source();
        }
        chain
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

impl StdError for Error {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.source.as_deref().map(|e| e as &(dyn StdError + 'static))
    }
}

impl From<std::io::Error> for Error {
    fn from(error: std::io::Error) -> Self {
        let kind =
            if error.kind() == std::io::ErrorKind::BrokenPipe { ErrorKind::BrokenPipe } else { ErrorKind::Internal };
        Self::new(kind, error.to_string())
    }
}
