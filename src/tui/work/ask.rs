//! Investigations: each with its events forwarded as messages, and its answer as the last one.

use std::sync::Arc;

use tokio::sync::mpsc::Sender;
use tokio::task::JoinHandle;

use super::{Setup, send, shown};
use crate::error::{Error, Result};
use crate::evidence::event::{self, Event, EventReceiver, EventSender};
use crate::investigate::{self, Options, Source};
use crate::tools;
use crate::tui::intent::{Answer, Job, Message};
use crate::tui::state::Place;

/// Investigates a question.
pub(super) async fn question(job: Job, options: Options, question: String, messages: Sender<Message>) {
    told(job, messages, async |events| {
        let report = investigate::run(&question, &options, events).await?;
        Ok(Answer::Report(Arc::new(report)))
    })
    .await;
}

/// Lists everything that is wrong.
pub(super) async fn scan(job: Job, options: Options, messages: Sender<Message>) {
    told(job, messages, async |events| Ok(Answer::Fleet(Arc::new(investigate::scan(&options, events).await?)))).await;
}

/// Tells what happened when.
pub(super) async fn changes(job: Job, options: Options, words: String, messages: Sender<Message>) {
    told(job, messages, async |events| {
        let (changes, _) = investigate::changes(&words, None, &options, events).await?;
        let run: Arc<str> = changes.stats.run.as_str().into();
        Ok(Answer::Changes(Arc::new(changes), run))
    })
    .await;
}

/// Calls a tool.
pub(super) async fn tool(job: Job, options: Options, name: String, arguments: String, messages: Sender<Message>) {
    told(job, messages, async |events| {
        let what = format!("call of {name}");
        let bench = investigate::workbench(&what, &options, events).await?;
        let tool = tools::registry::find(&name).map_err(|error| Error::usage(error.to_string()))?;
        let called = tools::call(tool, &arguments, bench.context()).await;
        Ok(Answer::Digest(called.map_err(|error| Error::usage(error.to_string()))?.digest))
    })
    .await;
}

/// Concludes from what an unfinished run had read: the run is asked its own question again.
pub(super) async fn rest(
    job: Job,
    setup: Arc<Setup>,
    place: Place,
    run: String,
    before: Option<JoinHandle<()>>,
    messages: Sender<Message>,
) {
    if let Some(before) = before {
        // Only when the run has let go is it whole on disk.
        let _ = before.await;
    }
    told(job, messages, async |events| {
        let dir = setup.runs().ok_or_else(|| Error::usage("the stopped run was kept nowhere"))?.join(&run);
        let question = crate::evidence::run::RunReader::open(&dir)?.manifest().head.question.clone();
        // Agents that were stopped are not asked again: the engine concludes.
        let options = Options { source: Source::Replay(dir), agents: None, ..setup.at(&place) };
        Ok(Answer::Report(Arc::new(investigate::run(&question, &options, events).await?)))
    })
    .await;
}

/// Does a piece of work, forwards its events, and sends its answer once the last event was sent.
async fn told(job: Job, messages: Sender<Message>, work: impl AsyncFnOnce(EventSender) -> Result<Answer>) {
    let (events, receiver) = event::channel();
    let (answer, ()) = tokio::join!(work(events), forward(job, receiver, &messages));
    send(&messages, Message::Answered(job, shown(answer))).await;
}

async fn forward(job: Job, mut events: EventReceiver, messages: &Sender<Message>) {
    while let Some(event) = events.recv().await {
        let event: Event = event;
        send(messages, Message::Told(job, event)).await;
    }
}
