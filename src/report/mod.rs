//! The report (`sre.report/v1`) and its faces.
//!
//! [`model`] is the contract; [`text`] and [`markdown`] are for people, [`json`] and [`yaml`] for programs, [`schema`]
//! describes the contract to both. No face decides anything: what a report claims is settled before it comes here.

pub mod build;
pub mod changes;
pub mod fleet;
pub mod format;
pub mod json;
pub mod markdown;
pub mod model;
pub mod schema;
pub mod text;
pub mod yaml;

mod origin;
mod outline;
mod printable;
pub(crate) mod words;

pub use format::{Format, write};
pub use printable::{printable, printable_lines};
pub use text::{TextOptions, render, render_changes, render_fleet};
