//! Objects of a service mesh that contradict each other or the pods.

use super::Rule;

/// The rules of the family.
pub(super) const RULES: &[Rule] = &[];
