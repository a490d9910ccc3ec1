//! The one owner of an investigation: question in, events and a report out.

mod options;

pub use options::{Options, Source};

use crate::error::{Error, Result};
use crate::evidence::event::EventSender;
use crate::report::model::Report;

/// Investigates one question and returns its report. Every step is told on `events` as it happens; the channel is
/// closed when the run ends. Dropping the future cancels the run.
pub async fn run(question: &str, options: &Options, events: EventSender) -> Result<Report> {
    let _ = (question, options, events);
    Err(Error::internal("not built yet"))
}
