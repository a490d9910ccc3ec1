//! Finds what a citation points at: the observation, and in its body the value or the lines.

use serde_json::Value;

use crate::error::{Error, Result};
use crate::evidence::run::{ObservationRecord, RunReader};
use crate::report::model::Evidence;

/// Lines of context around the cited ones.
const AROUND: usize = 2;

/// What a body holds, or a part of it.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Content {
    /// Nothing came back.
    Nothing,
    /// There is nothing at that place; a citation of what is missing points there.
    Absent,
    Json(Value),
    /// Lines of a text, with their numbers, and whether they are the cited ones.
    Lines(Vec<Line>),
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    pub(super) number: usize,
    pub(super) cited: bool,
    pub(super) text: String,
}

/// The citation with this id.
pub(super) fn citation(run: &RunReader, id: &str) -> Result<Evidence> {
    let report = run.report()?;
    let evidence = report.map(|report| report.evidence).unwrap_or_default();
    match evidence.iter().find(|evidence| evidence.id == id) {
        Some(found) => Ok(found.clone()),
        None => Err(unknown("citation", id, run, evidence.iter().map(|evidence| evidence.id.as_str()))),
    }
}

/// The observation with this id.
pub(super) fn observation<'a>(run: &'a RunReader, id: &str) -> Result<&'a ObservationRecord> {
    let known = run.manifest().observations.iter().map(|record| record.id.as_str());
    run.observation(id).ok_or_else(|| unknown("observation", id, run, known))
}

fn unknown<'a>(what: &str, id: &str, run: &RunReader, known: impl Iterator<Item = &'a str>) -> Error {
    let known: Vec<&str> = known.collect();
    let error = Error::usage(format!("run {} has no {what} `{id}`", run.manifest().id));
    match known.as_slice() {
        [] => error.hint(format!("it has no {what} at all")),
        [only] => error.hint(format!("it has {only}")),
        known if known.len() <= 12 => error.hint(format!("it has {}", known.join(", "))),
        [first, .., last] => error.hint(format!("it has {} of them, {first} to {last}", known.len())),
    }
}

/// The whole body of an observation.
pub(super) fn whole(run: &RunReader, record: &ObservationRecord) -> Result<Content> {
    let Some(body) = run.body_of(record)? else { return Ok(Content::Nothing) };
    // A log whose only line happens to be JSON is still a log.
    let is_text = record.media_type.starts_with("text/");
    match serde_json::from_slice(&body) {
        Ok(value) if !is_text => Ok(Content::Json(value)),
        _ => Ok(Content::Lines(lines(&body).map(|(number, text)| Line { number, cited: false, text }).collect())),
    }
}

/// What stands in the body at `pointer`: a JSON pointer, or `L12-L14` for text.
pub(super) fn at(run: &RunReader, record: &ObservationRecord, pointer: &str) -> Result<Content> {
    let Some(body) = run.body_of(record)? else { return Ok(Content::Nothing) };
    if let Some((first, last)) = line_range(pointer) {
        let shown: Vec<Line> = lines(&body)
            .filter(|(number, _)| (first.saturating_sub(AROUND)..=last.saturating_add(AROUND)).contains(number))
            .map(|(number, text)| Line { number, cited: (first..=last).contains(&number), text })
            .collect();
        return Ok(if shown.iter().any(|line| line.cited) { Content::Lines(shown) } else { Content::Absent });
    }
    let value: Value = serde_json::from_slice(&body)
        .map_err(|error| Error::internal(format!("the body of {} is not JSON", record.id)).caused_by(error))?;
    Ok(value.pointer(pointer).cloned().map_or(Content::Absent, Content::Json))
}

fn lines(body: &[u8]) -> impl Iterator<Item = (usize, String)> {
    let text = String::from_utf8_lossy(body).into_owned();
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    lines.into_iter().enumerate().map(|(at, line)| (at + 1, line))
}

/// `L12-L14`, or `L12` for one line.
fn line_range(pointer: &str) -> Option<(usize, usize)> {
    let number = |text: &str| text.strip_prefix('L')?.parse().ok();
    match pointer.split_once('-') {
        Some((first, last)) => Some((number(first)?, number(last)?)),
        None => number(pointer).map(|line| (line, line)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn line_ranges() {
        assert_eq!(line_range("L12-L14"), Some((12, 14)));
        assert_eq!(line_range("L3"), Some((3, 3)));
        for pointer in ["", "/status", "L", "12", "L1-2", "L-1"] {
            assert_eq!(line_range(pointer), None, "{pointer}");
        }
    }
}
