//! Agents: a lead that delegates, specialists that look, and a verifier that refuses what is not proven.
//!
//! An agent is a Markdown file ([`Prompt`]) and a state machine ([`state`]); a driver does for it what it asks for, over
//! the wire of [`crate::llm`] and the tools of [`crate::tools`]. [`draft`] is what agents say in a structured call,
//! [`verify()`] is what of it the evidence bears out, and [`untrusted`] fences what was observed. [`Crew::work`] runs
//! all of it for a question; nothing here knows how the question was answered before, or what becomes of the report.

mod brief;
mod budget;
mod calls;
mod crew;
pub mod draft;
mod driver;
mod lead;
mod ledger;
mod opening;
mod prompt;
mod roster;
mod runbook;
mod specialist;
pub mod state;
pub mod untrusted;
pub mod verify;

pub use budget::{Budget, Pressure, Spent};
pub use crew::{Crew, Ground, Outcome, Reported, Shared, Stop};
pub use draft::{Draft, Findings};
pub use ledger::{Head, Models, Recording};
pub use prompt::Prompt;
pub use roster::Roster;
pub use runbook::Runbook;
pub use untrusted::{Fence, instructs};
pub use verify::{Evidence, Verified, repair_request, verify};
