//! What unwell containers depend on: the Services that their environment, arguments and last words name, and the pods
//! behind those.

use std::collections::BTreeSet;

use crate::cluster::read::Read;
use crate::diagnosis::collect::{FOLLOWED_APPS, FOLLOWED_PODS, logs as own_logs, scope};
use crate::diagnosis::objects::address::service_of;
use crate::diagnosis::objects::app::App;
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
    let namespace = app.key.ns();
    let mut hosts = BTreeSet::new();
    for pod in app.troubled().into_iter().take(FOLLOWED_PODS) {
        for container in pod.containers() {
            if container.ready() {
                continue;
            }
            let spec = &container.spec;
            for env in spec.items("/env") {
                hosts.extend(env.str_at("/value").map(hosts_in).unwrap_or_default());
            }
            for word in spec.items("/args").iter().chain(spec.items("/command").iter()).filter_map(View::str) {
                hosts.extend(hosts_in(word));
            }
            for log in container.logs() {
                for line in log.lines.iter().rev().take(8) {
                    hosts.extend(hosts_in(&line.text));
                }
            }
        }
    }
    let mut keys: Vec<EntityKey> =
        hosts.iter().filter_map(|host| service_of(host, namespace)).filter(|key| may_exist(key, graph)).collect();
    keys.dedup();
    keys.truncate(MAX_SERVICES);
    keys
}

/// Whether a Service is known, or not known to be absent. In a namespace whose Services were all listed, only those
/// that are there are followed.
fn may_exist(key: &EntityKey, graph: &Graph) -> bool {
    graph.lookup(key).absent().is_none()
        && (graph.get(key).is_some() || graph.get(&EntityKey::new(&kinds::NAMESPACE, None, key.ns())).is_some())
}

/// Words of a text that stand where a host does: before a port, or after a scheme or an at sign.
pub fn hosts_in(text: &str) -> Vec<String> {
    let mut hosts = Vec::new();
    for raw in text.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';' | '"' | '\'' | '(' | ')' | '=')) {
        let after_scheme = raw.split_once("://").map(|(_, rest)| rest);
        let rest = after_scheme.unwrap_or(raw);
        let rest = rest.rsplit_once('@').map_or(rest, |(_, host)| host);
        let authority = rest.split(['/', '?']).next().unwrap_or_default();
        let (host, port) = authority.rsplit_once(':').map_or((authority, None), |(host, port)| (host, Some(port)));
        let has_port = port.is_some_and(|p| p.len() >= 2 && p.chars().all(|c| c.is_ascii_digit()));
        let in_cluster = host.contains(".svc");
        if (after_scheme.is_some() || has_port || in_cluster) && is_host(host) {
            hosts.push(host.to_owned());
        }
    }
    hosts.extend(hosts_by_place(text));
    hosts
}

/// Words of a command line that stand where a host does: before a port of their own (`nc -z db 5432`), after an option
/// or a program that takes one.
fn hosts_by_place(text: &str) -> Vec<String> {
    let words: Vec<&str> =
        text.split_whitespace().map(|word| word.trim_matches(|c| matches!(c, ';' | '"' | '\''))).collect();
    let mut hosts = Vec::new();
    for (index, word) in words.iter().enumerate().filter(|(_, word)| is_host(word)) {
        let before = index.checked_sub(1).and_then(|at| words.get(at)).copied().unwrap_or_default();
        let after = words.get(index + 1).copied().unwrap_or_default();
        let port = (2..=5).contains(&after.len()) && after.chars().all(|c| c.is_ascii_digit());
        let named = matches!(before, "nslookup" | "dig" | "ping" | "-h" | "--host" | "--hostname");
        if (port && word.len() > 1 && *word != "sleep") || named {
            hosts.push((*word).to_owned());
        }
    }
    hosts
}

fn is_host(host: &str) -> bool {
    let labels_ok = host.split('.').all(|label| {
        !label.is_empty()
            && label.len() <= 63
            && label.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-')
    });
    labels_ok && host.starts_with(|c: char| c.is_ascii_lowercase()) && host != "localhost"
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_found_where_they_stand() {
        assert_eq!(hosts_in("postgres://u:p@orders-db:5432/orders"), ["orders-db"]);
        assert_eq!(hosts_in("connecting to cart.shop.svc.cluster.local:8080"), ["cart.shop.svc.cluster.local"]);
        assert_eq!(hosts_in("until nc -z db 5432; do sleep 2; done"), ["db"]);
        assert_eq!(hosts_in("until pg_isready -h store; do sleep 2; done"), ["store"]);
        assert_eq!(hosts_in("--upstream=http://api/v1"), ["api"]);
        assert_eq!(hosts_in("dial tcp 10.0.0.1:80: refused"), Vec::<String>::new());
        assert_eq!(hosts_in("2026-11-22T14:26:35Z ready"), Vec::<String>::new());
    }
}
