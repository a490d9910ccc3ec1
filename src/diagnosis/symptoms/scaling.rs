//! Symptoms of autoscalers and disruption budgets that cannot do their work, or that keep others from theirs.

use super::{Scope, Symptom};
use crate::diagnosis::collect::scaling::is_about_evictions;
use crate::diagnosis::objects::autoscaler::Autoscaler;
use crate::diagnosis::objects::budget::Budget;
use crate::diagnosis::subject::Subject;
use crate::evidence::kinds;

/// What is wrong with them.
pub(super) fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let mut found: Vec<Symptom> = Autoscaler::all(scope.graph)
        .iter()
        .filter(|hpa| scope.entities.contains(hpa.key()))
        .flat_map(|hpa| unable(hpa).into_iter().chain(at_maximum(hpa)))
        .collect();
    found.extend(budgets(scope));
    found
}

fn unable(hpa: &Autoscaler<'_>) -> Option<Symptom> {
    let bad = hpa.unable()?;
    let message = bad.at("/message").or_else(|| bad.at("/reason"))?;
    let text = format!("cannot scale: \"{}\"", message.str().unwrap_or_default());
    Some(Symptom::new(hpa.key(), text, vec![message.state()]))
}

/// Wants more replicas than it may have, and what it measures is well above its target.
fn at_maximum(hpa: &Autoscaler<'_>) -> Option<Symptom> {
    let limited = hpa.at_maximum()?.at("/reason")?;
    let above = hpa.above()?;
    let text = format!("is at its maximum, with {} at {}% of the request", above.name, above.now.i64().unwrap_or(0));
    Some(Symptom::new(hpa.key(), text, vec![limited.state(), above.now.state()]))
}

/// Where the question is about evictions, a budget that lets nobody go is what keeps the node. Elsewhere nobody suffers
/// from it.
fn budgets(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let mut found = Vec::new();
    if !is_about_evictions(scope.subject, scope.words) {
        return found;
    }
    for budget in Budget::all(scope.graph).iter().filter(|budget| budget.leaves_no_room()) {
        let Some(allowed) = budget.view.at("/status/disruptionsAllowed") else { continue };
        let own = scope.entities.contains(budget.key());
        let near = budget.pods().iter().any(|pod| scope.entities.contains(pod.key()) || is_on(scope.subject, pod));
        if own || near {
            found.push(Symptom::new(budget.key(), "lets no pod be evicted", vec![allowed.state()]));
        }
    }
    found
}

/// Whether a pod is on a node that was asked about.
fn is_on(subject: &Subject, pod: &crate::evidence::view::View<'_>) -> bool {
    let Subject::Objects(keys) = subject else { return false };
    keys.iter().any(|key| key.is(&kinds::NODE) && pod.str_at("/spec/nodeName") == Some(&key.name))
}
