//! What a model gets to read: a page of lines that are safe to show, and what they rest on.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde::Serialize;

use crate::cluster::reader::describe;
use crate::evidence::observation::{Observation, ObservationId, Outcome};
use crate::report::printable;

/// Characters of a line.
const LINE: usize = 400;
/// Bytes of the footer.
const FOOTER: usize = 1_000;

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Answer {
    /// What a model sees.
    pub digest: String,
    /// The observations that it rests on, each of which can be read again.
    #[serde(serialize_with = "ids")]
    pub observations: Vec<ObservationId>,
}

fn ids<S: serde::Serializer>(ids: &[ObservationId], to: S) -> Result<S::Ok, S::Error> {
    to.collect_seq(ids.iter().map(ToString::to_string))
}

/// A page as a tool writes it.
#[derive(Debug, Default)]
pub struct Page {
    lines: Vec<String>,
    saw: BTreeMap<ObservationId, Arc<Observation>>,
}

impl Page {
    /// Adds a line, indented this deep. What was observed is made printable, and an endless line ends.
    pub fn line(&mut self, depth: usize, text: impl AsRef<str>) {
        let text = shortened(&printable(text.as_ref()), LINE);
        self.lines.push(format!("{}{text}", "  ".repeat(depth)));
    }

    /// Adds lines as they are, their indentation included; they must be printable.
    pub fn verbatim(&mut self, lines: impl IntoIterator<Item = String>) {
        self.lines.extend(lines);
    }

    /// Adds rows in columns as wide as they need to be.
    pub fn table(&mut self, depth: usize, rows: &[Vec<String>]) {
        let rows: Vec<Vec<String>> =
            rows.iter().map(|row| row.iter().map(|cell| shortened(&printable(cell), LINE)).collect()).collect();
        let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            let cells = rows.iter().filter_map(|row| row.get(column));
            cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
        };
        let widths: Vec<usize> = (0..columns).map(width).collect();
        for row in &rows {
            let mut line = "  ".repeat(depth);
            for (cell, width) in row.iter().zip(&widths) {
                line.push_str(cell);
                line.push_str(&" ".repeat(width.saturating_sub(cell.chars().count()) + 2));
            }
            self.lines.push(line.trim_end().to_owned());
        }
    }

    /// Notes an observation that the page rests on.
    pub fn saw(&mut self, observation: &Arc<Observation>) {
        self.saw.insert(observation.id, observation.clone());
    }

    /// Whether anything was written.
    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }

    pub(super) fn lines(&self) -> &[String] {
        &self.lines
    }

    pub(super) fn observations(&self) -> impl Iterator<Item = ObservationId> {
        self.saw.keys().copied()
    }

    /// What could not be seen, and what the page rests on.
    pub(super) fn footer(&self) -> String {
        let mut footer = String::new();
        for observation in self.saw.values() {
            let Some((word, why)) = observation.outcome.blindness() else { continue };
            let line = format!("not seen: {} ({}): {word}: {why}", printable(&observation.label), observation.id);
            push(&mut footer, &format!("{}\n", shortened(&printable(&line), LINE)));
        }
        let (empty, full): (Vec<_>, Vec<_>) = self.saw.values().partition(|observation| is_empty(observation));
        let mut rests: Vec<String> = Vec::new();
        for observation in &full {
            let how = describe(observation);
            let cut = if observation.truncated { ", cut" } else { "" };
            let text = shortened(&printable(&format!("{} {} ({how}{cut})", observation.id, observation.label)), 160);
            let length: usize = footer.len() + rests.iter().map(|it| it.len() + 2).sum::<usize>() + text.len();
            if length > FOOTER - 160 {
                rests.push(format!("and {} more, see `observations`", full.len() - rests.len()));
                break;
            }
            rests.push(text);
        }
        if !rests.is_empty() {
            footer.push_str(&format!("rests on: {}\n", rests.join("; ")));
        }
        if !empty.is_empty() {
            let ids: Vec<String> = empty.iter().take(12).map(|observation| observation.id.to_string()).collect();
            let more = if empty.len() > ids.len() { " …" } else { "" };
            footer.push_str(&format!("lists without items: {}{more}\n", ids.join(", ")));
        }
        footer
    }
}

/// Whether it is a list that was read and holds nothing.
fn is_empty(observation: &Observation) -> bool {
    let items = observation.body.json().and_then(|body| body.get("items")).and_then(serde_json::Value::as_array);
    observation.outcome == Outcome::Read && items.is_some_and(Vec::is_empty)
}

fn push(footer: &mut String, line: &str) {
    if footer.len() + line.len() < FOOTER / 2 {
        footer.push_str(line);
    }
}

/// A text of this many characters at most.
pub(super) fn shortened(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    let head: String = text.chars().take(most.saturating_sub(1)).collect();
    format!("{head}…")
}
