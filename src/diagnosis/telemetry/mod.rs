//! What other systems said of the cluster, as citable views: service managers of nodes, checks of connections, maps of
//! who calls whom, alerts, summaries of errors. They conclude nothing.
//!
//! Facts are drawn from the bodies as the systems give them, wherever these came from: a bundle's documents now.

pub mod alerts;
pub mod connectivity;
pub mod edges;
pub mod errors;
pub mod journal;
pub mod services;
