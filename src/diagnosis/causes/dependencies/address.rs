//! Where a container's settings point, and what of the cluster an address means.

use crate::diagnosis::logs::voices::{self, Peer};
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::environment;
use crate::diagnosis::objects::service::{Endpoints, Service};
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Endings of variables that hold a host, and those of the variables that hold its port.
const HOSTS: &[&str] = &["_HOST", "_HOSTNAME", "_ADDR", "_ADDRESS", "_SERVER", "_SERVICE", "_ENDPOINT"];
/// Words by which a setting speaks of a data store.
const STORES: &[&str] = &[
    "db",
    "database",
    "sql",
    "postgres",
    "pg",
    "mysql",
    "maria",
    "mongo",
    "redis",
    "cache",
    "amqp",
    "rabbit",
    "kafka",
    "jdbc",
    "datasource",
    "store",
    "cassandra",
    "oracle",
    "memcached",
    "etcd",
    "nats",
    "broker",
    "elastic",
];
/// Ports on which data stores and brokers usually listen.
const STORE_PORTS: &[i64] =
    &[1433, 1521, 2379, 3306, 4222, 5432, 5671, 5672, 6379, 6432, 8086, 9042, 9092, 9200, 11211, 26257, 27017, 33060];

/// A setting that points somewhere.
#[derive(Debug, Clone)]
pub struct Setting {
    /// The variable.
    pub variable: String,
    /// Where it points.
    pub peer: Peer,
    /// The place in the pod, below the container, that names the host.
    pub host: Fact,
    /// The place that names the port, where that is another one.
    pub port: Option<Fact>,
    /// The pointer below the container of what names the port, else the host.
    pub pointer: String,
    /// The Secret that brings the port, else the host, where one does.
    pub secret: Option<EntityKey>,
}

impl Setting {
    /// Whether it speaks of a data store.
    pub fn is_store(&self) -> bool {
        speaks_of_store(&self.variable) || speaks_of_store(&self.peer.host) || is_store_port(self.peer.port)
    }
}

/// Whether a name speaks of a data store.
pub fn speaks_of_store(name: &str) -> bool {
    let lower = name.to_lowercase();
    lower.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
        STORES.iter().any(|store| word == *store || (store.len() > 3 && word.contains(store)) || word.ends_with("db"))
    })
}

/// Whether data stores usually listen on a port.
pub fn is_store_port(port: Option<i64>) -> bool {
    port.is_some_and(|port| STORE_PORTS.contains(&port))
}

/// The settings of a container that point somewhere: `orders-db:5432` in a value, or a host and a port in two variables
/// of one name.
pub fn settings(container: &Container<'_>) -> Vec<Setting> {
    let env = environment::told(container);
    let mut found = Vec::new();
    for variable in &env {
        let text = variable.text.trim();
        let named = |peer: Peer, port: Option<Fact>, pointer: &str| Setting {
            variable: variable.name.clone(),
            peer,
            host: variable.fact.clone(),
            port,
            pointer: pointer.to_owned(),
            secret: variable.secret.clone(),
        };
        if let Some(peer) = voices::peers(text).into_iter().next() {
            found.push(named(peer, None, &variable.pointer));
            continue;
        }
        let Some(stem) = HOSTS.iter().find_map(|end| variable.name.strip_suffix(end)).filter(|_| is_host(text)) else {
            continue;
        };
        let port = env.iter().find(|other| other.name == format!("{stem}_PORT"));
        let host = text.to_lowercase();
        match port.and_then(|port| Some((port, port.text.trim().parse::<i64>().ok()?))) {
            Some((port, number)) => {
                let mut setting = named(Peer { host, port: Some(number) }, Some(port.fact.clone()), &port.pointer);
                setting.secret.clone_from(&port.secret);
                found.push(setting);
            }
            None => found.push(named(Peer { host, port: None }, None, &variable.pointer)),
        }
    }
    found
}

fn is_host(text: &str) -> bool {
    let word = |label: &str| !label.is_empty() && label.chars().all(|c| c.is_ascii_alphanumeric() || c == '-');
    text.starts_with(|c: char| c.is_ascii_alphabetic()) && text.split('.').all(word)
}

/// The Service that an address means, as far as it was read: by name, or by its cluster IP.
pub fn service<'g>(graph: &'g Graph, peer: &Peer, namespace: &str) -> Option<Service<'g>> {
    if peer.host.starts_with(|c: char| c.is_ascii_digit()) {
        let object = graph.of_kind(&kinds::SERVICE).find(|object| {
            let view = View::root(graph, object);
            view.str_at("/spec/clusterIP") == Some(&*peer.host)
        })?;
        return Some(Service::new(graph, object));
    }
    let key = crate::diagnosis::objects::address::service_of(&peer.host, namespace)?;
    graph.get(&key).filter(|object| !object.metadata_only).map(|object| Service::new(graph, object))
}

/// What stands behind a Service: the workload whose pods it selects, else the Service itself.
pub fn behind(service: &Service<'_>) -> EntityKey {
    let graph = service.view.graph();
    let workloads = [&kinds::DEPLOYMENT, &kinds::STATEFUL_SET, &kinds::DAEMON_SET];
    let declared = workloads
        .into_iter()
        .flat_map(|kind| graph.of_kind(kind))
        .find(|object| !object.metadata_only && service.selects_template(&View::root(graph, object)));
    if let Some(object) = declared {
        return object.key.clone();
    }
    let pod = graph.of_kind(&kinds::POD).find(|object| service.selects(&View::root(graph, object)));
    match pod.map(|pod| graph.top_owner(&pod.key)) {
        Some(owner) if !owner.is(&kinds::POD) && !owner.is(&kinds::REPLICA_SET) => owner,
        _ => service.key().clone(),
    }
}

/// Whether a Service has a port.
pub fn has_port(service: &Service<'_>, port: i64) -> bool {
    service.view.items("/spec/ports").iter().any(|each| each.i64_at("/port") == Some(port))
}

/// Who is ready behind a Service, if anybody is.
pub fn serving(service: &Service<'_>) -> Option<Endpoints> {
    service.endpoints().filter(|endpoints| endpoints.ready > 0)
}
