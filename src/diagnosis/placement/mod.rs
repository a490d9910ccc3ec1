//! A small scheduler: what keeps a pod off each node, and which of it would let the pod in if it were mended.
//!
//! It works from the objects, not from the scheduler's words, and is compared with those words: where it finds a node
//! that takes the pod although the scheduler says there is none, it does not know everything, and its word counts less.

pub mod bars;
pub mod judge;
pub mod peers;
pub mod pool;
pub mod sieve;
pub mod verdict;
pub mod words;
