//! Tools that read again what was read before.

mod body;
mod observations;
mod path;
mod read_observation;

use super::Tool;

/// The tools of this room.
pub(super) static TOOLS: &[&dyn Tool] = &[&read_observation::TOOL, &observations::TOOL];
