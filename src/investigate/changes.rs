//! What happened to a subject: the same reads as for a question, told in the order of time.

use jiff::SignedDuration;

use crate::diagnosis::diagnose;
use crate::error::Result;
use crate::evidence::event::EventSender;
use crate::investigate::{Options, answer};
use crate::report::build::Material;
use crate::report::changes::{self, model::Changes};
use crate::report::model::Verdict;

/// The changes of what the words name, not older than `window`; and what the same reads led to.
pub async fn changes(
    words: &str,
    window: Option<SignedDuration>,
    options: &Options,
    events: EventSender,
) -> Result<(Changes, Verdict)> {
    let question = if words.is_empty() { "what changed?".to_owned() } else { format!("changes of {words}") };
    let (report, gathered) = answer(&question, options, events).await?;
    let from = window.and_then(|window| gathered.cluster.as_of.checked_sub(window).ok());
    let diagnosis = diagnose::diagnose(&gathered.subject, &gathered.words, &gathered.graph);
    let material = Material {
        question: &question,
        subject: &gathered.subject,
        resolved_by: &gathered.resolved_by,
        unclear: gathered.unclear.as_ref(),
        graph: &gathered.graph,
        observations: &gathered.observations,
        cluster: &gathered.cluster,
        cut_short: gathered.cut_short,
        problems: &gathered.problems,
        diagnosis: &diagnosis,
    };
    Ok((changes::of(&material, &report, from), report.verdict))
}
