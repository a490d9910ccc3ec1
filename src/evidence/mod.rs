//! The vocabulary: observation, fact, entity, change, event, run.

pub mod event;
pub mod run;
