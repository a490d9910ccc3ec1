//! Reads the way of traffic: callees, routes, policies, names, certificates; only where something calls for it.

use std::collections::BTreeSet;

use crate::cluster::read::Read;
use crate::diagnosis::causes::lifecycle::asked;
use crate::diagnosis::causes::routing::{permit, route};
use crate::diagnosis::collect::references::{is_refused_pods, is_short_of_pods};
use crate::diagnosis::collect::{Aim, objects, scaling, scope};
use crate::diagnosis::logs::network::{self, Trouble};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::calls;
use crate::diagnosis::objects::pod::Pod;
use crate::diagnosis::objects::service::Service;
use crate::diagnosis::subject::{Subject, topics};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::{Graph, Object};
use crate::evidence::kinds::{self, Kind};
use crate::evidence::observation::Outcome;
use crate::evidence::view::View;

/// Apps whose calls are followed.
const CALLERS: usize = 10;
/// Callees that are followed.
const CALLEES: usize = 6;
/// Namespaces that flows lead through.
const NAMESPACES: usize = 3;
/// Secrets and logs that are read.
const FEW: usize = 4;
/// Words of who asks for all that may be wrong.
const ALL: &[&str] = &["everything", "anything", "something", "all"];
/// Words about gateways and what they route.
const GATES: &[&str] =
    &["route", "routes", "routed", "routing", "gateway", "httproute", "requests", "404", "502", "503", "url", "host"];
/// The namespace of the cluster's own name server.
const SYSTEM: &str = "kube-system";

/// The reads that the graph calls for.
pub fn plan(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let apps = scope::apps(aim.subject, graph);
    let asked = topics::traffic(&aim.words.all);
    let mut reads = old_endpoints(graph);
    let callees = callees(&apps, graph, asked);
    if asked {
        match aim.subject {
            Subject::Namespace(ns) => reads.extend(list(&kinds::CONFIG_MAP, Some(ns), graph)),
            Subject::Objects(_) | Subject::Cluster => reads.extend(configuration(&apps)),
        }
        reads.extend(logs(&apps, graph, aim.subject));
    }
    reads.extend(of_callees(&callees, graph));
    let said: Vec<Trouble> = apps.iter().flat_map(|app| voices(app)).collect();
    let cut = said.iter().any(|trouble| *trouble != Trouble::Refused);
    let stuck = apps.iter().any(|app| {
        app.troubled().iter().any(|pod| pod.containers().iter().any(|c| c.running().is_some() && !c.ready()))
    });
    // Where nobody is ready behind what is asked about, nothing on the way there is needed to explain it.
    let dead = matches!(aim.subject, Subject::Objects(_)) && is_dead(aim.subject, graph);
    let asked = asked && !dead;
    if asked || cut || stuck && !dead {
        reads.extend(policies(aim.subject, &callees, graph));
    }
    if said.iter().any(|trouble| matches!(trouble, Trouble::Unresolved | Trouble::NoNameServer)) || speaks_of_names(aim)
    {
        reads.extend(name_server(graph));
    }
    // Where all that was asked about is well and somebody misses it all the same, the way there may be what is wrong.
    let well = apps.iter().any(|app| app.ready() > 0 && !app.runs_to_end()) && apps.iter().all(is_well);
    let missed = well && !dead && asked::complains(&aim.words.all);
    let missed = missed && !scaling::is_about_evictions(aim.subject, aim.words);
    reads.extend(ways_in(aim, graph, asked || missed));
    reads
}

/// Whether an app has all pods that it should have, and these do what they should.
pub(super) fn is_well(app: &App<'_>) -> bool {
    app.troubled().is_empty() && !is_short_of_pods(app) && !is_refused_pods(app)
}

/// Whether the Services of the subject are known, and none has a ready endpoint.
fn is_dead(subject: &Subject, graph: &Graph) -> bool {
    let scope = scope::entities(subject, graph);
    let own = |object: &&Object| {
        scope.contains(&object.key)
            || scope
                .iter()
                .filter_map(|key| graph.view(key))
                .any(|view| Service::new(graph, object).selects_template(&view))
    };
    let behind: Vec<_> = graph
        .of_kind(&kinds::SERVICE)
        .filter(own)
        .filter_map(|object| Service::new(graph, object).endpoints())
        .collect();
    !behind.is_empty() && behind.iter().all(|endpoints| endpoints.ready == 0)
}

