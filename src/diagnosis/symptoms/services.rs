//! Services without anybody ready behind them, claims without a volume.

use crate::diagnosis::objects::service::Service;
use crate::diagnosis::symptoms::{Scope, Symptom};
use crate::evidence::kinds;
use crate::evidence::view::View;

/// The symptoms of the subject's Services and claims.
pub fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let mut found = Vec::new();
    for object in scope.graph.objects().filter(|o| !o.metadata_only && scope.entities.contains(&o.key)) {
        if object.key.is(&kinds::SERVICE) {
            found.extend(service(scope, &Service::new(scope.graph, object)));
        } else if object.key.is(&kinds::PVC) {
            found.extend(claim(&View::root(scope.graph, object)));
        }
    }
    found
}

fn service(scope: &Scope<'_, '_>, service: &Service<'_>) -> Option<Symptom> {
    service.selector()?;
    let endpoints = service.endpoints().filter(|e| e.ready == 0)?;
    // A Service of something that is off on purpose is off too.
    let behind: Vec<_> =
        scope.apps.iter().filter(|a| a.view.as_ref().is_some_and(|v| service.selects_template(v))).collect();
    let asked = crate::diagnosis::case::asked_about(scope.subject, service.key())
        && matches!(scope.subject, crate::diagnosis::subject::Subject::Objects(_));
    let off = !behind.is_empty() && behind.iter().all(|a| a.replicas() == Some(0));
    // A Service whose app is only just starting is not in trouble yet.
    let starting = behind.iter().any(|a| a.troubled().is_empty() && a.pods.iter().any(|p| !p.ready()));
    let jobs_only = behind.is_empty() && service.view.str_at("/spec/type") == Some("ExternalName");
    if (off && !asked)
        || jobs_only
        || (starting && endpoints.not_ready > 0 && behind.iter().all(|a| a.troubled().is_empty() && a.ready() == 0))
    {
        return None;
    }
    Some(Symptom::new(service.key(), "has no ready endpoint", endpoints.facts))
}

fn claim(claim: &View<'_>) -> Option<Symptom> {
    let phase = claim.at("/status/phase")?;
    let text = match phase.str()? {
        "Lost" => "has lost its volume",
        // A claim that waits for its first consumer is as it should be until somebody consumes it: then the pod is the
        // symptom.
        _ => return None,
    };
    Some(Symptom::new(claim.key(), text, vec![phase.state()]))
}
