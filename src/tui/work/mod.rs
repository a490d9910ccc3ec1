//! Does what intents ask for, beside the loop. Each piece of work is a task whose answer is a message; it is cancelled by
//! dropping it, and with it everything that it holds.

mod ask;
mod health;
mod list;
mod relate;
mod save;

pub use relate::related;

use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;

use tokio::sync::mpsc::Sender;
use tokio::task::JoinHandle;

use super::intent::{Intent, Job, Message, Trouble};
use super::look::Look;
use super::state::Place;
use crate::config::Llm;
use crate::investigate::Options;

/// What a session is told when it begins.
#[derive(Debug, Clone)]
pub struct Setup {
    /// Where questions go at first.
    pub place: Place,
    /// How investigations are to be done; source and scope are those of each question.
    pub options: Options,
    /// How it looks.
    pub look: Look,
    /// Which model may take part.
    pub llm: Llm,
}

impl Setup {
    /// The folder of the runs.
    pub fn runs(&self) -> Option<PathBuf> {
        self.options.runs.clone()
    }
}

/// Work that goes on.
pub(super) struct Work {
    setup: Arc<Setup>,
    messages: Sender<Message>,
    going: HashMap<Job, JoinHandle<()>>,
    /// What was stopped last: its run is on disk once it has ended.
    stopped: Option<JoinHandle<()>>,
    watch: Option<JoinHandle<()>>,
}

impl Work {
    /// Nothing yet.
    pub(super) fn new(setup: Arc<Setup>, messages: Sender<Message>) -> Self {
        Self { setup, messages, going: HashMap::new(), stopped: None, watch: None }
    }

    /// Begins what an intent asks for. What concerns the terminal or the session itself is not done here.
    pub(super) fn begin(&mut self, intent: Intent) {
        self.going.retain(|_, task| !task.is_finished());
        let messages = self.messages.clone();
        let setup = self.setup.clone();
        match intent {
            Intent::Ask(job, place, question) => {
                let options = Options { agents: setup.options.agents.clone(), ..setup.at(&place) };
                self.spawn(job, ask::question(job, options, question, messages));
            }
            Intent::Scan(job, place) => self.spawn(job, ask::scan(job, setup.at(&place), messages)),
            Intent::Changes(job, place, words) => self.spawn(job, ask::changes(job, setup.at(&place), words, messages)),
            Intent::Tool(job, place, name, arguments) => {
                self.spawn(job, ask::tool(job, setup.at(&place), name, arguments, messages));
            }
            Intent::Conclude(job, run, place) => {
                let before = self.stopped.take();
                self.spawn(job, ask::rest(job, setup, place, run, before, messages));
            }
            Intent::Stop(job) => {
                if let Some(task) = self.going.remove(&job) {
                    task.abort();
                    self.stopped = Some(task);
                }
            }
            Intent::Open(job, target) => self.spawn(job, save::open(job, setup.runs(), target, messages)),
            Intent::Relate(job, run) => self.spawn(job, relate::relate(job, setup, run, messages)),
            Intent::Watch(job, place) => {
                if let Some(before) = self.watch.take() {
                    before.abort();
                }
                self.watch = Some(tokio::spawn(health::watch(job, setup.at(&place), place, messages)));
            }
            Intent::Contexts(job, place) => self.spawn(job, list::contexts(job, place, messages)),
            Intent::Models(job) => self.spawn(job, list::models(job, setup, messages)),
            Intent::Save(job, path, text) => self.spawn(job, save::save(job, path, text, messages)),
            Intent::Copy(_) | Intent::Keep | Intent::Mouse(_) | Intent::Redraw | Intent::Quit => {}
        }
    }

    fn spawn(&mut self, job: Job, task: impl Future<Output = ()> + Send + 'static) {
        self.going.insert(job, tokio::spawn(task));
    }

    /// Stops everything and waits until it has let go: runs are closed on disk.
    pub(super) async fn end(mut self) {
        let tasks = self.going.drain().map(|(_, task)| task).chain(self.stopped.take()).chain(self.watch.take());
        for task in tasks {
            task.abort();
            let _ = task.await;
        }
    }
}

impl Setup {
    /// The options of a question at a place.
    fn at(&self, place: &Place) -> Options {
        Options {
            source: place.source.clone(),
            namespace: place.namespace.clone(),
            all_namespaces: place.all_namespaces,
            record: None,
            // Agents take part in questions only; the rest is the engine's.
            agents: None,
            ..self.options.clone()
        }
    }
}

/// Sends a message; a session that has ended needs none.
async fn send(messages: &Sender<Message>, message: Message) {
    let _ = messages.send(message).await;
}

/// A result as a session shows it.
fn shown<T>(result: crate::error::Result<T>) -> Result<T, Trouble> {
    result.map_err(|error| Trouble::from(&error))
}
