//! File, environment and flags become one checked configuration.
//!
//! Four layers, each above the one before: the defaults compiled in (`config.example.toml`), the config file, the
//! environment, the flags. The file is the platform's, or one that `--config` or `SRE_CONFIG` names; it is never
//! looked for in the working directory. After [`load()`] nobody asks the environment again, and every value of a
//! [`Config`] still knows where it came from.

pub mod env;
mod file;
mod key;
pub mod llm;
mod load;
mod monitoring;
mod places;
#[cfg(test)]
mod tests;
mod units;
mod values;

pub use env::Environment;
pub use key::Key;
pub use llm::Llm;
pub use load::{Flags, duration, load};
pub use monitoring::Server;
pub use places::Places;
use values::name;
pub use values::{Color, Config, Entry, Origin, Output, Setting};

/// `config.example.toml`: the defaults, and the documentation of every key.
pub const EXAMPLE: &str = include_str!("../../config.example.toml");
