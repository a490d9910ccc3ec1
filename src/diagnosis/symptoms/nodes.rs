//! Symptoms of nodes and parts of the control plane that do not work.

use super::{Scope, Symptom};
use crate::diagnosis::causes::nodes::control;
use crate::diagnosis::objects::machine::Machine;
use crate::diagnosis::subject::Subject;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Conditions that are trouble while they are true.
const BAD: &[(&str, &str)] = &[
    ("DiskPressure", "is short of disk"),
    ("MemoryPressure", "is short of memory"),
    ("PIDPressure", "is short of process ids"),
    ("NetworkUnavailable", "has no network for pods"),
];

/// What is wrong with them.
pub(super) fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let mut found = Vec::new();
    for node in Machine::all(scope.graph).into_iter().filter(|node| scope.entities.contains(node.key())) {
        if let Some(symptom) = not_ready(&node) {
            found.push(symptom);
            continue;
        }
        found.extend(BAD.iter().filter_map(|(condition, words)| bad(&node, condition, words)));
        found.extend(cordoned(scope, &node));
    }
    for app in scope.apps {
        if let Some(seen) = control::unseen(app) {
            let text = "has a change that its controller has not looked at";
            found.push(Symptom::new(&app.key, text, vec![seen.state()]));
        }
    }
    for object in scope.graph.of_kind(&kinds::API_SERVICE).filter(|o| scope.entities.contains(&o.key)) {
        found.extend(unavailable(&View::root(scope.graph, object)));
    }
    found
}

fn not_ready(node: &Machine<'_>) -> Option<Symptom> {
    let ready = node.trouble()?;
    let status = ready.at("/status")?;
    let why = ready.str_at("/message").unwrap_or_default();
    Some(Symptom::new(node.key(), format!("is not ready: \"{why}\""), vec![status.state()]))
}

fn bad(node: &Machine<'_>, condition: &str, words: &str) -> Option<Symptom> {
    let status = node.condition_that_is(condition, "True")?.at("/status")?;
    Some(Symptom::new(node.key(), words, vec![status.state()]))
}

/// A cordon is on purpose, and yet the answer where a node is asked about.
fn cordoned(scope: &Scope<'_, '_>, node: &Machine<'_>) -> Option<Symptom> {
    let cordon = node.view.at("/spec/unschedulable").filter(|u| u.bool() == Some(true))?;
    let asked = matches!(scope.subject, Subject::Objects(objects) if objects.contains(node.key()));
    asked.then(|| Symptom::new(node.key(), "is cordoned: no new pods are placed on it", vec![cordon.spec()]))
}

/// An API that another server answers, and that does not.
fn unavailable(api: &View<'_>) -> Option<Symptom> {
    let condition = api.items("/status/conditions").into_iter().find(|c| c.str_at("/type") == Some("Available"))?;
    let status = condition.at("/status").filter(|status| status.str() == Some("False"))?;
    let why = condition.str_at("/message").unwrap_or_default();
    Some(Symptom::new(api.key(), format!("does not answer: \"{why}\""), vec![status.state()]))
}
