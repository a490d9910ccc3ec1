//! `GatewayRouteWrong`, `RouteNotAccepted`, `RouteBackendNotFound`: routes that lead to the wrong place, or nowhere.

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::routing::{ingress, mend, scene, ways};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::calls;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// One way of a route: a path and the Service that it leads to.
struct Way<'g> {
    path: View<'g>,
    backend: View<'g>,
    service: EntityKey,
}

impl Way<'_> {
    /// The parts of the path.
    fn parts(&self) -> Vec<&str> {
        let text = self.path.str().unwrap_or_default();
        text.split(['/', '(', ')', '.', '*', '$', '?', '|']).filter(|part| part.len() > 2).collect()
    }

    /// Whether the path names a Service: by its name, or by its stem.
    fn names(&self, service: &str) -> bool {
        self.parts().iter().any(|part| *part == service || stem(service) == *part)
    }
}

/// `orders` of `orders-service`.
fn stem(service: &str) -> &str {
    let endings = ["-service", "-svc", "-api", "-server", "service"];
    endings.iter().find_map(|ending| service.strip_suffix(ending)).filter(|stem| !stem.is_empty()).unwrap_or(service)
}

fn routes<'g>(graph: &'g Graph) -> Vec<View<'g>> {
    graph.of_kind(&kinds::HTTP_ROUTE).filter(|o| !o.metadata_only).map(|o| View::root(graph, o)).collect()
}

/// The ways of an Ingress or an HTTPRoute, in their order.
fn ways_of<'g>(object: &View<'g>) -> Vec<Way<'g>> {
    let ns = object.key().ns();
    let mut found = Vec::new();
    if object.key().is(&kinds::INGRESS) {
        for rule in object.items("/spec/rules") {
            for path in rule.items("/http/paths") {
                let (Some(at), Some(backend)) = (path.at("/path"), path.at("/backend/service/name")) else { continue };
                let service = EntityKey::new(&kinds::SERVICE, Some(ns), backend.str().unwrap_or_default());
                found.push(Way { path: at, backend, service });
            }
        }
        return found;
    }
    for rule in object.items("/spec/rules") {
        let refs = rule.items("/backendRefs");
        // Several share the traffic: none of them is the one that the path names.
        let [only] = refs.as_slice() else { continue };
        let Some(backend) = only.at("/name") else { continue };
        let place = only.str_at("/namespace").unwrap_or(ns);
        let service = EntityKey::new(&kinds::SERVICE, Some(place), backend.str().unwrap_or_default());
        for path in rule.items("/matches").iter().filter_map(|each| each.at("/path/value")) {
            found.push(Way { path, backend: backend.clone(), service: service.clone() });
        }
    }
    found
}

/// `GatewayRouteWrong`.
pub fn wrong(case: &Case<'_>) -> Vec<Hypothesis> {
    if !scene::complains(case) {
        return Vec::new();
    }
    let objects: Vec<View<'_>> = ingress::all(case.graph).into_iter().chain(routes(case.graph)).collect();
    let reached: Vec<EntityKey> = objects.iter().flat_map(ways_of).map(|way| way.service).collect();
    objects.iter().flat_map(|object| misrouted(case, object, &reached)).collect()
}

fn misrouted(case: &Case<'_>, object: &View<'_>, reached: &[EntityKey]) -> Vec<Hypothesis> {
    let ways = ways_of(object);
    let mut found = Vec::new();
    for way in &ways {
        let own = |other: &&Way<'_>| other.service == way.service && other.names(&other.service.name);
        if way.names(&way.service.name) || !ways.iter().any(|other| own(&other)) {
            continue;
        }
        let services = case.graph.of_kind(&kinds::SERVICE).filter(|o| o.key.ns() == way.service.ns());
        let mut meant = services.filter(|o| way.names(&o.key.name) && !reached.contains(&o.key));
        if let (Some(service), None) = (meant.next(), meant.next()) {
            found.extend(conclude(case, object, way, &ways, &service.key));
        }
    }
    found
}

