//! Why a volume is not there, not attached, not mounted, not writable or full.

use super::Rule;

/// The rules of the family.
pub(super) const RULES: &[Rule] = &[];
