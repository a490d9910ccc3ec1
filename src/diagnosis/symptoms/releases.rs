//! Symptoms of releases and Applications that are not what was declared.

use super::{Scope, Symptom};

/// What is wrong with them.
pub(super) fn symptoms(_: &Scope<'_, '_>) -> Vec<Symptom> {
    Vec::new()
}
