//! A turn under way: it asks, listens, waits and asks again until the turn is whole or there is no hope left.

use std::collections::VecDeque;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

use futures::{Stream, StreamExt as _};
use tokio::time::{Instant, sleep, timeout, timeout_at};

use super::assemble::{Assembler, Unusable};
use super::chunk::Chunk;
use super::client::{Client, Events, seconds};
use super::failure::{CUT, Failure, Kind};
use super::request::Request;
use super::turn::{Delta, Turn};
use super::{provider, retry, textual};
use crate::config::llm::ToolMode;

/// A turn under way. It is a stream of [`Delta`]s that ends with [`Delta::Done`] or with a failure.
pub struct Turning(Pin<Box<dyn Stream<Item = Result<Delta, Failure>> + Send>>);

impl Turning {
    pub(super) fn new(client: Client, request: Request) -> Self {
        let asked = request.messages.iter().map(super::Message::chars).sum::<usize>()
            + request
                .tools
                .iter()
                .map(|tool| tool.parameters.to_string().len() + tool.description.len())
                .sum::<usize>();
        let course = Course {
            deadline: Instant::now() + client.model().timeout.value,
            asked: u64::try_from(asked).unwrap_or(u64::MAX),
            client,
            request,
            tries: 0,
            queue: VecDeque::new(),
            phase: Phase::Ask,
        };
        Self(Box::pin(futures::stream::try_unfold(course, Course::next)))
    }

    /// The next piece; none after the last.
    pub async fn next(&mut self) -> Option<Result<Delta, Failure>> {
        self.0.next().await
    }

    /// The whole turn, whatever its pieces.
    pub async fn whole(mut self) -> Result<Turn, Failure> {
        let mut last = None;
        while let Some(delta) = self.next().await {
            if let Delta::Done(turn) = delta? {
                last = Some(*turn);
            }
        }
        last.ok_or_else(|| Failure::new(Kind::Cut, "the endpoint", CUT))
    }
}

impl Stream for Turning {
    type Item = Result<Delta, Failure>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

/// Where a turn is.
struct Course {
    client: Client,
    request: Request,
    /// Characters of the request.
    asked: u64,
    deadline: Instant,
    tries: u32,
    queue: VecDeque<Delta>,
    phase: Phase,
}

enum Phase {
    Ask,
    Wait(Duration),
    Listen(Box<(Events, Assembler)>),
    End,
}

impl Course {
    async fn next(mut self) -> Result<Option<(Delta, Self)>, Failure> {
        loop {
            if let Some(delta) = self.queue.pop_front() {
                return Ok(Some((delta, self)));
            }
            if matches!(self.phase, Phase::End) {
                return Ok(None);
            }
            let stepped = timeout_at(self.deadline, self.step()).await;
            match stepped.unwrap_or_else(|_| Err(self.too_late())) {
                Ok(()) => {}
                Err(failure) => self.recover(failure)?,
            }
        }
    }

    async fn step(&mut self) -> Result<(), Failure> {
        let patience = self.client.model().idle_timeout.value;
        match &mut self.phase {
            Phase::Ask => {
                let opened = timeout(patience, self.client.open(&self.request)).await;
                let events = opened.map_err(|_| self.client.silent())??;
                self.phase = Phase::Listen(Box::new((events, Assembler::default())));
            }
            Phase::Wait(wait) => {
                sleep(*wait).await;
                self.phase = Phase::Ask;
            }
            Phase::Listen(listening) => {
                let (events, assembler) = &mut **listening;
                match timeout(patience, events.next()).await.map_err(|_| self.client.silent())? {
                    Some(event) => {
                        let chunk = Chunk::read(&event?);
                        if let Some(error) = &chunk.error {
                            return Err(provider::of_error(self.client.host(), None, error));
                        }
                        let deltas = assembler.push(chunk).map_err(|why| unusable(&self.client, why))?;
                        self.queue.extend(deltas);
                    }
                    None => self.finish()?,
                }
            }
            Phase::End => {}
        }
        Ok(())
    }

    fn finish(&mut self) -> Result<(), Failure> {
        let Phase::Listen(listening) = std::mem::replace(&mut self.phase, Phase::End) else { return Ok(()) };
        let mut turn = listening.1.finish(self.asked).map_err(|why| unusable(&self.client, why))?;
        turn.usage = self.client.priced(turn.usage);
        let in_text = self.client.calls_in_text() || self.client.model().tool_mode.value == ToolMode::Auto;
        if turn.tool_calls.is_empty() && in_text {
            textual::lift(&mut turn, &self.request);
        }
        self.queue.push_back(Delta::Done(Box::new(turn)));
        Ok(())
    }

    /// Another try, if there is hope in it.
    fn recover(&mut self, failure: Failure) -> Result<(), Failure> {
        if self.client.learn(&failure, &self.request) {
            self.phase = Phase::Ask;
            return Ok(());
        }
        let model = self.client.model();
        let (most, longest) = (model.retries.value, model.retry_wait.value);
        let (most, wait) = if failure.is_absence() && !self.client.was_answered() {
            (most.min(retry::OF_ABSENT), retry::for_absent(longest))
        } else {
            (most, retry::delay(self.tries, failure.after, longest))
        };
        let in_time = Instant::now() + wait < self.deadline;
        if !failure.may_pass() || self.tries >= most || !in_time {
            return Err(failure);
        }
        self.tries += 1;
        self.queue.push_back(Delta::Again { why: failure.why, after: wait });
        self.phase = Phase::Wait(wait);
        Ok(())
    }

    fn too_late(&self) -> Failure {
        let whole = seconds(self.client.model().timeout.value);
        Failure::new(Kind::Deadline, self.client.host(), format!("the turn was not over after {whole}"))
    }
}

fn unusable(client: &Client, why: Unusable) -> Failure {
    match why {
        Unusable::Cut => Failure::new(Kind::Cut, client.host(), CUT),
        Unusable::TooManyCalls => {
            let why = format!("it called more than {} tools in one turn", super::calls::MOST);
            Failure::new(Kind::Garbage, client.host(), why)
        }
        Unusable::TooLong => Failure::new(Kind::Garbage, client.host(), "its answer is longer than 8 MiB"),
    }
}
