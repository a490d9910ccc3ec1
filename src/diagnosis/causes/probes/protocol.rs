//! Is the protocol wrong?
//!
//! Mostly the client's own error says what the server speaks. Where it only says that the connection was closed, timed
//! out or answered 400, that decides only together with the name of the port or with another probe that speaks otherwise
//! to the same port.

use serde_json::{Value, json};

use crate::diagnosis::causes::probes::kind::Fault;
use crate::diagnosis::causes::probes::log;
use crate::diagnosis::causes::probes::probe::{Handler, Probe};
use crate::diagnosis::causes::probes::scene::{Declared, Scene, Verdict};
use crate::diagnosis::causes::probes::words::Answer;
use crate::diagnosis::hypothesis::Weight;
use crate::evidence::fact::Fact;

/// What a server speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Speaks {
    Http,
    Https,
    Grpc,
    /// gRPC without the health service.
    BareGrpc,
    /// Neither HTTP nor gRPC, or HTTP that is asked for by gRPC.
    Other,
    Udp,
}

/// Ports on which servers usually speak TLS.
const TLS_PORTS: &[i64] = &[443, 4443, 6443, 8443, 9443, 10250, 10443];
/// Names of ports of servers that speak neither HTTP nor gRPC.
const OTHER_NAMES: &[&str] = &[
    "mysql", "postgres", "pgsql", "redis", "mongo", "kafka", "amqp", "mqtt", "memcache", "ldap", "smtp", "ssh", "ftp",
];

/// Whether it is, and what shows it.
pub fn wrong(scene: &Scene<'_, '_>) -> Option<Verdict> {
    let probe = scene.probe();
    if matches!(probe.handler, Handler::Exec(_) | Handler::Unknown) {
        return None;
    }
    let port = scene.own_ports().into_iter().find(|port| Some(port.number) == probe.number());
    if let Some(speaks) = said_outright(scene) {
        return Some(verdict(scene, speaks, Weight::Proof, port.as_ref()));
    }
    let http = matches!(probe.handler, Handler::Http) && !probe.rewritten();
    let speaks = match scene.failure.answer {
        Answer::Refused | Answer::NoConnection if only_udp(scene, probe) => Some(Speaks::Udp),
        Answer::Status(400) if http && !probe.tls() && tls_hint(scene, port.as_ref()) => Some(Speaks::Https),
        Answer::Status(400 | 415 | 426 | 505) if http => grpc_hint(scene, port.as_ref()),
        Answer::Dropped if http || probe.tls() => grpc_hint(scene, port.as_ref())
            .or_else(|| other_hint(port.as_ref()))
            .or_else(|| tls_hint(scene, port.as_ref()).then_some(Speaks::Https).filter(|_| !probe.tls())),
        Answer::Slow if http => other_hint(port.as_ref()),
        // Older gRPC clients say of every server that does not speak gRPC that they could not connect in time.
        Answer::NoConnection | Answer::Dropped | Answer::Slow if matches!(probe.handler, Handler::Grpc) => {
            http_hint(scene, port.as_ref()).or_else(|| other_hint(port.as_ref()))
        }
        _ => None,
    }?;
    Some(verdict(scene, speaks, Weight::Strong, port.as_ref()))
}

fn said_outright(scene: &Scene<'_, '_>) -> Option<Speaks> {
    match scene.failure.answer {
        Answer::WantsTls => Some(Speaks::Https),
        Answer::WantsPlain | Answer::NotGrpc => Some(Speaks::Http),
        Answer::SpeaksHttp2 => Some(Speaks::Grpc),
        Answer::SpeaksOther => Some(Speaks::Other),
        Answer::NoHealthService => Some(Speaks::BareGrpc),
        _ => None,
    }
}

fn only_udp(scene: &Scene<'_, '_>, probe: &Probe<'_>) -> bool {
    let same: Vec<_> = scene.own_ports().into_iter().filter(|port| Some(port.number) == probe.number()).collect();
    !same.is_empty() && same.iter().all(|port| port.udp)
}

fn named(port: Option<&Declared<'_>>, words: &[&str]) -> bool {
    port.is_some_and(|port| words.iter().any(|word| port.name.contains(word)))
}

fn tls_hint(scene: &Scene<'_, '_>, port: Option<&Declared<'_>>) -> bool {
    named(port, &["https", "tls", "ssl"])
        || scene.probe().number().is_some_and(|number| TLS_PORTS.contains(&number))
        || log_of_tls(scene).is_some()
        || scene.quiet_others().iter().any(|other| other.tls() && other.number() == scene.probe().number())
}

fn log_of_tls(scene: &Scene<'_, '_>) -> Option<Fact> {
    let words = ["http request to an https server", "plain http request was sent to https port", "tls handshake error"];
    log::says(scene.container, &words).map(|line| line.fact)
}

