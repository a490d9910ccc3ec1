//! Kubernetes objects as the diagnosis reads them: pods, containers, apps, services, events.
//!
//! Thin readers over views: every value that they hand out can be cited. They conclude nothing.

pub mod app;
pub mod autoscaler;
pub mod budget;
pub mod container;
pub mod event;
pub mod mesh;
pub mod pod;
pub mod release;
pub mod selector;
pub mod service;
