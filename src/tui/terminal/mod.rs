//! The terminal: taken over and given back, whatever happens; written to through one backend.
//!
//! Beside `cli/terminal` this is the only place that writes to standard output.

mod backend;
mod clipboard;
mod guard;

pub(super) use backend::Screen;
pub(super) use clipboard::sequence;
pub use guard::{Guard, take_terminal};
