//! Which data store is meant where nothing names it: addresses often come from Secrets, which are never read. The driver's
//! words tell the sort of store, the namespace's Services tell which of that sort there are, and a store's own log tells
//! which of them is in trouble.

use crate::diagnosis::causes::dependencies::address;
use crate::diagnosis::complaints::Complaint;
use crate::diagnosis::logs::voices::{self, Meaning};
use crate::diagnosis::objects::app::App;
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

/// A store that is meant, and why it is that one.
pub struct Meant<'g> {
    /// One of its Services.
    pub service: Service<'g>,
    /// The line of its own log that says the same.
    pub line: Option<Fact>,
    /// Why it is that one, for the chain.
    pub why: &'static str,
}

/// The store that a complaint of a container is about: the only one of its sort, the one whose own log says the same, or
/// the one that names leave.
pub fn meant<'g>(container: &Container<'g>, complaint: &Complaint) -> Option<Meant<'g>> {
    let all = stores(container.spec.graph(), container.pod().ns(), port(complaint)?);
    if let [(_, one)] = all.as_slice() {
        let line = says(one, complaint.voice.meaning);
        return Some(Meant { service: one.clone(), line, why: "is the only store of that sort here" });
    }
    let mut admit = all.iter().filter_map(|(_, service)| {
        let line = Some(says(service, complaint.voice.meaning)?);
        Some(Meant { service: service.clone(), line, why: "is the only store of that sort here that says the same" })
    });
    match (admit.next(), admit.next()) {
        (None, _) => by_name(container, &all),
        (first, None) => first,
        _ => None,
    }
}

/// The store that is named after the app, else the only one that is not named after another: `orders-db` is the store of
/// `orders`, and `sessionsdb` is that of `sessions`.
fn by_name<'g>(container: &Container<'g>, stores: &[(EntityKey, Service<'g>)]) -> Option<Meant<'g>> {
    let graph = container.spec.graph();
    let own = graph.top_owner(container.pod());
    let apps = App::all(graph);
    let is_of = |store: &EntityKey, app: &EntityKey| {
        let rest = store.name.strip_prefix(&app.name).filter(|_| store != app && store.ns() == app.ns());
        rest.is_some_and(address::speaks_of_store)
    };
    let only = |test: &dyn Fn(&EntityKey) -> bool, why| {
        let mut found = stores.iter().filter(|(store, _)| test(store));
        match (found.next(), found.next()) {
            (Some((_, service)), None) => Some(Meant { service: service.clone(), line: None, why }),
            _ => None,
        }
    };
    only(&|store| is_of(store, &own), "is the store that is named after it").or_else(|| {
        let free = |store: &EntityKey| !apps.iter().any(|app| is_of(store, &app.key));
        only(&free, "is the only store of that sort here that is not named after another app")
    })
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
