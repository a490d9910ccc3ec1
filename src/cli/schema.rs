//! `sre schema`: the JSON Schemas of what the program prints for programs.

use clap::{Args, ValueEnum};

use crate::doctor::model;
use crate::error::Result;
use crate::report::{json, schema};

#[derive(Debug, Args)]
pub(super) struct SchemaArgs {
    /// Of what: a report, a scan, a timeline, or the result of `sre doctor`
    #[arg(value_name = "WHAT", value_enum, default_value_t = What::Report)]
    what: What,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum What {
    /// sre.report/v1
    Report,
    /// sre.fleet/v1
    Fleet,
    /// sre.changes/v1
    Changes,
    /// sre.doctor/v1
    Doctor,
}

pub(super) fn run(args: &SchemaArgs) -> Result<String> {
    json::to_json(&match args.what {
        What::Report => schema::schema(),
        What::Fleet => schema::fleet(),
        What::Changes => schema::changes(),
        What::Doctor => model::schema(),
    })
}
