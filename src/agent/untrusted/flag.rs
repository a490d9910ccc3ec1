//! Texts among the observations that try to instruct their reader, with their places.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use serde_json::Value;

use crate::agent::untrusted::{Instruct, instructs};
use crate::evidence::observation::{Body, Observation, ObservationId};
use crate::evidence::view::escape;

/// Texts that are told of.
const TOLD: usize = 20;
/// Characters of the shortest text that could be an instruction.
const SHORTEST: usize = 12;

/// A text that tries to instruct, and where it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct Flag {
    /// The observation.
    pub observation: Arc<Observation>,
    /// The JSON pointer or the line of the text.
    pub pointer: String,
    /// What it tries.
    pub instruct: Instruct,
}

/// The texts that try to instruct, in the order of the observations; the same text is told once.
pub fn flagged(observations: &[Arc<Observation>]) -> Vec<Flag> {
    told(observations, |it| scan(&it.body).into())
}

/// What was found in the observations of one run. They do not change, so each is looked at once, however often the run
/// verifies.
#[derive(Debug, Default)]
pub struct Scanned(Mutex<BTreeMap<ObservationId, Found>>);

/// The texts of one observation, each with its place.
type Found = Arc<[(String, Instruct)]>;

impl Scanned {
    /// As [`flagged`], of observations of this run.
    pub fn flagged(&self, observations: &[Arc<Observation>]) -> Vec<Flag> {
        told(observations, |it| {
            let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            known.entry(it.id).or_insert_with(|| scan(&it.body).into()).clone()
        })
    }
}

fn told(observations: &[Arc<Observation>], found: impl Fn(&Observation) -> Found) -> Vec<Flag> {
    let mut flags: Vec<Flag> = Vec::new();
    for observation in observations.iter().filter(|it| it.source != "engine" && it.source != "tools") {
        for (pointer, instruct) in &*found(observation) {
            if flags.len() < TOLD && !flags.iter().any(|it| it.instruct.line == instruct.line) {
                let (observation, pointer) = (observation.clone(), pointer.clone());
                flags.push(Flag { observation, pointer, instruct: instruct.clone() });
            }
        }
    }
    flags
}

fn scan(body: &Body) -> Vec<(String, Instruct)> {
    let mut found: Vec<(String, Instruct)> = Vec::new();
    // As many as can be told even if all that may be told already is among them.
    let mut tell = |pointer: String, instruct: Instruct| {
        if found.len() < 2 * TOLD && !found.iter().any(|(_, it)| it.line == instruct.line) {
            found.push((pointer, instruct));
        }
    };
    match body {
        Body::Text(text) => {
            if let Some(instruct) = instructs(text) {
                tell(format!("L{}", instruct.number), instruct);
            }
        }
        Body::Json(document) => walk(document, &mut Vec::new(), &mut tell),
        Body::Empty => {}
    }
    found
}

/// A step on the way to a value.
enum Step<'v> {
    Key(&'v str),
    Index(usize),
}

fn walk<'v>(value: &'v Value, way: &mut Vec<Step<'v>>, tell: &mut impl FnMut(String, Instruct)) {
    let mut below = |step: Step<'v>, value: &'v Value| {
        way.push(step);
        walk(value, way, tell);
        way.pop();
    };
    match value {
        Value::Array(list) => list.iter().enumerate().for_each(|(index, it)| below(Step::Index(index), it)),
        Value::Object(map) => map.iter().for_each(|(key, it)| below(Step::Key(key), it)),
        Value::String(text) if text.len() >= SHORTEST && text.contains([' ', '<', '[', '{']) => {
            if let Some(instruct) = instructs(text) {
                tell(pointer(way), instruct);
            }
        }
        _ => {}
    }
}

fn pointer(way: &[Step<'_>]) -> String {
    let step = |step: &Step<'_>| match step {
        Step::Key(key) => format!("/{}", escape(key)),
        Step::Index(index) => format!("/{index}"),
    };
    way.iter().map(step).collect()
}
