//! `sre doctor`: whether an investigation can run, with which identity, what it would not see, and what that identity
//! could do that an investigation never does.
//!
//! Nothing is concluded about the cluster itself here. All requests are reads under the guard, or self-subject reviews.

mod checks;
mod examine;
mod identity;
mod llm;
mod local;
pub mod model;
mod monitoring;
mod reads;
mod recorded;
mod source;
pub mod text;
mod writes;

pub use checks::Checks;
pub use examine::{Options, examine};
pub use llm::models;
pub use local::{broken_config, config, runs};
