//! What may be asked of a model's endpoint: a turn of a conversation and the list of models, each at one address of
//! the host that the configuration names. Everything else, whatever asks for it, is refused before a socket opens.

use http::{HeaderMap, Method, Uri, header};

use super::rule::{Accept, Only, Rule};
use super::target::shorten;
use super::{No, Purpose, Refused};

/// The whole table. `{base}` is the address that the configuration names.
pub(super) static RULES: &[Rule] = &[
    Rule {
        name: "model-turn",
        purpose: Purpose::Model,
        methods: &["POST"],
        path: "{base}/chat/completions",
        except: &[],
        query: &["api-version"],
        accept: Accept::Json,
        only: Only::Always,
        why: "a turn of a conversation with the model that a person named",
    },
    Rule {
        name: "model-list",
        purpose: Purpose::Model,
        methods: &["GET"],
        path: "{base}/models",
        except: &[],
        query: &["api-version"],
        accept: Accept::Json,
        only: Only::Always,
        why: "the models that this endpoint knows",
    },
];

/// Headers that a request for a model may have. Keys and configured headers are added below the guard.
const HEADERS: &[&str] = &["accept", "content-type", "content-length", "user-agent"];

/// The guard of one model's endpoint: its two addresses, letter by letter.
#[derive(Debug, Clone)]
pub struct ModelGuard {
    turn: Uri,
    list: Uri,
}

impl ModelGuard {
    /// The guard that lets through POSTs to `turn` and GETs of `list`.
    pub fn new(turn: Uri, list: Uri) -> Self {
        Self { turn, list }
    }

    /// The rules, for documentation.
    pub fn declared() -> &'static [Rule] {
        RULES
    }

    /// The name of the rule that allows this request, or a refusal that names the one it breaks.
    pub fn check(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<&'static str, Refused> {
        self.decide(method, uri, headers).map_err(|no| Refused {
            rule: no.rule,
            method: shorten(method.as_str(), 32),
            path: shorten(uri.path(), 256),
            why: no.why.into_owned(),
        })
    }

    fn decide(&self, method: &Method, uri: &Uri, headers: &HeaderMap) -> Result<&'static str, No> {
        if uri.scheme() != self.turn.scheme() || uri.authority() != self.turn.authority() {
            return Err(No::because("host", "the address is not of the host that the configuration names"));
        }
        let known = [&self.turn, &self.list];
        let Some((rule, _)) = RULES.iter().zip(known).find(|(_, known)| known.path() == uri.path()) else {
            return Err(No::because("undeclared-path", "of a model's endpoint only turns and the list of models are asked"));
        };
        if !rule.methods.contains(&method.as_str()) {
            return Err(No::because(rule.name, "the method is not declared for this path"));
        }
        if !known.iter().any(|known| known.path_and_query() == uri.path_and_query()) {
            return Err(No::because(rule.name, "the query is not the one that the configuration gives"));
        }
        if let Some(name) = headers.keys().find(|name| !HEADERS.contains(&name.as_str())) {
            let rule = if *name == header::AUTHORIZATION { "no-credentials" } else { "headers" };
            return Err(No::because(rule, format!("the header `{}` is not declared", shorten(name.as_str(), 40))));
        }
        Ok(rule.name)
    }
}
