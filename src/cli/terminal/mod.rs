//! The terminal: the only place that writes to standard output and standard error.
//!
//! What was asked for goes to standard output, everything else to standard error. Colour, width and liveliness are
//! decided once, in [`Printer`], from values that are passed in.

mod env;
mod errors;
mod printer;
mod progress;
mod spinner;
mod trace;

pub use env::TerminalEnv;
pub use errors::render_error;
pub use printer::{ColorWhen, Printer, Stderr, Stdout, Terminals};
pub use progress::Progress;
pub use trace::{TraceBook, TraceLine, TraceState};
