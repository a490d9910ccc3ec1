//! What refuses pods and objects before they exist: quotas, limit ranges, Pod Security, webhooks and policies.

use super::Rule;

/// The rules of the family.
pub(super) const RULES: &[Rule] = &[];
