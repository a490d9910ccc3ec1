//! Kubernetes objects as the diagnosis reads them: pods, containers, apps, services, events, nodes.
//!
//! Thin readers over views: every value that they hand out can be cited. They conclude nothing.

pub mod address;
pub mod app;
pub mod autoscaler;
pub mod budget;
pub mod calls;
pub mod claim;
pub mod container;
pub mod environment;
pub mod event;
pub mod machine;
pub mod mesh;
pub mod node;
pub mod operated;
pub mod pod;
pub mod policy;
#[cfg(test)]
mod policy_tests;
pub mod ports;
pub mod quantities;
pub mod release;
pub mod requests;
pub mod routes;
pub mod selector;
pub mod service;
