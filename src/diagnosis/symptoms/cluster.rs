//! Namespaces that do not go away, applications that say they are not well.

use jiff::SignedDuration;

use crate::diagnosis::symptoms::{Scope, Symptom};
use crate::evidence::kinds;
use crate::evidence::view::View;

/// How long a deletion may take.
const LINGER: SignedDuration = SignedDuration::from_secs(60);

/// The symptoms of namespaces and objects that carry a verdict of their own.
pub fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let mut found = Vec::new();
    for object in scope.graph.objects().filter(|o| !o.metadata_only && scope.entities.contains(&o.key)) {
        let view = View::root(scope.graph, object);
        found.extend(match &*object.key.kind {
            "Namespace" => terminating(&view),
            "Application" if object.key.is(&kinds::ARGO_APPLICATION) => application(&view),
            _ => None,
        });
    }
    found
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
