//! What a question is about: objects, a namespace, or the whole cluster.

mod everyday;
mod hosts;
mod lookup;
pub mod near;
pub mod places;
pub mod resolve;
pub mod topics;
pub mod words;

use crate::evidence::entity::EntityKey;

/// What a question is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Subject {
    /// Named objects.
    Objects(Vec<EntityKey>),
    /// A namespace.
    Namespace(String),
    /// Everything readable.
    Cluster,
}

#[cfg(test)]
mod tests;
