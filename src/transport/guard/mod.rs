//! The one guard under every request of the program.
//!
//! A request carries its [`Purpose`]; each purpose has a table of [`Rule`]s, and what no rule declares is refused
//! before a socket opens. The guard looks at the method, the path, the query keys and the headers, because a method
//! alone proves nothing: `exec`, `attach` and `portforward` are GETs, and so is every `proxy`.
//!
//! What may be read is declared resource by resource, in [`crate::evidence::declared`]: a rule with `{resource}` in its
//! path lets through what is declared there and nothing else.
//!
//! What is asked is read strictly instead of being cleaned up: a path with `%`, `;`, `//`, `.` or `..` is refused,
//! never decoded, so the guard and the server cannot disagree about what it means. Nothing is lost by that: neither
//! names nor namespaces of Kubernetes may contain these characters. Request headers are an allow-list too, which keeps
//! `Upgrade`, `X-HTTP-Method-Override`, `Impersonate-*`, a foreign `Host` or a second `Authorization` out without
//! having to think of each. A fragment never gets here: `http::Uri` drops it on parsing and it is never sent.
//!
//! What the guard cannot see is what lies below it by the person's own choice: the base address, proxy, credentials
//! and impersonation (`as:`) of the kubeconfig, and the programs that its `exec` plugins start.

mod kubernetes;
mod layer;
mod model;
mod rule;
mod target;

use http::{HeaderMap, Method, Uri};

pub use self::layer::{GuardLayer, Guarded, Metered};
pub use self::model::ModelGuard;
pub use self::rule::{Accept, NODE_SERVICES, Only, Rule};
use self::target::Target;

/// Why a request is made. Each purpose has its own rules; one without rules refuses everything.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, serde::Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Purpose {
    /// Reads of what is investigated.
    Investigate,
    /// Token, discovery and key endpoints of configured issuers.
    Identity,
    /// The named model host.
    Model,
    /// Configured MCP servers.
    Mcp,
    /// Configured receivers of reports.
    Deliver,
}

impl Purpose {
    /// The word for it in audit lines and refusals.
    pub fn word(self) -> &'static str {
        match self {
            Self::Investigate => "investigate",
            Self::Identity => "identity",
            Self::Model => "model",
            Self::Mcp => "mcp",
            Self::Deliver => "deliver",
        }
    }
}

/// A request that the guard did not let through. It names the rule and never got near a socket.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("refused by the guard ({rule}): {method} {path}: {why}")]
pub struct Refused {
    /// The rule that was broken, or the one that came nearest.
    pub rule: &'static str,
    /// The method that was asked for.
    pub method: String,
    /// The path that was asked for, shortened, without its query.
    pub path: String,
    /// What is wrong with it, for a person.
    pub why: String,
}

/// What of a request the guard looks at.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Its method.
    pub method: &'a Method,
    /// Its path and query; an authority is a refusal.
    pub uri: &'a Uri,
    /// Its headers, before credentials are added below the guard.
    pub headers: &'a HeaderMap,
}

impl<'a, B> From<&'a http::Request<B>> for Asked<'a> {
    fn from(request: &'a http::Request<B>) -> Self {
        Self { method: request.method(), uri: request.uri(), headers: request.headers() }
    }
}

impl<'a> From<&'a http::request::Parts> for Asked<'a> {
    fn from(parts: &'a http::request::Parts) -> Self {
        Self { method: &parts.method, uri: &parts.uri, headers: &parts.headers }
    }
}

/// The guard: a list of rules and the one way to ask them.
#[derive(Debug, Clone)]
pub struct Guard {
    rules: &'static [Rule],
    node_services: bool,
}

impl Guard {
    /// The guard of Kubernetes reads.
    pub fn kubernetes() -> Self {
        Self { rules: kubernetes::RULES, node_services: false }
    }

    /// The same, and the journals of nodes' services too: only for those who have asked for it.
    #[must_use]
    pub fn and_node_services(self, wanted: bool) -> Self {
        Self { node_services: wanted, ..self }
    }

    /// The rules as they stand, for documentation and for deriving the rights that the program needs.
    pub fn declared(&self) -> &'static [Rule] {
        self.rules
    }

    /// The rule that allows this request, or a refusal that names the one it breaks.
    pub fn check<'a>(&self, purpose: Purpose, asked: impl Into<Asked<'a>>) -> Result<&'static Rule, Refused> {
        let asked = asked.into();
        self.decide(purpose, asked).map_err(|no| Refused {
            rule: no.rule,
            method: target::shorten(asked.method.as_str(), 32),
            path: target::shorten(asked.uri.path(), 256),
            why: no.why.into_owned(),
        })
    }

    fn decide(&self, purpose: Purpose, asked: Asked<'_>) -> Result<&'static Rule, No> {
        if !self.rules.iter().any(|rule| rule.purpose == purpose) {
            return Err(No::because("undeclared-purpose", format!("nothing is declared for `{}`", purpose.word())));
        }
        let target = Target::read(asked.uri)?;
        target::headers(asked.headers)?;
        let asked_for = |rule: &&Rule| rule.only != Only::NodeServices || self.node_services;
        let at_path =
            || self.rules.iter().filter(asked_for).filter(|rule| rule.purpose == purpose && rule.covers(&target));
        if at_path().next().is_none() {
            return Err(kubernetes::undeclared(&target));
        }
        let mut nearest = None;
        for rule in at_path().filter(|rule| rule.methods.contains(&asked.method.as_str())) {
            match rule.admits(&target, asked.headers) {
                Ok(()) => return Ok(rule),
                Err(no) => nearest = nearest.or(Some(no)),
            }
        }
        Err(nearest.unwrap_or_else(|| No::because("read-only", "the method is not declared for this path")))
    }
}

/// A refusal before it knows the request it is about.
#[derive(Debug)]
struct No {
    rule: &'static str,
    why: std::borrow::Cow<'static, str>,
}

impl No {
    fn because(rule: &'static str, why: impl Into<std::borrow::Cow<'static, str>>) -> Self {
        Self { rule, why: why.into() }
    }
}
