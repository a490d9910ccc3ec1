//! Tools that read a cluster: one file a tool.

mod describe;
mod events;
mod logs;
mod resources;

use super::Tool;

/// The tools of this room.
pub(super) static TOOLS: &[&dyn Tool] = &[&resources::TOOL, &describe::TOOL, &events::TOOL, &logs::TOOL];
