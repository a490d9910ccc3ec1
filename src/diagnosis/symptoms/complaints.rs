//! Symptoms of apps that run and complain: ready, and saying again and again that something does not work.

use super::{Scope, Symptom};
use crate::diagnosis::complaints::{self, Standing};

/// What is wrong with them.
pub(super) fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let mut found = Vec::new();
    for entry in complaints::all(scope.apps) {
        let complaint = entry.complaint;
        if complaint.standing != Standing::Ready {
            continue;
        }
        let Some(app) = scope.apps.get(entry.app) else { continue };
        let text = format!("is ready and says again and again \"{}\"", complaint.quote());
        found.push(Symptom::new(&app.key, text, complaint.facts().into_iter().take(1).collect()));
    }
    found
}
