//! The report for a program that prefers YAML: the same value as the JSON, long lines left whole, excerpts of several
//! lines as literal blocks.
//!
//! Where an excerpt holds characters that turn a terminal's text around, the whole is written in flow style, which can
//! escape them: JSON with the escapes of YAML.

use std::fmt::Write as _;

use serde::Serialize;

use super::json::escaped;
use super::printable::is_unsafe;
use crate::error::{Error, Result};

/// A report, or another answer of the program, as one YAML document.
pub fn to_yaml<T: Serialize + ?Sized>(answer: &T) -> Result<String> {
    let options = serde_saphyr::ser_options! { folded_wrap_chars: usize::MAX };
    let yaml = serde_saphyr::to_string_with_options(&answer, options).map_err(failed)?;
    if yaml.chars().all(|c| c == '\n' || !is_unsafe(c)) { Ok(yaml) } else { flow(answer) }
}

fn flow<T: Serialize + ?Sized>(answer: &T) -> Result<String> {
    let json = serde_json::to_string_pretty(answer).map_err(failed)?;
    let yaml = escaped(&json, |out, c| {
        let _ = write!(out, "\\U{:08x}", u32::from(c));
    });
    Ok(yaml + "\n")
}

fn failed(error: impl std::error::Error + Send + Sync + 'static) -> Error {
    Error::internal("the answer cannot be written as YAML").caused_by(error)
}
