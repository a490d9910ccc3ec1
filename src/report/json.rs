//! The report for a program, as JSON: exactly one value, indented, with a newline after it.
//!
//! The value is what was observed, to the character. What a terminal would act on is written as `\u` escapes, which JSON
//! reads back as the same text.

use std::fmt::Write as _;

use serde::Serialize;

use super::printable::is_unsafe;
use crate::error::{Error, Result};

/// A report, or another answer of the program, as JSON.
pub fn to_json<T: Serialize + ?Sized>(answer: &T) -> Result<String> {
    let json = serde_json::to_string_pretty(answer)
        .map_err(|error| Error::internal("the answer cannot be written as JSON").caused_by(error))?;
    Ok(escaped(&json, |out, c| {
        for unit in c.encode_utf16(&mut [0; 2]) {
            let _ = write!(out, "\\u{unit:04x}");
        }
    }) + "\n")
}

/// JSON with `escape` in place of each character that a terminal acts on. Such characters stand in strings only; a
/// newline is layout, for in a string it is escaped already.
pub(super) fn escaped(json: &str, escape: fn(&mut String, char)) -> String {
    let mut out = String::with_capacity(json.len());
    for c in json.chars() {
        if c != '\n' && is_unsafe(c) { escape(&mut out, c) } else { out.push(c) }
    }
    out
}
