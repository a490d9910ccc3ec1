//! Patterns that a caller writes, within bounds.

use regex::{Regex, RegexBuilder};

use super::Wrong;

/// Bytes that a compiled pattern may take.
const SIZE: usize = 1 << 20;

/// A pattern; it does not look at case.
pub(super) fn of(text: &str) -> Result<Regex, Wrong> {
    RegexBuilder::new(text).case_insensitive(true).size_limit(SIZE).build().map_err(|error| {
        let why = error.to_string();
        let why = why.lines().last().unwrap_or_default().trim_start_matches("error: ");
        let right = format!("to look for these characters as they are, write `{}`", regex::escape(text));
        Wrong::new(format!("`{text}` is no pattern: {why}"), right)
    })
}
