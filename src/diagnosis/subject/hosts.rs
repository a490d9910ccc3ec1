//! Objects that a question names by an address: by their name in the cluster (`web.shop`, `web.shop.svc:8080`), or by the
//! host under which an Ingress or an `HTTPRoute` lets the world in.
//!
//! Looked for only where the words themselves name nothing: a name may have dots too.

use serde_json::Value;

use crate::cluster::read::Read;
use crate::cluster::reader::{Answer, Reader};
use crate::diagnosis::collect::absorb;
use crate::diagnosis::objects::address;
use crate::diagnosis::subject::lookup;
use crate::diagnosis::subject::words::{Candidate, Words};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::observation::Outcome;

/// Hosts that are looked for at most.
const HOSTS: usize = 2;

/// What a host leads to.
#[derive(Debug)]
pub(super) struct Routed {
    /// The host, as it was asked about.
    pub(super) host: String,
    /// The Ingresses or routes that have it.
    pub(super) routes: Vec<EntityKey>,
    /// The Services that they send its requests to.
    pub(super) backends: Vec<EntityKey>,
}

/// The hosts that a question names, in their order, without schemes, ports and paths.
pub(super) fn spoken(words: &Words) -> Vec<String> {
    let mut hosts: Vec<String> = Vec::new();
    // A word is read as the value of a variable for a host would be: it may be no more than that.
    for address in words.all.iter().flat_map(|word| address::of_variable("HOST", word)) {
        if is_dotted(&address.host) && !hosts.contains(&address.host) {
            hosts.push(address.host);
        }
    }
    hosts.truncate(HOSTS);
    hosts
}

/// Whether a host has a domain or a namespace: not `e.g`, not `v1.36`.
fn is_dotted(host: &str) -> bool {
    host.rsplit_once('.').is_some_and(|(_, last)| last.len() > 1 && last.contains(char::is_alphabetic))
}

/// Whether only the cluster's own name server knows a host.
fn is_inside(host: &str) -> bool {
    host.split('.').skip(1).any(|label| label == "svc")
}

/// The objects of the first host that is the name of something in a namespace; in that of `-n` only, where it is given.
pub(super) async fn in_cluster(
    hosts: &[String],
    words: &Words,
    flag: Option<&str>,
    reader: &Reader,
    graph: &mut Graph,
) -> Vec<EntityKey> {
    for host in hosts {
        let Some(service) = address::service_of(host, "") else { continue };
        if flag.is_some_and(|flag| flag != service.ns()) {
            continue;
        }
        let name = Candidate::name(service.name.clone(), None);
        let (found, _) = lookup::look_up(&[&name], words, service.namespace.as_deref(), reader, graph).await;
        if !found.is_empty() {
            return found;
        }
    }
    Vec::new()
}

/// What the first host leads to that an Ingress or an `HTTPRoute` has. Of the lists only the keys are taken: what is asked
/// about is read again by name, and the routes of everybody else are nothing to look through.
pub(super) async fn routed(
    hosts: &[String],
    scope: Option<&str>,
    reader: &Reader,
    graph: &mut Graph,
) -> Option<Routed> {
    let outside: Vec<&String> = hosts.iter().filter(|host| !is_inside(host)).collect();
    if outside.is_empty() {
        return None;
    }
    for kind in [&kinds::INGRESS, &kinds::HTTP_ROUTE] {
        let answers = reader.read_all("subject", vec![Read::list(kind, scope)]).await;
        let (seen, unseen): (Vec<Answer>, Vec<Answer>) =
            answers.into_iter().partition(|(_, observation)| observation.outcome == Outcome::Read);
        absorb::take(&unseen, graph);
        let documents: Vec<&Value> = seen.iter().filter_map(|(_, list)| list.body.json().map(AsRef::as_ref)).collect();
        if let Some(found) = outside.iter().find_map(|host| leading(host, kind, &documents)) {
            return Some(found);
        }
    }
    None
}

/// What the lists say of a host: the routes whose patterns are closest to it.
fn leading(host: &str, kind: &Kind, lists: &[&Value]) -> Option<Routed> {
    let items = lists.iter().flat_map(|list| elements(list, "/items"));
    let fits: Vec<(usize, &Value)> = items.filter_map(|item| Some((fit_of(item, host)?, item))).collect();
    let best = fits.iter().map(|(fit, _)| *fit).max()?;
    let closest = || fits.iter().filter(|(fit, _)| *fit == best).map(|(_, item)| *item);
    let routes: Vec<EntityKey> = closest().filter_map(|item| EntityKey::of_body(item, kind)).collect();
    let mut backends: Vec<EntityKey> = closest().flat_map(|item| backends(item, host)).collect();
    backends.sort();
    backends.dedup();
    Some(Routed { host: host.to_owned(), routes, backends })
}

