//! One event of a stream, read leniently: what is absent, of another type or new is no reason to stop.
//!
//! A whole answer in one piece (`message` instead of `delta`) is read the same way: some endpoints do not stream.

use serde_json::{Map, Value};

/// What one event says.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Chunk {
    pub(super) text: String,
    pub(super) reasoning: String,
    pub(super) calls: Vec<CallPiece>,
    pub(super) finish: Option<String>,
    pub(super) usage: Option<Told>,
    pub(super) model: Option<String>,
    /// Fields of the message that are to be sent back as they came.
    pub(super) echo: Map<String, Value>,
    /// It was a `message`, not a `delta`.
    pub(super) whole: bool,
    /// The error that came instead of an answer.
    pub(super) error: Option<Value>,
}

/// A piece of a call.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct CallPiece {
    pub(super) index: Option<u64>,
    /// Where it stands in the list of this event, if that has more than one.
    pub(super) position: Option<usize>,
    pub(super) id: String,
    pub(super) name: String,
    pub(super) arguments: Piece,
    pub(super) extra: Option<Value>,
}

/// Arguments as they come.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) enum Piece {
    #[default]
    None,
    Text(String),
    Whole(Value),
}

/// Tokens as the endpoint counts them.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub(super) struct Told {
    pub(super) input: u64,
    pub(super) cached: u64,
    pub(super) output: u64,
    pub(super) reasoning: u64,
    pub(super) cost: Option<f64>,
}

impl Chunk {
    pub(super) fn read(event: &Value) -> Self {
        let mut chunk = Self {
            error: error(event),
            usage: usage(event),
            model: text(event.get("model")).filter(|model| !model.is_empty()),
            ..Self::default()
        };
        let choices = event.get("choices").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        // Only one answer was asked for; others would be mixed up with it.
        let first = choices.iter().find(|choice| choice.get("index").and_then(number).unwrap_or(0) == 0);
        if let Some(choice) = first {
            chunk.choice(choice);
        }
        chunk
    }

    /// Bytes of what it adds to a turn.
    pub(super) fn bytes(&self) -> usize {
        let of_call = |call: &CallPiece| match &call.arguments {
            Piece::Text(text) => call.name.len() + text.len(),
            Piece::None | Piece::Whole(_) => call.name.len(),
        };
        self.text.len() + self.reasoning.len() + self.calls.iter().map(of_call).sum::<usize>()
    }

    fn choice(&mut self, choice: &Value) {
        self.finish = text(choice.get("finish_reason")).filter(|reason| !reason.is_empty());
        self.usage = self.usage.or_else(|| usage(choice));
        let present = |name: &str| choice.get(name).filter(|value| value.is_object());
        let (delta, message) = (present("delta"), present("message"));
        self.whole = delta.is_none() && message.is_some();
        let Some(delta) = delta.or(message) else { return };
        self.content(delta.get("content"));
        self.text.push_str(&text(delta.get("refusal")).unwrap_or_default());
        self.thoughts(delta);
        self.tool_calls(delta);
    }

    /// A text, or a list of parts of which some are thoughts.
    fn content(&mut self, content: Option<&Value>) {
        match content {
            Some(Value::String(text)) => self.text.push_str(text),
            Some(Value::Array(parts)) => {
                for part in parts {
                    match part.get("type").and_then(Value::as_str) {
                        Some("thinking" | "reasoning") => {
                            let inside = ["thinking", "reasoning", "text"].into_iter().find_map(|name| part.get(name));
                            self.reasoning.push_str(&flat(inside));
                        }
                        _ => self.text.push_str(&flat(Some(part))),
                    }
                }
            }
            _ => {}
        }
    }

    fn thoughts(&mut self, delta: &Value) {
        const NAMES: [&str; 3] = ["reasoning_content", "reasoning", "thinking"];
        let named =
            NAMES.into_iter().find_map(|name| Some((name, flat(delta.get(name)))).filter(|(_, text)| !text.is_empty()));
        if let Some((name, text)) = named {
            self.reasoning.push_str(&text);
            if name == "reasoning_content" {
                self.echo.insert(name.to_owned(), Value::String(text));
            }
        }
        if let Some(Value::Array(details)) = delta.get("reasoning_details") {
            self.echo.insert("reasoning_details".to_owned(), Value::Array(details.clone()));
        }
    }

