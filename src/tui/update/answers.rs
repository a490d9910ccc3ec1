//! What came back from work that was asked for.

use std::path::PathBuf;
use std::sync::Arc;

use super::alerts;
use super::asking::{next, relate};
use crate::evidence::event::Event;
use crate::report::words;
use crate::tui::document::{Document, Viewer};
use crate::tui::intent::{Answer, Health, Intent, Job, Trouble};
use crate::tui::state::{Entry, Loaded, Pane, State, Status, Tokens, Topology};

/// A step of what is going on.
pub(super) fn told(state: &mut State, job: Job, event: &Event) -> Vec<Intent> {
    let Some(active) = state.active.filter(|active| active.job == job) else { return Vec::new() };
    let Some(run) = state.runs.get_mut(active.run) else { return Vec::new() };
    run.take(event);
    if let Event::Started { run: id, .. } = event {
        run.id.clone_from(id);
        return vec![Intent::Keep];
    }
    Vec::new()
}

/// What was going on has ended.
pub(super) fn answered(state: &mut State, job: Job, answer: Result<Answer, Trouble>) -> Vec<Intent> {
    let Some(active) = state.active.filter(|active| active.job == job) else { return Vec::new() };
    let Some(run) = state.runs.get_mut(active.run) else { return Vec::new() };
    let entry = match answer {
        Ok(answer) => {
            run.status = Status::Done;
            match answer {
                Answer::Report(report) => {
                    report.stats.run.clone_into(&mut run.id);
                    run.report = Some(report);
                    Entry::Answer(active.run)
                }
                Answer::Fleet(fleet) => {
                    run.report = fleet.reports.first().cloned().map(Arc::new);
                    Entry::Findings(fleet, active.run)
                }
                Answer::Changes(changes, id) => {
                    id.as_ref().clone_into(&mut run.id);
                    run.changes = Some(changes.clone());
                    Entry::Changes(changes, active.run)
                }
                Answer::Digest(text) => Entry::Lines(text),
            }
        }
        Err(trouble) => {
            run.status = Status::Failed(trouble.clone());
            run.tree.stop();
            Entry::Trouble(trouble)
        }
    };
    let said = std::mem::take(&mut run.text);
    if !said.trim().is_empty() {
        state.say(Entry::Text(said));
    }
    state.say(entry);
    // An answer is read from its beginning.
    state.talk_from = state.talk.iter().rposition(|entry| matches!(entry, Entry::Asked { .. }));
    let mut intents = vec![Intent::Keep];
    if state.pane == Pane::Topology {
        intents.extend(relate(state));
    }
    intents.extend(next(state));
    intents
}

/// An observation was opened.
pub(super) fn opened(state: &mut State, job: Job, document: Result<Arc<Document>, Trouble>) -> Vec<Intent> {
    if matches!(state.evidence, Loaded::Loading(wanted) if wanted == job) {
        state.evidence = match document {
            Ok(document) => Loaded::Here(Viewer::new(document)),
            Err(trouble) => Loaded::Failed(trouble),
        };
    }
    Vec::new()
}

/// What the subject is connected with was found.
pub(super) fn related(state: &mut State, job: Job, topology: Result<Arc<Topology>, Trouble>) -> Vec<Intent> {
    if matches!(state.topology, Loaded::Loading(wanted) if wanted == job) {
        state.topology = match topology {
            Ok(topology) => Loaded::Here(topology),
            Err(trouble) => Loaded::Failed(trouble),
        };
        state.topology_row = 0;
    }
    Vec::new()
}

/// The source was looked at.
pub(super) fn felt(state: &mut State, job: Job, health: Result<Health, Trouble>) -> Vec<Intent> {
    if job == state.watch {
        state.health = match health {
            Ok(health) => {
                alerts::compare(state, &health);
                Loaded::Here(health)
            }
            Err(trouble) => Loaded::Failed(trouble),
        };
    }
    Vec::new()
}

/// A file was written, or not.
pub(super) fn saved(state: &mut State, result: Result<PathBuf, Trouble>) -> Vec<Intent> {
    match result {
        Ok(path) => state.say(Entry::Note(format!("written to {}", path.display()))),
        Err(trouble) => state.say(Entry::Trouble(trouble)),
    }
    Vec::new()
}

/// Something that is shown as it is.
pub(super) fn shown(state: &mut State, result: Result<String, Trouble>) -> Vec<Intent> {
    state.say(match result {
        Ok(text) => Entry::Lines(text),
        Err(trouble) => Entry::Trouble(trouble),
    });
    Vec::new()
}

/// What a session cost so far, in words.
pub(super) fn cost(state: &State) -> String {
    let reads: u64 = state.runs.iter().map(|run| run.tree.reads).sum();
    let bytes: u64 = state.runs.iter().map(|run| run.tree.bytes).sum();
    let tokens = tokens(state);
    let millis: u64 =
        state.runs.iter().filter_map(|run| run.report.as_ref()).map(|report| report.stats.duration_ms).sum();
    format!(
        "{}, {}, {}, {} of investigation; {tokens}",
        words::count(state.runs.len() as u64, "run"),
        words::count(reads, "read"),
        words::bytes(bytes),
        words::duration(millis),
    )
}

/// What models took, in words.
fn tokens(state: &State) -> String {
    let all: Vec<_> = state.runs.iter().map(|run| run.tree.tokens).collect();
    let sum = |count: fn(&Tokens) -> u64| all.iter().map(count).sum::<u64>();
    let (input, cached, output) = (sum(|of| of.input), sum(|of| of.cached), sum(|of| of.output));
    if input + output == 0 {
        return "no model took part".to_owned();
    }
    let costs: Vec<f64> = all.iter().filter_map(|of| of.cost).collect();
    let cost = if costs.is_empty() { String::new() } else { format!(", {:.4} USD", costs.iter().sum::<f64>()) };
    format!("{input} tokens to models ({cached} of them cached), {output} from them{cost}")
}
