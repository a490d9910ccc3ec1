//! What was observed, as data. A log line, an annotation or an alert may hold any text; whoever reads it is told where
//! it begins and ends, by a mark that its author could not know, and that nothing inside is an instruction. Texts that
//! try to instruct their reader are found and told of.
//!
//! Fences keep a model from mistaking data for orders; that it could not carry out an order is the guard's doing.

mod fence;
mod flag;
mod instruct;
mod words;

pub use fence::Fence;
pub(super) use fence::harmless;
pub use flag::{Flag, Scanned, flagged};
pub use instruct::{Instruct, instructs};
