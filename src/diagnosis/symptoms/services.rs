//! Services without anybody ready behind them, and ports that lead nowhere.

use crate::diagnosis::objects::calls;
use crate::diagnosis::objects::service::Service;
use crate::diagnosis::symptoms::{Scope, Symptom};
use crate::evidence::kinds;
use crate::evidence::view::View;

/// The symptoms of the subject's Services.
pub fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let mut found = Vec::new();
    for object in scope.graph.objects().filter(|o| !o.metadata_only && scope.entities.contains(&o.key)) {
        if object.key.is(&kinds::SERVICE) {
            let each = Service::new(scope.graph, object);
            found.extend(service(scope, &each));
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
    // A Service that finds nobody and that nobody is told to call: part of something that is not installed.
    let selects = |pod: &crate::evidence::graph::Object| service.selects(&View::root(scope.graph, pod));
    let found = !behind.is_empty() || scope.graph.of_kind(&kinds::POD).any(selects);
    if !found && !asked && !is_called(scope, service) {
        return None;
    }
    let off = !behind.is_empty() && behind.iter().all(|a| a.replicas() == Some(0));
    // Workers that ran to their end need nobody to find them any more.
    let done = !behind.is_empty() && behind.iter().all(|a| a.runs_to_end() && a.troubled().is_empty());
    // A Service whose app is only just starting is not in trouble yet.
    let starting = behind.iter().any(|a| a.troubled().is_empty() && a.pods.iter().any(|p| !p.ready()));
    let jobs_only = behind.is_empty() && service.view.str_at("/spec/type") == Some("ExternalName");
    if (off && !asked)
        || done
        || jobs_only
        || (starting && endpoints.not_ready > 0 && behind.iter().all(|a| a.troubled().is_empty() && a.ready() == 0))
    {
        return None;
    }
    Some(Symptom::new(service.key(), "has no ready endpoint", endpoints.facts))
}

/// Whether an app or an Ingress is told to call it.
fn is_called(scope: &Scope<'_, '_>, service: &Service<'_>) -> bool {
    let apps = scope.apps.iter().filter(|app| app.replicas() != Some(0));
    let called = apps.flat_map(|app| calls::of_app(app, scope.graph)).any(|call| call.service == *service.key());
    let routed = |ingress: &crate::evidence::graph::Object| {
        let names = |rule: View<'_>| {
            let paths = rule.items("/http/paths");
            paths.iter().any(|path| path.str_at("/backend/service/name") == Some(&service.key().name))
        };
        let same = ingress.key.namespace == service.key().namespace;
        same && View::root(scope.graph, ingress).items("/spec/rules").into_iter().any(names)
    };
    called || scope.graph.of_kind(&kinds::INGRESS).any(routed)
}
