//! Who needs an app: Services that select its pods and have nobody behind them, and who names those Services.

use serde_json::Value;

use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::service::Service;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// A Service that would select the app's pods.
pub struct Need<'g> {
    /// The Service.
    pub service: Service<'g>,
    /// That nobody is behind it; none where that was not seen.
    pub empty: Option<Fact>,
    /// Who names it.
    pub callers: Vec<Caller>,
}

/// Somebody who names a Service.
pub struct Caller {
    /// Who.
    pub key: EntityKey,
    /// How, for the chain.
    pub shows: String,
    /// Where; none where that place is hidden.
    pub fact: Option<Fact>,
}

/// The Services that select the app's pods and have no ready endpoint.
pub fn of<'g>(graph: &'g Graph, app: &App<'g>) -> Vec<Need<'g>> {
    let Some(view) = &app.view else { return Vec::new() };
    Service::in_namespace(graph, app.key.ns())
        .into_iter()
        .filter(|service| selects(service, view))
        .filter(|service| service.endpoints().is_none_or(|behind| behind.ready == 0))
        .map(|service| Need { empty: service.nobody_behind(), callers: callers(graph, &service, app), service })
        .collect()
}

/// Whether others answer behind a Service that selects the app's pods: the other colour of a blue and green pair.
pub fn served(graph: &Graph, app: &App<'_>) -> bool {
    let Some(view) = &app.view else { return false };
    let services = Service::in_namespace(graph, app.key.ns());
    services.iter().any(|service| selects(service, view) && service.endpoints().is_some_and(|behind| behind.ready > 0))
}

fn callers(graph: &Graph, service: &Service<'_>, app: &App<'_>) -> Vec<Caller> {
    let mut found = ingresses(graph, service);
    let workloads = [&kinds::DEPLOYMENT, &kinds::STATEFUL_SET, &kinds::DAEMON_SET, &kinds::CRON_JOB];
    for object in workloads.into_iter().flat_map(|kind| graph.of_kind(kind)) {
        let view = View::root(graph, object);
        // Who is switched off itself needs nobody.
        if object.key != app.key && view.i64_at("/spec/replicas") != Some(0) {
            found.extend(workload(&view, service.key()));
        }
    }
    found
}

/// Whether a Service selects the app's template, by the raw values.
fn selects(service: &Service<'_>, app: &View<'_>) -> bool {
    let selector = service.view.value().pointer("/spec/selector").and_then(Value::as_object);
    let labels = app.value().pointer("/spec/template/metadata/labels");
    selector.is_some_and(|selector| {
        !selector.is_empty() && selector.iter().all(|(key, value)| labels.and_then(|l| l.get(key)) == Some(value))
    })
}

fn ingresses(graph: &Graph, service: &Service<'_>) -> Vec<Caller> {
    let name = &service.key().name;
    let mut found = Vec::new();
    for object in graph.of_kind(&kinds::INGRESS).filter(|o| o.key.namespace == service.key().namespace) {
        let view = View::root(graph, object);
        let names = |pointer: &String| view.value().pointer(pointer).and_then(Value::as_str) == Some(name);
        if let Some(pointer) = backends(view.value()).into_iter().find(names) {
            let shows = format!("routes to the Service {name}");
            let fact = view.at(&pointer).map(|place| place.spec());
            found.push(Caller { key: object.key.clone(), shows, fact });
        }
    }
    found
}

/// Where an Ingress names its Services.
fn backends(ingress: &Value) -> Vec<String> {
    let length = |pointer: &str| ingress.pointer(pointer).and_then(Value::as_array).map_or(0, Vec::len);
    let mut all = vec!["/spec/defaultBackend/service/name".to_owned()];
    for rule in 0..length("/spec/rules") {
        let paths = format!("/spec/rules/{rule}/http/paths");
        all.extend((0..length(&paths)).map(|path| format!("{paths}/{path}/backend/service/name")));
    }
    all
}

/// A workload whose environment or command line names the Service as a host.
pub fn workload(view: &View<'_>, service: &EntityKey) -> Option<Caller> {
    let template = view.at("/spec/template/spec").or_else(|| view.at("/spec/jobTemplate/spec/template/spec"))?;
    let same_namespace = view.key().namespace == service.namespace;
    let mut containers = template.items("/containers");
    containers.extend(template.items("/initContainers"));
    containers.iter().find_map(|container| {
        let list = |field: &str| container.value().get(field).and_then(Value::as_array).cloned().unwrap_or_default();
        let env = list("env").into_iter().enumerate().find_map(|(index, entry)| {
            let value = entry.get("value")?.as_str()?;
            names_host(value, service, same_namespace).then(|| {
                let name = entry.get("name").and_then(Value::as_str).unwrap_or_default();
                (format!("/env/{index}/value"), format!("calls the Service {} ({name}={value})", service.name))
            })
        });
        let line = || {
            ["command", "args"].iter().find_map(|field| {
                let all = list(field);
                let says = |line: &Value| line.as_str().is_some_and(|l| names_url(l, service, same_namespace));
                let shows = format!("names the Service {} in its command line", service.name);
                Some((format!("/{field}/{}", all.iter().position(says)?), shows))
            })
        };
        let (pointer, shows) = env.or_else(line)?;
        let fact = container.at(&pointer).map(|place| place.spec());
        Some(Caller { key: view.key().clone(), shows, fact })
    })
}

/// Whether a value is, or holds, an address of the Service: `name:80`, `http://name/`, `name.ns.svc`.
pub fn names_host(value: &str, service: &EntityKey, same_namespace: bool) -> bool {
    let mut hosts = value.split([',', ';', ' ', '"', '\'', '\n', '=']).map(host_of);
    hosts.any(|host| is_host(host, service, same_namespace))
}

/// The same for a command line, where a bare word proves nothing: only with a scheme, a port or a domain.
fn names_url(line: &str, service: &EntityKey, same_namespace: bool) -> bool {
    line.split([',', ';', ' ', '"', '\'', '\n', '=', '(', ')'])
        .filter(|word| word.contains("://") || word.contains(':') || word.contains(".svc"))
        .any(|word| is_host(host_of(word), service, same_namespace))
}

fn host_of(word: &str) -> &str {
    let word = word.rsplit_once("://").map_or(word, |(_, rest)| rest);
    let word = word.rsplit_once('@').map_or(word, |(_, rest)| rest);
    word.split([':', '/', '?']).next().unwrap_or_default()
}

fn is_host(host: &str, service: &EntityKey, same_namespace: bool) -> bool {
    let mut labels = host.split('.');
    if labels.next() != Some(&service.name) {
        return false;
    }
    match labels.next() {
        None => same_namespace,
        Some(namespace) => namespace == service.ns() && labels.next().is_none_or(|label| label == "svc"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_a_service() {
        let key = EntityKey::new(&kinds::SERVICE, Some("shop"), "cart");
        for value in
            ["cart", "cart:8080", "http://cart/x", "cart.shop.svc.cluster.local:80", "a:1,cart:2", "u:p@cart:5432"]
        {
            assert!(names_host(value, &key, true), "{value}");
        }
        for value in ["cart-db:80", "http://mycart/", "cart.other.svc", "the shopping"] {
            assert!(!names_host(value, &key, true), "{value}");
        }
        assert!(!names_host("cart:80", &key, false));
        assert!(names_host("cart.shop:80", &key, false));
        assert!(!names_url("serve cart", &key, true));
    }
}
