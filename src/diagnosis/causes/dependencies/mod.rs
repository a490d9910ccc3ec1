//! The family *dependencies*: what an app needs of others and of its settings, by the words of its own log and the state
//! of the other side.
//!
//! A complaint counts only while it holds, see [`crate::diagnosis::complaints`]; what it means is understood in one
//! place, [`crate::diagnosis::logs::voices`]. What the pod template and the Service can confirm is confirmed.

pub mod address;
pub mod brought;
pub mod catalogue;
pub mod credential;
pub mod family;
pub mod gather;
pub mod held;
pub mod hidden_port;
pub mod limits;
pub mod reach;
pub mod settings;
pub mod store;
pub mod tls;

use super::Rule;

/// The rules of the family.
pub(super) const RULES: &[Rule] = &[
    Rule { cause: &catalogue::DATABASE_CREDENTIALS_REJECTED, prove: store::credentials },
    Rule { cause: &catalogue::DATABASE_NOT_FOUND, prove: store::database },
    Rule { cause: &catalogue::DATABASE_PORT_WRONG, prove: store::port },
    Rule { cause: &catalogue::DATABASE_READ_ONLY, prove: store::read_only },
    Rule { cause: &catalogue::DATABASE_CONNECTIONS_EXHAUSTED, prove: store::connections },
    Rule { cause: &catalogue::DATABASE_SCHEMA_MISSING, prove: store::schema },
    Rule { cause: &catalogue::DEPENDENCY_UNAVAILABLE, prove: reach::unavailable },
    Rule { cause: &catalogue::DEPENDENCY_TIMEOUT, prove: reach::timeout },
    Rule { cause: &catalogue::DEPENDENCY_TLS_FAILURE, prove: tls::failure },
    Rule { cause: &catalogue::MISSING_ENVIRONMENT_VARIABLE, prove: settings::missing },
    Rule { cause: &catalogue::CONFIGURATION_INVALID, prove: settings::invalid },
    Rule { cause: &catalogue::MEMORY_EXHAUSTED_IN_RUNTIME, prove: limits::heap },
    Rule { cause: &catalogue::THREADS_EXHAUSTED, prove: limits::threads },
    Rule { cause: &catalogue::FILE_DESCRIPTORS_EXHAUSTED, prove: limits::files },
    Rule { cause: &catalogue::CONNECTION_POOL_EXHAUSTED, prove: limits::pool },
    Rule { cause: &catalogue::GARBAGE_COLLECTION_PRESSURE, prove: limits::collector },
];
