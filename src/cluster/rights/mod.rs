//! Our own rights: what the API server says of them, in self-subject reviews that store nothing, and the role that the
//! declared reads need.

mod client;
pub mod role;
mod rules;
#[cfg(test)]
mod tests;

pub use client::{Attributes, Pinged, Rights, Trouble, Who};
pub use rules::{Rules, Write};
