//! The body of an observation as lines: JSON printed, text numbered, so that what is seen can be cited.

use regex::Regex;
use serde_json::Value;

use crate::evidence::observation::Body;
use crate::evidence::view::{escape, excerpt};
use crate::report::{json, printable, printable_lines};

/// A value in a line, at most this long.
const VALUE: usize = 300;
/// Matches that are looked for.
const MATCHES: usize = 2_000;

/// All of a body.
pub(super) fn lines(body: &Body) -> Vec<String> {
    match body {
        Body::Json(document) => of_value(document),
        Body::Text(text) => text.lines().enumerate().map(|(index, line)| numbered(index, line)).collect(),
        Body::Empty => Vec::new(),
    }
}

/// A value, printed.
pub(super) fn of_value(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) if text.contains('\n') => printable_lines(text),
        other => json::to_json(other).map(|text| printable_lines(&text)).unwrap_or_default(),
    }
}

fn numbered(index: usize, line: &str) -> String {
    format!("L{} {}", index + 1, printable_lines(line).concat())
}

/// What matches: lines of a text with those around them, values of a document with their pointers.
pub(super) fn grep(body: &Body, pattern: &Regex, around: usize) -> (usize, Vec<String>) {
    match body {
        Body::Json(document) => {
            let mut found = Vec::new();
            values(document, &mut String::new(), pattern, &mut found);
            (found.len(), found)
        }
        Body::Text(text) => {
            let all: Vec<&str> = text.lines().collect();
            let hits: Vec<usize> =
                all.iter().enumerate().filter(|(_, line)| pattern.is_match(line)).map(|(index, _)| index).collect();
            let mut shown = Vec::new();
            let mut next = 0;
            for hit in hits.iter().take(MATCHES) {
                let from = hit.saturating_sub(around).max(next);
                if from > next && next > 0 && around > 0 {
                    shown.push("--".to_owned());
                }
                next = next.max(hit + around + 1);
                let lines = all.iter().enumerate().take(next).skip(from);
                shown.extend(lines.map(|(index, line)| numbered(index, line)));
            }
            (hits.len(), shown)
        }
        Body::Empty => (0, Vec::new()),
    }
}

/// The leaves whose pointer or value matches.
fn values(value: &Value, pointer: &mut String, pattern: &Regex, found: &mut Vec<String>) {
    if found.len() >= MATCHES {
        return;
    }
    let length = pointer.len();
    let mut enter = |step: &str, below: &Value, found: &mut Vec<String>| {
        pointer.push('/');
        pointer.push_str(step);
        values(below, pointer, pattern, found);
        pointer.truncate(length);
    };
    match value {
        Value::Object(map) => map.iter().for_each(|(key, below)| enter(&escape(key), below, found)),
        Value::Array(list) => {
            list.iter().enumerate().for_each(|(index, below)| enter(&index.to_string(), below, found));
        }
        leaf => {
            let text = excerpt(leaf);
            // Of a long text the line that matches is what was looked for.
            let line = text.lines().find(|line| pattern.is_match(line));
            if line.is_some() || pattern.is_match(pointer) {
                let shown: String = printable(line.unwrap_or(&text)).chars().take(VALUE).collect();
                found.push(format!("{} = {shown}", printable(pointer)));
            }
        }
    }
}