fn grpc_hint(scene: &Scene<'_, '_>, port: Option<&Declared<'_>>) -> Option<Speaks> {
    let asked = other_of(scene).is_some_and(|other| matches!(other.handler, Handler::Grpc));
    (asked || named(port, &["grpc", "h2c", "http2"])).then_some(Speaks::Grpc)
}

fn http_hint(scene: &Scene<'_, '_>, port: Option<&Declared<'_>>) -> Option<Speaks> {
    let asked = other_of(scene).filter(|other| matches!(other.handler, Handler::Http));
    let http = port.is_some_and(|port| port.name.starts_with("http") && !port.name.starts_with("http2"));
    match asked {
        Some(other) if other.tls() => Some(Speaks::Https),
        Some(_) => Some(Speaks::Http),
        None => http.then_some(Speaks::Http),
    }
}

fn other_hint(port: Option<&Declared<'_>>) -> Option<Speaks> {
    named(port, OTHER_NAMES).then_some(Speaks::Other)
}

/// Another probe that asks the same port and does not fail.
fn other_of<'g>(scene: &Scene<'_, 'g>) -> Option<Probe<'g>> {
    let number = scene.probe().number();
    scene
        .quiet_others()
        .into_iter()
        .find(|other| other.number() == number && !matches!(other.handler, Handler::Exec(_)))
}

fn verdict(scene: &Scene<'_, '_>, speaks: Speaks, weight: Weight, port: Option<&Declared<'_>>) -> Verdict {
    let probe = scene.probe();
    let other = other_of(scene).filter(|other| !other.same_target(probe));
    let what = match speaks {
        Speaks::Http => "but the server there speaks plain HTTP",
        Speaks::Https => "but the server there speaks TLS",
        Speaks::Grpc => "but the server there speaks gRPC (HTTP/2)",
        Speaks::BareGrpc => "but the server there does not implement the gRPC health service",
        Speaks::Other => "but the server there does not speak that protocol",
        Speaks::Udp => "but that port is declared for UDP only",
    };
    let because = match &other {
        Some(other) => format!("{what}; the {} asks {} and passes", other.kind.name(), other.asks()),
        None => what.to_owned(),
    };
    let place = other.as_ref().and_then(|other| other.view.at(other.handler_pointer()));
    let label = port.filter(|port| !port.name.is_empty() || speaks == Speaks::Udp).map(|port| {
        let field = if speaks == Speaks::Udp { "/protocol" } else { "/name" };
        port.view.at(field).map_or_else(|| port.view.spec(), |name| name.spec())
    });
    let pointer = if matches!(speaks, Speaks::Http | Speaks::Https) && matches!(probe.handler, Handler::Http) {
        "/httpGet/scheme"
    } else {
        probe.handler_pointer()
    };
    let (advice, patch) = mend(scene, speaks, other.as_ref());
    scene
        .verdict(Fault::Protocol, weight, because, pointer)
        .looked(Weight::Weak, "another probe speaks otherwise to the same port, and passes", place.map(|p| p.spec()))
        .looked(Weight::Weak, "the name or the protocol of the port", label)
        .mend(advice, Some(patch))
        .not("the port: something answers on it")
}

fn mend(scene: &Scene<'_, '_>, speaks: Speaks, other: Option<&Probe<'_>>) -> (String, Value) {
    let probe = scene.probe();
    let port = json!(probe.number());
    let old = probe.handler_pointer().trim_start_matches('/');
    let http = matches!(probe.handler, Handler::Http);
    let path = other.and_then(Probe::path).unwrap_or("<the path of the health endpoint>");
    let change = match speaks {
        Speaks::Http if http => json!({ "httpGet": { "scheme": "HTTP" } }),
        Speaks::Https if http => json!({ "httpGet": { "scheme": "HTTPS" } }),
        Speaks::Http => json!({ old: Value::Null, "httpGet": { "path": path, "port": port } }),
        Speaks::Https => json!({ old: Value::Null, "httpGet": { "path": path, "port": port, "scheme": "HTTPS" } }),
        Speaks::Grpc => json!({ old: Value::Null, "grpc": { "port": port } }),
        Speaks::BareGrpc | Speaks::Other => json!({ old: Value::Null, "tcpSocket": { "port": port } }),
        Speaks::Udp => json!({ old: Value::Null, "exec": { "command": ["<a command that asks the server>"] } }),
    };
    let text = match speaks {
        Speaks::Http => "Let the probe speak plain HTTP.",
        Speaks::Https => "Let the probe speak HTTPS; the kubelet does not verify the certificate.",
        Speaks::Grpc => {
            "Ask the gRPC health service instead of HTTP (from Kubernetes 1.24), or open a TCP connection only."
        }
        Speaks::BareGrpc => "Implement grpc.health.v1.Health in the server, or only open a TCP connection.",
        Speaks::Other => "Only open a TCP connection, or ask the server with a command of its own.",
        Speaks::Udp => "The kubelet cannot probe UDP: ask the server with a command in the container.",
    };
    (text.to_owned(), json!({ probe.kind.field(): change }))
}
