//! From events to the nodes of a tree.

use super::tree::{NodeState, Tree};
use crate::evidence::event::Event;
use crate::report::{printable, words};

/// Characters of arguments, and of what an agent says, that a node shows.
const SHOWN: usize = 160;

impl Tree {
    /// Takes in an event.
    pub fn take(&mut self, event: &Event) {
        match event {
            Event::Started { source, .. } => self.note(None, "Started", source, NodeState::Note),
            Event::Resolved { objects, by } => {
                let subject = match objects.as_slice() {
                    [] => "everything readable".to_owned(),
                    [one] => words::object(one),
                    [first, rest @ ..] => format!("{} and {} more", words::object(first), rest.len()),
                };
                self.note(None, &format!("Subject: {subject}"), by, NodeState::Note);
            }
            Event::Requested { observation, phase, label, .. } => {
                self.reads += 1;
                let parent = self.phase(phase);
                if let Some(at) = self.add(parent, printable(label), NodeState::Waiting) {
                    self.opens(at, observation);
                }
            }
            Event::Observed { observation, status, outcome, bytes, millis } => {
                self.observed(observation, *status, outcome, *bytes, *millis);
            }
            Event::Hypothesis { cause, object, confidence } => {
                let label = format!("{cause} at {}", words::object(object));
                self.note(None, &label, &format!("confidence {confidence:.2}"), NodeState::Done);
            }
            Event::Warned { message } => self.note(None, "Warning", message, NodeState::Failed),
            Event::Reported { summary, .. } => self.note(None, "Reported", summary, NodeState::Done),
            agents => self.take_of_agents(agents),
        }
    }

    fn take_of_agents(&mut self, event: &Event) {
        match event {
            Event::Asking { model, host } => {
                self.note(None, &format!("Model {model}"), &format!("at {host}"), NodeState::Note);
            }
            Event::Delegated { agent, task, call } => {
                let parent = self.by_call.get(call).copied().or_else(|| self.by_agent.get("lead").copied());
                if let Some(at) = self.add(parent, printable(&format!("{agent}: {task}")), NodeState::Waiting) {
                    self.by_agent.insert(agent.clone(), at);
                }
            }
            Event::ToolCalled { agent, call, tool, arguments } => {
                let parent = self.agent(agent);
                let label = format!("{tool} {}", words::clipped(arguments, SHOWN));
                if let Some(at) = self.add(parent, printable(&label), NodeState::Waiting) {
                    self.by_call.insert(call.clone(), at);
                }
            }
            Event::ToolAnswered { call, observations, bytes, millis, failed, .. } => {
                let Some(node) = self.by_call.get(call).copied().and_then(|at| self.node_mut(at)) else { return };
                node.state = if *failed { NodeState::Failed } else { NodeState::Done };
                node.observation = observations.first().cloned();
                node.detail = format!("{}, {}", words::bytes(*bytes), words::duration(*millis));
            }
            Event::Said { agent, text, .. } => {
                let at = self.agent(agent);
                let Some(node) = at.and_then(|at| self.node_mut(at)) else { return };
                // The pieces of a sentence keep the spaces between them; the drawing makes them printable.
                node.detail.push_str(text);
                let count = node.detail.chars().count();
                node.detail = node.detail.chars().skip(count.saturating_sub(SHOWN)).collect();
            }
            Event::AskedAgain { agent, why, after } => {
                let parent = self.agent(agent);
                let why = format!("{why}; after {}", words::duration(*after));
                self.note(parent, "asked again", &why, NodeState::Failed);
            }
            Event::TurnEnded { input, cached, output, cost, .. } => {
                self.tokens.input += input;
                self.tokens.cached += cached;
                self.tokens.output += output;
                self.tokens.cost = match (self.tokens.cost, cost) {
                    (Some(sum), Some(cost)) => Some(sum + cost),
                    (known, cost) => known.or(*cost),
                };
            }
            Event::Finished { agent, outcome, failed } => {
                let at = self.agent(agent);
                let Some(node) = at.and_then(|at| self.node_mut(at)) else { return };
                node.state = if *failed { NodeState::Failed } else { NodeState::Done };
                node.detail = printable(outcome);
            }
            Event::Verified { agent, struck, repair } => {
                let parent = self.agent(agent);
                let count = words::count(struck.len() as u64, "claim");
                let then = if *repair { "; it is asked to mend them" } else { "" };
                let state = if struck.is_empty() { NodeState::Done } else { NodeState::Failed };
                self.note(parent, "held against the evidence", &format!("{count} struck{then}"), state);
            }
            Event::Started { .. }
            | Event::Resolved { .. }
            | Event::Requested { .. }
            | Event::Observed { .. }
            | Event::Hypothesis { .. }
            | Event::Warned { .. }
            | Event::Reported { .. } => {}
        }
    }

    /// The node of an agent, whether or not its beginning was told.
    fn agent(&mut self, name: &str) -> Option<usize> {
        if let Some(at) = self.by_agent.get(name) {
            return Some(*at);
        }
        let at = self.add(None, printable(name), NodeState::Waiting)?;
        self.by_agent.insert(name.to_owned(), at);
        Some(at)
    }

    fn observed(&mut self, observation: &str, status: u16, outcome: &str, bytes: u64, millis: u64) {
        self.bytes += bytes;
        let at =
            self.of_observation(observation).or_else(|| self.add(None, printable(observation), NodeState::Waiting));
        let Some(node) = at.and_then(|at| self.node_mut(at)) else { return };
        node.observation.get_or_insert_with(|| observation.to_owned());
        node.state = match status {
            0 | 500.. => NodeState::Failed,
            401 | 403 => NodeState::Refused,
            _ => NodeState::Done,
        };
        let parts = [printable(outcome), words::bytes(bytes), words::duration(millis)];
        node.detail = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(", ");
    }
}
