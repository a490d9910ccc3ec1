//! What logs tell without knowing the program that wrote them.
//!
//! How serious a line is ([`severity`]), which lines are one message ([`trace`]) and which the same message again
//! ([`drain`]), which line decides ([`decisive`]), what it says under its wrapping ([`message`]), and what the well-known
//! complaints of databases, networks and runtimes mean ([`voices`]).

pub mod decisive;
pub mod drain;
mod mask;
pub mod message;
pub mod network;
mod phrases;
pub mod severity;
pub mod trace;
pub mod voices;
