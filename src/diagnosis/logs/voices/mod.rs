//! Known voices: what the complaints of databases, networks, TLS, runtimes and configuration loaders mean, whatever
//! product they come from.
//!
//! One place for all of them, so that a cause asks what a line means and never for the words of one product. A file a
//! topic; the order of topics and of phrases decides where several fit.

mod config;
mod database;
mod network;
mod peer;
mod runtime;
mod tls;

use std::sync::LazyLock;

use regex::{Regex, RegexSet, RegexSetBuilder};

pub(super) use network::WAYS;
pub use peer::{Peer, peers};
pub(super) use tls::EXPIRED;

use crate::diagnosis::logs::message;

/// What a complaint means; what says more about the reason is greater.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Meaning {
    /// The program stumbled over its own code.
    ProgramFault,
    /// A file, socket or right of the system that it may not use.
    PermissionDenied,
    /// The disk is full.
    DiskFull,
    /// Somebody else listens on its port.
    PortInUse,
    /// The garbage collector works without end.
    CollectorBusy,
    /// No connection of the own pool is free.
    PoolExhausted,
    /// The other side did not answer in time.
    TimedOut,
    /// The other side is not there, or says that it cannot serve.
    Unavailable,
    /// The name of the other side is not known.
    NameNotResolved,
    /// Nobody listens on the other side.
    ConnectionRefused,
    /// It may not open more files or sockets.
    TooManyOpenFiles,
    /// It may not start more threads.
    ThreadsExhausted,
    /// Memory that the runtime itself limits ran out.
    HeapExhausted,
    /// A file that it wants is not there.
    FileMissing,
    /// A setting cannot be understood.
    ConfigInvalid,
    /// An environment variable is missing.
    MissingEnvironment,
    /// One side speaks TLS and the other does not.
    ProtocolMismatch,
    /// The certificate is for another name.
    TlsNameMismatch,
    /// The certificate comes from nobody who is trusted.
    TlsUntrusted,
    /// The certificate has expired.
    TlsExpired,
    /// A table or column is not there.
    SchemaMissing,
    /// The store takes no writes.
    ReadOnly,
    /// The store takes no more connections.
    TooManyConnections,
    /// The account may not use that database.
    DatabaseForbidden,
    /// There is no such database.
    DatabaseMissing,
    /// The store does not know the user or the password.
    CredentialsRejected,
}

impl Meaning {
    /// Whether it says why without speaking of others or of settings: nothing that came before it explains more.
    pub fn is_own_fault(self) -> bool {
        self <= Self::PortInUse
    }
}

/// A phrase: what it means, and an expression whose groups `name`, `user` and `file` say about what.
type Phrase = (Meaning, &'static str);

/// What a line says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Voice {
    /// What it means.
    pub meaning: Meaning,
    /// About what: a database, a table, a variable.
    pub name: Option<String>,
    /// The user that was turned away.
    pub user: Option<String>,
    /// The file that is meant.
    pub file: Option<String>,
    /// The other side, where the line names it.
    pub peer: Option<Peer>,
}

struct Book {
    set: RegexSet,
    phrases: Vec<(Meaning, Regex)>,
}

static BOOK: LazyLock<Option<Book>> = LazyLock::new(|| {
    let all: Vec<Phrase> =
        [&tls::phrases(), database::PHRASES, runtime::PHRASES, config::PHRASES, &network::phrases()].concat();
    let texts: Vec<String> = all.iter().map(|(_, text)| format!("(?i){text}")).collect();
    let set = RegexSetBuilder::new(&texts).size_limit(1 << 26).dfa_size_limit(1 << 24).build().ok()?;
    let mut phrases = Vec::new();
    for ((meaning, _), text) in all.iter().zip(&texts) {
        phrases.push((*meaning, Regex::new(text).ok()?));
    }
    Some(Book { set, phrases })
});

/// What a line complains about; none for lines that use no known words.
pub fn hear(line: &str) -> Option<Voice> {
    let book = BOOK.as_ref()?;
    let hit = book.set.matches(line).into_iter().next()?;
    let (meaning, phrase) = book.phrases.get(hit)?;
    let found = phrase.captures(line)?;
    let group = |name: &str| found.name(name).map(|m| m.as_str().to_owned()).filter(|text| !text.is_empty());
    Some(Voice {
        meaning: *meaning,
        name: group("name"),
        user: group("user"),
        file: group("file"),
        peer: peers(&message::of(line)).into_iter().next(),
    })
}

/// Whether a line says this, whatever else it says.
pub fn says(line: &str, meaning: Meaning) -> bool {
    let Some(book) = BOOK.as_ref() else { return false };
    book.set.matches(line).into_iter().any(|hit| book.phrases.get(hit).is_some_and(|(other, _)| *other == meaning))
}

#[cfg(test)]
mod tests;
