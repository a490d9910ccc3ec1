//! A probe as a container asks for it: what it does, where, and how patiently.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnosis::causes::probes::kind::Kind;
use crate::diagnosis::objects::container::Container;
use crate::evidence::view::View;

/// What a probe does.
#[derive(Debug, Clone)]
pub enum Handler {
    /// An HTTP GET.
    Http,
    /// Opens a connection.
    Tcp,
    /// Asks the gRPC health service.
    Grpc,
    /// Runs a command in the container.
    Exec(String),
    /// Nothing that we know.
    Unknown,
}

/// The port that a probe asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Port<'g> {
    /// A number, given or found by its name.
    Number(i64),
    /// A name that none of the container's ports has.
    Unnamed(&'g str),
    /// The probe asks none.
    None,
}

/// A probe.
#[derive(Debug, Clone)]
pub struct Probe<'g> {
    /// Which.
    pub kind: Kind,
    /// Its entry in the container.
    pub view: View<'g>,
    /// What it does.
    pub handler: Handler,
    /// Where.
    pub port: Port<'g>,
}

static COMMAND_PORT: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?:(?:localhost|127\.0\.0\.1|\[::1\]|0\.0\.0\.0|addr=)\s*:|localhost |127\.0\.0\.1 |-p |addr=:)(\d{2,5})\b",
    )
    .ok()
});

impl<'g> Probe<'g> {
    /// The probe of this kind that a container has.
    pub fn of(container: &Container<'g>, kind: Kind) -> Option<Self> {
        Self::at(container.spec.at(&format!("/{}", kind.field()))?, &container.spec, kind)
    }

    /// The probe at a place; named ports are those of `container`.
    pub fn at(view: View<'g>, container: &View<'g>, kind: Kind) -> Option<Self> {
        let handler = if view.at("/httpGet").is_some() {
            Handler::Http
        } else if view.at("/tcpSocket").is_some() {
            Handler::Tcp
        } else if view.at("/grpc").is_some() {
            Handler::Grpc
        } else if view.at("/exec").is_some() {
            let words: Vec<_> = view.items("/exec/command").iter().filter_map(View::str).collect();
            Handler::Exec(words.join(" "))
        } else {
            Handler::Unknown
        };
        let mut probe = Self { kind, view, handler, port: Port::None };
        probe.port = probe.resolve(container);
        Some(probe)
    }

    fn resolve(&self, container: &View<'g>) -> Port<'g> {
        if let Handler::Exec(command) = &self.handler {
            let found = COMMAND_PORT.as_ref().and_then(|r| r.captures(command)?.get(1)?.as_str().parse().ok());
            return found.map_or(Port::None, Port::Number);
        }
        let Some(port) = self.port_pointer().and_then(|pointer| self.view.at(pointer)) else { return Port::None };
        match (port.i64(), port.str()) {
            (Some(number), _) => Port::Number(number),
            (None, Some(name)) => {
                let declared = container.items("/ports").into_iter().find(|p| p.str_at("/name") == Some(name));
                let number = declared.and_then(|p| p.i64_at("/containerPort")).or_else(|| name.parse().ok());
                number.map_or(Port::Unnamed(name), Port::Number)
            }
            _ => Port::None,
        }
    }

    /// Where its port stands, below the probe.
    pub fn port_pointer(&self) -> Option<&'static str> {
        match self.handler {
            Handler::Http => Some("/httpGet/port"),
            Handler::Tcp => Some("/tcpSocket/port"),
            Handler::Grpc => Some("/grpc/port"),
            Handler::Exec(_) | Handler::Unknown => None,
        }
    }

    /// Where its handler stands, below the probe.
    pub fn handler_pointer(&self) -> &'static str {
        match self.handler {
            Handler::Http => "/httpGet",
            Handler::Tcp => "/tcpSocket",
            Handler::Grpc => "/grpc",
            Handler::Exec(_) => "/exec",
            Handler::Unknown => "",
        }
    }

    /// The number of its port.
    pub fn number(&self) -> Option<i64> {
        match self.port {
            Port::Number(number) => Some(number),
            _ => None,
        }
    }

    /// The path that it gets.
    pub fn path(&self) -> Option<&'g str> {
        matches!(self.handler, Handler::Http).then(|| self.view.str_at("/httpGet/path").unwrap_or("/"))
    }

    /// Whether it speaks TLS.
    pub fn tls(&self) -> bool {
        self.view.str_at("/httpGet/scheme") == Some("HTTPS")
    }

    /// What it asks, for a person: `GET http://:8080/healthz`.
    pub fn asks(&self) -> String {
        let port = match &self.port {
            Port::Number(number) => number.to_string(),
            Port::Unnamed(name) => (*name).to_owned(),
            Port::None => "?".to_owned(),
        };
        match &self.handler {
            Handler::Http => {
                let scheme = if self.tls() { "HTTPS" } else { "HTTP" };
                format!("{scheme} GET {} on port {port}", self.path().unwrap_or("/"))
            }
            Handler::Tcp => format!("a TCP connection on port {port}"),
            Handler::Grpc => format!("gRPC health on port {port}"),
            Handler::Exec(command) => format!("the command `{}`", shortened(command)),
            Handler::Unknown => "something".to_owned(),
        }
    }

    /// Seconds before the first time.
    pub fn initial_delay(&self) -> i64 {
        self.view.i64_at("/initialDelaySeconds").unwrap_or(0)
    }

    /// Seconds between two times.
    pub fn period(&self) -> i64 {
        self.view.i64_at("/periodSeconds").unwrap_or(10).max(1)
    }

    /// Seconds that it waits for an answer.
    pub fn timeout(&self) -> i64 {
        self.view.i64_at("/timeoutSeconds").unwrap_or(1).max(1)
    }

    /// How often it may fail in a row.
    pub fn failures(&self) -> i64 {
        self.view.i64_at("/failureThreshold").unwrap_or(3).max(1)
    }

    /// Seconds from the start of a container until the probe has failed for good, if it never passes.
    pub fn budget(&self) -> i64 {
        self.initial_delay() + self.period() * (self.failures() - 1) + self.timeout()
    }

    /// Whether a service mesh put its own agent in front of it (Istio: `/app-health/<container>/livez` on 15020).
    pub fn rewritten(&self) -> bool {
        self.path().is_some_and(|path| path.starts_with("/app-health/"))
    }

    /// Whether two probes ask the same thing.
    pub fn same_target(&self, other: &Self) -> bool {
        match (&self.handler, &other.handler) {
            (Handler::Http, Handler::Http) => {
                self.port == other.port && self.path() == other.path() && self.tls() == other.tls()
            }
            (Handler::Tcp, Handler::Tcp) | (Handler::Grpc, Handler::Grpc) => self.port == other.port,
            (Handler::Exec(one), Handler::Exec(two)) => one == two,
            _ => false,
        }
    }
}

/// A command, cut where it gets long.
fn shortened(command: &str) -> String {
    let line: String = command.split_whitespace().collect::<Vec<_>>().join(" ");
    match line.char_indices().nth(80) {
        Some((at, _)) => format!("{}…", line.get(..at).unwrap_or(&line)),
        None => line,
    }
}
