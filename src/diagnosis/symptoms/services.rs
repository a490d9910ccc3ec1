//! Services without anybody ready behind them, and ports that lead nowhere.

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
            found.extend(ports(scope, &each));
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

/// A port that leads to one that no container behind the Service declares or is probed on. A port need not be declared
/// to be served, so this says nothing where a pod declares none.
fn ports(scope: &Scope<'_, '_>, service: &Service<'_>) -> Vec<Symptom> {
    let pods: Vec<View<'_>> = scope
        .graph
        .of_kind(&kinds::POD)
        .filter(|object| !object.metadata_only)
        .map(|object| View::root(scope.graph, object))
        .filter(|pod| service.selects(pod))
        .collect();
    let served: Vec<i64> = pods.iter().flat_map(known_ports).collect();
    let all_declare =
        pods.iter().all(|pod| pod.items("/spec/containers").iter().any(|c| !c.items("/ports").is_empty()));
    if pods.is_empty() || !all_declare {
        return Vec::new();
    }
    let mut found = Vec::new();
    for port in service.view.items("/spec/ports") {
        let target = port.at("/targetPort").or_else(|| port.at("/port"));
        let Some((target, number)) = target.and_then(|t| Some((t.i64()?, t))) else { continue };
        if !served.contains(&target) {
            let from = port.i64_at("/port").unwrap_or_default();
            let text = format!("its port {from} leads to port {target}, which no container behind it declares");
            found.push(Symptom::new(service.key(), text, vec![number.spec()]));
        }
    }
    found
}

/// The ports that a pod's containers declare, or answer probes on.
fn known_ports(pod: &View<'_>) -> Vec<i64> {
    let mut ports = Vec::new();
    for container in pod.items("/spec/containers") {
        ports.extend(container.items("/ports").iter().filter_map(|port| port.i64_at("/containerPort")));
        for probe in ["/readinessProbe", "/livenessProbe", "/startupProbe"] {
            let places = ["/httpGet/port", "/tcpSocket/port", "/grpc/port"];
            ports.extend(places.iter().filter_map(|place| container.i64_at(&format!("{probe}{place}"))));
        }
    }
    ports
}
