//! What programs say of others that they cannot reach: names that do not resolve, time that runs out, refusals,
//! certificates that are over. By what the words mean, whatever wrote them.

use crate::evidence::log::{Log, LogLine};

/// What a line says of the way to another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Trouble {
    /// The name has no address.
    Unresolved,
    /// The name server did not answer.
    NoNameServer,
    /// Nobody answered in time.
    TimedOut,
    /// The other side refused.
    Refused,
    /// The other side's certificate is over.
    Expired,
}

const UNRESOLVED: &[&str] = &[
    "no such host",
    "could not resolve host",
    "couldn't resolve host",
    "name or service not known",
    "nodename nor servname",
    "enotfound",
    "unknownhost",
    "unknown host",
    "nxdomain",
    "name does not resolve",
    "could not translate host name",
    "no address associated with hostname",
    "host not found",
    "bad address",
    "failed to resolve",
    "can't resolve",
    "cannot resolve",
    "server can't find",
    "gaierror",
    "getaddrinfo",
    "dns resolution failed",
    "failed to lookup address",
    "name resolution failed",
    "failure in name resolution",
    "eai_again",
];
const NO_NAME_SERVER: &[&str] =
    &["no servers could be reached", "failure in name resolution", "eai_again", "server misbehaving", "servfail"];
const TIMED_OUT: &[&str] = &[
    "timed out",
    "i/o timeout",
    "etimedout",
    "deadline exceeded",
    "deadline_exceeded",
    "connect timeout",
    "connection timeout",
    "timeouterror",
    "timeoutexception",
    "request timeout",
    "operation timed",
];
const REFUSED: &[&str] = &["connection refused", "econnrefused", "refused to connect", "connect failed: refused"];
const EXPIRED: &[&str] = &[
    "certificate has expired",
    "certificate expired",
    "cert_has_expired",
    "expired certificate",
    "certificateexpired",
    "certificate_expired",
];

/// What a line says, if it speaks of any of that.
pub fn of(line: &str) -> Option<Trouble> {
    let lower = line.to_lowercase();
    let says = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    // A look-up that times out is about the name server: `lookup x on 10.96.0.10:53: i/o timeout`.
    let at_name_server = lower.contains("lookup ") && lower.contains(":53") && says(TIMED_OUT);
    if says(EXPIRED) {
        Some(Trouble::Expired)
    } else if at_name_server || says(NO_NAME_SERVER) {
        Some(Trouble::NoNameServer)
    } else if says(UNRESOLVED) {
        Some(Trouble::Unresolved)
    } else if says(REFUSED) {
        Some(Trouble::Refused)
    } else if says(TIMED_OUT) {
        Some(Trouble::TimedOut)
    } else {
        None
    }
}

/// Whether a line names a host: as a word of its own, or with its domain.
pub fn names(line: &str, host: &str) -> bool {
    let short = host.split('.').next().unwrap_or(host);
    let is_part = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_');
    line.split(|c: char| !is_part(c)).map(|word| word.trim_matches('.')).any(|word| {
        word == host
            || word.strip_prefix(host).is_some_and(|rest| rest.starts_with('.'))
            || (!word.contains('.') && word == short)
    })
}

/// The last line of a log that speaks of trouble of this sort and says yes to a test.
pub fn last<'l>(log: &'l Log, sorts: &[Trouble], test: impl Fn(&str) -> bool) -> Option<&'l LogLine> {
    log.lines.iter().rev().find(|line| of(&line.text).is_some_and(|sort| sorts.contains(&sort)) && test(&line.text))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_said_of_others() {
        for (line, sort) in [
            ("dial tcp: lookup ledger on 10.96.0.10:53: no such host", Trouble::Unresolved),
            ("dial tcp: lookup ledger on 10.96.0.10:53: read udp: i/o timeout", Trouble::NoNameServer),
            ("getaddrinfo EAI_AGAIN ledger", Trouble::NoNameServer),
            ("java.net.UnknownHostException: ledger", Trouble::Unresolved),
            ("dial tcp 10.96.3.4:80: i/o timeout", Trouble::TimedOut),
            ("connect ECONNREFUSED 10.96.3.4:80", Trouble::Refused),
            ("x509: certificate has expired or is not yet valid: current time", Trouble::Expired),
        ] {
            assert_eq!(of(line), Some(sort), "{line}");
        }
        assert_eq!(of("listening on :8080"), None);
    }

    #[test]
    fn hosts_in_lines() {
        assert!(names("lookup ledger on 10.96.0.10:53", "ledger"));
        assert!(names("lookup ledger.books.svc.cluster.local on", "ledger.books"));
        assert!(names("Get http://ledger:80/x", "ledger.books.svc"));
        assert!(!names("lookup ledger-db on", "ledger"));
        assert!(!names("lookup ledger.other.svc on", "ledger.books.svc"));
    }
}
