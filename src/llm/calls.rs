//! Calls out of their pieces, whatever an endpoint leaves out of them.
//!
//! Pieces belong together by index, else by id, else by their position in the event's list. A missing index is never
//! taken for 0: that would glue calls together that are made side by side.

use serde_json::{Map, Value};

use super::chunk::{CallPiece, Piece};
use super::turn::{Arguments, ToolCall};

/// More calls than this in one turn are no plan.
pub(super) const MOST: usize = 128;

#[derive(Debug, Default)]
pub(super) struct Calls(Vec<Open>);

/// A call that is still coming.
#[derive(Debug, Default)]
struct Open {
    index: Option<u64>,
    id: String,
    name: String,
    text: String,
    whole: Option<Value>,
    extra: Option<Value>,
    /// Where the first list that held it had it.
    position: Option<usize>,
}

impl Calls {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub(super) fn too_many(&self) -> bool {
        self.0.len() > MOST
    }

    /// Characters so far, for estimates.
    pub(super) fn chars(&self) -> usize {
        self.0.iter().map(|call| call.name.chars().count() + call.text.chars().count()).sum()
    }

    /// Takes a piece in; the name of the call if it began with this piece.
    pub(super) fn push(&mut self, piece: CallPiece) -> Option<String> {
        let at = self.place(&piece);
        if let Some(at) = at {
            self.0.get_mut(at)?.take(piece);
            return None;
        }
        let mut open = Open { index: piece.index, position: piece.position, ..Open::default() };
        open.take(piece);
        let name = open.name.clone();
        self.0.push(open);
        Some(name)
    }

    /// The call that a piece continues.
    fn place(&self, piece: &CallPiece) -> Option<usize> {
        let newest = |fits: &dyn Fn(&Open) -> bool| self.0.iter().rposition(fits);
        // Another name and another id at a known index is another call: some endpoints number all of them 0.
        let another =
            |call: &Open| !piece.id.is_empty() && !call.id.is_empty() && piece.id != call.id && !piece.name.is_empty();
        if piece.index.is_some() {
            let at = newest(&|call| call.index == piece.index)?;
            return self.0.get(at).filter(|call| !another(call)).map(|_| at);
        }
        if !piece.id.is_empty() {
            let known = newest(&|call| call.id == piece.id);
            if known.is_some() || !piece.name.is_empty() {
                return known;
            }
        }
        if !piece.name.is_empty() {
            return None;
        }
        match piece.position {
            Some(position) => newest(&|call| call.position == Some(position)),
            None => self.0.len().checked_sub(1),
        }
    }

    /// The calls, each with an id of its own. Pieces that never got a name are no calls.
    pub(super) fn finish(self) -> Vec<ToolCall> {
        let mut calls: Vec<ToolCall> = Vec::new();
        for (number, open) in self.0.into_iter().enumerate().filter(|(_, open)| !open.name.trim().is_empty()) {
            let taken = |id: &str| calls.iter().any(|call| call.id == id);
            let id = match open.id.as_str() {
                "" => format!("call_{}", number + 1),
                id if taken(id) => format!("{id}_{}", number + 1),
                id => id.to_owned(),
            };
            let arguments = arguments(open.whole, &open.text);
            calls.push(ToolCall { id, name: open.name.trim().to_owned(), arguments, extra: open.extra });
        }
        calls
    }
}

impl Open {
    fn take(&mut self, piece: CallPiece) {
        if self.id.is_empty() {
            self.id = piece.id;
        }
        // A name comes whole, comes again with each piece, or comes in pieces before the arguments.
        if self.name.is_empty() || piece.name.starts_with(&self.name) {
            if !piece.name.is_empty() {
                self.name = piece.name;
            }
        } else if self.text.is_empty() && self.whole.is_none() {
            self.name.push_str(&piece.name);
        }
        match piece.arguments {
            Piece::None => {}
            Piece::Text(text) => self.text.push_str(&text),
            Piece::Whole(value) => self.whole = Some(value),
        }
        self.extra = piece.extra.or_else(|| self.extra.take());
        self.index = self.index.or(piece.index);
    }
}

/// Arguments as an object, if they are one.
pub(super) fn arguments(whole: Option<Value>, text: &str) -> Arguments {
    match whole {
        Some(Value::Object(object)) => return Arguments::Object(object),
        Some(Value::String(inside)) => return arguments(None, &inside),
        Some(other) => return broken(&other.to_string(), "the arguments are not a JSON object"),
        None => {}
    }
    let trimmed = text.trim();
    if trimmed.is_empty() || trimmed == "null" {
        return Arguments::Object(Map::new());
    }
    // Some endpoints begin with an empty object and send the arguments after it.
    let after_empty = trimmed.strip_prefix("{}").map(str::trim).filter(|rest| rest.starts_with('{'));
    match serde_json::from_str::<Value>(after_empty.unwrap_or(trimmed)) {
        Ok(Value::Object(object)) => Arguments::Object(object),
        // JSON inside of a JSON text.
        Ok(Value::String(inside)) if inside.trim_start().starts_with('{') => match serde_json::from_str(&inside) {
            Ok(Value::Object(object)) => Arguments::Object(object),
            _ => broken(text, "the arguments are a text, not a JSON object"),
        },
        Ok(_) => broken(text, "the arguments are not a JSON object"),
        Err(error) => broken(text, &format!("the arguments are not valid JSON: {error}")),
    }
}

fn broken(text: &str, why: &str) -> Arguments {
    Arguments::Broken { text: text.to_owned(), why: why.to_owned() }
}
