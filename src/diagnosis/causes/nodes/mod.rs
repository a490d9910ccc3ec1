//! Nodes and the control plane: what is wrong below the pods.

use super::Rule;

/// The rules of the family.
pub(super) const RULES: &[Rule] = &[];
