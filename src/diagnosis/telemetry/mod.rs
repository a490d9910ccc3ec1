//! What other systems said and measured of the cluster, as citable views: service managers of nodes, checks of
//! connections, maps of who calls whom, alerts, summaries of errors, time series. They conclude nothing.
//!
//! Facts are drawn from the bodies as the systems give them, wherever these came from: a bundle's documents now.

pub mod alerts;
pub mod connectivity;
pub mod edges;
pub mod errors;
pub mod firing;
pub mod journal;
pub mod meaning;
pub mod owner;
pub mod queries;
pub mod readings;
pub mod series;
pub mod services;
pub mod slow;
pub mod stats;
pub mod words;
