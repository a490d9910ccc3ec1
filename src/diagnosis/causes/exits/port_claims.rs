//! Which ports a container claims: those that it declares, that its settings tell it to listen on, or that a known
//! sidecar always takes.

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

fn is_listening(name: &str) -> bool {
    LISTENS.iter().any(|word| name.contains(word)) && !CALLS.iter().any(|word| name.contains(word))
}

fn address(text: &str, place: &View<'_>) -> Option<Claim> {
    let port = ADDRESS.as_ref()?.captures(text.trim())?.get(1)?.as_str().parse().ok()?;
    Some(Claim { port, fact: place.spec() })
}
