//! Releases and what declares them: Helm, Argo CD, drift.

use super::Rule;

/// The rules of the family.
pub(super) const RULES: &[Rule] = &[];
