//! Why no node takes a pod.

use super::Rule;

/// The rules of the family.
pub(super) const RULES: &[Rule] = &[];
