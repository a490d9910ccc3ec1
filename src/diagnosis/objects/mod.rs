//! Kubernetes objects as the diagnosis reads them: pods, containers, apps, services, events.
//!
//! Thin readers over views: every value that they hand out can be cited. They conclude nothing.

pub mod address;
pub mod app;
pub mod calls;
pub mod container;
pub mod event;
pub mod pod;
pub mod policy;
#[cfg(test)]
mod policy_tests;
pub mod ports;
pub mod routes;
pub mod selector;
pub mod service;
