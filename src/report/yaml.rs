//! The report for a program that prefers YAML: the same value as the JSON, long lines left whole, excerpts of several
//! lines as literal blocks.

use serde::Serialize;

use crate::error::{Error, Result};

/// A report, or another answer of the program, as one YAML document.
pub fn to_yaml<T: Serialize + ?Sized>(answer: &T) -> Result<String> {
    let options = serde_saphyr::ser_options! { folded_wrap_chars: usize::MAX };
    serde_saphyr::to_string_with_options(&answer, options)
        .map_err(|error| Error::internal("the answer cannot be written as YAML").caused_by(error))
}
