//! Kubernetes objects as the diagnosis reads them: pods, containers, apps, services, events, nodes.
//!
//! Thin readers over views: every value that they hand out can be cited. They conclude nothing.

pub mod app;
pub mod autoscaler;
pub mod budget;
pub mod claim;
pub mod container;
pub mod event;
pub mod machine;
pub mod mesh;
pub mod node;
pub mod pod;
pub mod quantities;
pub mod release;
pub mod requests;
pub mod selector;
pub mod service;
