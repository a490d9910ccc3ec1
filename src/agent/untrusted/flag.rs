//! Texts among the observations that try to instruct their reader, with their places.

use std::sync::Arc;

use serde_json::Value;

use crate::agent::untrusted::{Instruct, instructs};
use crate::evidence::observation::{Body, Observation};
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
    let mut flags: Vec<Flag> = Vec::new();
    for observation in observations.iter().filter(|it| it.source != "engine" && it.source != "tools") {
        let mut tell = |pointer: String, instruct: Instruct| {
            if flags.len() < TOLD && !flags.iter().any(|it| it.instruct.line == instruct.line) {
                flags.push(Flag { observation: observation.clone(), pointer, instruct });
            }
        };
        match &observation.body {
            Body::Text(text) => {
                if let Some(instruct) = instructs(text) {
                    tell(format!("L{}", instruct.number), instruct);
                }
            }
            Body::Json(document) => walk(document, &mut String::new(), &mut tell),
            Body::Empty => {}
        }
    }
    flags
}

fn walk(value: &Value, pointer: &mut String, tell: &mut impl FnMut(String, Instruct)) {
    let mut below = |step: &str, value: &Value| {
        let length = pointer.len();
        pointer.push('/');
        pointer.push_str(step);
        walk(value, pointer, tell);
        pointer.truncate(length);
    };
    match value {
        Value::Array(list) => list.iter().enumerate().for_each(|(index, it)| below(&index.to_string(), it)),
        Value::Object(map) => map.iter().for_each(|(key, it)| below(&escape(key), it)),
        Value::String(text) if text.len() >= SHORTEST && text.contains([' ', '<', '[', '{']) => {
            if let Some(instruct) = instructs(text) {
                tell(pointer.clone(), instruct);
            }
        }
        _ => {}
    }
}
