//! Reads an observation of a run from disk and makes a document of it. Slow for large ones: not for the drawing thread.

use std::path::Path;

use super::{Content, Document, Fact};
use crate::error::{Error, Result};
use crate::evidence::run::{ObservationRecord, RunReader, store};
use crate::report::{printable, printable_lines, words};
use crate::tui::intent::Target;

/// Bytes that are made a tree of; a larger body is shown as text.
const TREE: usize = 32 * 1024 * 1024;
/// Characters of one line that are kept.
const LINE: usize = 10_000;

/// Opens what a target means, in the folder of the runs.
pub fn load(runs: &Path, target: &Target) -> Result<Document> {
    let run = store::find(runs, &target.run)?;
    let record = run.observation(&target.observation).ok_or_else(|| {
        Error::usage(format!("run {} has no observation `{}`", target.run, printable(&target.observation)))
            .hint("it is not there yet where the investigation goes on")
    })?;
    let mut document = Document {
        title: target.citation.clone().unwrap_or_else(|| record.id.clone()),
        facts: facts(record, target.pointer.as_deref()),
        ..Document::default()
    };
    match target.pointer.as_deref().map(|pointer| (pointer, line_range(pointer))) {
        Some((_, Some(lines))) => document.lines = Some(lines),
        Some((pointer, None)) => document.pointer = Some(pointer.to_owned()),
        None => {}
    }
    document.body = content(&run, record)?;
    if matches!(document.body, Content::Text(_)) && document.pointer.is_some() {
        let value = "as text: it is too large for a tree, and the cited place is not marked".to_owned();
        document.facts.push(Fact { name: "shown", value });
    }
    Ok(document)
}

fn content(run: &RunReader, record: &ObservationRecord) -> Result<Content> {
    let Some(body) = run.body_of(record)? else { return Ok(Content::Nothing) };
    // A log whose only line happens to be JSON is still a log.
    if !record.media_type.starts_with("text/") && body.len() <= TREE && is_json(&body) {
        return Ok(Content::Json(String::from_utf8(body).unwrap_or_default().into()));
    }
    let text = String::from_utf8_lossy(&body);
    // A list of objects is one line as it is stored.
    let text = if body.len() > TREE { text.replace("},{", "},\n{").into() } else { text };
    Ok(Content::Text(printable_lines(&text).into_iter().map(shortened).collect()))
}

/// Whether it is JSON, and text throughout.
fn is_json(body: &[u8]) -> bool {
    serde_json::from_slice::<serde::de::IgnoredAny>(body).is_ok() && std::str::from_utf8(body).is_ok()
}

/// A line of a length that can be drawn.
fn shortened(line: String) -> String {
    if line.len() <= LINE { line } else { words::clipped(&line, LINE) }
}

fn facts(record: &ObservationRecord, pointer: Option<&str>) -> Vec<Fact> {
    let status = if record.status == 0 { "no answer".to_owned() } else { record.status.to_string() };
    let cut = if record.truncated { ", cut" } else { "" };
    let mut facts = vec![
        Fact { name: "request", value: record.request.clone() },
        Fact { name: "answer", value: format!("{status}, {}{cut}", words::bytes(record.bytes)) },
        Fact { name: "read", value: format!("{} by {} in {}", record.observed_at, record.id, record.source) },
    ];
    facts.extend(record.reduced.iter().map(|reduced| Fact { name: "reduced", value: reduced.clone() }));
    facts.extend(pointer.map(|pointer| Fact { name: "place", value: pointer.to_owned() }));
    for fact in &mut facts {
        fact.value = printable(&fact.value);
    }
    facts
}

/// `L12-L14`, or `L12` for one line.
fn line_range(pointer: &str) -> Option<(usize, usize)> {
    let number = |text: &str| text.strip_prefix('L')?.parse().ok();
    match pointer.split_once('-') {
        Some((first, last)) => Some((number(first)?, number(last)?)),
        None => number(pointer).map(|line| (line, line)),
    }
}
