//! Nodes that are not ready, namespaces that do not go away, applications that say they are not well.

use jiff::SignedDuration;

use crate::diagnosis::subject::Subject;
use crate::diagnosis::symptoms::{Scope, Symptom};
use crate::evidence::kinds;
use crate::evidence::view::View;

/// How long a deletion may take.
const LINGER: SignedDuration = SignedDuration::from_secs(60);

/// The symptoms of nodes, namespaces and objects that carry a verdict of their own.
pub fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let mut found = Vec::new();
    for object in scope.graph.objects().filter(|o| !o.metadata_only && scope.entities.contains(&o.key)) {
        let view = View::root(scope.graph, object);
        found.extend(match &*object.key.kind {
            "Node" => node(&view).or_else(|| cordoned(scope, &view)),
            "Namespace" => terminating(&view),
            "Application" if object.key.is(&kinds::ARGO_APPLICATION) => application(&view),
            _ => None,
        });
    }
    found
}

fn node(node: &View<'_>) -> Option<Symptom> {
    let ready = node.items("/status/conditions").into_iter().find(|c| c.str_at("/type") == Some("Ready"))?;
    if ready.str_at("/status") == Some("True") {
        return None;
    }
    let status = ready.at("/status")?;
    let why = ready.str_at("/message").unwrap_or_default();
    Some(Symptom::new(node.key(), format!("is not ready: \"{why}\""), vec![status.state()]))
}

/// A cordon is on purpose, and yet the answer where a node is asked about.
fn cordoned(scope: &Scope<'_, '_>, node: &View<'_>) -> Option<Symptom> {
    let cordon = node.at("/spec/unschedulable").filter(|u| u.bool() == Some(true))?;
    let asked = matches!(scope.subject, Subject::Objects(objects) if objects.contains(node.key()));
    asked.then(|| Symptom::new(node.key(), "is cordoned: no new pods are placed on it", vec![cordon.spec()]))
}

fn terminating(namespace: &View<'_>) -> Option<Symptom> {
    let deleted = namespace.at("/metadata/deletionTimestamp")?;
    let long = namespace.graph().now.duration_since(deleted.time()?) > LINGER;
    long.then(|| Symptom::new(namespace.key(), "was deleted and is still there", vec![deleted.state()]))
}

fn application(application: &View<'_>) -> Option<Symptom> {
    let health = application.at("/status/health/status")?;
    let word = health.str()?;
    matches!(word, "Degraded" | "Missing" | "Unknown")
        .then(|| Symptom::new(application.key(), format!("is {word} in Argo CD's eyes"), vec![health.state()]))
}
