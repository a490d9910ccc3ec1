//! Symptoms of claims and volumes that are not what their pods need.

use super::{Scope, Symptom};

/// What is wrong with them.
pub(super) fn symptoms(_: &Scope<'_, '_>) -> Vec<Symptom> {
    Vec::new()
}
