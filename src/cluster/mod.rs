//! Kubernetes as the program reads it: one `kube::Client` over a live server, a bundle or a replayed run.

pub mod bundle;

pub use crate::evidence::kinds;
