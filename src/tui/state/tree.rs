//! What an investigation did, as a tree: phases and their reads, agents and their calls.
//!
//! It is made of events alone, in whatever order they come; an event whose beginning was missed makes its own node.

use std::collections::HashMap;

use crate::evidence::event::Event;
use crate::report::{printable, words};

/// Nodes that are kept; a run with more shows the first.
const MOST: usize = 50_000;

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NodeState {
    /// It goes on.
    Waiting,
    /// It ended and brought something.
    Done,
    /// It ended without.
    Failed,
    /// It is no step: a heading, a thought.
    Note,
}

/// One node.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// What is done.
    pub label: String,
    /// What came of it.
    pub detail: String,
    /// Where it stands.
    pub state: NodeState,
    /// The observation that it opens.
    pub observation: Option<String>,
    /// The node above.
    pub parent: Option<usize>,
    /// The nodes below.
    pub children: Vec<usize>,
}

/// The tree of a run.
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    roots: Vec<usize>,
    by_observation: HashMap<String, usize>,
    by_phase: HashMap<String, usize>,
    /// Nodes that were not kept.
    pub left_out: usize,
    /// Reads that were sent.
    pub reads: u64,
    /// Bytes that came.
    pub bytes: u64,
}

impl Tree {
    /// A node.
    pub fn node(&self, at: usize) -> Option<&Node> {
        self.nodes.get(at)
    }

    /// Whether nothing has happened yet.
    pub fn is_empty(&self) -> bool {
        self.nodes.is_empty()
    }

    /// The nodes that are not below a closed one, top to bottom, each with its depth.
    pub fn rows(&self, closed: &std::collections::BTreeSet<usize>) -> Vec<(usize, usize)> {
        let mut rows = Vec::with_capacity(self.nodes.len());
        let mut pending: Vec<(usize, usize)> = self.roots.iter().rev().map(|at| (*at, 0)).collect();
        while let Some((at, depth)) = pending.pop() {
            rows.push((at, depth));
            if let (Some(node), false) = (self.nodes.get(at), closed.contains(&at)) {
                pending.extend(node.children.iter().rev().map(|child| (*child, depth + 1)));
            }
        }
        rows
    }

    /// The node of an observation.
    pub fn of_observation(&self, id: &str) -> Option<usize> {
        self.by_observation.get(id).copied()
    }

    /// Whether a phase has begun.
    pub fn has_phase(&self, name: &str) -> bool {
        self.by_phase.contains_key(name)
    }

    fn add(&mut self, parent: Option<usize>, label: String, state: NodeState) -> Option<usize> {
        if self.nodes.len() >= MOST {
            self.left_out += 1;
            return None;
        }
        let at = self.nodes.len();
        let node = Node { label, detail: String::new(), state, observation: None, parent, children: Vec::new() };
        self.nodes.push(node);
        match parent.and_then(|parent| self.nodes.get_mut(parent)) {
            Some(above) => above.children.push(at),
            None => self.roots.push(at),
        }
        Some(at)
    }

    fn note(&mut self, label: &str, detail: &str, state: NodeState) {
        if let Some(node) = self.add(None, printable(label), state).and_then(|at| self.nodes.get_mut(at)) {
            node.detail = printable(detail);
        }
    }

    fn phase(&mut self, name: &str) -> Option<usize> {
        if let Some(at) = self.by_phase.get(name) {
            return Some(*at);
        }
        let at = self.add(None, printable(name), NodeState::Note)?;
        self.by_phase.insert(name.to_owned(), at);
        Some(at)
    }

    /// Takes in an event.
    pub fn take(&mut self, event: &Event) {
        match event {
            Event::Started { source, .. } => self.note("Started", source, NodeState::Note),
            Event::Resolved { objects, by } => {
                let subject = match objects.as_slice() {
                    [] => "everything readable".to_owned(),
                    [one] => words::object(one),
                    [first, rest @ ..] => format!("{} and {} more", words::object(first), rest.len()),
                };
                self.note(&format!("Subject: {subject}"), by, NodeState::Note);
            }
            Event::Requested { observation, phase, label, .. } => {
                self.reads += 1;
                let parent = self.phase(phase);
                if let Some(at) = self.add(parent, printable(label), NodeState::Waiting) {
                    if let Some(node) = self.nodes.get_mut(at) {
                        node.observation = Some(observation.clone());
                    }
                    self.by_observation.insert(observation.clone(), at);
                }
            }
            Event::Observed { observation, status, outcome, bytes, millis } => {
                self.observed(observation, *status, outcome, *bytes, *millis);
            }
            Event::Hypothesis { cause, object, confidence } => {
                let label = format!("{cause} at {}", words::object(object));
                self.note(&label, &format!("confidence {confidence:.2}"), NodeState::Done);
            }
            Event::Warned { message } => self.note("Warning", message, NodeState::Failed),
            Event::Reported { summary, .. } => self.note("Reported", summary, NodeState::Done),
        }
    }

    fn observed(&mut self, observation: &str, status: u16, outcome: &str, bytes: u64, millis: u64) {
        self.bytes += bytes;
        let known = self.by_observation.get(observation).copied();
        let at = known.or_else(|| self.add(None, printable(observation), NodeState::Waiting));
        let Some(node) = at.and_then(|at| self.nodes.get_mut(at)) else { return };
        node.observation.get_or_insert_with(|| observation.to_owned());
        node.state = if matches!(status, 0 | 500..) { NodeState::Failed } else { NodeState::Done };
        let parts = [printable(outcome), words::bytes(bytes), words::duration(millis)];
        node.detail = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    }

    /// Ends what still waits: it was stopped.
    pub fn stop(&mut self) {
        for node in self.nodes.iter_mut().filter(|node| node.state == NodeState::Waiting) {
            node.state = NodeState::Failed;
            node.detail = "stopped".to_owned();
        }
    }
}
