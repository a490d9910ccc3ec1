//! Every byte in or out: the guard, deadlines, caps, redaction, audit, record and replay.

pub mod audit;
pub mod guard;
pub mod kubernetes;
pub mod model;
pub mod monitoring;
pub mod redact;
pub mod replay;
pub mod serve;
pub mod trouble;
