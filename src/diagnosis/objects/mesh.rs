//! Objects of a service mesh (Istio): where routes lead, which rules hold for a host, which pods have a sidecar.

use crate::diagnosis::objects::selector;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// The namespace whose policies hold everywhere, unless the mesh was told another.
pub const ROOT_NAMESPACE: &str = "istio-system";

/// One place where a `VirtualService` sends traffic to.
#[derive(Debug, Clone)]
pub struct Destination<'g> {
    /// Its host.
    pub host: View<'g>,
    /// Its subset.
    pub subset: Option<View<'g>>,
}

/// Where a `VirtualService` sends traffic to, in order.
pub fn destinations<'g>(route: &View<'g>) -> Vec<Destination<'g>> {
    let mut places = Vec::new();
    for protocol in ["/spec/http", "/spec/tls", "/spec/tcp"] {
        for rule in route.items(protocol) {
            places.extend(rule.items("/route").iter().filter_map(|to| to.at("/destination")));
            places.extend(rule.items("/mirrors").iter().filter_map(|to| to.at("/destination")));
            places.extend(rule.at("/mirror"));
        }
    }
    let of = |place: View<'g>| Some(Destination { host: place.at("/host")?, subset: place.at("/subset") });
    places.into_iter().filter_map(of).collect()
}

/// The gateways that a `VirtualService` names, each with the place; `mesh` means the sidecars.
pub fn gateways<'g>(route: &View<'g>) -> Vec<(EntityKey, View<'g>)> {
    let mut all = route.items("/spec/gateways");
    for protocol in ["/spec/http", "/spec/tls", "/spec/tcp"] {
        for rule in route.items(protocol) {
            all.extend(rule.items("/match").iter().flat_map(|condition| condition.items("/gateways")));
        }
    }
    let of = |place: View<'g>| {
        let text = place.str().filter(|text| *text != "mesh" && !text.is_empty())?;
        let (namespace, name) = text.split_once('/').unwrap_or((route.key().ns(), text));
        Some((EntityKey::new(&kinds::ISTIO_GATEWAY, Some(namespace), name), place))
    };
    all.into_iter().filter_map(of).collect()
}

/// What a host means to the mesh.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Host {
    /// A Service of the cluster.
    Service(EntityKey),
    /// A name that only a `ServiceEntry` can make known.
    Outside(String),
    /// Many hosts, or an address.
    Open,
}

/// What a host means in an object of a namespace: a short name is of that namespace.
pub fn host(text: &str, namespace: &str) -> Host {
    let is_address = text.parse::<std::net::IpAddr>().is_ok();
    if text.is_empty() || text.contains('*') || is_address {
        return Host::Open;
    }
    let mut labels = text.split('.');
    let service = |name: &str, ns: &str| Host::Service(EntityKey::new(&kinds::SERVICE, Some(ns), name));
    match (labels.next(), labels.next(), labels.next()) {
        (Some(name), None, _) => service(name, namespace),
        (Some(name), Some(ns), Some("svc")) => service(name, ns),
        _ => Host::Outside(text.to_owned()),
    }
}

/// The Service that a host of a mesh object means.
pub fn service_of(host_view: &View<'_>) -> Option<EntityKey> {
    match host(host_view.str()?, host_view.key().ns()) {
        Host::Service(key) => Some(key),
        Host::Outside(_) | Host::Open => None,
    }
}

/// The `DestinationRule`s whose host is this Service.
pub fn rules_of<'g>(graph: &'g Graph, service: &EntityKey) -> Vec<View<'g>> {
    graph
        .of_kind(&kinds::DESTINATION_RULE)
        .map(|object| View::root(graph, object))
        .filter(|rule| rule.at("/spec/host").and_then(|h| service_of(&h)).is_some_and(|of| of == *service))
        .collect()
}

/// The subset of a rule that is called so.
pub fn subset<'g>(rule: &View<'g>, name: &str) -> Option<View<'g>> {
    rule.items("/spec/subsets").into_iter().find(|subset| subset.str_at("/name") == Some(name))
}

