//! Opening what an answer, a read or a moment rests on.

use crate::report::model::{Evidence, Report};
use crate::tui::intent::{Intent, Target};
use crate::tui::state::{Focus, Loaded, Pane, State};
use crate::tui::view::timeline;

/// Opens a place of the shown run.
fn open(state: &mut State, target: Target) -> Vec<Intent> {
    if target.run.is_empty() {
        state.note = Some("that run is kept nowhere, nothing of it can be opened".to_owned());
        return Vec::new();
    }
    let job = state.next_job();
    state.evidence = Loaded::Loading(job);
    state.target = Some(target.clone());
    state.pane = Pane::Evidence;
    state.focus = Focus::Pane(Pane::Evidence);
    vec![Intent::Open(job, target)]
}

/// Opens a citation or an observation of the shown run, by its id.
pub(super) fn by_id(state: &mut State, id: &str) -> Vec<Intent> {
    if id.starts_with('e') {
        to_answer(state);
    }
    let Some(run) = state.run() else {
        state.note = Some("there is no investigation to take it from".to_owned());
        return Vec::new();
    };
    let run_id = run.id.clone();
    if id.starts_with('o') {
        let target = Target { run: run_id, observation: id.to_owned(), citation: None, pointer: None };
        return open(state, target);
    }
    let found = run
        .report
        .as_deref()
        .and_then(|report| cited(report, id).map(|(at, evidence)| (at, target(&run_id, evidence))));
    if let Some((at, target)) = found {
        state.citation = Some(at);
        open(state, target)
    } else {
        let known = run.report.as_ref().map_or(0, |report| report.evidence.len());
        state.note = Some(format!("the shown answer has no citation {id}; it has {known}"));
        Vec::new()
    }
}

/// Shows the last answer where the shown run has none yet: a citation is one of an answer.
fn to_answer(state: &mut State) {
    if state.run().is_none_or(|run| run.report.is_none())
        && let Some(last) = state.runs.iter().rposition(|run| run.report.is_some())
    {
        super::asking::show(state, last);
    }
}

fn cited<'r>(report: &'r Report, id: &str) -> Option<(usize, &'r Evidence)> {
    report.evidence.iter().enumerate().find(|(_, evidence)| evidence.id == id)
}

fn target(run: &str, evidence: &Evidence) -> Target {
    Target {
        run: run.to_owned(),
        observation: evidence.observation.clone(),
        citation: Some(evidence.id.clone()),
        pointer: Some(evidence.pointer.clone()),
    }
}

/// Opens the chosen citation of the shown answer.
pub(super) fn citation(state: &mut State) -> Vec<Intent> {
    to_answer(state);
    let at = state.citation.unwrap_or(0);
    let id = state.run().and_then(|run| run.report.as_deref()?.evidence.get(at)).map(|evidence| evidence.id.clone());
    let Some(id) = id else {
        state.note = Some("the shown answer cites nothing".to_owned());
        return Vec::new();
    };
    by_id(state, &id)
}

/// Opens the read under the cursor of the tree, or folds what has others below it.
pub(super) fn node(state: &mut State) -> Vec<Intent> {
    let Some(run) = state.run() else { return Vec::new() };
    let Some((at, _)) = run.tree.rows(&state.closed).get(state.tree_row).copied() else { return Vec::new() };
    let Some(node) = run.tree.node(at) else { return Vec::new() };
    if let Some(observation) = node.observation.clone() {
        let target = Target { run: run.id.clone(), observation, citation: None, pointer: None };
        return open(state, target);
    }
    if !node.children.is_empty() && !state.closed.remove(&at) {
        state.closed.insert(at);
    }
    Vec::new()
}

/// Opens what a moment of the timeline rests on.
pub(super) fn moment(state: &mut State) -> Vec<Intent> {
    let Some(run) = state.run() else { return Vec::new() };
    let moments = timeline::moments(run);
    let Some(place) = moments.get(state.timeline_row).and_then(|moment| moment.place.clone()) else {
        return Vec::new();
    };
    let target = Target {
        run: run.id.clone(),
        observation: place.observation,
        citation: place.citation,
        pointer: Some(place.pointer),
    };
    open(state, target)
}

/// Opens the object under the cursor of the topology.
pub(super) fn object(state: &mut State) -> Vec<Intent> {
    let Loaded::Here(topology) = &state.topology else { return Vec::new() };
    let place = topology.rows.get(state.topology_row).and_then(|row| row.place.clone());
    let (Some((observation, pointer)), Some(run)) = (place, state.run()) else {
        state.note = Some("that object was not read".to_owned());
        return Vec::new();
    };
    let target = Target { run: run.id.clone(), observation, citation: None, pointer: Some(pointer) };
    open(state, target)
}

/// Asks for the topology of the shown run, once.
pub(super) fn topology(state: &mut State) -> Vec<Intent> {
    if !matches!(state.topology, Loaded::Empty) {
        return Vec::new();
    }
    let Some(run) = state.run().filter(|run| run.report.is_some() && !run.id.is_empty()) else { return Vec::new() };
    let id = run.id.clone();
    let job = state.next_job();
    state.topology = Loaded::Loading(job);
    vec![Intent::Relate(job, id)]
}
