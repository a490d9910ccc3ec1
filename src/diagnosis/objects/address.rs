//! Addresses as configuration writes them: a host, with the port that is asked for, and the Service that it may be.

use std::sync::LazyLock;

use regex::Regex;

use crate::evidence::entity::EntityKey;
use crate::evidence::kinds;

/// Ports that a scheme implies.
const SCHEMES: &[(&str, i64)] = &[("http", 80), ("https", 443), ("ws", 80), ("wss", 443)];
/// Endings of variables whose value is a host and nothing else.
const HOSTS: &[&str] =
    &["HOST", "HOSTNAME", "HOSTS", "SERVER", "ADDR", "ADDRESS", "ENDPOINT", "URL", "URI", "DSN", "BROKERS"];

/// A host that a text names.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Address {
    /// The host, as written.
    pub host: String,
    /// The port that is asked for.
    pub port: Option<i64>,
    /// Whether the port follows from the scheme only.
    pub implied: bool,
}

static AUTHORITY: LazyLock<Option<Regex>> = LazyLock::new(|| {
    // scheme:// user:password@ host :port
    Regex::new(
        r"(?:([a-z][a-z0-9+.-]*)://)?(?:[^@\s/,;\x22']*@)?(?:\([^)]*?)?([a-z0-9](?:[a-z0-9.-]*[a-z0-9])?)(?::(\d{2,5}))?",
    )
    .ok()
});

/// The addresses in a text: what stands behind a scheme, before a port, or is a name of the cluster (`a.b.svc`).
pub fn of_text(text: &str) -> Vec<Address> {
    let mut found: Vec<Address> = Vec::new();
    let parts = text.split(|c: char| {
        c.is_whitespace()
            || matches!(c, ',' | ';' | '"' | '\'' | '(' | ')' | '=' | '<' | '>' | '[' | ']' | '{' | '}' | '|')
    });
    for part in parts {
        if let Some(address) = of_word(part, false)
            && !found.contains(&address)
        {
            found.push(address);
        }
    }
    found
}

/// The addresses in the value of a variable: a bare name too, where the variable's name says that it is a host.
pub fn of_variable(name: &str, value: &str) -> Vec<Address> {
    let found = of_text(value);
    let upper = name.to_uppercase().replace(['-', '.'], "_");
    let host = upper.rsplit('_').next().is_some_and(|last| HOSTS.contains(&last));
    if found.is_empty() && host {
        return of_word(value.trim(), true).into_iter().collect();
    }
    found
}

fn of_word(word: &str, bare: bool) -> Option<Address> {
    let word = word.trim_matches(|c: char| matches!(c, '.' | ':' | '`' | '/' | '!' | '?'));
    let pattern = AUTHORITY.as_ref()?;
    let lower = word.rsplit_once("://").map_or(word, |(scheme, _)| scheme.rsplit(':').next().unwrap_or(scheme));
    let scheme = word.contains("://").then(|| lower.to_ascii_lowercase());
    let rest = word.rsplit_once("://").map_or(word, |(_, rest)| rest);
    let captures = pattern.captures(rest).filter(|found| found.get(0).is_some_and(|all| all.start() == 0))?;
    let host = captures.get(2)?.as_str();
    let end = captures.get(0)?.end();
    let after = rest.get(end..).unwrap_or_default();
    let written: Option<i64> =
        captures.get(3).and_then(|port| port.as_str().parse().ok()).filter(|port| *port <= 65_535);
    let whole = after.is_empty() || after.starts_with(['/', '?', ':', '#', ',']);
    let in_cluster = host.split('.').skip(1).any(|label| label == "svc");
    let clear = scheme.is_some() || written.is_some() || in_cluster || bare;
    if !whole || !clear || !is_host(host) {
        return None;
    }
    let implied =
        scheme.as_deref().and_then(|scheme| SCHEMES.iter().find(|(name, _)| *name == scheme)).map(|(_, port)| *port);
    Some(Address { host: host.to_owned(), port: written.or(implied), implied: written.is_none() && implied.is_some() })
}

/// Whether a word can be the name of another host: letters in small, no number, not this machine, no file.
fn is_host(host: &str) -> bool {
    let label =
        |label: &str| !label.is_empty() && label.len() <= 63 && !label.starts_with('-') && !label.ends_with('-');
    let letters = host.starts_with(|c: char| c.is_ascii_lowercase());
    let file =
        ["yaml", "yml", "json", "conf", "properties", "go", "py", "js", "ts", "rb", "java", "rs", "sh", "html", "log"]
            .iter()
            .any(|ending| host.rsplit_once('.').is_some_and(|(_, last)| last == *ending));
    letters && !file && host != "localhost" && host.split('.').all(label)
}