    fn tool_calls(&mut self, delta: &Value) {
        let calls = match delta.get("tool_calls") {
            Some(Value::Array(calls)) => calls.as_slice(),
            Some(call @ Value::Object(_)) => std::slice::from_ref(call),
            _ => &[],
        };
        for (position, call) in calls.iter().enumerate() {
            self.calls.push(piece(call, call.get("function").unwrap_or(call), (calls.len() > 1).then_some(position)));
        }
        if let Some(call @ Value::Object(_)) = delta.get("function_call") {
            self.calls.push(CallPiece { index: Some(0), ..piece(call, call, None) });
        }
    }
}

fn piece(call: &Value, function: &Value, position: Option<usize>) -> CallPiece {
    CallPiece {
        index: call.get("index").and_then(number),
        position,
        id: text(call.get("id")).unwrap_or_default(),
        name: text(function.get("name")).unwrap_or_default(),
        arguments: match function.get("arguments") {
            None | Some(Value::Null) => Piece::None,
            Some(Value::String(text)) => Piece::Text(text.clone()),
            Some(other) => Piece::Whole(other.clone()),
        },
        extra: call.get("extra_content").filter(|extra| !extra.is_null()).cloned(),
    }
}

/// The error of an event: an object or a text, on its own, in a list, or inside of the choice.
pub(super) fn error(event: &Value) -> Option<Value> {
    let present = |value: Option<&Value>| value.filter(|error| !error.is_null()).cloned();
    let in_choice = || event.get("choices")?.as_array()?.iter().find_map(|choice| present(choice.get("error")));
    let bare = || {
        let without_choices = event.get("choices").is_none();
        let says = event.get("object").and_then(Value::as_str) == Some("error")
            || event.get("type").and_then(Value::as_str) == Some("error")
            || ["detail", "message", "errors"].iter().any(|name| event.get(name).is_some());
        (without_choices && says).then(|| event.clone())
    };
    match event {
        Value::Array(list) => list.iter().find_map(error),
        _ => present(event.get("error")).or_else(in_choice).or_else(bare),
    }
}

fn usage(of: &Value) -> Option<Told> {
    let at = |path: &str| of.pointer(path).and_then(number);
    let any = |paths: &[&str]| paths.iter().find_map(|path| at(path));
    let given = ["usage", "x_groq"].iter().any(|name| of.get(name).is_some_and(Value::is_object));
    if !given && of.get("timings").is_none_or(|timings| !timings.is_object()) {
        return None;
    }
    // llama.cpp counts what it computed and what it had apart from each other.
    let computed = at("/timings/prompt_n").map(|computed| computed + at("/timings/cache_n").unwrap_or(0));
    let input = any(&["/usage/prompt_tokens", "/usage/input_tokens", "/x_groq/usage/prompt_tokens"]).or(computed);
    let output = any(&[
        "/usage/completion_tokens",
        "/usage/output_tokens",
        "/x_groq/usage/completion_tokens",
        "/timings/predicted_n",
    ]);
    let total = at("/usage/total_tokens");
    let output = output.or_else(|| total?.checked_sub(input?));
    (input.is_some() || output.is_some()).then(|| Told {
        input: input.unwrap_or(0),
        output: output.unwrap_or(0),
        cached: any(&[
            "/usage/prompt_tokens_details/cached_tokens",
            "/usage/prompt_cache_hit_tokens",
            "/usage/cache_read_input_tokens",
            "/timings/cache_n",
        ])
        .unwrap_or(0),
        reasoning: any(&["/usage/completion_tokens_details/reasoning_tokens"]).unwrap_or(0),
        cost: of.pointer("/usage/cost").and_then(Value::as_f64).filter(|cost| cost.is_finite() && *cost >= 0.0),
    })
}

/// A number, written as one or as a text.
pub(super) fn number(value: &Value) -> Option<u64> {
    match value {
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "counts of tokens that came as floats"
        )]
        Value::Number(number) => {
            number.as_u64().or_else(|| number.as_f64().filter(|n| (0.0..1e15).contains(n)).map(|n| n as u64))
        }
        Value::String(text) => text.trim().parse().ok(),
        _ => None,
    }
}

fn text(value: Option<&Value>) -> Option<String> {
    match value {
        Some(Value::String(text)) => Some(text.clone()),
        Some(Value::Number(number)) => Some(number.to_string()),
        _ => None,
    }
}

/// The words inside of a text, a list or an object of texts.
fn flat(value: Option<&Value>) -> String {
    match value {
        Some(Value::String(text)) => text.clone(),
        Some(Value::Array(parts)) => parts.iter().map(|part| flat(Some(part))).collect(),
        Some(Value::Object(part)) => {
            flat(["text", "content", "summary", "output_text"].iter().find_map(|name| part.get(*name)))
        }
        _ => String::new(),
    }
}
