//! Declared objects that are not there although somebody needs them.

use crate::diagnosis::causes::drift::missing;
use crate::diagnosis::symptoms::{Scope, Symptom};

/// What is wrong with them: only where those who need it are of the subject.
pub(super) fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let all = missing::all(scope.graph, scope.apps).into_iter();
    let own = all.filter(|(_, needed)| needed.iter().any(|need| scope.entities.contains(&need.key)));
    own.map(|(missing, _)| {
        let text = format!("is declared in {} and does not exist", missing.source.words());
        let facts = missing.declared.into_iter().chain([missing.absence]).collect();
        Symptom::new(&missing.key, text, facts)
    })
    .collect()
}
