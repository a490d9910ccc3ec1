//! From a line to work: questions, what waits, and stopping.

use super::{commands, opening};
use crate::tui::command::{self, Line};
use crate::tui::follow;
use crate::tui::intent::Intent;
use crate::tui::state::{Active, Asked, Entry, Loaded, Pane, Question, Run, State, Status};

/// Questions that may wait.
const WAITING: usize = 20;

/// A line was entered.
pub(super) fn entered(state: &mut State, line: &str) -> Vec<Intent> {
    match command::read(line) {
        Line::Empty => Vec::new(),
        Line::Question(text) => {
            let place = state.place.clone();
            let last = state.runs.iter().rev().find(|run| run.report.is_some());
            let kept = follow::kept(text, last.filter(|run| run.place().source == place.source), &state.names);
            let place = match &kept.namespace {
                Some(namespace) if place.namespace.is_none() => place.in_namespace(Some(namespace.clone())),
                Some(_) | None => place,
            };
            ask(state, Question { text: text.to_owned(), kind: Asked::Question(kept.about), place })
        }
        Line::Command(name, rest) => commands::run(state, name, rest),
        Line::Unknown(name, near) => {
            let near: Vec<String> = near.iter().map(|name| format!("/{name}")).collect();
            let hint =
                if near.is_empty() { "/help lists them".to_owned() } else { format!("there is {}", near.join(", ")) };
            state.say(Entry::Note(format!("there is no command /{name}; {hint}")));
            Vec::new()
        }
    }
}

/// Begins work, or lets it wait for what is going on.
pub(super) fn ask(state: &mut State, question: Question) -> Vec<Intent> {
    if state.active.is_some() {
        if state.waiting.len() < WAITING {
            state.waiting.push_back(question);
        } else {
            state.note = Some(format!("{WAITING} questions wait already; this one was not taken"));
        }
        return Vec::new();
    }
    begin(state, question)
}

fn begin(state: &mut State, question: Question) -> Vec<Intent> {
    let job = state.next_job();
    let about = match &question.kind {
        Asked::Question(Some(about)) => Some(about.clone()),
        // A follow-up may keep the namespace only.
        Asked::Question(None) if question.place != state.place => {
            question.place.namespace.as_ref().map(|it| format!("namespace {it}"))
        }
        Asked::Question(None) | Asked::Scan | Asked::Changes(_) | Asked::Tool(..) | Asked::Rest(_) => None,
    };
    if !matches!(question.kind, Asked::Rest(_)) {
        state.say(Entry::Asked { text: question.text.clone(), about });
    }
    let intent = question.intent(job);
    state.runs.push(Run::new(question, state.beat));
    let run = state.runs.len() - 1;
    state.active = Some(Active { job, run });
    show(state, run);
    state.pane = Pane::Talk;
    vec![intent]
}

/// Lets the panes show a run.
pub(super) fn show(state: &mut State, run: usize) {
    if state.shown == Some(run) {
        return;
    }
    state.shown = Some(run);
    state.tree_row = 0;
    state.closed.clear();
    state.citation = None;
    state.timeline_row = 0;
    state.topology_row = 0;
    state.topology = Loaded::Empty;
}

/// What was going on has ended: the next question's turn.
pub(super) fn next(state: &mut State) -> Vec<Intent> {
    state.active = None;
    match state.waiting.pop_front() {
        Some(question) => begin(state, question),
        None => Vec::new(),
    }
}

/// Stops what is going on. What it had read is kept and concluded from; the question that waits comes after that.
pub(super) fn stop(state: &mut State) -> Vec<Intent> {
    let Some(active) = state.active else { return Vec::new() };
    let mut intents = vec![Intent::Stop(active.job)];
    let Some(run) = state.runs.get_mut(active.run) else { return intents };
    run.status = Status::Stopped;
    run.tree.stop();
    let (id, reads) = (run.id.clone(), run.tree.reads);
    let question = run.question.clone();
    let concludes = reads > 0 && !id.is_empty() && matches!(question.kind, Asked::Question(_));
    let text = run.text.trim().to_owned();
    if !text.is_empty() {
        state.say(Entry::Text(text));
    }
    if concludes {
        state.say(Entry::Note(format!("stopped after {reads} reads; this is what they show:")));
        let text = question.full();
        state.waiting.push_front(Question { text, kind: Asked::Rest(id), place: question.place });
    } else {
        state.say(Entry::Note("stopped before anything was read".to_owned()));
    }
    intents.extend(next(state));
    intents
}

/// What the shown run can tell by its disk, once it has ended.
pub(super) fn relate(state: &mut State) -> Vec<Intent> {
    opening::topology(state)
}
