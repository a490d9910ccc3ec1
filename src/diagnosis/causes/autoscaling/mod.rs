//! Autoscalers that cannot scale, and disruption budgets that keep a node from being drained.
//!
//! Read from conditions and figures that hold now. An autoscaler at its minimum, or one that zero replicas switch off,
//! is no fault; neither is a budget while nobody wants to evict anything.

pub mod budget;
pub mod catalogue;
pub mod keda;
pub mod maximum;
pub mod metrics;
pub mod operators;
pub mod target;
pub mod vertical;

use super::Rule;

/// The rules of the family.
pub(super) const RULES: &[Rule] = &[
    Rule { cause: &catalogue::HPA_METRICS_UNAVAILABLE, prove: metrics::unavailable },
    Rule { cause: &catalogue::HPA_TARGET_HAS_NO_REQUESTS, prove: metrics::no_requests },
    Rule { cause: &catalogue::HPA_TARGET_NOT_FOUND, prove: target::not_found },
    Rule { cause: &catalogue::HPA_SELECTOR_AMBIGUOUS, prove: target::ambiguous },
    Rule { cause: &catalogue::HPA_AT_MAX_REPLICAS, prove: maximum::reached },
    Rule { cause: &catalogue::PDB_BLOCKS_EVICTION, prove: budget::blocks },
    Rule { cause: &operators::KEDA_SCALER_FAILING, prove: keda::scaler_failing },
    Rule { cause: &operators::KEDA_FALLBACK_ACTIVE, prove: keda::fallback_active },
    Rule { cause: &operators::KEDA_PAUSED, prove: keda::paused },
    Rule { cause: &operators::VPA_WITHOUT_TARGET, prove: vertical::target_not_matched },
    Rule { cause: &operators::VPA_CONFLICTS_WITH_HPA, prove: vertical::conflicting },
];
