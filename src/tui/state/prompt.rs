//! A line that is typed, its history, and what could complete it.

use tui_input::{Input, InputRequest};

use crate::report::printable_lines;

/// Characters of a line; more is a question that nobody typed.
pub(in crate::tui) const MOST: usize = 4_000;
/// Lines that are remembered.
const REMEMBERED: usize = 200;

/// A line that is typed.
#[derive(Debug, Default)]
pub struct Prompt {
    /// The line and its cursor.
    pub input: Input,
    /// What was entered before, oldest first.
    pub history: Vec<String>,
    /// Where in the history one is; none while typing.
    at: Option<usize>,
    /// What was typed before one went into the history.
    draft: String,
    /// What could complete the last word.
    pub offers: Vec<String>,
    /// Which of them is taken.
    pub offer: Option<usize>,
}

impl Prompt {
    /// What stands there.
    pub fn text(&self) -> &str {
        self.input.value()
    }

    /// Does something with the line.
    pub fn edit(&mut self, request: InputRequest) {
        if matches!(request, InputRequest::InsertChar(_)) && self.text().len() >= MOST {
            return;
        }
        self.input.handle(request);
        self.at = None;
        self.forget_offers();
    }

    /// Types a text; line ends become spaces.
    pub fn paste(&mut self, text: &str) {
        let room = MOST.saturating_sub(self.text().len());
        for c in printable_lines(text).join(" ").chars().take(room) {
            self.edit(InputRequest::InsertChar(c));
        }
    }

    /// Puts another line there, the cursor at its end.
    pub fn put(&mut self, text: impl Into<String>) {
        self.input = Input::new(text.into());
    }

    /// Takes the line away, into the history.
    pub fn take(&mut self) -> String {
        let line = self.text().trim().to_owned();
        self.put("");
        self.at = None;
        self.forget_offers();
        self.remember(&line);
        line
    }

    /// Adds a line to the history.
    pub fn remember(&mut self, line: &str) {
        if line.is_empty() || self.history.last().is_some_and(|last| last == line) {
            return;
        }
        self.history.push(line.to_owned());
        if self.history.len() > REMEMBERED {
            self.history.remove(0);
        }
    }

    /// One line back in the history.
    pub fn back(&mut self) {
        let at = self.at.unwrap_or(self.history.len());
        let Some(line) = at.checked_sub(1).and_then(|at| self.history.get(at)).cloned() else { return };
        if self.at.is_none() {
            self.draft = self.text().to_owned();
        }
        self.at = at.checked_sub(1);
        self.put(line);
    }

    /// One line forth.
    pub fn forth(&mut self) {
        let Some(at) = self.at else { return };
        if let Some(line) = self.history.get(at + 1).cloned() {
            self.at = Some(at + 1);
            self.put(line);
        } else {
            self.at = None;
            let draft = std::mem::take(&mut self.draft);
            self.put(draft);
        }
    }

    /// Forgets what could complete it.
    pub fn forget_offers(&mut self) {
        self.offers.clear();
        self.offer = None;
    }

    /// The last word, which is what gets completed.
    pub fn word(&self) -> &str {
        self.text().rsplit(' ').next().unwrap_or_default()
    }

    /// Puts the next offer, or the one before, in the place of the last word.
    pub fn cycle(&mut self, offers: impl FnOnce(&Self) -> Vec<String>, back: bool) {
        if self.offers.is_empty() {
            self.offers = offers(self);
        }
        let count = self.offers.len();
        if count == 0 {
            return;
        }
        let next = match (self.offer, back) {
            (None, false) => 0,
            (None, true) => count - 1,
            (Some(at), false) => (at + 1) % count,
            (Some(at), true) => (at + count - 1) % count,
        };
        let Some(offer) = self.offers.get(next).cloned() else { return };
        let before = self.text().strip_suffix(self.word()).unwrap_or_default().to_owned();
        self.put(format!("{before}{offer}"));
        self.offer = Some(next);
        if count == 1 {
            self.input.handle(InputRequest::InsertChar(' '));
            self.forget_offers();
        }
    }
}
