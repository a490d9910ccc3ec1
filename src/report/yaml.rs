//! The report for a program that prefers YAML: the same value as the JSON, long lines left whole, excerpts of several
//! lines as literal blocks.

use super::model::Report;
use crate::error::{Error, Result};

/// The report as one YAML document.
pub fn to_yaml(report: &Report) -> Result<String> {
    let options = serde_saphyr::ser_options! { folded_wrap_chars: usize::MAX };
    serde_saphyr::to_string_with_options(report, options)
        .map_err(|error| Error::internal("the report cannot be written as YAML").caused_by(error))
}
