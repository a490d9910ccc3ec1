//! The vocabulary: observation, fact, entity, graph, change, event, run.

pub mod answer;
pub mod change;
pub mod coverage;
pub mod declared;
pub mod documents;
pub mod entity;
pub mod event;
pub mod fact;
pub mod graph;
pub mod kinds;
pub mod log;
pub mod narrator;
pub mod observation;
pub mod older;
pub mod ownership;
pub mod run;
#[cfg(test)]
pub mod samples;
pub mod view;
