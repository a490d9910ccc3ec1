//! What an investigation is told besides its question. Plain values: nothing here reads the environment or a file.

use std::path::PathBuf;
use std::time::Duration;

pub use crate::cluster::source::Source;
use crate::investigate::Agents;
pub use crate::transport::monitoring::Servers;

/// How to investigate.
#[derive(Debug, Clone, PartialEq)]
pub struct Options {
    /// Where the evidence comes from.
    pub source: Source,
    /// Prometheus and Alertmanager of a live cluster, where they are configured.
    pub servers: Servers,
    /// `-n`: the namespace that the question is about.
    pub namespace: Option<String>,
    /// `-A`: the question is about every namespace.
    pub all_namespaces: bool,
    /// `--audit`: a file that gets one line a request.
    pub audit: Option<PathBuf>,
    /// `--record`: the run directory to write, instead of a new one below `runs`.
    pub record: Option<PathBuf>,
    /// The folder that holds the runs; none keeps the run in memory.
    pub runs: Option<PathBuf>,
    /// How long one read may take.
    pub read_timeout: Duration,
    /// How long the whole investigation may take.
    pub deadline: Duration,
    /// What agents are told, if any may take part.
    pub agents: Option<Agents>,
}
