//! What was checked, for a person: one line a check, and below it what it rests on and what to do.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use super::model::{Area, Check, Doctor, Status};
use crate::report::printable;
use crate::report::text::wrap::wrap;

/// Columns of the two words in front of each check.
const MARGIN: usize = 19;
/// The narrowest text beside them.
const NARROWEST: usize = 24;

/// The result in lines of at most `width` columns where its words allow. Styles are for the printer to keep or drop.
pub fn text(doctor: &Doctor, width: usize) -> String {
    let mut out = String::new();
    for check in &doctor.checks {
        one(&mut out, check, width);
    }
    let end = if doctor.ready { "An investigation can run." } else { "An investigation cannot run like this." };
    let stats = &doctor.stats;
    let mut figures = vec![format!("{} requests", stats.requests)];
    figures.extend(stats.latency_ms.map(|latency| format!("{latency} ms to the first answer")));
    figures.push(format!("{} ms in all", stats.duration_ms));
    let _ = writeln!(out, "\n{end}   {}", figures.join(", "));
    out
}

fn one(out: &mut String, check: &Check, width: usize) {
    let (word, style) = status(check.status);
    let columns = width.saturating_sub(MARGIN).max(NARROWEST);
    let mut lines = wrap(&printable(&check.what), columns).into_iter();
    let first = lines.next().unwrap_or_default();
    let _ = writeln!(out, "{style}{word:9}{style:#}{:10}{first}", area(check.area));
    for line in lines {
        let _ = writeln!(out, "{:MARGIN$}{line}", "");
    }
    hanging(out, "", check.why.iter(), columns);
    hanging(out, "- ", check.details.iter(), columns);
    hanging(out, "> ", check.advice.iter(), columns);
}

/// Each text behind a mark, its further lines under its first word.
fn hanging<'a>(out: &mut String, mark: &str, texts: impl Iterator<Item = &'a String>, columns: usize) {
    for text in texts {
        for (number, line) in wrap(&printable(text), columns.saturating_sub(mark.len())).iter().enumerate() {
            let mark = if number == 0 { mark.to_owned() } else { " ".repeat(mark.len()) };
            let _ = writeln!(out, "{:MARGIN$}{mark}{line}", "");
        }
    }
}

fn status(status: Status) -> (&'static str, Style) {
    match status {
        Status::Ok => ("ok", AnsiColor::Green.on_default()),
        Status::Warning => ("warning", AnsiColor::Yellow.on_default().bold()),
        Status::Failed => ("failed", AnsiColor::Red.on_default().bold()),
        Status::Skipped => ("skipped", Style::new().dimmed()),
    }
}

fn area(area: Area) -> &'static str {
    match area {
        Area::Config => "config",
        Area::Runs => "runs",
        Area::Login => "login",
        Area::Source => "source",
        Area::Identity => "identity",
        Area::Reads => "reads",
        Area::Writes => "writes",
        Area::Backends => "backends",
        Area::Model => "model",
    }
}
