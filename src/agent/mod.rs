//! Agents: what they submit, what of it is believed, and how what they read is kept from commanding them.
//!
//! [`draft`] is what an agent says in a structured call, [`verify()`] is what of it the evidence bears out, and
//! [`untrusted`] fences what was observed. None of the three does any I/O.

pub mod draft;
pub mod untrusted;
pub mod verify;

pub use draft::{Draft, Findings};
pub use untrusted::{Fence, instructs};
pub use verify::{Evidence, Verified, repair_request, verify};
