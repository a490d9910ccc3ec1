//! Kubernetes as the program reads it: one `kube::Client` over a live server, a bundle or a replayed run.

pub mod bundle;
pub mod fetch;
pub mod outcome;
pub mod read;
pub mod reader;

pub use crate::evidence::kinds;
