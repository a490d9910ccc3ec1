//! The family *scheduling*: why a pod gets no node.
//!
//! The scheduler says how many nodes failed by what; which of it is to be mended it does not say. That is worked out from
//! the nodes, see [`crate::diagnosis::placement`]; a pod that waits for its volumes belongs to *storage*.

pub mod catalogue;
pub mod closed;
pub mod gated;
pub mod labels;
pub mod mend;
pub mod named;
pub mod peers;
pub mod preempted;
pub mod resources;
pub mod scene;
pub mod scheduler;

use crate::diagnosis::causes::Rule;

/// The rules of the family.
pub const RULES: &[Rule] = &[
    Rule { cause: &catalogue::INSUFFICIENT_CPU, prove: resources::cpu },
    Rule { cause: &catalogue::INSUFFICIENT_MEMORY, prove: resources::memory },
    Rule { cause: &catalogue::INSUFFICIENT_RESOURCE, prove: resources::other },
    Rule { cause: &catalogue::NODE_SELECTOR_MISMATCH, prove: labels::selector },
    Rule { cause: &catalogue::NODE_AFFINITY_MISMATCH, prove: labels::affinity },
    Rule { cause: &catalogue::TAINT_NOT_TOLERATED, prove: closed::tainted },
    Rule { cause: &catalogue::NODE_CORDONED, prove: closed::cordoned },
    Rule { cause: &catalogue::POD_ANTI_AFFINITY_CONFLICT, prove: peers::anti_affinity },
    Rule { cause: &catalogue::POD_AFFINITY_UNSATISFIED, prove: peers::affinity },
    Rule { cause: &catalogue::TOPOLOGY_SPREAD_UNSATISFIABLE, prove: peers::spread },
    Rule { cause: &catalogue::HOST_PORT_CONFLICT, prove: peers::port },
    Rule { cause: &catalogue::SCHEDULING_GATED, prove: gated::gated },
    Rule { cause: &catalogue::POD_PREEMPTED, prove: preempted::preempted },
    Rule { cause: &catalogue::SCHEDULER_NAME_UNKNOWN, prove: scheduler::unknown },
    Rule { cause: &catalogue::KUBE_SCHEDULER_DOWN, prove: scheduler::down },
    Rule { cause: &catalogue::NODE_NOT_FOUND, prove: named::not_found },
];
