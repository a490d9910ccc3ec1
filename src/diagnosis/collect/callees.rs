//! Those that the subject's apps call in vain since nobody serves there, or that the API server asks in vain about their
//! pods: they are read as if they had been asked about, and so are those that they call in turn, since the deepest one is why the others fail.

use crate::cluster::read::Read;
use crate::diagnosis::causes::admission::webhook;
use crate::diagnosis::causes::dependencies::gather;
use crate::diagnosis::collect::{
    Aim, admission, dependencies, events, logs, nodes, objects, placement, places, references, scope, volumes,
};
use crate::diagnosis::complaints;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::calls;
use crate::diagnosis::objects::service::Service;
use crate::diagnosis::subject::Subject;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;

/// How far callees are followed.
const STEPS: usize = 3;
/// Services without anybody behind them that are followed.
const FOLLOWED: usize = 4;

/// The reads that the graph calls for.
pub fn plan(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let services = unserved(aim.subject, graph);
    if services.is_empty() {
        return Vec::new();
    }
    let subject = Subject::Objects(services);
    let aim = Aim { subject: &subject, words: aim.words };
    let mut reads = objects::plan(aim, graph);
    reads.extend(references::plan(&subject, graph));
    reads.extend(events::plan(&subject, graph));
    reads.extend(logs::plan(&subject, graph));
    reads.extend(dependencies::plan(&subject, graph));
    reads.extend(dependencies::logs(&subject, graph));
    for more in [places::plan, admission::plan, placement::plan, volumes::plan, nodes::plan] {
        reads.extend(more(aim, graph));
    }
    reads
}

/// The Services outside of the subject that its troubled apps name, and those behind them in turn, as far as nobody is
/// ready there.
fn unserved(subject: &Subject, graph: &Graph) -> Vec<EntityKey> {
    let own = scope::entities(subject, graph);
    let all = App::all(graph);
    let mut callers: Vec<&App<'_>> = all.iter().filter(|app| own.contains(&app.key)).collect();
    let mut found: Vec<EntityKey> = Vec::new();
    for _ in 0..STEPS {
        let named = callers.iter().flat_map(|app| named(app, graph));
        let mut next: Vec<EntityKey> = Vec::new();
        for key in named.filter(|key| !own.contains(key) && nobody_ready(key, graph)) {
            if !found.contains(&key) && !next.contains(&key) {
                next.push(key);
            }
        }
        next.truncate(FOLLOWED.saturating_sub(found.len()));
        if next.is_empty() {
            break;
        }
        callers = next.iter().flat_map(|key| calls::behind(key, &all, graph)).collect();
        found.extend(next);
    }
    found
}

/// The Services that an app in trouble names, those that it complains about, and the one that has to let its pods in.
fn named(app: &App<'_>, graph: &Graph) -> Vec<EntityKey> {
    let mut found = if app.troubled().is_empty() { Vec::new() } else { dependencies::named_services(app, graph) };
    found.extend(webhook::asked_by(app, graph));
    for entry in complaints::all(std::slice::from_ref(app)) {
        let Some(pod) = app.pods.get(entry.pod) else { continue };
        let container = pod.containers().into_iter().find(|container| container.name == entry.container);
        let service = container.and_then(|container| gather::other_side(&container, &entry.complaint));
        found.extend(service.map(|service| service.key().clone()));
    }
    found
}

fn nobody_ready(key: &EntityKey, graph: &Graph) -> bool {
    let service = graph.get(key).filter(|object| !object.metadata_only).map(|object| Service::new(graph, object));
    service.is_some_and(|service| {
        service.selector().is_some() && service.endpoints().is_some_and(|endpoints| endpoints.ready == 0)
    })
}
