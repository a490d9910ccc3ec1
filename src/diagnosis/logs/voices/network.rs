//! What clients say when the other side cannot be reached.

use super::Meaning::{ConnectionRefused, NameNotResolved, TimedOut, Unavailable};
use super::Phrase;

pub(super) const PHRASES: &[Phrase] = &[
    (NameNotResolved, r"no such host|\bENOTFOUND\b|\bEAI_AGAIN\b|UnknownHostException|name or service not known"),
    (NameNotResolved, r"could not resolve host|temporary failure in name resolution|nodename nor servname"),
    (NameNotResolved, r"getaddrinfo failed|failed to lookup address|could not translate host name|NXDOMAIN"),
    (ConnectionRefused, r"connection refused|\bECONNREFUSED\b|connection was refused|actively refused"),
    (ConnectionRefused, r"connect\(\) failed \(111|connect call failed|\[errno 111\]|can't connect to \S+ server on"),
    (ConnectionRefused, r"connection to \S+ could not be established. broker may not be available"),
    (TimedOut, r"i/o timeout|\bE(?:SOCKET)?TIMEDOUT\b|connect(?:ion)? (?:attempt )?timed out|connect(?:ion)? timeout"),
    (TimedOut, r"(?:connect|sockettimeout|readtimeout|connecttimeout|requesttimeout)exception|connecttimeouterror"),
    (TimedOut, r"context deadline exceeded|code ?= ?DeadlineExceeded|DEADLINE_EXCEEDED|readtimeouterror"),
    (TimedOut, r"read timed out|request timed out|operation timed out|upstream request timeout|gateway time-?out"),
    (TimedOut, r"timeout of \d+ ?ms exceeded|timeout (?:exceeded|expired|awaiting)|upstream timed out"),
    (Unavailable, r"no healthy upstream|upstream connect error|code ?= ?Unavailable|\bUNAVAILABLE: "),
    (Unavailable, r"503 service unavailable|service unavailable|502 bad gateway|status(?: code)?:? ?50[23]\b"),
    (Unavailable, r"no route to host|\bEHOSTUNREACH\b|network is unreachable|communications link failure"),
    (
        Unavailable,
        r"\bECONNRESET\b|connection reset by peer|no ?brokers ?available|server ?selection ?(?:error|timeout)",
    ),
    (Unavailable, r"\bCLUSTERDOWN\b|LOADING Redis is loading|the database system is (?:starting up|shutting down)"),
];
