//! Whose a path is, by the word of an alert: somebody expects a Service to answer it, and hears that nobody knows it.
//!
//! It says nothing of where a gateway sends the path; that is for the rule of routes to compare.

use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::calls;
use crate::diagnosis::telemetry::alerts::Alert;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;

/// Labels in which monitoring keeps the path of requests.
const PATHS: &[&str] = &["http_route", "route", "path", "url", "uri", "http_target", "url_path", "handler", "endpoint"];
/// Labels in which it keeps what was answered.
const ANSWERS: &[&str] =
    &["status", "code", "status_code", "response_code", "http_status_code", "http_response_status_code"];
/// What a program answers where it has nothing under a path.
const UNKNOWN: &str = "404";

/// A path that a Service is expected to answer, and that is unknown where the requests arrive.
pub struct Claim {
    /// The Service.
    pub service: EntityKey,
    /// The path.
    pub path: String,
    /// The alert.
    pub fact: Fact,
}

/// What alerts that fire now say of paths, by Service.
pub fn all(graph: &Graph) -> Vec<Claim> {
    let alerts = Alert::firing(graph);
    if alerts.is_empty() {
        return Vec::new();
    }
    let apps = App::all(graph);
    alerts.iter().filter(|alert| is_unknown(alert)).filter_map(|alert| claim(alert, &apps, graph)).collect()
}

fn claim(alert: &Alert<'_>, apps: &[App<'_>], graph: &Graph) -> Option<Claim> {
    let path = PATHS.iter().find_map(|label| path_of(alert.label(label)?))?;
    let service = if alert.entity.is(&kinds::SERVICE) {
        alert.entity.clone()
    } else {
        let services = graph.of_kind(&kinds::SERVICE).filter(|object| object.key.namespace == alert.entity.namespace);
        let mut own =
            services.filter(|object| calls::behind(&object.key, apps, graph).iter().any(|app| app.key == alert.entity));
        own.next()?.key.clone()
    };
    Some(Claim { service, path, fact: alert.fact()? })
}

fn is_unknown(alert: &Alert<'_>) -> bool {
    match ANSWERS.iter().find_map(|label| alert.label(label)) {
        Some(answer) => answer == UNKNOWN,
        None => alert.says().split(|c: char| !c.is_ascii_alphanumeric()).any(|word| word == UNKNOWN),
    }
}

/// The path of a label's value, which may be a whole URL.
fn path_of(value: &str) -> Option<String> {
    let rest = value.split_once("://").map_or(Some(value), |(_, rest)| rest.find('/').and_then(|at| rest.get(at..)))?;
    let path = rest.split(['?', '#']).next().unwrap_or_default();
    (path.len() > 1 && path.starts_with('/')).then(|| path.to_owned())
}

/// How many characters of a path a route's pattern names, where the path is below it.
pub fn below(path: &str, pattern: &str) -> Option<usize> {
    let plain = pattern.trim_start_matches(['^', '~', '=', ' ']);
    let end = plain.find(['*', '{', '(', '[', '?', '$', '|', '\\']).unwrap_or(plain.len());
    let prefix = plain.get(..end)?.trim_end_matches('/');
    let rest = path.strip_prefix(prefix)?;
    (!prefix.is_empty() && (rest.is_empty() || rest.starts_with('/'))).then_some(prefix.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_of_labels() {
        assert_eq!(path_of("https://shop.example.org/api/users/1?full=1").as_deref(), Some("/api/users/1"));
        assert_eq!(path_of("/api/users").as_deref(), Some("/api/users"));
        assert_eq!((path_of("/"), path_of("users"), path_of("https://shop.example.org")), (None, None, None));
    }

    #[test]
    fn a_path_is_below_the_pattern_that_names_its_beginning() {
        let below = |pattern: &str| below("/api/v1/users/login", pattern);
        assert_eq!(
            (below("/api/v1/users/**"), below("^/api/v1"), below("/api/v1/users/login")),
            (Some(13), Some(7), Some(19))
        );
        assert_eq!((below("/api/v1/user/**"), below("/**"), below("/api/v1/users/login/x")), (None, None, None));
    }
}
