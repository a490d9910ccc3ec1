//! `GatewayRouteWrong`, `RouteNotAccepted`, `RouteBackendNotFound`: routes that lead to the wrong place, or nowhere.

use std::collections::BTreeSet;

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::routing::claimed::{self, Claim};
use crate::diagnosis::causes::routing::{ingress, mend, scene, ways};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::calls;
use crate::diagnosis::objects::routes::{self as file_routes, FileRoute};
use crate::diagnosis::subject::Subject;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// One way of a route: what it is called and the Service that it leads to.
struct Way<'g> {
    /// Where the path is written.
    path: View<'g>,
    /// Where the backend is written; a file is one place for both.
    backend: View<'g>,
    /// The path itself.
    text: String,
    /// The name that a file gives it.
    id: Option<String>,
    service: EntityKey,
}

impl Way<'_> {
    /// Whether it is named after a Service: a part of its path, or its own name.
    fn names(&self, service: &str, common: &BTreeSet<String>) -> bool {
        let stem = stem(service, common);
        let parts = self.text.split(['/', '(', ')', '.', '*', '$', '^', '?', '|']).chain(self.id.as_deref());
        parts.filter(|part| part.len() > 2).any(|part| *part == *service || self::stem(part, common) == stem)
    }
}

/// Words that say what sort of thing something is, not which.
const GENERIC: &[&str] = &["service", "svc", "api", "server", "app"];
/// From how many Services on a word that most of them begin with says nothing.
const MANY: usize = 4;

/// What is left of a name without generic words, words that most Services share, and separators.
fn stem(name: &str, common: &BTreeSet<String>) -> String {
    let lower = name.to_lowercase();
    let whole = lower.strip_suffix("service").filter(|rest| rest.len() > 2).unwrap_or(&lower);
    let words = whole.split(['-', '_', '.']).filter(|word| !GENERIC.contains(word) && !common.contains(*word));
    let stem: String = words.collect();
    if stem.is_empty() { lower } else { stem }
}

/// Words that most Services of a namespace begin with.
fn common(graph: &Graph, namespace: &str) -> BTreeSet<String> {
    let names = graph.of_kind(&kinds::SERVICE).filter(|o| o.key.ns() == namespace).map(|o| o.key.name.as_str());
    let first: Vec<&str> = names.filter_map(|name| name.split('-').next()).collect();
    let count = |word: &str| first.iter().filter(|other| **other == word).count();
    let often = |word: &&&str| first.len() >= MANY && 2 * count(word) > first.len();
    first.iter().filter(often).map(|word| (*word).to_owned()).collect()
}

/// Longest file that is searched for routes.
const LONGEST: usize = 200_000;

/// The routes of gateways that were read.
pub fn routes(graph: &Graph) -> Vec<View<'_>> {
    graph.of_kind(&kinds::HTTP_ROUTE).filter(|o| !o.metadata_only).map(|o| View::root(graph, o)).collect()
}

/// The ways of an Ingress or a route of a gateway, in their order.
fn ways_of<'g>(object: &View<'g>) -> Vec<Way<'g>> {
    let ns = object.key().ns();
    let mut found = Vec::new();
    if object.key().is(&kinds::INGRESS) {
        for rule in object.items("/spec/rules") {
            for path in rule.items("/http/paths") {
                let (Some(at), Some(backend)) = (path.at("/path"), path.at("/backend/service/name")) else { continue };
                let service = EntityKey::new(&kinds::SERVICE, Some(ns), backend.str().unwrap_or_default());
                let text = at.str().unwrap_or_default().to_owned();
                found.push(Way { path: at, backend, text, id: None, service });
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
            let text = path.str().unwrap_or_default().to_owned();
            found.push(Way { path, backend: backend.clone(), text, id: None, service: service.clone() });
        }
    }
    found
}

