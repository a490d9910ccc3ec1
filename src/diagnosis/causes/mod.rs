//! The catalogue: one file a family of causes. Each entry stands beside the function that proves it.
//!
//! Causes read the graph and nothing else. One that only matches an event's text, without checking that the state which
//! it describes still holds, is a bug.

pub mod admission;
pub mod autoscaling;
pub mod dependencies;
pub mod drift;
pub mod exits;
pub mod image;
pub mod lifecycle;
pub mod mesh;
pub mod nodes;
pub mod pages;
pub mod performance;
pub mod probes;
pub mod references;
pub mod releases;
pub mod routing;
pub mod scheduling;
pub mod storage;

use crate::diagnosis::case::Case;
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::hypothesis::Hypothesis;

/// An entry and the function that proves it.
#[derive(Clone, Copy)]
pub struct Rule {
    /// The entry.
    pub cause: &'static Cause,
    /// What finds it in a case.
    pub prove: fn(&Case<'_>) -> Vec<Hypothesis>,
}

/// Every rule, family by family.
pub fn rules() -> Vec<Rule> {
    [
        admission::RULES,
        autoscaling::RULES,
        dependencies::RULES,
        drift::RULES,
        exits::RULES,
        image::RULES,
        lifecycle::RULES,
        mesh::RULES,
        nodes::RULES,
        performance::RULES,
        probes::RULES,
        references::RULES,
        releases::RULES,
        routing::RULES,
        scheduling::RULES,
        storage::RULES,
    ]
    .concat()
}

/// Every entry of the catalogue.
pub fn all() -> Vec<&'static Cause> {
    rules().into_iter().map(|rule| rule.cause).collect()
}
