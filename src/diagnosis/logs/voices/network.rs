//! What clients say when the other side cannot be reached. The only place that knows these words; see
//! [`crate::diagnosis::logs::network`] for what the ways to others are asked.

use super::Meaning::{self, ConnectionRefused, NameNotResolved, TimedOut, Unavailable};
use super::Phrase;
use crate::diagnosis::logs::network::Trouble;

/// What is said of the way to another.
pub(in crate::diagnosis::logs) const WAYS: &[(Trouble, &str)] = &[
    // A look-up that times out is about the name server: `lookup x on 10.96.0.10:53: i/o timeout`.
    (Trouble::NoNameServer, r"lookup [^\n]*:53\b[^\n]*(?:timeout|timed out|refused)"),
    (Trouble::NoNameServer, r"no servers could be reached|server misbehaving|\bSERVFAIL\b|\bEAI_AGAIN\b"),
    (
        Trouble::NoNameServer,
        r"temporary failure in name resolution|failure in name resolution|dns server (?:failure|timeout)",
    ),
    (Trouble::Unresolved, r"no such host|\bENOTFOUND\b|UnknownHost|unknown host|name or service not known|NXDOMAIN"),
    (
        Trouble::Unresolved,
        r"could(?:n't| not) resolve host|nodename nor servname|name does not resolve|gaierror|getaddrinfo",
    ),
    (
        Trouble::Unresolved,
        r"failed to lookup address|could not translate host name|no address associated with hostname",
    ),
    (
        Trouble::Unresolved,
        r"host not found|bad address '|server can't find|(?:dns|name) resolution failed|\bEAI_NONAME\b",
    ),
    (
        Trouble::Unresolved,
        r"(?:can't|cannot|could not|couldn't|failed to|unable to) resolve (?:the )?(?:host\b|hostname|host name|dns|domain|address|server|['\x22`]?[a-z0-9][a-z0-9.-]*:\d|['\x22`][a-z0-9][a-z0-9.-]*['\x22`]?(?:$|[:;,.])|[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:$|[:;,])|\S+\.svc\b)",
    ),
    (
        Trouble::Refused,
        r"connection refused|\bECONNREFUSED\b|connection was refused|actively refused|refused to connect",
    ),
    (Trouble::Refused, r"connect\(\) failed \(111|connect call failed|\[errno 111\]|can't connect to \S+ server on"),
    (
        Trouble::Refused,
        r"connection to (?:node )?\S+ (?:\(\S+\) )?could not be established. (?:broker|node) may not be available|connect failed: refused",
    ),
    (Trouble::Refused, r"connection to \S+:\d+ refused|connection rejected by (?:peer|server)|os error 111"),
    (
        Trouble::TimedOut,
        r"i/o timeout|\bE(?:SOCKET)?TIMEDOUT\b|connect(?:ion)? (?:attempt )?timed out|connect(?:ion)? timeout",
    ),
    (
        Trouble::TimedOut,
        r"(?:connect|sockettimeout|readtimeout|connecttimeout|requesttimeout)exception|connecttimeouterror",
    ),
    (Trouble::TimedOut, r"context deadline exceeded|code ?= ?DeadlineExceeded|DEADLINE_EXCEEDED|readtimeouterror"),
    (
        Trouble::TimedOut,
        r"read timed out|request timed out|operation timed out|upstream request timeout|gateway time-?out",
    ),
    (Trouble::TimedOut, r"timeout of \d+ ?ms exceeded|timeout (?:exceeded|expired|awaiting)|upstream timed out"),
    (
        Trouble::TimedOut,
        r"timed out (?:while )?(?:connecting|waiting for (?:a )?(?:response|connection|reply))|os error 110",
    ),
];

/// What is said of another that cannot serve, or is not to be had for reasons that nobody tells.
const ABSENT: &[&str] = &[
    r"no healthy upstream|upstream connect error|code ?= ?Unavailable|\bUNAVAILABLE: ",
    r"503 service unavailable|service unavailable|502 bad gateway|status(?: code)?:? ?50[23]\b",
    r"no route to host|\bEHOSTUNREACH\b|network is unreachable|communications link failure|os error 113",
    r"\bECONNRESET\b|connection reset by peer|no ?brokers ?available|server ?selection ?(?:error|timeout)",
    r"\bCLUSTERDOWN\b|LOADING Redis is loading|the database system is (?:starting up|shutting down)",
    r"run out of available brokers|bootstrap broker \S+ (?:\([^)]*\) )?disconnected|all broker connections are down",
    r"none of the configured nodes (?:are|were) available|NoNodeAvailable|no living connections|all shards failed",
    r"network adapter could not establish the connection|unable to connect to (?:redis|any of the specified)",
    r"failed to connect to (?:any host|\S+:\d{2,5})|could not connect to address=|socket fail to connect to host",
    r"no servers available for connection|nats: no servers available|no connection to the server",
];

/// Both, as complaints. Refusals are told apart from what only time shows.
pub(super) fn phrases() -> Vec<Phrase> {
    let ways = WAYS.iter().map(|(trouble, words)| (meaning(*trouble), *words));
    ways.chain(ABSENT.iter().map(|words| (Unavailable, *words))).collect()
}

fn meaning(trouble: Trouble) -> Meaning {
    match trouble {
        Trouble::Unresolved | Trouble::NoNameServer => NameNotResolved,
        Trouble::Refused => ConnectionRefused,
        Trouble::TimedOut => TimedOut,
        Trouble::Expired => Meaning::TlsExpired,
    }
}