/// The routes in the files of a ConfigMap, file by file.
fn files<'g>(map: &View<'g>) -> Vec<Vec<Way<'g>>> {
    let of = |(_, file): (&str, View<'g>)| {
        let found = file_routes::of_file(file.str().filter(|text| text.len() <= LONGEST)?);
        let way = |route: FileRoute| {
            let service = file_routes::service_of(&route, map.key().ns())?;
            Some(Way { path: file.clone(), backend: file.clone(), text: route.path, id: route.id, service })
        };
        Some(found.into_iter().filter_map(way).collect())
    };
    map.entries("/data").into_iter().filter_map(of).collect()
}

/// `GatewayRouteWrong`.
pub fn wrong(case: &Case<'_>) -> Vec<Hypothesis> {
    if !scene::complains(case) {
        return Vec::new();
    }
    let mut tables: Vec<Vec<Way<'_>>> =
        ingress::all(case.graph).into_iter().chain(routes(case.graph)).map(|object| ways_of(&object)).collect();
    let maps = case.graph.of_kind(&kinds::CONFIG_MAP).filter(|o| !o.metadata_only).map(|o| View::root(case.graph, o));
    tables.extend(maps.flat_map(|map| files(&map)));
    let reached: BTreeSet<EntityKey> = tables.iter().flatten().map(|way| way.service.clone()).collect();
    let claims = claimed::all(case.graph);
    tables.iter().flat_map(|ways| misrouted(case, ways, &reached, &claims)).collect()
}

/// The ways of one table that lead elsewhere than they are named.
fn misrouted(case: &Case<'_>, ways: &[Way<'_>], reached: &BTreeSet<EntityKey>, claims: &[Claim]) -> Vec<Hypothesis> {
    let Some(first) = ways.first() else { return Vec::new() };
    let common = common(case.graph, first.path.key().ns());
    let mut found: Vec<Hypothesis> = Vec::new();
    for way in ways.iter().filter(|way| !way.names(&way.service.name, &common)) {
        let own = |other: &&Way<'_>| other.service == way.service && other.names(&other.service.name, &common);
        let Some(sibling) = ways.iter().find(own) else { continue };
        let services = case.graph.of_kind(&kinds::SERVICE).filter(|o| o.key.ns() == way.service.ns());
        let mut meant = services.filter(|o| way.names(&o.key.name, &common) && !reached.contains(&o.key));
        let new = match (meant.next(), meant.next()) {
            (Some(service), None) => conclude(case, way, sibling, &Meant { service: &service.key, claim: None }),
            _ => expected(way, ways, claims)
                .and_then(|claim| conclude(case, way, sibling, &Meant { service: &claim.service, claim: Some(claim) })),
        };
        // Several paths of one Service in a table are one mistake.
        let known = |new: &Hypothesis| found.iter().any(|known| known.object == new.object);
        found.extend(new.filter(|new| !known(new)));
    }
    found
}

/// Who is expected to answer what this way takes: another backend of the table, by an alert that nobody knows the path.
fn expected<'c>(way: &Way<'_>, ways: &[Way<'_>], claims: &'c [Claim]) -> Option<&'c Claim> {
    let backend =
        |claim: &&Claim| claim.service != way.service && ways.iter().any(|other| other.service == claim.service);
    claims.iter().filter(backend).find(|claim| {
        let length = |way: &Way<'_>| claimed::below(&claim.path, &way.text);
        length(way).is_some() && ways.iter().filter_map(length).max() == length(way)
    })
}

/// The Service that a way should lead to.
struct Meant<'m> {
    service: &'m EntityKey,
    /// What says so, where it is not the name of the way.
    claim: Option<&'m Claim>,
}

impl Meant<'_> {
    /// What tells that the way is meant for it, and the end of the sentence that says so.
    fn words(&self) -> (Option<Fact>, &'static str, String) {
        match self.claim {
            Some(claim) => (
                Some(claim.fact.clone()),
                "is expected to answer there",
                format!("is expected to answer {}, which is unknown where it arrives", claim.path),
            ),
            None => {
                (None, "exists, and no route leads there", "after which that way is named, gets nothing".to_owned())
            }
        }
    }
}