/// How much of a host the patterns of a route write out.
fn fit_of(route: &Value, host: &str) -> Option<usize> {
    let of_rules = elements(route, "/spec/rules").filter_map(|rule| rule.get("host"));
    let patterns = of_rules.chain(elements(route, "/spec/hostnames")).filter_map(Value::as_str);
    patterns.filter_map(|pattern| fit(pattern, host)).max()
}

/// How much of a host a pattern writes out: `*.acme.example` fits, and the host itself fits better.
fn fit(pattern: &str, host: &str) -> Option<usize> {
    match pattern.strip_prefix('*').filter(|rest| rest.starts_with('.')) {
        Some(rest) => (host.len() > rest.len() && host.ends_with(rest)).then_some(rest.len()),
        None => (pattern == host).then_some(usize::MAX),
    }
}

/// The Services that an Ingress or an `HTTPRoute` sends a host's requests to.
fn backends(route: &Value, host: &str) -> Vec<EntityKey> {
    let own = route.pointer("/metadata/namespace").and_then(Value::as_str);
    let mut found = Vec::new();
    for rule in elements(route, "/spec/rules") {
        let other = rule.get("host").and_then(Value::as_str).is_some_and(|pattern| fit(pattern, host).is_none());
        let of_paths = elements(rule, "/http/paths").filter_map(|path| path.pointer("/backend/service"));
        let is_service = |to: &&Value| to.get("kind").and_then(Value::as_str).is_none_or(|kind| kind == "Service");
        for to in of_paths.chain(elements(rule, "/backendRefs").filter(is_service)).filter(|_| !other) {
            let namespace = to.get("namespace").and_then(Value::as_str).or(own);
            let name = to.get("name").and_then(Value::as_str);
            found.extend(name.map(|name| EntityKey::new(&kinds::SERVICE, namespace, name)));
        }
    }
    found
}

fn elements<'v>(value: &'v Value, pointer: &str) -> impl Iterator<Item = &'v Value> + use<'v> {
    value.pointer(pointer).and_then(Value::as_array).into_iter().flatten()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn hosts(question: &str) -> Vec<String> {
        spoken(&Words::of(question))
    }

    #[test]
    fn hosts_are_known_with_and_without_scheme_port_and_path() {
        assert_eq!(hosts("https://ops.acme.example/login?x=1 returns 503"), ["ops.acme.example"]);
        assert_eq!(hosts("is ops.acme.example. down?"), ["ops.acme.example"]);
        assert_eq!(hosts("web.shop.svc.cluster.local:8080"), ["web.shop.svc.cluster.local"]);
        assert_eq!(hosts("web.shop, then cart.shop and db.shop"), ["web.shop", "cart.shop"]);
        for question in ["since v1.36, e.g. at 10.0.0.1:80", "see app.py in deployment/web", "why is web in shop down"]
        {
            assert_eq!(hosts(question), [] as [&str; 0], "{question}");
        }
    }

    #[test]
    fn the_closest_pattern_tells_whose_a_host_is() {
        let ingress = |name: &str, host: &str, to: &str| {
            json!({"metadata": {"name": name, "namespace": "edge"}, "spec": {"rules": [
                {"host": host, "http": {"paths": [{"backend": {"service": {"name": to}}}]}},
                {"host": "other.example", "http": {"paths": [{"backend": {"service": {"name": "other"}}}]}},
            ]}})
        };
        let list =
            json!({"items": [ingress("all", "*.acme.example", "web"), ingress("ops", "ops.acme.example", "ops")]});
        let led = |host: &str| leading(host, &kinds::INGRESS, &[&list]).map(|found| (found.routes, found.backends));
        let of = |route: &str, to: &str| {
            let route = EntityKey::new(&kinds::INGRESS, Some("edge"), route);
            Some((vec![route], vec![EntityKey::new(&kinds::SERVICE, Some("edge"), to)]))
        };
        assert_eq!(led("ops.acme.example"), of("ops", "ops"));
        assert_eq!(led("www.acme.example"), of("all", "web"));
        assert_eq!(led("acme.example"), None);
    }
}
