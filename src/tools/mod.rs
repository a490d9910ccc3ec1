//! What an agent may call: tools with typed, documented arguments, and digests of what they read.
//!
//! A tool reads through the same reader as the engine, so whatever it shows is an observation of the run and can be
//! read again, by `read_observation` or by a person. It concludes nothing that the diagnosis does not conclude.
//! No tool takes a host, a context or a credential: where evidence comes from was settled before it was called.
//!
//! Adding one: a file with its arguments, a function and a `TOOL`, and a line in the list of its room.

mod call;
mod context;
mod digest;
mod engine;
mod error;
mod find;
mod kubernetes;
pub mod pager;
mod pattern;
mod reading;
pub mod registry;
mod schema;
mod show;
mod tool;

pub use call::call;
pub use context::{Context, Limits};
pub use digest::{Answer, Page};
pub use error::{ToolError, Wrong};
pub use schema::of as schema_of;
pub use tool::{Called, Function, Tool};
