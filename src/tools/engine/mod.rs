//! Tools that ask the engine: what it concludes, and what it knows.

use super::Tool;

/// The tools of this room.
pub(super) static TOOLS: &[&dyn Tool] = &[];
