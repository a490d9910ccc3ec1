//! `sre bundle inspect`: what is in a bundle, and what is not.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use indexmap::IndexMap;

use super::path;
use crate::cli::context::Context;
use crate::cli::data::{Table, printed};
use crate::cluster::bundle::{self, Contents, Gap, Limits};
use crate::error::Result;
use crate::report::{printable, words};

/// Namespaces that are named in a line.
const NAMED: usize = 3;
/// Resources that are named in a line.
const RESOURCES: usize = 8;

#[derive(Debug, Args)]
#[command(after_help = "Example:\n  sre bundle inspect incident.tar.gz")]
pub(super) struct InspectArgs {
    /// The bundle: a directory or an archive; `--bundle PATH` means the same
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
}

pub(super) fn run(args: &InspectArgs, context: &Context) -> Result<ExitCode> {
    let path = path(args.path.as_ref(), context, "sre bundle inspect incident.tar.gz")?;
    let contents = bundle::open(&path, &Limits::default())?.contents();
    context.print(&printed(context, &contents, || text(&contents, context.cut_width()))?)?;
    Ok(ExitCode::SUCCESS)
}

fn text(contents: &Contents, width: Option<usize>) -> String {
    let unknown = || "unknown".to_owned();
    let mut text = String::new();
    let mut field = |name: &str, value: String| text += &format!("{name:<12}{}\n", printable(&value));
    field("bundle", contents.name.clone());
    field("collected", contents.collected_at.map_or_else(unknown, |at| at.to_string()));
    field("server", contents.server_version.clone().unwrap_or_else(unknown));
    field("namespaces", listed(&contents.namespaces, usize::MAX));
    let logs = words::count(contents.logs as u64, "log");
    field("logs", format!("{logs} of current containers, {} of previous ones", contents.previous_logs));
    field("manifests", words::count(contents.manifests as u64, "file"));
    field("telemetry", words::count(contents.telemetry as u64, "file"));
    field("size", format!("{} in {}", words::bytes(contents.bytes), words::count(contents.files as u64, "file")));
    let mut table = Table::new(["RESOURCE", "OBJECTS", "NAMESPACES"]);
    for counted in &contents.resources {
        let namespaces = if counted.namespaces == 0 { "-".to_owned() } else { counted.namespaces.to_string() };
        table.row([&counted.resource, &counted.objects.to_string(), &namespaces]);
    }
    text += &format!("\n{}", table.render(width));
    if !contents.not_collected.is_empty() {
        text += "\nNot collected:\n";
        text += &gaps(&contents.not_collected);
    }
    if !contents.problems.is_empty() {
        text += "\nProblems:\n";
        text.extend(contents.problems.iter().map(|problem| format!("  {}\n", printable(problem))));
    }
    text
}

/// What is missing in the same places for the same reason stands on one line.
fn gaps(all: &[Gap]) -> String {
    let mut lines: IndexMap<(&[String], &str), Vec<String>> = IndexMap::new();
    for gap in all {
        lines.entry((&gap.namespaces, &gap.why)).or_default().push(gap.resource.clone());
    }
    let line = |((namespaces, why), resources): (&(&[String], &str), &Vec<String>)| {
        let what = format!("{}{}", listed(resources, RESOURCES), place(namespaces));
        format!("  {}: {}\n", printable(&what), printable(why))
    };
    lines.iter().map(line).collect()
}

fn place(namespaces: &[String]) -> String {
    let named: Vec<String> = namespaces.iter().filter(|namespace| *namespace != "*").cloned().collect();
    match (namespaces.is_empty(), named.is_empty()) {
        (true, _) => String::new(),
        (false, true) => " in namespaces that the bundle does not know".to_owned(),
        (false, false) => format!(" in {}", listed(&named, NAMED)),
    }
}

fn listed(names: &[String], most: usize) -> String {
    let shown = names.iter().take(most).map(String::as_str).collect::<Vec<_>>().join(", ");
    match names.len().saturating_sub(most) {
        0 if names.is_empty() => "none".to_owned(),
        0 => shown,
        more => format!("{shown} and {more} more"),
    }
}
