//! What is wrong with a call. It always says what would be right, so that whoever called can do better the next time.

use crate::error::Error;

/// A call that cannot be made as it was written.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{tool}: {wrong}")]
pub struct ToolError {
    /// The tool that was called.
    pub tool: String,
    /// What is wrong.
    pub wrong: Wrong,
}

/// What is wrong, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{what}; {right}")]
pub struct Wrong {
    /// What is wrong, without a final period.
    pub what: String,
    /// What would be right.
    pub right: String,
}

impl Wrong {
    /// What is wrong, and what would be right.
    pub fn new(what: impl Into<String>, right: impl Into<String>) -> Self {
        Self { what: what.into(), right: right.into() }
    }

    /// The error of a tool.
    pub fn of(self, tool: &str) -> ToolError {
        ToolError { tool: tool.to_owned(), wrong: self }
    }
}

impl From<ToolError> for Error {
    fn from(error: ToolError) -> Self {
        Self::usage(format!("{}: {}", error.tool, error.wrong.what)).hint(error.wrong.right)
    }
}
