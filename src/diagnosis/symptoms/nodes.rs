//! Symptoms of nodes and parts of the control plane that do not work.

use super::{Scope, Symptom};

/// What is wrong with them.
pub(super) fn symptoms(_: &Scope<'_, '_>) -> Vec<Symptom> {
    Vec::new()
}
