//! Symptoms of mesh objects that point at nothing.

use super::{Scope, Symptom};

/// What is wrong with them.
pub(super) fn symptoms(_: &Scope<'_, '_>) -> Vec<Symptom> {
    Vec::new()
}
