//! What is exchanged with models: recorded as it comes, or told again from a recording, in which case nobody is asked.

use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::budget::Pressure;
use crate::evidence::run::{RunReader, RunWriter};
use crate::llm::{Client, Failure, Request, Turn};

/// Who takes the turns.
pub enum Models {
    /// Endpoints, asked now.
    Live {
        /// The lead's.
        lead: Client,
        /// The specialists'.
        specialist: Client,
    },
    /// A recorded run.
    Recorded(Box<Recording>),
}

/// What a run says of its models at the beginning of its exchanges.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// The lead's model.
    pub lead: String,
    /// The specialists' model.
    pub specialist: String,
    /// The hosts that were asked.
    pub hosts: Vec<String>,
    /// What the fence around observed text was made of.
    pub fence: String,
    /// How many tokens fit, for the lead and for specialists, where that was configured.
    pub windows: (Option<u64>, Option<u64>),
}

/// One line of `exchanges.jsonl`.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "type", rename_all = "snake_case")]
enum Line {
    Models(Head),
    Exchange(Box<Exchange>),
    Ended { why: String },
}

/// One turn that was asked for.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(super) struct Exchange {
    agent: String,
    /// Which of the agent's it is, from 1.
    number: u32,
    pressure: Pressure,
    /// Hash of the request; none where the budget let none be sent.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    request: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    turn: Option<Turn>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    failure: Option<Failure>,
}

/// The exchanges of a recorded run.
#[derive(Debug)]
pub struct Recording {
    head: Head,
    exchanges: BTreeMap<(String, u32), Exchange>,
    ended: Option<String>,
    differs: AtomicBool,
}

impl Models {
    /// What is known of them.
    pub fn head(&self, fence: &str) -> Head {
        match self {
            Self::Live { lead, specialist } => {
                let mut hosts = vec![lead.host().to_owned(), specialist.host().to_owned()];
                hosts.dedup();
                Head {
                    lead: lead.name().to_owned(),
                    specialist: specialist.name().to_owned(),
                    hosts,
                    fence: fence.to_owned(),
                    windows: (lead.context_window(), specialist.context_window()),
                }
            }
            Self::Recorded(recording) => recording.head.clone(),
        }
    }
}

impl Recording {
    /// The exchanges of a run; none if no model took part in it. What cannot be read is as if it were not there.
    pub fn open(run: &RunReader) -> Option<Self> {
        let lines: Vec<Value> = run.exchanges().ok()?;
        let mut head = None;
        let mut exchanges = BTreeMap::new();
        let mut ended = None;
        for line in lines.into_iter().filter_map(|line| serde_json::from_value(line).ok()) {
            match line {
                Line::Models(found) => head = Some(found),
                Line::Exchange(one) => {
                    exchanges.insert((one.agent.clone(), one.number), *one);
                }
                Line::Ended { why } => ended = Some(why),
            }
        }
        Some(Self { head: head?, exchanges, ended, differs: AtomicBool::new(false) })
    }

    /// Whether something else was asked than what was recorded.
    pub fn differs(&self) -> bool {
        self.differs.load(Ordering::Relaxed)
    }

    /// How the budget pressed then.
    pub(super) fn pressure(&self, agent: &str, number: u32) -> Pressure {
        let over = || self.ended.clone().unwrap_or_else(|| "the recording of the model's turns ends here".to_owned());
        let known = self.exchanges.get(&(agent.to_owned(), number));
        known.map_or_else(|| Pressure::Hard(over()), |one| one.pressure.clone())
    }

    /// What was answered then.
    pub(super) fn answer(&self, agent: &str, number: u32, request: &Request) -> Option<Result<Turn, Failure>> {
        let known = self.exchanges.get(&(agent.to_owned(), number))?;
        if known.request.as_deref() != Some(hash(request).as_str()) {
            self.differs.store(true, Ordering::Relaxed);
        }
        known.turn.clone().map(Ok).or_else(|| known.failure.clone().map(Err))
    }
}

/// Writes what is exchanged into the run.
pub(super) struct Ledger<'r>(pub(super) Option<&'r RunWriter>);

impl Ledger<'_> {
    pub(super) fn begin(&self, head: &Head) {
        self.line(&Line::Models(head.clone()));
    }

    pub(super) fn ended(&self, why: &str) {
        self.line(&Line::Ended { why: why.to_owned() });
    }

    /// A turn that was not asked for.
    pub(super) fn stopped(&self, agent: &str, number: u32, pressure: &Pressure) {
        let (agent, pressure) = (agent.to_owned(), pressure.clone());
        let exchange = Exchange { agent, number, pressure, request: None, turn: None, failure: None };
        self.line(&Line::Exchange(Box::new(exchange)));
    }

    pub(super) fn exchange(
        &self,
        agent: &str,
        number: u32,
        pressure: &Pressure,
        request: &Request,
        answer: &Result<Turn, Failure>,
    ) {
        self.line(&Line::Exchange(Box::new(Exchange {
            agent: agent.to_owned(),
            number,
            pressure: pressure.clone(),
            request: Some(hash(request)),
            turn: answer.as_ref().ok().cloned(),
            failure: answer.as_ref().err().cloned(),
        })));
    }

    fn line(&self, line: &Line) {
        if let (Some(run), Ok(line)) = (self.0, serde_json::to_value(line)) {
            run.exchange(&line);
        }
    }
}

fn hash(request: &Request) -> String {
    let text = serde_json::to_vec(request).unwrap_or_default();
    blake3::hash(&text).to_hex().to_string()
}
