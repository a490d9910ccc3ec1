//! The family *probes*: why the kubelet's liveness, readiness and startup probes fail.
//!
//! One engine for all three. [`failure`] says which probe of a container fails and still does; then one question a file,
//! in this order, and the first yes decides: is the [`protocol`] wrong, the [`port`], the [`path`], the [`timing`]; else
//! it is the application ([`other`]). So there is one cause a probe, never two.
//!
//! Not for: containers that end by themselves (their refused probes follow from the crash) and OOM kills.

pub mod catalogue;
pub mod failure;
pub mod kind;
pub mod log;
pub mod mend;
pub mod other;
pub mod path;
pub mod port;
pub mod probe;
pub mod protocol;
pub mod scene;
pub mod survey;
pub mod timing;
pub mod words;

use crate::diagnosis::causes::Rule;
use crate::diagnosis::causes::probes::kind::{Fault, Kind};
use crate::diagnosis::causes::probes::survey::prove;

macro_rules! rule {
    ($cause:ident, $kind:ident, $fault:ident) => {
        Rule { cause: &catalogue::$cause, prove: |case| prove(case, Kind::$kind, Fault::$fault, &catalogue::$cause) }
    };
}

/// The rules of the family.
pub const RULES: &[Rule] = &[
    rule!(LIVENESS_WRONG_PORT, Liveness, Port),
    rule!(LIVENESS_WRONG_PROTOCOL, Liveness, Protocol),
    rule!(LIVENESS_WRONG_PATH, Liveness, Path),
    rule!(LIVENESS_TOO_AGGRESSIVE, Liveness, Timing),
    rule!(LIVENESS_FAILING, Liveness, Other),
    rule!(READINESS_WRONG_PORT, Readiness, Port),
    rule!(READINESS_WRONG_PROTOCOL, Readiness, Protocol),
    rule!(READINESS_WRONG_PATH, Readiness, Path),
    rule!(READINESS_TOO_AGGRESSIVE, Readiness, Timing),
    rule!(READINESS_FAILING, Readiness, Other),
    rule!(STARTUP_WRONG_PORT, Startup, Port),
    rule!(STARTUP_WRONG_PROTOCOL, Startup, Protocol),
    rule!(STARTUP_WRONG_PATH, Startup, Path),
    rule!(STARTUP_TOO_AGGRESSIVE, Startup, Timing),
    rule!(STARTUP_FAILING, Startup, Other),
];
