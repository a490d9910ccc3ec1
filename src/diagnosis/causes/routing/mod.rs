//! The way from a caller to the pods: Services, routes, certificates, network policies and names.

use super::Rule;

/// The rules of the family.
pub(super) const RULES: &[Rule] = &[];
