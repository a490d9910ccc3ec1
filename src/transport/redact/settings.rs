//! A setting out of a Secret: what may be told of its value. Where it leads is told, everything else is a tag.

use std::net::IpAddr;

use super::Redactor;
use super::names::{Name, classify, speaks_of_place};
use super::values::is_random;

impl Redactor {
    /// The value where it is the port or the host that its key says it is; host and port of a URL beside a tag; of
    /// everything else a tag, which only tells equal values from different ones.
    pub fn setting(&self, key: &str, value: &str) -> String {
        let text = value.trim();
        if text.is_empty() {
            return String::new();
        }
        if classify(key) == Name::Plain && speaks_of_place(key) && is_place(text) {
            return text.to_owned();
        }
        match authority(text) {
            Some(place) if classify(key) == Name::Plain => format!("{place} {}", self.placeholder(value)),
            _ => self.placeholder(value),
        }
    }
}

/// A port, a host, or both.
fn is_place(text: &str) -> bool {
    match text.rsplit_once(':') {
        _ if is_port(text) || is_host(text) => true,
        Some((host, port)) => is_host(host) && is_port(port),
        None => false,
    }
}

fn is_port(text: &str) -> bool {
    text.len() <= 5 && text.bytes().all(|b| b.is_ascii_digit()) && text.parse::<u16>().is_ok_and(|port| port > 0)
}

fn is_host(text: &str) -> bool {
    let label = |label: &str| {
        let edge = |b: Option<u8>| b.is_some_and(|b| b.is_ascii_alphanumeric());
        label.len() <= 63
            && edge(label.bytes().next())
            && edge(label.bytes().last())
            && label.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
    };
    let name = text.len() <= 253
        && text.starts_with(|c: char| c.is_ascii_lowercase())
        && text.split('.').all(label)
        && !is_random(text);
    name || text.parse::<IpAddr>().is_ok()
}

/// Host and port of a URL. Where an `@` follows the authority, a password was not escaped and nothing is certain.
fn authority(text: &str) -> Option<&str> {
    let (_, rest) = text.split_once("://")?;
    let (front, tail) = rest.split_once(['/', '?', '#']).unwrap_or((rest, ""));
    let place = front.rsplit_once('@').map_or(front, |(_, place)| place);
    (!tail.contains('@') && place.contains(|c: char| c.is_ascii_alphabetic()) && is_place(place)).then_some(place)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_where_a_setting_leads_is_told() {
        let redactor = Redactor::default();
        for (key, value) in
            [("DB_HOST", "orders-db"), ("dbPort", "5432"), ("mq-addr", "mq.shop.svc:5672"), ("SERVER", "10.0.0.7")]
        {
            assert_eq!(redactor.setting(key, value), value);
        }
        for (key, value) in [
            ("DB_PASSWORD", "5432"),
            ("DB_USER", "orders"),
            ("DB_PORT", "70000"),
            ("DB_PORT", "s3cret!"),
            ("DB_HOST", "Tr0ub4dor&3"),
            ("PASSWORD_HOST_TOKEN", "orders-db"),
            ("DB_URL", "postgres://u:12/x@orders-db"),
        ] {
            let told = redactor.setting(key, value);
            assert!(super::super::is_placeholder(&told), "{key}: {told}");
        }
        let url = redactor.setting("DATABASE_URL", "postgres://app:hunter2@orders-db:5432/orders");
        assert!(url.starts_with("orders-db:5432 [redacted:") && !url.contains("hunter2"), "{url}");
    }
}
