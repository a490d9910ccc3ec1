//! One step of an investigation as the terminal shows it, and how the reads among the events become such steps.

use std::collections::HashMap;

use crate::evidence::event::Event;
use crate::report::{printable, words};

/// Where a step stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TraceState {
    /// It has begun.
    Started,
    /// It has ended and brought what it should.
    Finished,
    /// It has ended without.
    Failed,
}

/// One step of an investigation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TraceLine {
    /// Where it stands.
    pub state: TraceState,
    /// The observation's id, e.g. `o3`; empty if it has none.
    pub id: String,
    /// What is done, e.g. `GET pods in terranetes`.
    pub label: String,
    /// What came of it, e.g. `2 items` or `forbidden`.
    pub detail: String,
    /// How long it took, once it has ended.
    pub millis: Option<u64>,
    /// What it received, once it has ended.
    pub bytes: Option<u64>,
}

impl TraceLine {
    /// `  o3  GET pods in terranetes  2 items, 14 kB, 3 ms`
    pub fn plain(&self) -> String {
        let told = self.detail.starts_with("failed");
        let failed = (self.state == TraceState::Failed && !told).then(|| "failed".to_owned());
        let detail = Some(printable(&self.detail)).filter(|detail| !detail.is_empty());
        let figures = [failed, detail, self.bytes.map(words::bytes), self.millis.map(words::duration)];
        let figures: Vec<String> = figures.into_iter().flatten().collect();
        let columns = [printable(&self.id), printable(&self.label), figures.join(", ")];
        columns
            .into_iter()
            .filter(|column| !column.is_empty())
            .fold(String::new(), |line, column| line + "  " + &column)
    }
}

/// Turns the reads of an event stream into lines; it remembers what was asked until the answer is there.
#[derive(Debug, Default)]
pub struct TraceBook {
    labels: HashMap<String, String>,
}

impl TraceBook {
    /// The line of an event; events that are not reads have none.
    pub fn line(&mut self, event: &Event) -> Option<TraceLine> {
        match event {
            Event::Requested { observation, label, .. } => {
                self.labels.insert(observation.clone(), label.clone());
                Some(TraceLine {
                    state: TraceState::Started,
                    id: observation.clone(),
                    label: label.clone(),
                    detail: String::new(),
                    millis: None,
                    bytes: None,
                })
            }
            Event::Observed { observation, status, outcome, bytes, millis } => Some(TraceLine {
                // A refusal or an absence is an answer, and its words say so.
                state: if matches!(status, 0 | 500..) { TraceState::Failed } else { TraceState::Finished },
                id: observation.clone(),
                label: self.labels.remove(observation).unwrap_or_default(),
                detail: outcome.clone(),
                millis: Some(*millis),
                bytes: Some(*bytes),
            }),
            Event::Asking { .. }
            | Event::Delegated { .. }
            | Event::ToolCalled { .. }
            | Event::ToolAnswered { .. }
            | Event::Said { .. }
            | Event::AskedAgain { .. }
            | Event::TurnEnded { .. }
            | Event::Finished { .. }
            | Event::Verified { .. }
            | Event::Started { .. }
            | Event::Resolved { .. }
            | Event::Hypothesis { .. }
            | Event::Warned { .. }
            | Event::Reported { .. } => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_told_with_its_question() {
        let mut book = TraceBook::default();
        let asked = Event::Requested {
            observation: "o3".into(),
            phase: "objects".into(),
            request: "GET /api/v1/namespaces/terranetes/pods".into(),
            label: "pods in terranetes".into(),
        };
        let answered = |status| Event::Observed {
            observation: "o3".into(),
            status,
            outcome: "2 pods".into(),
            bytes: 14_200,
            millis: 3,
        };
        assert_eq!(book.line(&asked).unwrap().state, TraceState::Started);
        assert_eq!(book.line(&answered(200)).unwrap().plain(), "  o3  pods in terranetes  2 pods, 14 kB, 3 ms");
        assert_eq!(book.line(&answered(0)).unwrap().state, TraceState::Failed);
    }

    #[test]
    fn a_line_says_what_was_read_and_what_it_cost() {
        let mut line = TraceLine {
            state: TraceState::Finished,
            id: "o3".into(),
            label: "GET pods in terranetes".into(),
            detail: "2 items".into(),
            millis: Some(3),
            bytes: Some(14_200),
        };
        assert_eq!(line.plain(), "  o3  GET pods in terranetes  2 items, 14 kB, 3 ms");
        line = TraceLine { state: TraceState::Failed, detail: "forbidden\u{1b}[0m".into(), bytes: None, ..line };
        assert_eq!(line.plain(), "  o3  GET pods in terranetes  failed, forbidden, 3 ms");
    }
}
