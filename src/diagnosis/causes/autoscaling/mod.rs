//! Autoscalers and disruption budgets.

use super::Rule;

/// The rules of the family.
pub(super) const RULES: &[Rule] = &[];
