//! `RouteBackendNotPermitted`: a route refers to a Service of another namespace, which has not permitted it.
//!
//! The permission is a `ReferenceGrant` beside the Service. Grants are not read; the gateway's controller has judged them
//! all and says so in the route's status, in words that are quoted.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::routing::{route, ways};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, change, look};
use crate::evidence::entity::EntityKey;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// The reason of `ResolvedRefs` where a reference is not permitted.
const REASON: &str = "RefNotPermitted";

/// A backend in another namespace than the route's.
pub struct Foreign<'g> {
    /// Where its namespace is written.
    pub place: View<'g>,
    /// The Service.
    pub service: EntityKey,
}

/// `RouteBackendNotPermitted`.
pub fn not_permitted(case: &Case<'_>) -> Vec<Hypothesis> {
    route::routes(case.graph).iter().filter_map(|route| refused(case, route)).collect()
}

fn refused(case: &Case<'_>, route: &View<'_>) -> Option<Hypothesis> {
    let key = route.key();
    let refusals = route::refusals(route, "ResolvedRefs");
    let condition = refusals.iter().find(|c| c.value().get("reason").is_some_and(|reason| reason == REASON))?;
    let message = condition.at("/message").filter(|message| message.str().is_some_and(|text| !text.is_empty()));
    let said = message.as_ref().and_then(View::str);
    let backend = meant(foreign(route), said)?;
    let (service, ns) = (&backend.service, backend.service.ns());
    let says = said.map_or_else(String::new, |said| format!(": \"{}\"", said.trim_end_matches('.')));
    let text = format!(
        "HTTPRoute {} sends requests to Service {}, and no ReferenceGrant of namespace {ns} permits that to HTTPRoutes of {}{says}. They are answered with 500.",
        key.path(),
        service.path(),
        key.ns(),
    );
    let [status, reason] = ["/status", "/reason"].map(|field| condition.at(field).map(|place| place.state()));
    let message = message.map(|message| message.state());
    let facts = [&status, &reason, &message].into_iter().filter_map(Clone::clone).collect();
    let hypothesis = Hypothesis::new(&ways::ROUTE_BACKEND_NOT_PERMITTED, key, text)
        .support(Weight::Proof, "the gateway's word", reason)
        .support(Weight::Strong, "the reference is not resolved", status)
        .support(Weight::Strong, "the backend is in another namespace", Some(backend.place.spec()))
        .support(Weight::Weak, "what it says", message)
        .link(key, format!("sends requests to Service {}", service.path()), vec![backend.place.spec()])
        .link(key, "may not refer to it", facts)
        .since(condition.time_at("/lastTransitionTime"))
        .explaining(service);
    Some(advised(route::explained(case, route, hypothesis), key, service))
}

/// The Services of other namespaces that a route names: those that answer, and those that get a copy.
pub fn foreign<'g>(route: &View<'g>) -> Vec<Foreign<'g>> {
    let mut found = Vec::new();
    for rule in route.items("/spec/rules") {
        let mut refs = rule.items("/backendRefs");
        refs.extend(rule.items("/filters").iter().filter_map(|filter| filter.at("/requestMirror/backendRef")));
        for backend in refs {
            let (Some(place), Some(name)) = (backend.at("/namespace"), backend.str_at("/name")) else { continue };
            let is_service = backend.str_at("/kind").is_none_or(|kind| kind == "Service");
            let Some(ns) = place.str().filter(|ns| is_service && *ns != route.key().ns()) else { continue };
            found.push(Foreign { service: EntityKey::new(&kinds::SERVICE, Some(ns), name), place });
        }
    }
    found
}

/// The one that the words name, else the first.
fn meant<'g>(all: Vec<Foreign<'g>>, said: Option<&str>) -> Option<Foreign<'g>> {
    let named = |backend: &Foreign<'_>| said.is_some_and(|said| said.contains(&backend.service.path()));
    let at = all.iter().position(named).unwrap_or(0);
    all.into_iter().nth(at)
}

/// The grant that would permit it, where the Service is; a grant of that namespace may only need another `from`.
fn advised(hypothesis: Hypothesis, route: &EntityKey, service: &EntityKey) -> Hypothesis {
    let name = format!("{}-routes", route.ns());
    let grant = EntityKey {
        group: "gateway.networking.k8s.io".into(),
        kind: "ReferenceGrant".into(),
        namespace: service.namespace.clone(),
        name: name.clone(),
    };
    let manifest = format!(
        "apiVersion: gateway.networking.k8s.io/v1beta1\nkind: ReferenceGrant\nmetadata:\n  name: {name}\n  namespace: {}\nspec:\n  from:\n  - group: gateway.networking.k8s.io\n    kind: HTTPRoute\n    namespace: {}\n  to:\n  - group: \"\"\n    kind: Service\n    name: {}\n",
        service.ns(),
        route.ns(),
        service.name
    );
    let text = format!(
        "Permit it in namespace {}: create a ReferenceGrant there, or add namespace {} to the `from` of the one that is there.",
        service.ns(),
        route.ns()
    );
    let risk = format!("every HTTPRoute of namespace {} may send requests to that Service then", route.ns());
    let line = format!("{} get referencegrants -o yaml", advice::kubectl(service));
    hypothesis
        .advise(change(text, advice::diff(&grant, "", &manifest), risk))
        .advise(look("See what the namespace permits already, and to whom.", Some(line)))
}
