//! The one owner of an investigation: question in, events and a report out.
//!
//! `cli`, and whatever comes after it, calls [`run`] and listens. [`gather()`] and [`conclude()`] are its two halves, for
//! those who want to look at the evidence in between.

mod agents;
mod changes;
mod conclude;
mod gather;
mod options;
mod scan;
mod session;
mod workbench;

pub use agents::Agents;
pub use changes::changes;
pub use conclude::conclude;
pub use gather::{Gathered, gather};
pub use options::{Options, Servers, Source};
pub use scan::{QUESTION as SCAN_QUESTION, scan};
pub use workbench::{Workbench, workbench};

use crate::clock::{Clock, Stopwatch};
use crate::error::Result;
use crate::evidence::event::{Event, EventSender};
use crate::report::model::{Report, Stats};

/// Investigates one question and returns its report. Every step is told on `events` as it happens; the channel is
/// closed when the run ends. Dropping the future cancels the run; what was observed until then is kept.
pub async fn run(question: &str, options: &Options, events: EventSender) -> Result<Report> {
    Ok(answer(question, options, events).await?.0)
}

/// The report, and what it was drawn from.
async fn answer(question: &str, options: &Options, events: EventSender) -> Result<(Report, Gathered)> {
    let watch = Stopwatch::start();
    let session = session::begin(question, options, events, Clock::Wall).await?;
    let gathered = gather::with(&session, question, options).await;
    let engine = conclude(question, &gathered);
    let (mut report, usage) = agents::refine(&session, question, options, &gathered, engine).await;
    let totals = session.audit.flush();
    report.stats = Stats {
        run: session.run.id(),
        requests: totals.reads,
        bytes: totals.bytes,
        duration_ms: watch.millis(),
        model: usage.as_ref().map(|used| used.0.clone()),
        usage: usage.map(|used| used.1),
        version: env!("CARGO_PKG_VERSION").to_owned(),
    };
    if totals.incomplete {
        let message = "the audit file could not be written completely".to_owned();
        session.narrator.tell(Event::Warned { message }).await;
    }
    for cause in report.root_causes.iter().chain(&report.hypotheses) {
        let event = Event::Hypothesis {
            cause: cause.cause.clone(),
            object: cause.object.clone(),
            confidence: cause.confidence,
        };
        session.narrator.tell(event).await;
    }
    session.run.finish(&report);
    if let Some(message) = session.run.take_warning() {
        session.narrator.tell(Event::Warned { message }).await;
    }
    session.narrator.tell(Event::Reported { verdict: report.verdict, summary: report.summary.clone() }).await;
    Ok((report, gathered))
}
