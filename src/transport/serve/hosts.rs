//! Which hosts a request may name. A web page can have a name of its own point at this machine and then read what we
//! serve as if it were from its own site (DNS rebinding); the name is still in the request.

use std::net::{IpAddr, Ipv6Addr};

use http::{Request, header, uri::Authority};

/// The hosts of a server that listens on an address.
#[derive(Debug, Clone, Copy)]
pub(super) struct Hosts(IpAddr);

impl Hosts {
    pub(super) fn of(listening: IpAddr) -> Self {
        Self(listening)
    }

    /// The error is the host that was asked for, empty where there was none.
    pub(super) fn check<B>(self, request: &Request<B>) -> Result<(), String> {
        let mut named = request.headers().get_all(header::HOST).iter();
        let host = match (named.next(), named.next()) {
            (Some(host), None) => String::from_utf8_lossy(host.as_bytes()).into_owned(),
            (None, _) => String::new(),
            (Some(_), Some(_)) => return Err("two hosts".to_owned()),
        };
        let target = request.uri().authority().map(Authority::as_str);
        if self.allows(&host) && target.is_none_or(|target| self.allows(target)) { Ok(()) } else { Err(host) }
    }

    /// `localhost`, this machine's own addresses, and the address that the server listens on. Where it listens on all
    /// of them any address may be meant, but still no name.
    fn allows(self, host: &str) -> bool {
        let Ok(authority) = host.parse::<Authority>() else { return false };
        if authority.as_str().contains('@') {
            return false;
        }
        let name = authority.host();
        if name.eq_ignore_ascii_case("localhost") {
            return true;
        }
        let bare = name.strip_prefix('[').and_then(|rest| rest.strip_suffix(']'));
        let address = match bare {
            Some(v6) => v6.parse::<Ipv6Addr>().map(IpAddr::V6),
            None => name.parse(),
        };
        address.is_ok_and(|address| address.is_loopback() || address == self.0 || self.0.is_unspecified())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn allows(listening: &str, host: &str) -> bool {
        Hosts::of(listening.parse().unwrap()).allows(host)
    }

    #[test]
    fn this_machine_by_its_own_names_and_nobody_else() {
        for host in ["localhost", "LocalHost:8001", "127.0.0.1", "127.0.0.1:8001", "[::1]:8001", "127.8.9.1"] {
            assert!(allows("127.0.0.1", host), "{host}");
        }
        for host in ["", "evil.example", "evil.example:80", "localhost.evil.example", "10.0.0.7", "x@localhost", "::1"]
        {
            assert!(!allows("127.0.0.1", host), "{host}");
        }
    }

    #[test]
    fn a_server_of_a_network_goes_by_its_addresses() {
        assert!(allows("10.0.0.7", "10.0.0.7:8001") && !allows("10.0.0.7", "10.0.0.8:8001"));
        assert!(allows("0.0.0.0", "10.0.0.8:8001") && !allows("0.0.0.0", "evil.example"));
    }
}
