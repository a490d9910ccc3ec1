//! Which data store is meant where nothing names it: addresses often come from Secrets, which are never read. The driver's
//! words tell the sort of store, the namespace's Services tell which of that sort there are, and a store's own log tells
//! which of them is in trouble.

use crate::diagnosis::causes::dependencies::address;
use crate::diagnosis::complaints::Complaint;
use crate::diagnosis::logs::voices::{self, Meaning};
use crate::diagnosis::objects::container::{Container, Role};
use crate::diagnosis::objects::service::Service;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Words of drivers and servers, and the port on which that sort of store listens.
const SORTS: &[(&[&str], i64)] = &[
    (&["mysql", "mariadb", "(using password"], 3306),
    (&["postgres", "psycopg", "pgx", "pq:", "too many clients already", "remaining connection slots"], 5432),
    (&["redis", "jedis", "lettuce", "max number of clients reached", "readonly you can't write"], 6379),
    (&["mongo"], 27017),
    (&["amqp", "rabbit"], 5672),
];
/// Lines around a complaint that may show the driver.
const AROUND: usize = 80;
/// Stores that are compared.
const STORES: usize = 4;

/// The port of the sort of store that a complaint is about.
pub fn port(complaint: &Complaint) -> Option<i64> {
    let last = complaint.lines.first()?.first;
    let near = complaint.log.lines.iter().filter(|line| line.first.abs_diff(last) <= AROUND);
    let text: String = near.map(|line| line.text.to_lowercase()).collect::<Vec<_>>().join("\n");
    let found: Vec<i64> =
        SORTS.iter().filter(|(words, _)| words.iter().any(|word| text.contains(word))).map(|(_, port)| *port).collect();
    // Two sorts of store in one log: which is meant is not known.
    if let [one] = found.as_slice() { Some(*one) } else { None }
}

/// The stores of a sort in a namespace, each with one of its Services.
pub fn stores<'g>(graph: &'g Graph, namespace: &str, port: i64) -> Vec<(EntityKey, Service<'g>)> {
    let mut found: Vec<(EntityKey, Service<'g>)> = Vec::new();
    for service in Service::in_namespace(graph, namespace) {
        if service.selector().is_none() || !address::has_port(&service, port) {
            continue;
        }
        let object = address::behind(&service);
        if found.len() < STORES && !found.iter().any(|(known, _)| *known == object) {
            found.push((object, service));
        }
    }
    found
}

/// The store that a complaint of a container is about, with the line of its own log that says the same.
pub fn meant<'g>(container: &Container<'g>, complaint: &Complaint) -> Option<(Service<'g>, Option<Fact>)> {
    let all = stores(container.spec.graph(), container.pod().ns(), port(complaint)?);
    if let [(_, one)] = all.as_slice() {
        return Some((one.clone(), says(one, complaint.voice.meaning)));
    }
    let mut admit = all.into_iter().filter_map(|(_, service)| {
        let line = says(&service, complaint.voice.meaning)?;
        Some((service, Some(line)))
    });
    let first = admit.next();
    if admit.next().is_some() { None } else { first }
}

/// The last line of a store's own logs that means the same.
fn says(service: &Service<'_>, meaning: Meaning) -> Option<Fact> {
    let graph = service.view.graph();
    main_containers(service).iter().find_map(|container| {
        let log = graph.log(&container.log_key(false))?;
        let line =
            log.lines.iter().rev().find(|line| voices::hear(&line.text).is_some_and(|v| v.meaning == meaning))?;
        Some(log.fact(line))
    })
}

/// The main containers of the first pods behind a Service.
pub fn main_containers<'g>(service: &Service<'g>) -> Vec<Container<'g>> {
    let graph = service.view.graph();
    let pods = graph.of_kind(&kinds::POD).filter(|object| !object.metadata_only).map(|pod| View::root(graph, pod));
    pods.filter(|pod| service.selects(pod))
        .take(STORES)
        .filter_map(|pod| Container::of_pod(&pod).into_iter().find(|container| container.role == Role::Main))
        .collect()
}
