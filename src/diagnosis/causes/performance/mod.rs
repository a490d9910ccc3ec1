//! What makes an app slow although everything about it is up: too little processor time, a network that holds it up.
//!
//! By what was measured of each app against its own past, and by who calls whom. A departure that came with a start or
//! a rollout is not told here, and neither is one whose app, or whoever it calls, is broken: that explains more.

pub mod catalogue;
mod delay;
mod processor;
mod scene;

use super::Rule;

/// The rules of the family.
pub(super) const RULES: &[Rule] = &[
    Rule { cause: &catalogue::CPU_SATURATION, prove: processor::prove },
    Rule { cause: &catalogue::NETWORK_DELAY, prove: delay::prove },
];
