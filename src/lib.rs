//! `sre` investigates Kubernetes incidents, read-only, and ends with a root cause that cites its evidence.
//!
//! The rooms, top to bottom; each may know those below it only:
//! `cli` · `tui` · `investigate`, `capture`, `doctor` · `agent` · `tools` · `report` · `diagnosis` · `cluster` · `transport` · `evidence`, `config`,
//! `clock`, `error`.
//! ARCHITECTURE.md tells what each is for.

pub mod agent;
pub mod capture;
pub mod cli;
pub mod clock;
pub mod cluster;
pub mod config;
pub mod diagnosis;
pub mod doctor;
pub mod error;
pub mod evidence;
pub mod investigate;
pub mod llm;
pub mod report;
pub mod tools;
pub mod transport;
pub mod tui;
