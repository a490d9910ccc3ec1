//! What logs tell without knowing the program that wrote them.
//!
//! How serious a line is ([`severity`]), which line decides ([`decisive`]), what it says under its wrapping
//! ([`message`]), and what the well-known complaints of databases, networks and runtimes mean ([`voices`]).

pub mod decisive;
pub mod message;
pub mod network;
pub mod severity;
pub mod voices;
