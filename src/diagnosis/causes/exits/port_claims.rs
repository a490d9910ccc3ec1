//! Which ports a container claims: those that it declares, that its settings tell it to listen on, that the pod's
//! annotations tell a known sidecar to take, or that such a one always takes.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnosis::objects::container::Container;
use crate::evidence::fact::Fact;
use crate::evidence::view::View;

/// A port, and where it is claimed.
#[derive(Debug, Clone)]
pub struct Claim {
    /// The port.
    pub port: i64,
    /// The place.
    pub fact: Fact,
}

/// Ports that sidecars take without declaring them, by the container's name.
const KNOWN: &[(&str, &[i64])] = &[
    ("istio-proxy", &[15000, 15001, 15004, 15006, 15008, 15020, 15021, 15053, 15090]),
    ("linkerd-proxy", &[4140, 4143, 4190, 4191]),
    ("daprd", &[3500, 9090, 50001, 50002]),
];

/// Annotations of a pod that tell a sidecar which ports to take: the container, the annotation, and whether its value
/// is a port or settings with ports in them.
const TOLD: &[(&str, &str, bool)] = &[
    ("istio-proxy", "proxy.istio.io/config", false),
    ("istio-proxy", "status.sidecar.istio.io/port", true),
    ("linkerd-proxy", "config.linkerd.io/inbound-port", true),
    ("linkerd-proxy", "config.linkerd.io/outbound-port", true),
    ("linkerd-proxy", "config.linkerd.io/admin-port", true),
    ("linkerd-proxy", "config.linkerd.io/control-port", true),
    ("daprd", "dapr.io/metrics-port", true),
];
/// Variables with such settings.
const SETTINGS: &[&str] = &["PROXY_CONFIG"];
/// `"statusPort": 15020`, `proxyAdminPort: 15000`.
static SETTING: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"\b(?:status|proxyAdmin)Port"?\s*:\s*"?(\d{2,5})\b"#).ok());

/// Settings that name what is listened on.
const LISTENS: &[&str] = &["port", "listen", "bind", "addr"];
/// Settings that name what is called.
const CALLS: &[&str] = &[
    "upstream",
    "backend",
    "target",
    "remote",
    "server_url",
    "host",
    "endpoint",
    "database",
    "redis",
    "db_",
    "postgres",
    "mysql",
    "kafka",
    "amqp",
    "broker",
    "dest",
];

/// `8080`, `:8080`, `0.0.0.0:8080`.
static ADDRESS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^(?:tcp://)?(?:0\.0\.0\.0|\[::\]|\*|)?:?(\d{2,5})$").ok());

/// The ports that a container claims, declared ones first.
pub fn of(container: &Container<'_>) -> Vec<Claim> {
    let mut claims = declared(container);
    claims.extend(told_by_env(container));
    claims.extend(told_by_words(container));
    claims.extend(told_by_annotations(container));
    let known = KNOWN.iter().filter(|(name, _)| *name == container.name).flat_map(|(_, ports)| ports.iter());
    if let Some(name) = container.spec.at("/name") {
        claims.extend(known.map(|port| Claim { port: *port, fact: name.spec() }));
    }
    claims
}

fn declared(container: &Container<'_>) -> Vec<Claim> {
    let ports = container.spec.items("/ports").into_iter();
    ports
        .filter(|port| port.str_at("/protocol").unwrap_or("TCP") == "TCP")
        .filter_map(|port| {
            let number = port.at("/containerPort")?;
            Some(Claim { port: number.i64()?, fact: number.spec() })
        })
        .collect()
}

fn told_by_env(container: &Container<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    for variable in container.spec.items("/env") {
        let name = variable.str_at("/name").unwrap_or_default().to_lowercase();
        if let Some(value) = variable.at("/value").filter(|_| is_listening(&name)) {
            claims.extend(address(value.str().unwrap_or_default(), &value));
        }
    }
    claims
}

/// `--port=8080`, `--port 8080`, `-listen :8080`, `--bind-address=0.0.0.0:8080`.
fn told_by_words(container: &Container<'_>) -> Vec<Claim> {
    let mut words = container.spec.items("/command");
    words.extend(container.spec.items("/args"));
    let mut claims = Vec::new();
    let mut flag = String::new();
    for word in words {
        let text = word.str().unwrap_or_default();
        let (name, value) = text.split_once('=').unwrap_or((flag.as_str(), text));
        if is_listening(&name.to_lowercase()) {
            claims.extend(address(value, &word));
        }
        flag = if text.starts_with('-') { text.to_owned() } else { String::new() };
    }
    claims
}

/// What the pod's annotations tell a sidecar. Its injector writes them into its settings, which not everybody keeps.
fn told_by_annotations(container: &Container<'_>) -> Vec<Claim> {
    let mut claims = Vec::new();
    for variable in container.spec.items("/env") {
        let known = variable.str_at("/name").is_some_and(|name| SETTINGS.contains(&name));
        claims.extend(variable.at("/value").filter(|_| known).into_iter().flat_map(|value| in_settings(&value)));
    }
    let Some(pod) = container.spec.graph().view(container.pod()) else { return claims };
    for (_, annotation, plain) in TOLD.iter().filter(|(name, _, _)| *name == container.name) {
        let Some(value) = pod.key_at("/metadata/annotations", annotation) else { continue };
        if *plain {
            claims.extend(address(value.str().unwrap_or_default(), &value));
        } else {
            claims.extend(in_settings(&value));
        }
    }
    claims
}

fn in_settings(place: &View<'_>) -> Vec<Claim> {
    let text = place.str().unwrap_or_default();
    let found = SETTING.as_ref().into_iter().flat_map(|pattern| pattern.captures_iter(text));
    found.filter_map(|hit| Some(Claim { port: hit.get(1)?.as_str().parse().ok()?, fact: place.spec() })).collect()
}

fn is_listening(name: &str) -> bool {
    LISTENS.iter().any(|word| name.contains(word)) && !CALLS.iter().any(|word| name.contains(word))
}

fn address(text: &str, place: &View<'_>) -> Option<Claim> {
    let port = ADDRESS.as_ref()?.captures(text.trim())?.get(1)?.as_str().parse().ok()?;
    Some(Claim { port, fact: place.spec() })
}
