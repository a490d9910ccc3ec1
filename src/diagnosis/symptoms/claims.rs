//! Symptoms of claims and volumes that are not what their pods need.

use super::{Scope, Symptom};
use crate::diagnosis::objects::claim::Claim;
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::subject::Subject;

/// What is wrong with them.
pub(super) fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let own = Claim::all(scope.graph).into_iter().filter(|claim| scope.entities.contains(claim.key()));
    own.filter_map(|claim| of_claim(scope, &claim)).collect()
}

fn of_claim(scope: &Scope<'_, '_>, claim: &Claim<'_>) -> Option<Symptom> {
    let phase = claim.view.at("/status/phase")?;
    // A claim that waits for its first consumer is as it should be; it is trouble once somebody asks for it, or once
    // its provisioner says that it fails.
    let asked = matches!(scope.subject, Subject::Objects(objects) if objects.contains(claim.key()));
    let event = Event::last(scope.graph, claim.key(), &["ProvisioningFailed", "FailedBinding"], |_| true);
    let text = match phase.str()? {
        "Lost" => "has lost its volume".to_owned(),
        "Pending" => match &event {
            Some(event) => format!("is not bound: \"{}\"", event.message),
            None if asked && !waits_for_pod(scope, claim) => "is not bound".to_owned(),
            None => return None,
        },
        _ => return None,
    };
    let mut facts = vec![phase.state()];
    facts.extend(event.map(|event| event.fact()));
    Some(Symptom::new(claim.key(), text, facts))
}

/// Whether no pod needs a claim yet whose volume comes only when one does.
fn waits_for_pod(scope: &Scope<'_, '_>, claim: &Claim<'_>) -> bool {
    claim.waits_for_pod() && !scope.apps.iter().flat_map(|app| &app.pods).any(|pod| claim.is_used_by(pod))
}
