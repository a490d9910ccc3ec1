//! Does what the machine of an agent asks for: takes turns, makes calls, and tells each step. It decides nothing.
//!
//! Everything runs inside of one future. Dropping it ends the requests that are under way, and the agents with them.

use std::collections::VecDeque;

use futures::future::BoxFuture;

use super::budget::Pressure;
use super::crew::Crew;
use super::ledger::Models;
use super::state::{Answer, Effect, End, Event, Machine, Setup, Submission};
use crate::config::llm::Role;
use crate::evidence::event::Event as Told;
use crate::llm::{Delta, Failure, Request, ToolCall, Turn};

/// Characters of a piece of what is said, as it is told.
const PIECE: usize = 48;

/// Who makes the calls of an agent, and judges what it submits.
pub(super) trait Hands: Send + Sync {
    /// Makes the calls of one turn, each with its number and its id, and returns what came of each.
    fn call(&self, calls: Vec<(usize, String, ToolCall)>) -> BoxFuture<'_, Vec<(usize, Answer)>>;

    /// What is to be mended of what was submitted; none if it is accepted.
    fn judge(&mut self, submission: Submission) -> BoxFuture<'_, Option<String>>;
}

/// What an agent leaves behind.
pub(super) struct Left {
    pub(super) end: End,
    pub(super) observations: Vec<String>,
}

/// One agent at work.
pub(super) struct Driver<'d> {
    pub(super) crew: &'d Crew<'d>,
    pub(super) agent: String,
    pub(super) role: Role,
    number: u32,
    pressure: Pressure,
}

impl<'d> Driver<'d> {
    pub(super) fn new(crew: &'d Crew<'d>, agent: &str, role: Role) -> Self {
        Self { crew, agent: agent.to_owned(), role, number: 0, pressure: Pressure::None }
    }

    /// Runs the agent to its end.
    pub(super) async fn run(mut self, setup: Setup, hands: &mut dyn Hands) -> Left {
        let mut machine = Machine::new(setup);
        let mut effects: VecDeque<Effect> = machine.handle(Event::Begin).into();
        loop {
            let mut calls = Vec::new();
            let mut events = Vec::new();
            while let Some(effect) = effects.pop_front() {
                match effect {
                    Effect::Ready => events.push(Event::Go(self.press())),
                    Effect::Ask(request) => events.push(match self.ask(*request).await {
                        Ok(turn) => Event::Turned(Box::new(turn)),
                        Err(failure) => Event::Failed(failure),
                    }),
                    Effect::Call(number, call) => calls.push((number, self.call_id(number), call)),
                    Effect::Judge(submission) => events.push(match hands.judge(*submission).await {
                        None => Event::Accepted,
                        Some(text) => Event::Mend(text),
                    }),
                    Effect::End(end) => return Left { end, observations: machine.observations() },
                }
            }
            if !calls.is_empty() {
                let answers = hands.call(calls).await;
                events.extend(answers.into_iter().map(|(number, answer)| Event::Answered(number, answer)));
            }
            if events.is_empty() {
                let why = "it waits for nothing".to_owned();
                return Left { end: End::Stopped(why), observations: machine.observations() };
            }
            for event in events {
                effects.extend(machine.handle(event));
            }
        }
    }

    fn call_id(&self, number: usize) -> String {
        format!("{}/{}.{}", self.agent, self.number, number + 1)
    }

    /// How hard the budget presses before the next turn.
    fn press(&mut self) -> Pressure {
        self.number += 1;
        self.pressure = match &self.crew.models {
            Models::Recorded(recording) => recording.pressure(&self.agent, self.number),
            Models::Live { .. } => self.crew.pressure(self.role),
        };
        if matches!(self.pressure, Pressure::Hard(_)) {
            self.crew.ledger().stopped(&self.agent, self.number, &self.pressure);
        }
        self.pressure.clone()
    }

    async fn ask(&self, request: Request) -> Result<Turn, Failure> {
        let answer = match &self.crew.models {
            Models::Recorded(recording) => match recording.answer(&self.agent, self.number, &request) {
                Some(answer) => self.again(answer).await,
                None => return Err(Failure::unrecorded()),
            },
            Models::Live { lead, specialist } => {
                let client = if self.role == Role::Lead { lead } else { specialist };
                self.listen(client.turn(request.clone())).await
            }
        };
        self.crew.ledger().exchange(&self.agent, self.number, &self.pressure, &request, &answer);
        if let Ok(turn) = &answer {
            self.crew.spend(&self.agent, turn.usage);
            let usage = turn.usage;
            self.tell(Told::TurnEnded {
                agent: self.agent.clone(),
                turn: self.number,
                input: usage.input,
                cached: usage.cached,
                output: usage.output,
                cost: usage.cost,
            })
            .await;
        }
        answer
    }

    /// Tells a turn of a recording.
    async fn again(&self, answer: Result<Turn, Failure>) -> Result<Turn, Failure> {
        if let Ok(turn) = &answer
            && !turn.text.is_empty()
        {
            self.said(&turn.text, false).await;
        }
        answer
    }

    /// Listens to a turn, and tells in pieces what is said.
    async fn listen(&self, mut turning: crate::llm::Turning) -> Result<Turn, Failure> {
        let (mut words, mut thoughts) = (String::new(), String::new());
        while let Some(delta) = turning.next().await {
            match delta? {
                Delta::Text(text) => self.collect(&mut words, &text, false).await,
                Delta::Reasoning(text) => self.collect(&mut thoughts, &text, true).await,
                Delta::Call(_) => {}
                Delta::Again { why, after } => {
                    (words, thoughts) = (String::new(), String::new());
                    let after = u64::try_from(after.as_millis()).unwrap_or(u64::MAX);
                    self.tell(Told::AskedAgain { agent: self.agent.clone(), why, after }).await;
                }
                Delta::Done(turn) => {
                    for (rest, reasoning) in [(thoughts, true), (words, false)] {
                        if !rest.is_empty() {
                            self.said(&rest, reasoning).await;
                        }
                    }
                    return Ok(*turn);
                }
            }
        }
        Err(Failure::unrecorded())
    }

    async fn collect(&self, pending: &mut String, text: &str, reasoning: bool) {
        pending.push_str(text);
        if pending.len() >= PIECE || pending.ends_with('\n') {
            self.said(&std::mem::take(pending), reasoning).await;
        }
    }

    async fn said(&self, text: &str, reasoning: bool) {
        self.tell(Told::Said { agent: self.agent.clone(), text: text.to_owned(), reasoning }).await;
    }

    async fn tell(&self, event: Told) {
        self.crew.narrator.tell(event).await;
    }
}