fn conclude(
    case: &Case<'_>,
    object: &View<'_>,
    way: &Way<'_>,
    ways: &[Way<'_>],
    meant: &EntityKey,
) -> Option<Hypothesis> {
    let key = object.key();
    let exists = case.graph.view(meant)?.at("/metadata/name")?;
    let sibling = ways.iter().find(|other| other.service == way.service && other.names(&other.service.name))?;
    let behind = calls::behind(meant, &scene::apps(case), case.graph).first().map(|app| app.key.clone());
    let path = way.path.str().unwrap_or_default();
    let text = format!(
        "{} {} sends {path} to Service {}, and Service {}, which that path names, gets nothing: {} is the way to {}.",
        key.kind,
        key.path(),
        way.service.name,
        meant.name,
        sibling.path.str().unwrap_or_default(),
        way.service.name,
    );
    let fix = format!("Send {path} of {} {} to Service {}.", key.kind, key.path(), meant.name);
    Some(
        Hypothesis::new(&ways::GATEWAY_ROUTE_WRONG, behind.as_ref().unwrap_or(meant), text)
            .support(Weight::Proof, "where the path leads", Some(way.backend.spec()))
            .support(Weight::Strong, "the path", Some(way.path.spec()))
            .support(Weight::Strong, "the Service that the path names", Some(exists.state()))
            .support(Weight::Weak, "the path of the Service that it leads to", Some(sibling.path.spec()))
            .link(key, format!("sends {path} to {}", way.service.name), vec![way.path.spec(), way.backend.spec()])
            .link(key, "has another path for that Service", vec![sibling.path.spec()])
            .link(meant, "exists, and no route leads there", vec![exists.state()])
            .explaining(meant)
            .explaining(key)
            .advise(mend::object(case.graph, key, &fix, mend::edit(key), None, "requests of that path go elsewhere")),
    )
}

/// `RouteNotAccepted`.
pub fn not_accepted(case: &Case<'_>) -> Vec<Hypothesis> {
    routes(case.graph).iter().filter_map(|route| refused(case, route)).collect()
}

fn refused(case: &Case<'_>, route: &View<'_>) -> Option<Hypothesis> {
    let key = route.key();
    let condition = condition(route, "Accepted");
    let message = condition.as_ref().and_then(|c| c.at("/message"));
    let status = condition.and_then(|c| c.at("/status"));
    let parents = route.items("/spec/parentRefs");
    let parent = parents.iter().find_map(|parent| {
        let named = parent.at("/name")?;
        let gateway = parent.str_at("/kind").is_none_or(|kind| kind == "Gateway");
        let ns = parent.str_at("/namespace").unwrap_or(key.ns());
        let gateway = EntityKey::new(&kinds::GATEWAY, Some(ns), named.str().filter(|_| gateway)?);
        Some((named, case.graph.lookup(&gateway).absent()?, gateway))
    });
    if status.is_none() && parent.is_none() {
        return None;
    }
    let why = match (&message, &parent) {
        (Some(message), _) => format!("\"{}\"", message.str().unwrap_or_default()),
        (None, Some((_, _, gateway))) => format!("there is no Gateway {}", gateway.path()),
        (None, None) => "no Gateway takes it".to_owned(),
    };
    let text = format!("HTTPRoute {} is attached to no Gateway: {why}. Nothing is routed by it.", key.path());
    let weight = if status.is_some() { Weight::Proof } else { Weight::Weak };
    let mut facts: Vec<_> = status.iter().map(View::state).collect();
    facts.extend(message.as_ref().map(View::state));
    let mut hypothesis = Hypothesis::new(&ways::ROUTE_NOT_ACCEPTED, key, text)
        .support(weight, "the Gateway's word", status.map(|status| status.state()))
        .support(Weight::Weak, "what it says", message.map(|message| message.state()))
        .link(key, "is not accepted", facts);
    if let Some((named, absence, gateway)) = parent {
        hypothesis = hypothesis
            .support(Weight::Proof, "the Gateway is absent", Some(absence.clone()))
            .support(Weight::Strong, "the route names it", Some(named.spec()))
            .link(&gateway, "does not exist", vec![absence])
            .link(key, format!("names Gateway {}", gateway.name), vec![named.spec()]);
    }
    Some(finish(case, route, hypothesis, "Correct parentRefs of the route, or what the Gateway takes"))
}

/// `RouteBackendNotFound`.
pub fn backend_not_found(case: &Case<'_>) -> Vec<Hypothesis> {
    routes(case.graph).iter().filter_map(|route| nowhere(case, route)).collect()
}

fn nowhere(case: &Case<'_>, route: &View<'_>) -> Option<Hypothesis> {
    let key = route.key();
    let refs = route.items("/spec/rules").into_iter().flat_map(|rule| rule.items("/backendRefs"));
    let (named, absence, service) = refs.into_iter().find_map(|backend| {
        let named = backend.at("/name")?;
        let is_service = backend.str_at("/kind").is_none_or(|kind| kind == "Service");
        let ns = backend.str_at("/namespace").unwrap_or(key.ns());
        let service = EntityKey::new(&kinds::SERVICE, Some(ns), named.str().filter(|_| is_service)?);
        Some((named, case.graph.lookup(&service).absent()?, service))
    })?;
    let status = condition(route, "ResolvedRefs").and_then(|c| c.at("/status")).map(|status| status.state());
    let text = format!("HTTPRoute {} sends requests to Service {}, which does not exist.", key.path(), service.path());
    let mut facts = vec![named.spec()];
    facts.extend(status.clone());
    let hypothesis = Hypothesis::new(&ways::ROUTE_BACKEND_NOT_FOUND, key, text)
        .support(Weight::Proof, "the Service is absent", Some(absence.clone()))
        .support(Weight::Strong, "the route names it", Some(named.spec()))
        .support(Weight::Weak, "the gateway's word", status)
        .link(&service, "does not exist", vec![absence])
        .link(key, format!("sends requests to {}", service.name), facts);
    Some(finish(case, route, hypothesis, "Correct backendRefs of the route, or create the Service"))
}

/// A condition of any parent that is False.
fn condition<'g>(route: &View<'g>, kind: &str) -> Option<View<'g>> {
    let parents = route.items("/status/parents");
    let all = parents.iter().flat_map(|parent| parent.items("/conditions"));
    all.into_iter().find(|c| c.str_at("/type") == Some(kind) && c.str_at("/status") == Some("False"))
}

fn finish(case: &Case<'_>, route: &View<'_>, mut hypothesis: Hypothesis, fix: &str) -> Hypothesis {
    let key = route.key();
    for way in ways_of(route) {
        hypothesis = hypothesis.explaining(&way.service);
    }
    let text = format!("{fix} ({}).", key.path());
    hypothesis.advise(mend::object(case.graph, key, &text, mend::edit(key), None, "none; it routes nothing now"))
}
