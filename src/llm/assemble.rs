//! From the events of a stream to a whole turn.

use serde_json::{Map, Value};

use super::calls::Calls;
use super::chunk::{Chunk, Told};
use super::turn::{Delta, Finish, Turn, Usage};

/// Characters that are taken for a token where nobody counted.
pub(super) const CHARS_A_TOKEN: u64 = 4;
/// Bytes of words, thoughts and arguments beyond which an answer is none any more.
const LONGEST: usize = 8 * 1024 * 1024;

/// A turn as far as it came.
#[derive(Debug, Default)]
pub(super) struct Assembler {
    text: String,
    reasoning: String,
    calls: Calls,
    finish: Option<String>,
    usage: Option<Told>,
    model: Option<String>,
    echo: Map<String, Value>,
    whole: bool,
    bytes: usize,
}

/// A stream that no turn can be made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unusable {
    /// It ended before the turn did.
    Cut,
    /// It calls more tools than anybody would.
    TooManyCalls,
    /// It says more than anybody would.
    TooLong,
}

impl Assembler {
    /// Takes an event in and tells what it adds.
    pub(super) fn push(&mut self, chunk: Chunk) -> Result<Vec<Delta>, Unusable> {
        let mut deltas = Vec::new();
        self.bytes = self.bytes.saturating_add(chunk.bytes());
        if self.bytes > LONGEST {
            return Err(Unusable::TooLong);
        }
        if !chunk.reasoning.is_empty() {
            self.reasoning.push_str(&chunk.reasoning);
            deltas.push(Delta::Reasoning(chunk.reasoning));
        }
        if !chunk.text.is_empty() {
            self.text.push_str(&chunk.text);
            deltas.push(Delta::Text(chunk.text));
        }
        for piece in chunk.calls {
            deltas.extend(self.calls.push(piece).map(Delta::Call));
        }
        if self.calls.too_many() {
            return Err(Unusable::TooManyCalls);
        }
        self.finish = chunk.finish.or_else(|| self.finish.take());
        self.model = chunk.model.or_else(|| self.model.take());
        self.whole |= chunk.whole;
        self.count(chunk.usage);
        for (name, value) in chunk.echo {
            self.remember(name, value);
        }
        Ok(deltas)
    }

    /// Usage comes once, or grows with each event.
    fn count(&mut self, told: Option<Told>) {
        let (Some(new), old) = (told, self.usage.unwrap_or_default()) else { return };
        self.usage = Some(Told {
            input: new.input.max(old.input),
            cached: new.cached.max(old.cached),
            output: new.output.max(old.output),
            reasoning: new.reasoning.max(old.reasoning),
            cost: new.cost.or(old.cost),
        });
    }

    fn remember(&mut self, name: String, value: Value) {
        match (self.echo.get_mut(&name), value) {
            (Some(Value::String(known)), Value::String(more)) => known.push_str(&more),
            (Some(Value::Array(known)), Value::Array(more)) => {
                for piece in more {
                    continue_list(known, piece);
                }
            }
            (_, value) => drop(self.echo.insert(name, value)),
        }
    }

    /// The whole turn. `asked` is the length of the request in characters, for an estimate where nobody counted.
    pub(super) fn finish(self, asked: u64) -> Result<Turn, Unusable> {
        let chars = self.text.chars().count() + self.reasoning.chars().count() + self.calls.chars();
        let Some(word) = self.finish else { return Err(Unusable::Cut) };
        let (text, reasoning) = without_thoughts(self.text, self.reasoning);
        let called = !self.calls.is_empty();
        let tool_calls = self.calls.finish();
        // Reasoning goes back beside calls only: elsewhere endpoints refuse it.
        let echo = if tool_calls.is_empty() { Map::new() } else { self.echo };
        Ok(Turn {
            text,
            reasoning,
            finish: finish(&word, called && !tool_calls.is_empty()),
            tool_calls,
            usage: usage(self.usage, asked, u64::try_from(chars).unwrap_or(u64::MAX)),
            model: self.model,
            echo,
            streamed: !self.whole,
        })
    }
}

/// Adds an element of a list, or continues the last one if it is a piece of the same.
fn continue_list(known: &mut Vec<Value>, piece: Value) {
    let same = |last: &Value| {
        piece.get("index").is_some() && ["index", "type"].iter().all(|name| last.get(*name) == piece.get(*name))
    };
    let (Some(last), Value::Object(fields)) = (known.last_mut().filter(|last| same(last)), &piece) else {
        known.push(piece);
        return;
    };
    for (name, value) in fields {
        match (last.get_mut(name), value) {
            (Some(Value::String(text)), Value::String(more)) if ["text", "summary"].contains(&name.as_str()) => {
                text.push_str(more);
            }
            (Some(slot), value) if !value.is_null() => *slot = value.clone(),
            (Some(_), _) => {}
            (None, value) => last[name.as_str()] = value.clone(),
        }
    }
}

fn finish(word: &str, called: bool) -> Finish {
    match word.to_ascii_lowercase().as_str() {
        "length" | "max_tokens" => Finish::Length,
        "content_filter" | "safety" | "refusal" => Finish::Filtered,
        // Not every endpoint tells calls and the end of an answer apart.
        _ if called => Finish::ToolCalls,
        "stop" | "end_turn" | "eos" | "stop_sequence" | "tool_calls" | "function_call" => Finish::Stop,
        _ => Finish::Other(word.to_owned()),
    }
}

fn usage(told: Option<Told>, asked: u64, answered: u64) -> Usage {
    match told {
        Some(told) => Usage {
            input: told.input,
            cached: told.cached.min(told.input),
            output: told.output,
            reasoning: told.reasoning,
            estimated: false,
            cost: told.cost,
        },
        None => Usage {
            input: asked.div_ceil(CHARS_A_TOKEN),
            output: answered.div_ceil(CHARS_A_TOKEN),
            estimated: true,
            ..Usage::default()
        },
    }
}

/// Models whose server does not know their marks think in the open: `<think>…</think>` before the answer.
fn without_thoughts(text: String, reasoning: String) -> (String, String) {
    let Some(rest) = text.trim_start().strip_prefix("<think>") else { return (text, reasoning) };
    match rest.split_once("</think>") {
        Some((thoughts, answer)) => (answer.trim_start().to_owned(), reasoning + thoughts.trim()),
        None => (String::new(), reasoning + rest.trim()),
    }
}
