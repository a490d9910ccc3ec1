//! What an investigation did, as a tree: phases and their reads, agents and their calls.
//!
//! It is made of events alone, in whatever order they come; an event whose beginning was missed makes its own node.

use std::collections::HashMap;

use crate::report::printable;

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
    /// It may not be read, or was not collected: an answer, and nothing to see.
    Refused,
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

/// What models took part with.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Tokens {
    /// Tokens of requests.
    pub input: u64,
    /// Of these, out of a cache.
    pub cached: u64,
    /// Tokens of answers.
    pub output: u64,
    /// US dollars, where prices are known.
    pub cost: Option<f64>,
}

/// The tree of a run.
#[derive(Debug, Default)]
pub struct Tree {
    nodes: Vec<Node>,
    roots: Vec<usize>,
    by_observation: HashMap<String, usize>,
    by_phase: HashMap<String, usize>,
    pub(super) by_agent: HashMap<String, usize>,
    pub(super) by_call: HashMap<String, usize>,
    /// Nodes that were not kept.
    pub left_out: usize,
    /// Reads that were sent.
    pub reads: u64,
    /// Bytes that came.
    pub bytes: u64,
    /// What models were asked and answered.
    pub tokens: Tokens,
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

    pub(super) fn node_mut(&mut self, at: usize) -> Option<&mut Node> {
        self.nodes.get_mut(at)
    }

    pub(super) fn opens(&mut self, at: usize, observation: &str) {
        if let Some(node) = self.nodes.get_mut(at) {
            node.observation = Some(observation.to_owned());
        }
        self.by_observation.insert(observation.to_owned(), at);
    }

    /// The node of an observation.
    pub fn of_observation(&self, id: &str) -> Option<usize> {
        self.by_observation.get(id).copied()
    }

    /// Whether a phase has begun.
    pub fn has_phase(&self, name: &str) -> bool {
        self.by_phase.contains_key(name)
    }

    pub(super) fn add(&mut self, parent: Option<usize>, label: String, state: NodeState) -> Option<usize> {
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

    pub(super) fn note(&mut self, parent: Option<usize>, label: &str, detail: &str, state: NodeState) {
        if let Some(node) = self.add(parent, printable(label), state).and_then(|at| self.nodes.get_mut(at)) {
            node.detail = printable(detail);
        }
    }

    pub(super) fn phase(&mut self, name: &str) -> Option<usize> {
        if let Some(at) = self.by_phase.get(name) {
            return Some(*at);
        }
        let at = self.add(None, printable(name), NodeState::Note)?;
        self.by_phase.insert(name.to_owned(), at);
        Some(at)
    }

    /// Ends what still waits: it was stopped.
    pub fn stop(&mut self) {
        for node in self.nodes.iter_mut().filter(|node| node.state == NodeState::Waiting) {
            node.state = NodeState::Failed;
            "stopped".clone_into(&mut node.detail);
        }
    }
}
