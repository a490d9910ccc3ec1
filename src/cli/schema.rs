//! `sre schema`: the JSON Schema of the report.

use crate::error::Result;
use crate::report::{json, schema};

pub(super) fn run() -> Result<String> {
    json::to_json(&schema::schema())
}
