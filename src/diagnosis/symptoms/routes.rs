//! Symptoms of Services, routes, certificates and policies that lead nowhere.

use super::{Scope, Symptom};

/// What is wrong with them.
pub(super) fn symptoms(_: &Scope<'_, '_>) -> Vec<Symptom> {
    Vec::new()
}
