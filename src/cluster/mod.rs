//! Kubernetes as the program reads it: one `kube::Client` over a live server, a bundle or a replayed run.

pub mod bundle;
pub mod credential;
pub mod demo;
mod exchange;
pub mod fetch;
pub mod kubeconfig;
pub mod live;
pub mod login;
pub mod monitoring;
pub mod open;
pub mod outcome;
mod pages;
pub mod read;
pub mod reader;
pub mod release;
pub mod rights;
pub mod served;
mod slim;
pub mod source;
pub mod trouble;

pub use crate::evidence::kinds;
