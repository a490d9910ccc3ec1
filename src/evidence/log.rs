//! Logs of one container, folded: repeated lines become one with a count.
//!
//! Line numbers are those of the stored text, so a citation (`L12`) can be re-read.

use jiff::Timestamp;

use crate::evidence::entity::EntityKey;
use crate::evidence::fact::{Fact, FactKind};
use crate::evidence::observation::ObservationId;

/// Which log of a pod it is.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LogKey {
    /// The pod.
    pub pod: EntityKey,
    /// The container.
    pub container: String,
    /// Whether it is that of the instance before the current one.
    pub previous: bool,
}

/// A line, or a run of lines that differ in their time stamp only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LogLine {
    /// Number of the first line, from 1.
    pub first: usize,
    /// Number of the last line of the run.
    pub last: usize,
    /// How many lines it stands for.
    pub count: usize,
    /// The text of the first one.
    pub text: String,
}

/// The tail of one log.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// Which log.
    pub key: LogKey,
    /// Where it was read.
    pub observation: ObservationId,
    /// Its lines, folded, oldest first.
    pub lines: Vec<LogLine>,
}

impl Log {
    /// Folds a text into lines. Control characters are dropped; runs of lines equal but for a leading time stamp are
    /// one.
    pub fn parse(key: LogKey, observation: ObservationId, text: &str) -> Self {
        let mut lines: Vec<LogLine> = Vec::new();
        for (index, raw) in text.lines().enumerate() {
            let clean: String = raw.chars().filter(|c| !c.is_control() || *c == '\t').collect();
            let number = index + 1;
            if clean.trim().is_empty() {
                continue;
            }
            match lines.last_mut() {
                Some(last) if without_time(&last.text) == without_time(&clean) => {
                    last.last = number;
                    last.count += 1;
                }
                _ => lines.push(LogLine { first: number, last: number, count: 1, text: clean }),
            }
        }
        Self { key, observation, lines }
    }

    /// One line (or run) as a fact.
    pub fn fact(&self, line: &LogLine) -> Fact {
        let pointer = if line.first == line.last {
            format!("L{}", line.first)
        } else {
            format!("L{}-L{}", line.first, line.last)
        };
        Fact {
            entity: self.key.pod.clone(),
            observation: self.observation,
            pointer,
            excerpt: line.text.clone(),
            kind: FactKind::Log,
        }
    }
}

/// The line without a leading time stamp.
pub fn without_time(line: &str) -> &str {
    let trimmed = line.trim_start();
    let (first, rest) = trimmed.split_once(char::is_whitespace).unwrap_or((trimmed, ""));
    if first.parse::<Timestamp>().is_ok() {
        return rest.trim_start();
    }
    trimmed
}
