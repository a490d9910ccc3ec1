//! Tools that ask the engine: what it concludes of a subject, what happened to it, and what its catalogue knows.

mod causes;
mod changes;
mod diagnose;
mod looked;
mod scan;

use super::Tool;

/// The tools of this room.
pub(super) static TOOLS: &[&dyn Tool] = &[&diagnose::TOOL, &scan::TOOL, &changes::TOOL, &causes::TOOL];
