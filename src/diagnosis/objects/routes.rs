//! Routes as gateways keep them in files: `location` blocks of nginx, the routes of Spring Cloud Gateway.
//!
//! Only what says where a path goes is read, line by line; a file of another kind yields nothing.

use std::sync::LazyLock;

use regex::Regex;

use crate::diagnosis::objects::address;

/// One way that a file describes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileRoute {
    /// Its name, if the file gives it one.
    pub id: Option<String>,
    /// The path that leads there.
    pub path: String,
    /// The host that it leads to.
    pub host: String,
    /// The line that says where it leads, without what stands around it.
    pub line: String,
}

static LOCATION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\s*location\s+(?:(?:=|~\*?|\^~)\s+)?(\S+)\s*\{?").ok());
static PASS: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"^\s*(?:proxy_pass|grpc_pass|uwsgi_pass)\s+(?:[a-z]+://)?([a-z0-9][a-z0-9.-]*)").ok());
static ID: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"^\s*-\s+id:\s*["']?([\w.-]+)"#).ok());
/// `uri: lb://orders`, and with a variable that has a default: `uri: http://${ORDERS_HOST:orders}:8080`.
static URI: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r#"^\s*uri:\s*["']?(?:lb|http|https|ws|wss)://(?:\$\{[\w.]+:)?([a-z0-9][a-z0-9.-]*)"#).ok()
});
static PREDICATE: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new(r#"^\s*-\s*["']?Path=([^\s"',]+)"#).ok());

/// The routes of a file, in their order.
pub fn of_file(text: &str) -> Vec<FileRoute> {
    let mut found = locations(text);
    found.extend(gateway(text));
    found
}

fn first(pattern: Option<&Regex>, line: &str) -> Option<String> {
    pattern?.captures(line)?.get(1).map(|found| found.as_str().to_owned())
}

fn locations(text: &str) -> Vec<FileRoute> {
    let mut found = Vec::new();
    let mut path = None;
    for line in text.lines() {
        if let Some(location) = first(LOCATION.as_ref(), line) {
            path = Some(location);
        }
        // Where it is written on one line, what follows the brace counts too.
        let inner = line.split_once('{').map_or(line, |(_, inner)| inner);
        if let Some(host) = first(PASS.as_ref(), line).or_else(|| first(PASS.as_ref(), inner))
            && let Some(path) = path.take()
        {
            found.push(FileRoute { id: None, path, host, line: line.trim().to_owned() });
        }
    }
    found
}

fn gateway(text: &str) -> Vec<FileRoute> {
    let mut found = Vec::new();
    let mut id = None;
    let mut to: Option<(String, String)> = None;
    for line in text.lines() {
        if let Some(name) = first(ID.as_ref(), line) {
            id = Some(name);
            to = None;
        } else if let Some(host) = first(URI.as_ref(), line) {
            to = Some((host, line.trim().to_owned()));
        } else if let (Some(path), Some((host, line))) = (first(PREDICATE.as_ref(), line), &to) {
            found.push(FileRoute { id: id.clone(), path, host: host.clone(), line: line.clone() });
        }
    }
    found
}

/// The Service that a host of a file is.
pub fn service_of(route: &FileRoute, namespace: &str) -> Option<crate::evidence::entity::EntityKey> {
    address::service_of(&route.host, namespace)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn routes_of_files() {
        let nginx = "server {\n  location /ledger/ {\n    proxy_set_header Host $host;\n    proxy_pass http://ledger:80/;\n  }\n  location = /up { return 200; }\n  location ~ ^/reports { proxy_pass http://reports; }\n}\n";
        let ways: Vec<_> = of_file(nginx).into_iter().map(|r| (r.path, r.host)).collect();
        assert_eq!(
            ways,
            [("/ledger/".to_owned(), "ledger".to_owned()), ("^/reports".to_owned(), "reports".to_owned())]
        );
        let spring = "routes:\n- id: ledger\n  uri: lb://${LEDGER_HOST:ledger-service}\n  predicates:\n  - Path=/api/v1/ledger/**\n- id: rates\n  uri: http://rates:8080\n  predicates:\n  - Path=/rates/**\n";
        let ways: Vec<_> = of_file(spring).into_iter().map(|r| (r.id.unwrap(), r.path, r.host)).collect();
        assert_eq!(ways[0], ("ledger".to_owned(), "/api/v1/ledger/**".to_owned(), "ledger-service".to_owned()));
        assert_eq!(ways[1].2, "rates");
        assert!(of_file("log_level: info\n").is_empty());
    }
}
