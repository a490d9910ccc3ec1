//! What programs say of others that they cannot reach: names that do not resolve, time that runs out, refusals,
//! certificates that are over. Which words mean that is known to [`voices`] alone.

use std::sync::LazyLock;

use crate::diagnosis::logs::phrases::Phrases;
use crate::diagnosis::logs::voices;
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

struct Words {
    phrases: Phrases,
    sorts: Vec<Trouble>,
}

/// The words of the known voices. Time that runs out in any other wording says less, but on the way to a host that the
/// line names it says the same.
static WORDS: LazyLock<Option<Words>> = LazyLock::new(|| {
    let expired = voices::EXPIRED.iter().map(|words| (Trouble::Expired, *words));
    let late = [(Trouble::TimedOut, r"timed out|timeout(?:error|exception)|deadline.exceeded")];
    let all: Vec<(Trouble, &str)> = expired.chain(voices::WAYS.iter().copied()).chain(late).collect();
    let phrases = Phrases::new(all.iter().map(|(_, text)| *text))?;
    Some(Words { phrases, sorts: all.into_iter().map(|(sort, _)| sort).collect() })
});

/// What a line says, if it speaks of any of that.
pub fn of(line: &str) -> Option<Trouble> {
    let words = WORDS.as_ref()?;
    let first = words.phrases.within(line).next()?;
    words.sorts.get(first).copied()
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
            (
                "Connection to node -1 (ledger/10.96.3.4:9092) could not be established. Node may not be available.",
                Trouble::Refused,
            ),
            ("wget: bad address 'ledger'", Trouble::Unresolved),
            ("nslookup: can't resolve 'ledger'", Trouble::Unresolved),
            ("Failed to resolve 'ledger:9092': unknown", Trouble::Unresolved),
            ("Could not resolve host: ledger", Trouble::Unresolved),
            ("psycopg2.OperationalError: could not translate host name \"ledger\" to address", Trouble::Unresolved),
            ("requests to ledger timed out after 3 s", Trouble::TimedOut),
            ("x509: certificate has expired or is not yet valid: current time", Trouble::Expired),
        ] {
            assert_eq!(of(line), Some(sort), "{line}");
        }
        for line in
            ["listening on :8080", "Module not found: Error: Can't resolve './a' in '/app'", "cannot resolve symbol"]
        {
            assert_eq!(of(line), None, "{line}");
        }
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
