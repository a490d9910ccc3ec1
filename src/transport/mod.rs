//! Every byte in or out: the guard, deadlines, caps, redaction, audit, record and replay.
pub mod redact;