fn conclude(case: &Case<'_>, way: &Way<'_>, sibling: &Way<'_>, meant: &Meant<'_>) -> Option<Hypothesis> {
    let key = way.path.key();
    let (said, shows, end) = meant.words();
    let meant = meant.service;
    let exists = case.graph.view(meant)?.at("/metadata/name")?;
    let behind = calls::behind(meant, &scene::apps(case), case.graph).first().map(|app| app.key.clone());
    let (path, to) = (&way.text, &way.service.name);
    let text = format!(
        "{} {} sends {path} to Service {to}, and Service {}, {end}: {} is the way to {to}.",
        key.kind,
        key.path(),
        meant.name,
        sibling.text,
    );
    let fix = format!("Send {path} of {} {} to Service {}.", key.kind, key.path(), meant.name);
    let mut written = vec![way.path.spec()];
    let mut hypothesis = Hypothesis::new(&ways::GATEWAY_ROUTE_WRONG, behind.as_ref().unwrap_or(meant), text)
        .support(Weight::Proof, "where the path leads", Some(way.backend.spec()))
        .support(Weight::Strong, "the Service that the path names", Some(exists.state()));
    if said.is_some() {
        hypothesis = hypothesis.support(Weight::Strong, "an alert expects it to answer there", said.clone());
    }
    if !key.is(&kinds::CONFIG_MAP) {
        written.push(way.backend.spec());
        hypothesis = hypothesis
            .support(Weight::Strong, "the path", Some(way.path.spec()))
            .support(Weight::Weak, "the path of the Service that it leads to", Some(sibling.path.spec()))
            .link(key, "has another path for that Service", vec![sibling.path.spec()]);
    }
    Some(
        hypothesis
            .link(key, format!("sends {path} to {to}"), written)
            .link(meant, shows, said.into_iter().chain([exists.state()]).collect())
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
        (Some(message), _) => format!("\"{}\"", message.str().unwrap_or_default().trim_end_matches('.')),
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
    refusals(route, kind).into_iter().next()
}

/// The conditions of its parents that are False, of those that speak of the route as it is now.
pub fn refusals<'g>(route: &View<'g>, kind: &str) -> Vec<View<'g>> {
    let parents = route.items("/status/parents");
    let all = parents.iter().flat_map(|parent| parent.items("/conditions"));
    let is = |c: &View<'_>| c.str_at("/type") == Some(kind) && c.str_at("/status") == Some("False");
    all.filter(|c| is(c) && is_current(route, c)).collect()
}

fn is_current(route: &View<'_>, condition: &View<'_>) -> bool {
    let (seen, now) = (condition.i64_at("/observedGeneration"), route.i64_at("/metadata/generation"));
    seen.zip(now).is_none_or(|(seen, now)| seen >= now)
}

fn finish(case: &Case<'_>, route: &View<'_>, hypothesis: Hypothesis, fix: &str) -> Hypothesis {
    let key = route.key();
    let text = format!("{fix} ({}).", key.path());
    let advice = mend::object(case.graph, key, &text, mend::edit(key), None, "none; it routes nothing now");
    explained(case, route, hypothesis).advise(advice)
}

/// The same, with what a route that leads nowhere explains: the Services that it is for.
pub(super) fn explained(case: &Case<'_>, route: &View<'_>, mut hypothesis: Hypothesis) -> Hypothesis {
    let key = route.key();
    for way in ways_of(route) {
        hypothesis = hypothesis.explaining(&way.service);
    }
    if let Subject::Objects(objects) = case.subject {
        // A route is mostly called like what it leads to.
        let meant = objects.iter().filter(|object| object.name == key.name && object.namespace == key.namespace);
        hypothesis = meant.fold(hypothesis, Hypothesis::explaining);
    }
    hypothesis
}
