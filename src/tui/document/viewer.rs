//! A document that is looked at: what is open, where the cursor is, what was searched for.

use std::collections::BTreeSet;
use std::ops::Range;
use std::sync::Arc;

use serde_json::Value;

use super::json::{self, Row, Shown};
use super::{Content, Document, search};

/// Keys and items up to which a container is open from the beginning.
const SMALL: usize = 30;

/// What a document looks like at the moment.
#[derive(Debug, Clone, Default)]
pub struct Viewer {
    document: Arc<Document>,
    open: BTreeSet<String>,
    rows: Vec<Row>,
    /// The row or line with the cursor.
    pub cursor: usize,
    /// What was searched for.
    pub words: String,
    found: Vec<usize>,
    places: Vec<String>,
    at: usize,
}

impl Viewer {
    /// Opens a document at its cited place.
    pub fn new(document: Arc<Document>) -> Self {
        let mut viewer = Self { document, ..Self::default() };
        let document = viewer.document.clone();
        if let Content::Json(text) = &document.body {
            viewer.open_small(text, 0..text.len(), "", 0);
            if let Some(pointer) = document.pointer.as_deref() {
                viewer.open_above(pointer);
                viewer.open.insert(pointer.to_owned());
            }
            viewer.lay_out();
        }
        if let Some(pointer) = document.pointer.as_deref() {
            viewer.go_to(pointer);
        }
        if let Some((first, _)) = document.lines {
            viewer.cursor = first.saturating_sub(1).min(viewer.len().saturating_sub(1));
        }
        viewer
    }

    /// What is looked at.
    pub fn document(&self) -> &Document {
        &self.document
    }

    /// The rows of a JSON document.
    pub fn rows(&self) -> &[Row] {
        &self.rows
    }

    /// What a row shows.
    pub fn shown(&self, row: &Row) -> Shown {
        match &self.document.body {
            Content::Json(text) => json::shown(text, row),
            Content::Nothing | Content::Text(_) => Shown::default(),
        }
    }

    /// How many rows or lines there are.
    pub fn len(&self) -> usize {
        match &self.document.body {
            Content::Nothing => 0,
            Content::Json(_) => self.rows.len(),
            Content::Text(lines) => lines.len(),
        }
    }

    /// Whether nothing came.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a row is what the citation means, or below it.
    pub fn is_cited(&self, row: &Row) -> bool {
        self.document.pointer.as_deref().is_some_and(|cited| is_at_or_below(&row.pointer, cited))
    }

    /// Whether the cited place is not in the document: what is cited is that it is missing.
    pub fn lacks_cited(&self) -> bool {
        match (&self.document.body, &self.document.pointer) {
            (Content::Json(text), Some(pointer)) => json::find(text, pointer).is_none(),
            (_, _) => false,
        }
    }

    /// Opens what is closed under the cursor, or closes what is open. Rows elsewhere stay as they are.
    pub fn toggle(&mut self) {
        let document = self.document.clone();
        let (Content::Json(text), Some(row)) = (&document.body, self.rows.get_mut(self.cursor)) else { return };
        let Some(was_open) = row.open else { return };
        row.open = Some(!was_open);
        let (depth, pointer, range) = (row.depth, row.pointer.clone(), row.range.clone());
        let below = self.cursor + 1;
        if was_open {
            self.open.remove(&pointer);
            let count = self.rows.iter().skip(below).take_while(|row| row.depth > depth).count();
            self.rows.drain(below..below + count);
        } else {
            let mut rows = Vec::new();
            json::children(text, range, &pointer, depth + 1, &self.open, &mut rows);
            self.open.insert(pointer);
            self.rows.splice(below..below, rows);
        }
    }

    /// Closes what is open under the cursor, else goes to what it stands in.
    pub fn close(&mut self) {
        let Some(row) = self.rows.get(self.cursor) else { return };
        if row.open == Some(true) {
            self.toggle();
        } else if let Some((above, _)) = row.pointer.rsplit_once('/')
            && !above.is_empty()
        {
            let above = above.to_owned();
            self.go_to(&above);
        }
    }

