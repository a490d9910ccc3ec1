//! Reads the logs of what is up and may complain; only where the question does and nothing else is wrong. Then the
//! Services that complaints name, and the owners of the pods behind them.

use crate::cluster::read::Read;
use crate::diagnosis::causes::dependencies::{address, family, gather};
use crate::diagnosis::causes::lifecycle::asked;
use crate::diagnosis::collect::{Aim, routing, scaling, scope};
use crate::diagnosis::complaints::{self, Complaint};
use crate::diagnosis::logs::voices::Meaning;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::container::{Container, Role};
use crate::diagnosis::objects::service::Service;
use crate::diagnosis::subject::Subject;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Words of a question that complains.
pub(super) const COMPLAINS: &[&str] = &[
    "error",
    "errors",
    "fail",
    "fails",
    "failed",
    "failing",
    "failure",
    "failures",
    "unreachable",
    "unreachability",
    "unavailable",
    "unavailability",
    "availability",
    "outage",
    "disruption",
    "disrupted",
    "slow",
    "latency",
    "broken",
    "timeout",
    "timeouts",
    "500",
    "500s",
    "502",
    "503",
    "504",
    "5xx",
    "degraded",
    "reach",
    "connect",
    "works",
    "working",
    "exception",
    "exceptions",
    "down",
    "refused",
    "requests",
];
/// Words of a question about the way to an app: what does not arrive there leaves nothing in its log.
const WAY: &[&str] = &["traffic", "route", "routes", "routed", "routing"];
/// Apps whose logs are looked into, and other sides that are looked up. Nothing else is wrong: any of them may be the
/// one that says why.
pub(super) const APPS: usize = 60;
const SERVICES: usize = 6;

/// The reads that the graph calls for.
pub fn plan(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let apps = scope::apps(aim.subject, graph);
    let mut reads = logs(aim, &apps);
    reads.extend(other_sides(&apps, graph));
    reads
}

/// The logs of one ready pod an app.
fn logs(aim: Aim<'_>, apps: &[App<'_>]) -> Vec<Read> {
    let unwell = apps.iter().any(|app| !app.troubled().is_empty());
    if unwell || *aim.subject == Subject::Cluster || !complains(aim, apps) {
        return Vec::new();
    }
    let mut reads = Vec::new();
    for app in apps.iter().filter(|app| !app.runs_to_end()).take(APPS) {
        let Some(pod) = app.pods.iter().find(|pod| pod.ready() && pod.deleted().is_none()) else { continue };
        let main = pod.containers().into_iter().find(|container| container.role == Role::Main);
        reads.extend(main.map(|container| Read::log(container.log_key(false))));
    }
    reads
}

/// Whether the question is about what only a log can tell. Some words say so; any other complaint is one where nothing
/// is seen that it may mean.
fn complains(aim: Aim<'_>, apps: &[App<'_>]) -> bool {
    aim.words.speaks_of(COMPLAINS)
        || asked::complains(&aim.words.all)
            && apps.iter().all(routing::is_well)
            && !scaling::is_about_evictions(aim.subject, aim.words)
            && !aim.words.speaks_of(WAY)
}

