//! Symptoms of mesh objects that point at nothing, and of calls that the mesh does not let through.

use super::{Scope, Symptom};
use crate::diagnosis::causes::mesh::{access, faults, mtls};
use crate::diagnosis::objects::mesh;
use crate::evidence::view::View;

/// What is wrong with them.
pub(super) fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let mut found = Vec::new();
    for route in faults::routes(scope.graph).filter(|route| scope.entities.contains(route.key())) {
        found.extend(of_route(scope, &route));
    }
    for rule in faults::rules(scope.graph).filter(|rule| scope.entities.contains(rule.key())) {
        for fault in faults::empty_subsets(scope.graph, &rule) {
            let name = fault.used.str().unwrap_or_default();
            let text = format!("sends traffic to subset {name} of {}, in which there is no pod", fault.service.name);
            found.push(Symptom::new(&fault.route, text, vec![fault.used.spec()]));
        }
    }
    found.extend(mtls::symptoms(scope));
    found.extend(access::symptoms(scope));
    found
}

fn of_route(scope: &Scope<'_, '_>, route: &View<'_>) -> Vec<Symptom> {
    let mut found = Vec::new();
    for fault in faults::without_subset(scope.graph, route) {
        let name = fault.subset.str().unwrap_or_default();
        let text = format!("sends traffic to subset {name} of {}, which nobody defines", fault.service.name);
        found.push(Symptom::new(route.key(), text, vec![fault.subset.spec()]));
    }
    for to in mesh::destinations(route) {
        if faults::unknown_host(scope.graph, &to.host).is_some() {
            let text = format!("sends traffic to host {}, which nobody has", to.host.str().unwrap_or_default());
            found.push(Symptom::new(route.key(), text, vec![to.host.spec()]));
        }
    }
    for (key, place) in mesh::gateways(route) {
        if scope.graph.lookup(&key).absent().is_some() {
            found.push(Symptom::new(
                route.key(),
                format!("is bound to Gateway {}, which is not there", key.path()),
                vec![place.spec()],
            ));
        }
    }
    found
}
