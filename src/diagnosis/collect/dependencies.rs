//! What unwell containers depend on: the Services that their environment, arguments and last words name, and the pods
//! behind those.

use std::collections::BTreeSet;

use crate::cluster::read::Read;
use crate::diagnosis::causes::exits::waits;
use crate::diagnosis::collect::{FOLLOWED_APPS, FOLLOWED_PODS, logs as own_logs, scope};
use crate::diagnosis::objects::address;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::container::{Container, Role};
use crate::diagnosis::objects::environment;
use crate::diagnosis::objects::pod::Pod;
use crate::diagnosis::objects::service::Service;
use crate::diagnosis::subject::Subject;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Services that are followed for one app.
const MAX_SERVICES: usize = 4;

/// The Services that the subject's unwell containers name, what stands behind them, and grants where something was
/// forbidden.
pub fn plan(subject: &Subject, graph: &Graph) -> Vec<Read> {
    let mut reads = Vec::new();
    for app in scope::apps(subject, graph).iter().filter(|app| !app.troubled().is_empty()).take(FOLLOWED_APPS) {
        for key in named_services(app, graph) {
            if graph.get(&key).is_none() {
                reads.push(Read::object(&kinds::SERVICE, key.namespace.as_deref(), &key.name));
            }
            if super::objects::covered(Some(&kinds::ENDPOINT_SLICE), key.namespace.as_deref(), graph) {
                continue;
            }
            let label = format!("kubernetes.io/service-name={}", key.name);
            reads.push(Read::list(&kinds::ENDPOINT_SLICE, key.namespace.as_deref()).labelled(label));
        }
        reads.extend(
            waited_for(app)
                .into_iter()
                .filter(|key| graph.get(key).is_none())
                .map(|key| Read::object(&kinds::JOB, key.namespace.as_deref(), &key.name)),
        );
        if was_forbidden(app, graph) {
            let namespace = Some(app.key.ns());
            reads.push(Read::list(&kinds::ROLE, namespace));
            reads.push(Read::list(&kinds::ROLE_BINDING, namespace));
            reads.push(Read::list(&kinds::CLUSTER_ROLE, None));
            reads.push(Read::list(&kinds::CLUSTER_ROLE_BINDING, None));
        }
    }
    reads
}

/// The Jobs that an app's init containers wait for.
fn waited_for(app: &App<'_>) -> Vec<EntityKey> {
    let waits = |container: &Container<'_>| container.role == Role::Init && container.running().is_some();
    let pods = app.troubled().into_iter().take(FOLLOWED_PODS);
    let wanted = pods.flat_map(Pod::containers).filter(waits).flat_map(|container| waits::wanted(&container));
    let mut jobs: Vec<EntityKey> =
        wanted.filter_map(|wanted| Some(EntityKey::new(&kinds::JOB, Some(app.key.ns()), wanted.job()?))).collect();
    jobs.sort();
    jobs.dedup();
    jobs.truncate(MAX_SERVICES);
    jobs
}

/// The pods behind those Services, by their selectors.
pub fn logs(subject: &Subject, graph: &Graph) -> Vec<Read> {
    let apps = scope::apps(subject, graph);
    let mut reads = Vec::new();
    for app in apps.iter().filter(|app| !app.troubled().is_empty()).take(FOLLOWED_APPS) {
        for key in named_services(app, graph) {
            let Some(object) = graph.get(&key) else { continue };
            let service = Service::new(graph, object);
            let Some(selector) = service.selector() else { continue };
            let labels: Vec<String> = selector
                .entries("")
                .iter()
                .filter_map(|(name, value)| Some(format!("{name}={}", value.str()?)))
                .collect();
            reads.push(Read::list(&kinds::POD, key.namespace.as_deref()).labelled(labels.join(",")));
        }
        reads.extend(own_logs::of_app(app));
    }
    reads
}

/// Services that an app's unwell containers name: hosts in environment, arguments, commands and last lines, where a
/// Service may be called so.
pub fn named_services(app: &App<'_>, graph: &Graph) -> Vec<EntityKey> {
    let mut keys = named(app);
    keys.retain(|key| may_exist(key, graph));
    keys.dedup();
    keys.truncate(MAX_SERVICES);
    keys
}

/// What such a host would be the name of.
pub(super) fn named(app: &App<'_>) -> Vec<EntityKey> {
    let namespace = app.key.ns();
    let mut hosts = BTreeSet::new();
    for pod in app.troubled().into_iter().take(FOLLOWED_PODS) {
        for container in pod.containers() {
            if container.ready() {
                continue;
            }
            let spec = &container.spec;
            for env in spec.items("/env") {
                hosts.extend(env.str_at("/value").map(address::hosts).unwrap_or_default());
            }
            for told in environment::of_secrets(&container) {
                hosts.extend(address::of_variable(&told.name, told.text).into_iter().map(|found| found.host));
            }
            for word in spec.items("/args").iter().chain(spec.items("/command").iter()).filter_map(View::str) {
                hosts.extend(address::hosts(word));
            }
            for log in container.logs() {
                for line in log.lines.iter().rev().take(8) {
                    hosts.extend(address::hosts(&line.text));
                }
            }
        }
    }
    hosts.iter().filter_map(|host| address::service_of(host, namespace)).collect()
}

/// Whether a Service is known, or not known to be absent. In a namespace whose Services were all listed, only those
/// that are there are followed.
fn may_exist(key: &EntityKey, graph: &Graph) -> bool {
    graph.lookup(key).absent().is_none()
        && (graph.get(key).is_some() || graph.get(&EntityKey::new(&kinds::NAMESPACE, None, key.ns())).is_some())
}

fn was_forbidden(app: &App<'_>, graph: &Graph) -> bool {
    let says = |text: &str| text.contains("forbidden: User") || text.contains("is forbidden: User");
    app.troubled().into_iter().take(FOLLOWED_PODS).any(|pod| {
        let logs = pod
            .containers()
            .iter()
            .flat_map(super::super::objects::container::Container::logs)
            .any(|log| log.lines.iter().any(|l| says(&l.text)));
        logs || crate::diagnosis::objects::event::Event::about(graph, pod.key()).iter().any(|e| says(e.message))
    })
}
