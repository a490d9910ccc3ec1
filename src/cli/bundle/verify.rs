//! `sre bundle verify`: whether a bundle can be relied on, and handed on.

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args;
use serde::Serialize;

use super::path;
use crate::cli::context::Context;
use crate::cli::data::printed;
use crate::cluster::bundle::{self, Leftover, Limits};
use crate::error::Result;
use crate::report::{printable, words};

/// Files and problems that a person is shown; `-o json` has all of them.
const SHOWN: usize = 40;
/// Places that are named for each file.
const NAMED: usize = 3;

#[derive(Debug, Args)]
#[command(
    after_help = "A bundle is looked at in three ways: whether it can be opened within all bounds, whether every file \
of it can be used, and whether anything is left in it that redaction would take away.\n\nExit codes:\n  0 nothing was \
found, 1 something was, 2 wrong usage, 3 it cannot be opened"
)]
pub(super) struct VerifyArgs {
    /// The bundle: a directory or an archive; `--bundle PATH` means the same
    #[arg(value_name = "PATH")]
    path: Option<PathBuf>,
}

#[derive(Serialize)]
struct Verified {
    name: String,
    sound: bool,
    problems: Vec<String>,
    secrets: Vec<Leftover>,
}

pub(super) fn run(args: &VerifyArgs, context: &Context) -> Result<ExitCode> {
    let path = path(args.path.as_ref(), context, "sre bundle verify incident.tar.gz")?;
    let store = bundle::open(&path, &Limits::default())?;
    let leftovers = store.leftovers();
    let mut problems: Vec<String> = store.problems().into_iter().map(|problem| problem.message).collect();
    problems.extend(leftovers.unread);
    let sound = problems.is_empty() && leftovers.found.is_empty();
    let verified = Verified { name: store.label().to_owned(), sound, problems, secrets: leftovers.found };
    context.print(&printed(context, &verified, || text(&verified))?)?;
    Ok(ExitCode::from(u8::from(!sound)))
}

fn text(verified: &Verified) -> String {
    if verified.sound {
        return "nothing was found: every file can be used, and redaction would take nothing away\n".to_owned();
    }
    let mut text = String::new();
    let mut section = |heading: String, lines: Vec<String>| {
        if lines.is_empty() {
            return;
        }
        text += &format!("{heading}:\n");
        text.extend(lines.iter().take(SHOWN).map(|line| format!("  {}\n", printable(line))));
        if lines.len() > SHOWN {
            text += &format!("  and {} more, `-o json` lists them\n", lines.len() - SHOWN);
        }
    };
    section(words::count(verified.problems.len() as u64, "problem"), verified.problems.clone());
    let files = words::count(verified.secrets.len() as u64, "file");
    section(format!("What looks like secrets, in {files}"), verified.secrets.iter().map(secret).collect());
    text
}

fn secret(leftover: &Leftover) -> String {
    let places = leftover.places.iter().take(NAMED).map(String::as_str).collect::<Vec<_>>().join(", ");
    match leftover.count.saturating_sub(NAMED) {
        0 => format!("{}: {places}", leftover.path),
        more => format!("{}: {places} and {more} more", leftover.path),
    }
}