/// The hosts in a text: those of its addresses, and words of a command line that stand where a host does: before a port
/// of their own (`nc -z db 5432`), after an option or a program that takes one.
pub fn hosts(text: &str) -> Vec<String> {
    let mut hosts: Vec<String> = of_text(text).into_iter().map(|address| address.host).collect();
    let words: Vec<&str> =
        text.split_whitespace().map(|word| word.trim_matches(|c| matches!(c, ';' | '"' | '\''))).collect();
    let is_word = |word: &str| {
        word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.')) && is_host(word)
    };
    for (index, word) in words.iter().enumerate().filter(|(_, word)| is_word(word)) {
        let before = index.checked_sub(1).and_then(|at| words.get(at)).copied().unwrap_or_default();
        let after = words.get(index + 1).copied().unwrap_or_default();
        let port = (2..=5).contains(&after.len()) && after.chars().all(|c| c.is_ascii_digit());
        let named = matches!(before, "nslookup" | "dig" | "ping" | "-h" | "--host" | "--hostname");
        if (port && word.len() > 1 && *word != "sleep") || named {
            hosts.push((*word).to_owned());
        }
    }
    hosts
}

/// A host as a Service of the cluster: `name`, `name.ns`, `name.ns.svc…`, a pod below a headless Service; none for a
/// name of the world outside.
pub fn service_of(host: &str, namespace: &str) -> Option<EntityKey> {
    let labels: Vec<&str> = host.trim_end_matches('.').split('.').collect();
    match labels.as_slice() {
        [name] => Some(EntityKey::new(&kinds::SERVICE, Some(namespace), name)),
        [name, ns] | [name, ns, "svc", ..] | [_, name, ns, "svc", ..] => {
            Some(EntityKey::new(&kinds::SERVICE, Some(ns), name))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn first(text: &str) -> Option<(String, Option<i64>)> {
        of_text(text).into_iter().next().map(|a| (a.host, a.port))
    }

    #[test]
    fn addresses_as_they_are_written() {
        let at = |host: &str, port| Some((host.to_owned(), port));
        assert_eq!(first("http://ledger"), at("ledger", Some(80)));
        assert_eq!(first("http://ledger.books.svc.cluster.local/v1"), at("ledger.books.svc.cluster.local", Some(80)));
        assert_eq!(first("ledger:9090"), at("ledger", Some(9090)));
        assert_eq!(first("postgres://u:p@ledger-db:5432/books?sslmode=off"), at("ledger-db", Some(5432)));
        assert_eq!(first("jdbc:mysql://ledger-db:3306/books"), at("ledger-db", Some(3306)));
        assert_eq!(first("Get \"http://rates:8080/x\": dial tcp"), at("rates", Some(8080)));
        assert_eq!(first("--upstream=tcp://rates:8080"), at("rates", Some(8080)));
        assert_eq!(first("rates.money.svc"), at("rates.money.svc", None));
        for text in
            ["info", "10.0.0.1:80", "localhost:80", "14:29:00", "registry.acme.io/web", "main.go:120", "key:value"]
        {
            assert_eq!(first(text), None, "{text}");
        }
        assert_eq!(of_text("a-0:9092,b-0:9092").len(), 2);
        assert_eq!(of_variable("LEDGER_HOST", "ledger").len(), 1);
        assert_eq!(of_variable("LOG_LEVEL", "info").len(), 0);
    }

    #[test]
    fn hosts_are_found_where_they_stand() {
        assert_eq!(hosts("postgres://u:p@orders-db:5432/orders"), ["orders-db"]);
        assert_eq!(hosts("connecting to cart.shop.svc.cluster.local:8080"), ["cart.shop.svc.cluster.local"]);
        assert_eq!(hosts("until nc -z db 5432; do sleep 2; done"), ["db"]);
        assert_eq!(hosts("until pg_isready -h store; do sleep 2; done"), ["store"]);
        assert_eq!(hosts("--upstream=http://api/v1"), ["api"]);
        assert_eq!(hosts("dial tcp 10.0.0.1:80: refused"), Vec::<String>::new());
        assert_eq!(hosts("2026-11-22T14:26:35Z ready"), Vec::<String>::new());
    }

    #[test]
    fn hosts_as_services() {
        let path = |host: &str| service_of(host, "shop").map(|key| key.path());
        assert_eq!(path("db").as_deref(), Some("shop/db"));
        assert_eq!(path("db.data").as_deref(), Some("data/db"));
        assert_eq!(path("db-0.db.data.svc.cluster.local").as_deref(), Some("data/db"));
        assert_eq!(path("db.data.svc.cluster.local").as_deref(), Some("data/db"));
        assert_eq!(path("api.example.com"), None);
    }
}
