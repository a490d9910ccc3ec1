//! `sre tools list`: every tool in a line.

use serde::Serialize;

use crate::cli::context::Context;
use crate::cli::data::{Table, printed};
use crate::error::Result;
use crate::tools::registry;

#[derive(Serialize)]
struct Line<'a> {
    name: &'a str,
    description: &'a str,
}

pub(super) fn run(context: &Context) -> Result<String> {
    let all = registry::all();
    let lines: Vec<Line<'_>> = all.iter().map(|tool| Line { name: tool.name(), description: tool.about() }).collect();
    printed(context, &lines, || {
        let mut table = Table::bare();
        for line in &lines {
            table.row([line.name, line.description]);
        }
        table.render(context.cut_width())
    })
}
