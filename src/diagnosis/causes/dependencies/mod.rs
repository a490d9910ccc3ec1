//! What an app depends on, by the words of its own log and the state of the other side.

use super::Rule;

/// The rules of the family.
pub(super) const RULES: &[Rule] = &[];