    /// Opens what is closed under the cursor.
    pub fn expand(&mut self) {
        if self.rows.get(self.cursor).is_some_and(|row| row.open == Some(false)) {
            self.toggle();
        }
    }

    /// Looks for words and goes to the first place at or after the cursor; none found leaves it where it is.
    pub fn search(&mut self, words: &str) {
        words.clone_into(&mut self.words);
        self.at = 0;
        let document = self.document.clone();
        match &document.body {
            Content::Json(text) => self.places = search::pointers(text, words),
            Content::Text(lines) => self.found = search::lines(lines, words),
            Content::Nothing => {}
        }
        if let Some(at) = self.found.iter().position(|line| *line >= self.cursor) {
            self.at = at;
        }
        self.show_match();
    }

    /// Goes to the next match, or the one before; around the ends.
    pub fn next_match(&mut self, back: bool) {
        let (count, _) = self.matches();
        if count > 0 {
            self.at = if back { (self.at + count - 1) % count } else { (self.at + 1) % count };
            self.show_match();
        }
    }

    /// How many matches there are, and which one is shown, counted from 1.
    pub fn matches(&self) -> (usize, usize) {
        let count = self.places.len().max(self.found.len());
        (count, if count == 0 { 0 } else { self.at + 1 })
    }

    fn show_match(&mut self) {
        if let Some(pointer) = self.places.get(self.at).cloned() {
            if !self.rows.iter().any(|row| row.pointer == pointer) {
                self.open_above(&pointer);
                self.lay_out();
            }
            self.go_to(&pointer);
        } else if let Some(line) = self.found.get(self.at) {
            self.cursor = *line;
        }
    }

    /// The text under the cursor, to copy.
    pub fn text(&self) -> String {
        match &self.document.body {
            Content::Nothing => String::new(),
            Content::Text(lines) => match self.document.lines {
                Some((first, last)) => {
                    let cited = lines.iter().skip(first.saturating_sub(1)).take((last + 1).saturating_sub(first));
                    cited.map(String::as_str).collect::<Vec<_>>().join("\n")
                }
                None => lines.get(self.cursor).cloned().unwrap_or_default(),
            },
            Content::Json(text) => {
                let row = self.rows.get(self.cursor);
                let json = row.and_then(|row| text.get(row.range.clone())).unwrap_or(text);
                let found: Value = serde_json::from_str(json).unwrap_or_default();
                found.as_str().map_or_else(|| serde_json::to_string_pretty(&found).unwrap_or_default(), str::to_owned)
            }
        }
    }

    fn lay_out(&mut self) {
        if let Content::Json(text) = &self.document.body {
            self.rows = json::rows(text, &self.open);
        }
    }

    /// Goes to the row of a pointer, or to the nearest one above it.
    fn go_to(&mut self, pointer: &str) {
        let mut wanted = pointer;
        loop {
            if let Some(at) = self.rows.iter().position(|row| row.pointer == wanted) {
                self.cursor = at;
                return;
            }
            match wanted.rsplit_once('/') {
                Some((above, _)) if !above.is_empty() => wanted = above,
                Some(_) | None => return,
            }
        }
    }

    fn open_above(&mut self, pointer: &str) {
        for (at, _) in pointer.match_indices('/').filter(|(at, _)| *at > 0) {
            if let Some((above, _)) = pointer.split_at_checked(at) {
                self.open.insert(above.to_owned());
            }
        }
    }

    /// Opens what is small enough to be taken in at once.
    fn open_small(&mut self, text: &str, range: Range<usize>, pointer: &str, depth: usize) {
        if depth >= 2 {
            return;
        }
        for child in json::entries(text, range) {
            let json = text.get(child.range.clone()).unwrap_or_default();
            let size = if json.starts_with(['{', '[']) { json::size(json) } else { continue };
            let below = format!("{pointer}/{}", child.step);
            if size <= SMALL || depth == 0 {
                // Of a long list the items stay closed.
                if size <= SMALL {
                    self.open_small(text, child.range, &below, depth + 1);
                }
                self.open.insert(below);
            }
        }
    }
}

fn is_at_or_below(pointer: &str, cited: &str) -> bool {
    pointer.strip_prefix(cited).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}
