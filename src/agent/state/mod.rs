//! An agent as a pure state machine: an event goes in, effects come out. It does no I/O, knows no time and holds no
//! client, so that it can be tested event by event and replayed.

mod machine;
mod talk;
#[cfg(test)]
mod tests;

pub use machine::Machine;
pub use talk::Answer;

use crate::agent::budget::Pressure;
use crate::agent::draft::{Draft, Findings};
use crate::llm::{Failure, Message, Request, ToolCall, ToolSpec, Turn};

/// What an agent is made of.
#[derive(Debug, Clone)]
pub struct Setup {
    /// The beginning of its conversation, which never changes.
    pub prefix: Vec<Message>,
    /// What it may call, besides the call that ends its work.
    pub tools: Vec<ToolSpec>,
    /// The call that ends its work.
    pub submit: ToolSpec,
    /// What that call holds.
    pub form: Form,
    /// Turns that it has.
    pub turns: u32,
    /// Tokens that fit into a request and its answer.
    pub window: u64,
}

/// What an agent submits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// The answer to the question.
    Draft,
    /// Findings for the lead.
    Findings,
}

/// What an agent submitted.
#[derive(Debug, Clone, PartialEq)]
pub enum Submission {
    /// The answer to the question.
    Draft(Draft),
    /// Findings for the lead.
    Findings(Findings),
}

/// What happens to an agent.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// Its work begins.
    Begin,
    /// It may take a turn, and this is how hard the budget presses.
    Go(Pressure),
    /// Its turn is over.
    Turned(Box<Turn>),
    /// There is no turn.
    Failed(Failure),
    /// What came of the call with this number in the turn.
    Answered(usize, Answer),
    /// What it submitted was accepted.
    Accepted,
    /// What it submitted is to be mended, as the text says.
    Mend(String),
}

/// What is to be done for an agent.
#[derive(Debug, Clone, PartialEq)]
pub enum Effect {
    /// Ask it to go on, once it is known how hard the budget presses.
    Ready,
    /// Take a turn.
    Ask(Box<Request>),
    /// Make the call with this number in the turn.
    Call(usize, ToolCall),
    /// Look at what it submitted.
    Judge(Box<Submission>),
    /// Its work is over.
    End(End),
}

/// How the work of an agent ends.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// With what it submitted last.
    Submitted,
    /// Without: a budget is used up, or it does not come to a conclusion.
    Stopped(String),
    /// Without: its model cannot be asked.
    Broken(Failure),
}