fn speaks_of_names(aim: Aim<'_>) -> bool {
    aim.words.speaks_of(&["dns", "resolve", "resolves", "resolved", "resolution", "coredns", "nxdomain", "lookup"])
}

/// What stands behind Services by the old Endpoints, where there are no slices to read.
fn old_endpoints(graph: &Graph) -> Vec<Read> {
    let missing = graph.coverage.lists.iter().filter(|mark| {
        mark.kind.1 == kinds::ENDPOINT_SLICE.kind && matches!(mark.outcome, Outcome::NotCollected(_) | Outcome::Absent)
    });
    let places: BTreeSet<Option<String>> = missing.map(|mark| mark.namespace.clone()).collect();
    places.iter().take(NAMESPACES).map(|ns| Read::list(&kinds::ENDPOINTS, ns.as_deref())).collect()
}

/// The Services that the apps call: of those in trouble, or of all where traffic is asked about.
fn callees(apps: &[App<'_>], graph: &Graph, asked: bool) -> Vec<EntityKey> {
    let mut found = Vec::new();
    for app in apps.iter().filter(|app| asked || !app.troubled().is_empty()).take(CALLERS) {
        for call in calls::of_app(app, graph) {
            if !found.contains(&call.service) {
                found.push(call.service);
            }
        }
    }
    found
}

/// The Services themselves, what stands behind them, and whom they may be for where nobody does.
fn of_callees(callees: &[EntityKey], graph: &Graph) -> Vec<Read> {
    let mut reads = Vec::new();
    let unknown = callees.iter().filter(|key| !objects::covered(Some(&kinds::SERVICE), Some(key.ns()), graph));
    for key in unknown.take(CALLEES) {
        let ns = key.namespace.as_deref();
        reads.push(Read::object(&kinds::SERVICE, ns, &key.name));
        if !objects::covered(Some(&kinds::ENDPOINT_SLICE), ns, graph) {
            reads.push(
                Read::list(&kinds::ENDPOINT_SLICE, ns).labelled(format!("kubernetes.io/service-name={}", key.name)),
            );
        }
    }
    let mut empty = BTreeSet::new();
    for key in callees.iter().take(CALLEES) {
        let Some(object) = graph.get(key) else { continue };
        let service = Service::new(graph, object);
        if service.selector().is_some() && service.endpoints().is_some_and(|behind| behind.ready == 0) {
            empty.insert(key.ns().to_owned());
        }
    }
    for ns in empty.iter().take(NAMESPACES) {
        for kind in [&kinds::DEPLOYMENT, &kinds::STATEFUL_SET, &kinds::DAEMON_SET, &kinds::POD] {
            reads.extend(list(kind, Some(ns), graph));
        }
    }
    reads.extend(callees.iter().take(CALLEES).flat_map(|key| behind(key, graph)));
    reads
}

/// The workloads and pods behind a Service of which only the Service is known.
fn behind(key: &EntityKey, graph: &Graph) -> Vec<Read> {
    let Some(service) = graph.get(key).map(|object| Service::new(graph, object)) else { return Vec::new() };
    let ns = key.namespace.as_deref();
    let known = graph.of_kind(&kinds::POD).any(|pod| service.selects(&View::root(graph, pod)));
    if known || objects::covered(Some(&kinds::POD), ns, graph) {
        return Vec::new();
    }
    let Some(selector) = service.selector() else { return Vec::new() };
    let pairs: Vec<String> =
        selector.entries("").iter().filter_map(|(name, value)| Some(format!("{name}={}", value.str()?))).collect();
    vec![Read::list(&kinds::POD, ns).labelled(pairs.join(","))]
}

fn list(kind: &Kind, namespace: Option<&str>, graph: &Graph) -> Option<Read> {
    (!objects::covered(Some(kind), namespace, graph)).then(|| Read::list(kind, namespace))
}

/// The ConfigMaps that apps are configured by: addresses stand there too.
fn configuration(apps: &[App<'_>]) -> Vec<Read> {
    let mut reads = Vec::new();
    for app in apps.iter().take(CALLERS) {
        let Some(spec) = app.template().and_then(|template| template.at("/spec")) else { continue };
        let mut names = BTreeSet::new();
        for container in spec.items("/containers") {
            names.extend(container.items("/envFrom").iter().filter_map(|from| from.str_at("/configMapRef/name")));
            names
                .extend(container.items("/env").iter().filter_map(|env| env.str_at("/valueFrom/configMapKeyRef/name")));
        }
        names.extend(spec.items("/volumes").iter().filter_map(|volume| volume.str_at("/configMap/name")));
        names.remove("kube-root-ca.crt");
        reads.extend(names.iter().take(FEW).map(|name| Read::object(&kinds::CONFIG_MAP, Some(app.key.ns()), name)));
    }
    reads.truncate(2 * FEW);
    reads
}

/// The last words of callers that run well and may still complain of those whom they call.
fn logs(apps: &[App<'_>], graph: &Graph, subject: &Subject) -> Vec<Read> {
    let mut reads = Vec::new();
    for app in apps.iter().filter(|app| app.troubled().is_empty()) {
        let suspicious = |key: &EntityKey| match graph.get(key) {
            None => true,
            Some(object) => Service::new(graph, object).endpoints().is_some_and(|behind| behind.ready == 0),
        };
        let calls = calls::of_app(app, graph);
        let named = matches!(subject, Subject::Objects(_)) && !calls.is_empty();
        if !named && !calls.iter().any(|call| suspicious(&call.service)) {
            continue;
        }
        let pod = app.pods.iter().find(|pod| pod.ready());
        let containers = pod.map(Pod::containers).unwrap_or_default();
        reads.extend(containers.iter().filter(|c| c.running().is_some()).take(2).map(|c| Read::log(c.log_key(false))));
    }
    reads.truncate(FEW);
    reads
}

/// What an app's logs say of the way to others.
fn voices(app: &App<'_>) -> Vec<Trouble> {
    let logs = app.pods.iter().flat_map(Pod::containers).flat_map(|container| container.logs());
    logs.flat_map(|log| log.lines.iter().filter_map(|line| network::of(&line.text)).collect::<Vec<_>>()).collect()
}

/// The policies of the namespaces through which the flows lead.
fn policies(subject: &Subject, callees: &[EntityKey], graph: &Graph) -> Vec<Read> {
    let mut places: Vec<&str> = match subject {
        Subject::Cluster => return list(&kinds::NETWORK_POLICY, None, graph).into_iter().collect(),
        Subject::Namespace(ns) => vec![ns],
        Subject::Objects(keys) => keys.iter().filter_map(|key| key.namespace.as_deref()).collect(),
    };
    places.extend(callees.iter().map(EntityKey::ns));
    let mut seen = BTreeSet::new();
    let places = places.into_iter().filter(|ns| seen.insert(*ns)).take(NAMESPACES);
    places.filter_map(|ns| list(&kinds::NETWORK_POLICY, Some(ns), graph)).collect()
}

/// The cluster's name server: its Service, its pods, its configuration; its last words where it is not well.
fn name_server(graph: &Graph) -> Vec<Read> {
    let mut reads = vec![
        Read::list(&kinds::POD, Some(SYSTEM)).labelled("k8s-app=kube-dns"),
        Read::list(&kinds::DEPLOYMENT, Some(SYSTEM)).labelled("k8s-app=kube-dns"),
        // What leads from its pods to the Deployment.
        Read::list(&kinds::REPLICA_SET, Some(SYSTEM)).labelled("k8s-app=kube-dns"),
        Read::object(&kinds::SERVICE, Some(SYSTEM), "kube-dns"),
        Read::list(&kinds::ENDPOINT_SLICE, Some(SYSTEM)).labelled("kubernetes.io/service-name=kube-dns"),
        Read::object(&kinds::CONFIG_MAP, Some(SYSTEM), "coredns"),
    ];
    let is_server = |key: &EntityKey| key.ns() == SYSTEM;
    let apps = App::all(graph);
    for app in apps.iter().filter(|app| is_server(&app.key) && app.key.name.contains("dns")) {
        reads.extend(super::logs::of_app(app));
    }
    reads
}

/// Ingresses, gateways and routes, with what they refer to.
fn ways_in(aim: Aim<'_>, graph: &Graph, asked: bool) -> Vec<Read> {
    let place = match aim.subject {
        Subject::Cluster => None,
        Subject::Namespace(ns) => Some(ns.as_str()),
        Subject::Objects(keys) => {
            let about = asked || keys.iter().any(|key| key.is(&kinds::INGRESS) || key.is(&kinds::HTTP_ROUTE));
            let Some(ns) = keys.iter().find_map(|key| key.namespace.as_deref()).filter(|_| about) else {
                return certificates(aim, graph);
            };
            Some(ns)
        }
    };
    let mut reads: Vec<Read> = list(&kinds::INGRESS, place, graph).into_iter().collect();
    let here = |key: &EntityKey| place.is_none_or(|ns| key.ns() == ns);
    let ingresses: Vec<View<'_>> =
        graph.of_kind(&kinds::INGRESS).filter(|o| here(&o.key)).map(|o| View::root(graph, o)).collect();
    if !ingresses.is_empty() {
        reads.extend(list(&kinds::INGRESS_CLASS, None, graph));
        if let Some(ns) = place {
            reads.extend(list(&kinds::SERVICE, Some(ns), graph));
        }
    }
    reads.extend(secrets(&ingresses, graph));
    reads.extend(gates(aim, graph, place, asked));
    reads.extend(certificates(aim, graph));
    reads
}

/// Routes of the Gateway API: where they are asked about, where somebody asks for everything, and where no pod is what is
/// wrong with a namespace. Gateways only where somebody misses what they route, or where a route says that none takes it.
fn gates(aim: Aim<'_>, graph: &Graph, place: Option<&str>, asked: bool) -> Vec<Read> {
    let whole = !matches!(aim.subject, Subject::Objects(_));
    let missed = asked::complains(&aim.words.all) && !topics::traffic(&aim.words.all);
    let named = asked && (whole || missed || aim.words.speaks_of(GATES));
    let mut reads = Vec::new();
    let all_well = || scope::apps(aim.subject, graph).iter().all(|app| app.troubled().is_empty());
    let wide = match aim.subject {
        Subject::Cluster => true,
        Subject::Namespace(_) => aim.words.speaks_of(ALL) || all_well(),
        Subject::Objects(_) => false,
    };
    if wide || named {
        reads.extend(list(&kinds::HTTP_ROUTE, place, graph));
    }
    let here = |route: &View<'_>| place.is_none_or(|ns| route.key().ns() == ns);
    let routes: Vec<View<'_>> = route::routes(graph).into_iter().filter(here).collect();
    let untaken = routes.iter().any(|route| !route::refusals(route, "Accepted").is_empty());
    if named && place.is_some() || untaken {
        reads.extend(list(&kinds::GATEWAY, place, graph));
    }
    reads.extend(elsewhere(&routes, graph));
    reads
}

/// The Services of other namespaces to which routes refer that say themselves that a reference does not resolve.
fn elsewhere(routes: &[View<'_>], graph: &Graph) -> Vec<Read> {
    let broken = routes.iter().filter(|route| !route::refusals(route, "ResolvedRefs").is_empty());
    let foreign = broken.flat_map(permit::foreign).map(|backend| backend.service);
    let unknown = |key: &EntityKey| {
        let asked = graph.get(key).is_some() || graph.coverage.gets.contains_key(key);
        !asked && !objects::covered(Some(&kinds::SERVICE), key.namespace.as_deref(), graph)
    };
    let services: BTreeSet<EntityKey> = foreign.filter(unknown).collect();
    services.iter().take(FEW).map(|key| Read::object(&kinds::SERVICE, key.namespace.as_deref(), &key.name)).collect()
}

/// The Secrets that Ingresses take their certificates from, and who should fill them.
fn secrets(ingresses: &[View<'_>], graph: &Graph) -> Vec<Read> {
    let mut reads = Vec::new();
    for ingress in ingresses {
        let ns = ingress.key().ns();
        for tls in ingress.items("/spec/tls") {
            let Some(name) = tls.str_at("/secretName").filter(|name| !name.is_empty()) else { continue };
            if reads.len() < FEW {
                reads.push(Read::object(&kinds::SECRET, Some(ns), name));
            }
        }
        if !ingress.items("/spec/tls").is_empty() {
            reads.extend(list(&kinds::CERTIFICATE, Some(ns), graph));
        }
    }
    reads
}

/// Certificates, where a question speaks of them or a log says that one is over.
fn certificates(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let words = ["certificate", "certificates", "cert", "tls", "ssl", "https", "expired", "expires", "x509"];
    let expired = scope::apps(aim.subject, graph).iter().any(|app| voices(app).contains(&Trouble::Expired));
    if !expired && !aim.words.speaks_of(&words) {
        return Vec::new();
    }
    let mut places: Vec<Option<&str>> = match aim.subject {
        Subject::Cluster => vec![None],
        Subject::Namespace(ns) => vec![Some(ns)],
        Subject::Objects(keys) => keys.iter().map(|key| key.namespace.as_deref()).collect(),
    };
    places.dedup();
    places.into_iter().take(NAMESPACES).filter_map(|ns| list(&kinds::CERTIFICATE, ns, graph)).collect()
}
