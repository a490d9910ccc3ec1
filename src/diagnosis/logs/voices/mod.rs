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

pub(super) use network::WAYS;
pub use peer::{Peer, peers};
pub(super) use tls::EXPIRED;

use crate::diagnosis::logs::message;
use crate::diagnosis::logs::phrases::Phrases;

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
    meanings: Vec<Meaning>,
    phrases: Phrases,
}

static BOOK: LazyLock<Option<Book>> = LazyLock::new(|| {
    let all: Vec<Phrase> =
        [&tls::phrases(), database::PHRASES, runtime::PHRASES, config::PHRASES, &network::phrases()].concat();
    let phrases = Phrases::new(all.iter().map(|(_, text)| *text))?;
    Some(Book { meanings: all.into_iter().map(|(meaning, _)| meaning).collect(), phrases })
});

/// What a line complains about; none for lines that use no known words.
pub fn hear(line: &str) -> Option<Voice> {
    let book = BOOK.as_ref()?;
    let hit = book.phrases.within(line).next()?;
    let meaning = book.meanings.get(hit)?;
    let group = |name: &str| book.phrases.group(hit, line, name).filter(|text| !text.is_empty()).map(str::to_owned);
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
    book.phrases.within(line).any(|hit| book.meanings.get(hit) == Some(&meaning))
}

#[cfg(test)]
mod tests;
