//! The hands of a specialist: it calls tools, side by side, and each call is made once in a run.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use futures::future::{BoxFuture, join_all};
use tokio::sync::OnceCell;

use super::crew::Crew;
use super::draft::Findings;
use super::driver::Hands;
use super::state::{Answer, Submission};
use super::untrusted::Fence;
use crate::clock::Stopwatch;
use crate::evidence::event::Event;
use crate::llm::ToolCall;
use crate::tools::{self, registry};

/// The calls of a run and their answers, whoever makes them.
pub(super) type Calls = Mutex<BTreeMap<(String, String), Arc<OnceCell<Made>>>>;

/// What a call came to.
#[derive(Debug, Clone)]
pub(super) struct Made {
    digest: Result<String, String>,
    observations: Vec<String>,
}

/// The hands of a specialist.
pub(super) struct Specialist<'s> {
    crew: &'s Crew<'s>,
    fence: &'s Fence,
    agent: &'s str,
    found: Option<Findings>,
}

impl<'s> Specialist<'s> {
    pub(super) fn new(crew: &'s Crew<'s>, fence: &'s Fence, agent: &'s str) -> Self {
        Self { crew, fence, agent, found: None }
    }

    /// What it reported.
    pub(super) fn found(&self) -> Option<&Findings> {
        self.found.as_ref()
    }

    pub(super) fn into_found(self) -> Option<Findings> {
        self.found
    }
}

impl Hands for Specialist<'_> {
    fn call(&self, calls: Vec<(usize, String, ToolCall)>) -> BoxFuture<'_, Vec<(usize, Answer)>> {
        let made = calls.into_iter().map(|(number, id, call)| async move {
            (number, answer(self.crew, self.fence, self.agent, &id, &call).await)
        });
        Box::pin(join_all(made))
    }

    fn judge(&mut self, submission: Submission) -> BoxFuture<'_, Option<String>> {
        if let Submission::Findings(findings) = submission {
            self.found = Some(findings);
        }
        Box::pin(std::future::ready(None))
    }
}

/// Calls a tool for an agent. What the tool shows is fenced; what is wrong with the call is not.
pub(super) async fn answer(crew: &Crew<'_>, fence: &Fence, agent: &str, id: &str, call: &ToolCall) -> Answer {
    let arguments = call.arguments.text();
    let (agent, id) = (agent.to_owned(), id.to_owned());
    let tool = call.name.clone();
    let called = Event::ToolCalled { agent: agent.clone(), call: id.clone(), tool, arguments: arguments.clone() };
    crew.narrator.tell(called).await;
    let watch = Stopwatch::start();
    let made = make(crew, &call.name, &arguments).await;
    let answer = match made.digest {
        Ok(digest) => Answer { text: fence.wrap(&call.name, &digest), observations: made.observations, failed: false },
        Err(why) => Answer::wrong(why),
    };
    crew.narrator
        .tell(Event::ToolAnswered {
            agent,
            call: id,
            observations: answer.observations.clone(),
            bytes: answer.text.len() as u64,
            millis: watch.millis(),
            failed: answer.failed,
        })
        .await;
    answer
}

async fn make(crew: &Crew<'_>, name: &str, arguments: &str) -> Made {
    let cell = {
        let mut calls = crew.shared.calls.lock().unwrap_or_else(PoisonError::into_inner);
        calls.entry((name.to_owned(), arguments.to_owned())).or_default().clone()
    };
    let made = cell.get_or_init(|| async {
        let called = match registry::find(name) {
            Ok(tool) => tools::call(tool, arguments, crew.tools).await,
            Err(error) => Err(error),
        };
        match called {
            Ok(answer) => Made {
                digest: Ok(answer.digest),
                observations: answer.observations.iter().map(ToString::to_string).collect(),
            },
            Err(error) => Made { digest: Err(error.to_string()), observations: Vec::new() },
        }
    });
    made.await.clone()
}
