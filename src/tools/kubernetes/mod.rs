//! Tools that read a cluster: one file a tool.

mod applications;
mod callers;
mod capacity;
mod describe;
mod diff;
mod discovery;
mod endpoints;
mod events;
mod helm_releases;
mod logs;
mod named;
mod namespaces;
mod network_policies;
mod nodes;
mod placement;
mod pods;
mod quota;
mod references;
mod resources;
mod rights;
mod rollout_history;
mod search;
mod storage;
mod top;
mod workloads;
mod yaml;

use super::Tool;

/// The tools of this room, the most general first.
pub(super) static TOOLS: &[&dyn Tool] = &[
    &search::TOOL,
    &namespaces::TOOL,
    &workloads::TOOL,
    &pods::TOOL,
    &resources::TOOL,
    &describe::TOOL,
    &yaml::TOOL,
    &events::TOOL,
    &logs::TOOL,
    &rollout_history::TOOL,
    &diff::TOOL,
    &references::TOOL,
    &callers::TOOL,
    &endpoints::TOOL,
    &network_policies::TOOL,
    &storage::TOOL,
    &nodes::TOOL,
    &capacity::TOOL,
    &placement::TOOL,
    &top::TOOL,
    &quota::TOOL,
    &helm_releases::TOOL,
    &applications::TOOL,
    &rights::TOOL,
    &discovery::TOOL,
];
