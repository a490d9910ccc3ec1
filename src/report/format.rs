//! The faces by name, and the one function that writes any of them.

use std::io;
use std::str::FromStr;

use clap::ValueEnum;

use super::model::Report;
use super::text::TextOptions;
use super::{json, markdown, text, yaml};
use crate::error::{Error, Result};

/// How a report is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, ValueEnum)]
pub enum Format {
    /// For a person at a terminal
    #[default]
    Text,
    /// For an incident ticket
    Markdown,
    /// For a program: sre.report/v1
    Json,
    /// The same as YAML
    Yaml,
}

impl FromStr for Format {
    type Err = Error;

    fn from_str(name: &str) -> Result<Self> {
        <Self as ValueEnum>::from_str(name, true).map_err(|_| {
            Error::usage(format!("there is no format `{name}`")).hint("Formats are text, markdown, json and yaml")
        })
    }
}

/// Writes one report in full. `options` matter to text only.
pub fn write(report: &Report, format: Format, options: &TextOptions, out: &mut dyn io::Write) -> Result<()> {
    let text = match format {
        Format::Text => text::render(report, options),
        Format::Markdown => markdown::render(report),
        Format::Json => json::to_json(report)?,
        Format::Yaml => yaml::to_yaml(report)?,
    };
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}
