//! Jobs that get no pod: unlike other workloads they have no number of replicas that shows it.

use crate::diagnosis::causes::admission::refusal;
use crate::diagnosis::symptoms::{Scope, Symptom};
use crate::evidence::kinds;
use crate::evidence::view::View;

/// What is wrong with them.
pub(super) fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    scope
        .graph
        .of_kind(&kinds::JOB)
        .filter(|object| !object.metadata_only && scope.entities.contains(&object.key))
        .filter_map(|object| {
            let (fact, text) = refusal::refused_job(&View::root(scope.graph, object))?;
            Some(Symptom::new(&object.key, format!("gets no pod: \"{text}\""), fact.into_iter().collect()))
        })
        .collect()
}