/// The Services that complaints are about, the pods behind them, and who owns those.
fn other_sides(apps: &[App<'_>], graph: &Graph) -> Vec<Read> {
    let mut reads = Vec::new();
    for entry in complaints::all(apps).iter().filter(|entry| is_about_others(&entry.complaint)).take(SERVICES) {
        let pod = apps.get(entry.app).and_then(|app| app.pods.get(entry.pod));
        let found = pod.and_then(|pod| pod.containers().into_iter().find(|c| c.name == entry.container));
        let Some(container) = found else { continue };
        if let Some(service) = gather::other_side(&container, &entry.complaint) {
            reads.extend(behind(&service, graph));
        } else {
            reads.extend(named(&container, &entry.complaint, graph));
            reads.extend(of_stores(&container, &entry.complaint, graph));
        }
    }
    reads
}

/// Whether a complaint is one about the state of another side.
fn is_about_others(complaint: &Complaint) -> bool {
    matches!(
        complaint.voice.meaning,
        Meaning::ConnectionRefused
            | Meaning::TimedOut
            | Meaning::Unavailable
            | Meaning::NameNotResolved
            | Meaning::PoolExhausted
            | Meaning::ReadOnly
            | Meaning::TooManyConnections
    )
}

/// The Services that a complaint, or the settings for a store, name and that are not known yet.
fn named(container: &Container<'_>, complaint: &Complaint, graph: &Graph) -> Vec<Read> {
    let spoken = complaint.peer.as_ref().map(|(peer, _)| peer.host.clone());
    let stores = address::settings(container).into_iter().filter(address::Setting::is_store).map(|set| set.peer.host);
    let mut reads = Vec::new();
    for host in spoken.into_iter().chain(stores).take(2) {
        let own = container.pod().ns();
        let Some(key) = crate::diagnosis::objects::address::service_of(&host, own) else { continue };
        let there = key.ns() == own || graph.get(&EntityKey::new(&kinds::NAMESPACE, None, key.ns())).is_some();
        let address = host.starts_with(|c: char| c.is_ascii_digit());
        // Names of the world outside are no Services.
        if there && !address && graph.get(&key).is_none() && graph.lookup(&key).absent().is_none() {
            reads.push(Read::object(&kinds::SERVICE, key.namespace.as_deref(), &key.name));
            let label = format!("kubernetes.io/service-name={}", key.name);
            reads.push(Read::list(&kinds::ENDPOINT_SLICE, key.namespace.as_deref()).labelled(label));
        }
    }
    reads
}

/// Where nothing names the store: the pods of those that can be meant, then what these say themselves.
fn of_stores(container: &Container<'_>, complaint: &Complaint, graph: &Graph) -> Vec<Read> {
    if !matches!(complaint.voice.meaning, Meaning::ReadOnly | Meaning::TooManyConnections) {
        return Vec::new();
    }
    let Some(port) = family::port(complaint) else { return Vec::new() };
    let stores = family::stores(graph, container.pod().ns(), port);
    let mut reads = Vec::new();
    for (_, service) in &stores {
        let containers = family::main_containers(service);
        if containers.is_empty() {
            reads.extend(pods_of(service));
        }
        reads.extend(containers.iter().map(|container| Read::log(container.log_key(false))));
    }
    reads
}

/// The pods that a Service selects.
fn pods_of(service: &Service<'_>) -> Option<Read> {
    let selector = service.selector()?;
    let labels: Vec<String> =
        selector.entries("").iter().filter_map(|(name, value)| Some(format!("{name}={}", value.str()?))).collect();
    Some(Read::list(&kinds::POD, service.key().namespace.as_deref()).labelled(labels.join(",")))
}

/// The pods behind a Service and their owners.
fn behind(service: &Service<'_>, graph: &Graph) -> Vec<Read> {
    let known = graph.of_kind(&kinds::POD).any(|pod| service.selects(&View::root(graph, pod)));
    if known {
        return owners(service, graph);
    }
    let namespace = service.key().namespace.as_deref();
    if super::objects::covered(Some(&kinds::POD), namespace, graph) {
        Vec::new()
    } else {
        pods_of(service).into_iter().collect()
    }
}

/// The ReplicaSet and the Deployment of the pods behind a Service. Pods name the first; the second is found by the hash
/// that ends its name.
fn owners(service: &Service<'_>, graph: &Graph) -> Vec<Read> {
    let selected = |pod: &View<'_>| service.selects(pod);
    let pods =
        graph.of_kind(&kinds::POD).filter(|object| !object.metadata_only).map(|object| View::root(graph, object));
    let Some(pod) = pods.into_iter().find(selected) else { return Vec::new() };
    let owners = pod.items("/metadata/ownerReferences");
    let set = owners.iter().find(|owner| owner.str_at("/kind") == Some("ReplicaSet")).and_then(|o| o.str_at("/name"));
    let hash = pod.key_at("/metadata/labels", "pod-template-hash").and_then(|hash| hash.str());
    let (Some(set), Some(hash)) = (set, hash) else { return Vec::new() };
    let namespace = pod.key().namespace.as_deref();
    let mut reads = Vec::new();
    for (kind, name) in [(&kinds::REPLICA_SET, Some(set)), (&kinds::DEPLOYMENT, set.strip_suffix(&format!("-{hash}")))]
    {
        let Some(name) = name else { continue };
        let key = EntityKey::new(kind, namespace, name);
        let whole = graph.get(&key).is_some_and(|object| !object.metadata_only);
        if !whole && !graph.coverage.gets.contains_key(&key) {
            reads.push(Read::object(kind, namespace, name));
        }
    }
    reads
}