/// Whether a `ServiceEntry` that was read knows a host.
pub fn is_known_outside(graph: &Graph, wanted: &str) -> bool {
    graph.of_kind(&kinds::SERVICE_ENTRY).map(|object| View::root(graph, object)).any(|entry| {
        entry.items("/spec/hosts").iter().filter_map(View::str).any(|known| {
            known == wanted
                || known == "*"
                || known.strip_prefix('*').is_some_and(|end| end.starts_with('.') && wanted.ends_with(end))
        })
    })
}

/// Whether a pod has the mesh's proxy beside it.
pub fn has_sidecar(pod: &View<'_>) -> bool {
    ["/spec/containers", "/spec/initContainers"]
        .iter()
        .any(|list| pod.items(list).iter().any(|c| c.str_at("/name") == Some("istio-proxy")))
}

/// Whether the mesh takes care of a pod without a proxy beside it: ambient mode, where the node does it.
pub fn is_ambient(graph: &Graph, pod: &View<'_>) -> bool {
    let mode = |view: &View<'_>| {
        view.key_at("/metadata/labels", "istio.io/dataplane-mode").and_then(|v| v.str()).map(|mode| mode == "ambient")
    };
    let redirected = pod.key_at("/metadata/annotations", "ambient.istio.io/redirection").and_then(|v| v.str());
    let namespace = EntityKey::new(&kinds::NAMESPACE, None, pod.key().ns());
    redirected == Some("enabled")
        || mode(pod).or_else(|| graph.view(&namespace).and_then(|ns| mode(&ns))).unwrap_or(false)
}

/// The label by which a namespace asks for sidecars, if it does.
pub fn injects<'g>(graph: &'g Graph, namespace: &str) -> Option<View<'g>> {
    let view = graph.view(&EntityKey::new(&kinds::NAMESPACE, None, namespace))?;
    let enabled = view.key_at("/metadata/labels", "istio-injection").filter(|label| label.str() == Some("enabled"));
    enabled.or_else(|| view.key_at("/metadata/labels", "istio.io/rev"))
}

/// Whether a policy of the mesh (`spec.selector.matchLabels`) holds for a pod of its namespace, or of all where it is
/// in the root namespace.
pub fn holds_for(policy: &View<'_>, pod: &View<'_>) -> bool {
    let place = policy.key().ns();
    (place == pod.key().ns() || place == ROOT_NAMESPACE)
        && policy
            .at("/spec/selector/matchLabels")
            .filter(|labels| !labels.entries("").is_empty())
            .is_none_or(|labels| selector::map_selects(&labels, pod, "/metadata/labels"))
}

/// Mesh objects that a Service is the host or the destination of.
pub fn about(service: &EntityKey, graph: &Graph) -> Vec<EntityKey> {
    let means = |host: &View<'_>| service_of(host).is_some_and(|of| of == *service);
    let routes = graph.of_kind(&kinds::VIRTUAL_SERVICE).filter(|object| {
        let route = View::root(graph, object);
        route.items("/spec/hosts").iter().any(means) || destinations(&route).iter().any(|to| means(&to.host))
    });
    let mut found: Vec<EntityKey> = routes.map(|object| object.key.clone()).collect();
    found.extend(rules_of(graph, service).iter().map(|rule| rule.key().clone()));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hosts_are_understood_as_the_mesh_does() {
        let service = |ns: &str, name: &str| Host::Service(EntityKey::new(&kinds::SERVICE, Some(ns), name));
        assert_eq!(host("ledger", "billing"), service("billing", "ledger"));
        assert_eq!(host("ledger.books.svc.cluster.local", "billing"), service("books", "ledger"));
        assert_eq!(host("ledger.books.svc", "billing"), service("books", "ledger"));
        // Names with a dot are taken as they are: this is no Service to the mesh.
        assert_eq!(host("ledger.books", "billing"), Host::Outside("ledger.books".to_owned()));
        assert_eq!(host("api.example.com", "billing"), Host::Outside("api.example.com".to_owned()));
        assert_eq!(host("*.example.com", "billing"), Host::Open);
        assert_eq!(host("10.0.0.1", "billing"), Host::Open);
    }
}
