//! The conversation of one agent: a beginning that never changes, where endpoints cache it, and a tail that can be
//! shortened without losing the way back to what was read.

use crate::llm::{Message, ToolCall, ToolSpec, Turn};

/// Characters that a token has, on the whole.
const TOKEN: usize = 4;
/// Characters of words and arguments that stay when a conversation is shortened.
const WORDS: usize = 400;

/// What came of a call.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Answer {
    /// What the agent gets to read.
    pub text: String,
    /// The observations that it rests on.
    pub observations: Vec<String>,
    /// The call was wrong; the text says what would be right.
    pub failed: bool,
}

impl Answer {
    /// An error as an answer.
    pub fn wrong(text: impl Into<String>) -> Self {
        Self { text: format!("error: {}", text.into()), observations: Vec::new(), failed: true }
    }
}

/// A conversation.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Talk {
    prefix: Vec<Message>,
    tail: Vec<Piece>,
}

#[derive(Debug, Clone, PartialEq)]
enum Piece {
    Said(Message),
    Result { call: ToolCall, answer: Answer, shortened: bool },
}

impl Talk {
    pub(super) fn new(prefix: Vec<Message>) -> Self {
        Self { prefix, tail: Vec::new() }
    }

    pub(super) fn user(&mut self, text: impl Into<String>) {
        self.tail.push(Piece::Said(Message::User(text.into())));
    }

    pub(super) fn said(&mut self, turn: &Turn) {
        self.tail.push(Piece::Said(Message::said(turn)));
    }

    pub(super) fn result(&mut self, call: ToolCall, answer: Answer) {
        self.tail.push(Piece::Result { call, answer, shortened: false });
    }

    pub(super) fn messages(&self) -> Vec<Message> {
        let tail = self.tail.iter().map(|piece| match piece {
            Piece::Said(message) => message.clone(),
            Piece::Result { call, answer, .. } => Message::result(call, answer.text.clone()),
        });
        self.prefix.iter().cloned().chain(tail).collect()
    }

    /// About how many tokens a request has.
    pub(super) fn tokens(&self, tools: &[ToolSpec]) -> u64 {
        let spoken: usize = self.messages().iter().map(Message::chars).sum();
        let declared: usize =
            tools.iter().map(|tool| tool.description.len() + tool.parameters.to_string().len() + 40).sum();
        u64::try_from((spoken + declared) / TOKEN).unwrap_or(u64::MAX)
    }

    /// Shortens all answers but the last few, and what was said before them. Every observation stays named. Whether
    /// anything became shorter.
    pub(super) fn shorten(&mut self, keep: usize) -> bool {
        let results = self.tail.iter().filter(|piece| matches!(piece, Piece::Result { .. })).count();
        let mut left = results.saturating_sub(keep);
        let mut shorter = false;
        for piece in &mut self.tail {
            if left == 0 {
                break;
            }
            match piece {
                Piece::Said(Message::Assistant { text, .. }) if text.chars().count() > WORDS => {
                    *text = start(text, WORDS);
                    shorter = true;
                }
                Piece::Said(_) => {}
                Piece::Result { call, answer, shortened } => {
                    left -= 1;
                    if !*shortened {
                        let before = answer.text.len();
                        let note = note(call, answer);
                        if note.len() < before {
                            answer.text = note;
                            shorter = true;
                        }
                        *shortened = true;
                    }
                }
            }
        }
        shorter
    }

    /// Forgets the tail but for the observations that it named.
    pub(super) fn forget(&mut self) {
        let mut ids: Vec<String> = Vec::new();
        for piece in &self.tail {
            let Piece::Result { answer, .. } = piece else { continue };
            ids.extend(answer.observations.iter().filter(|id| !ids.contains(id)).cloned().collect::<Vec<_>>());
        }
        self.tail.clear();
        self.user(format!(
            "The conversation was too long for the model and was cut. You have read: {}.",
            if ids.is_empty() { "nothing yet".to_owned() } else { ids.join(", ") }
        ));
    }
}

/// What is left of an answer: what was called, and the way back to what it returned.
fn note(call: &ToolCall, answer: &Answer) -> String {
    let arguments = start(&call.arguments.text(), WORDS);
    let rests = if answer.observations.is_empty() {
        String::new()
    } else {
        format!(" It rests on {}; read_observation shows them again.", answer.observations.join(", "))
    };
    format!("(shortened to save room) {} {arguments}.{rests}", call.name)
}

fn start(text: &str, most: usize) -> String {
    if text.chars().count() <= most {
        return text.to_owned();
    }
    text.chars().take(most).chain(['…']).collect()
}
