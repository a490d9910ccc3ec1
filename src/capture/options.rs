//! What a capture is told. Plain values: nothing here reads the environment or a file.

use std::path::PathBuf;
use std::time::Duration;

use crate::cluster::source::Source;
use crate::transport::monitoring::Servers;

/// What to capture, and where to.
#[derive(Debug, Clone)]
pub struct Options {
    /// What is captured.
    pub source: Source,
    /// Prometheus and Alertmanager of a live cluster, where they are configured.
    pub servers: Servers,
    /// `-n`: this namespace and what belongs to no namespace.
    pub namespace: Option<String>,
    /// `-A`: everything, whatever the words say.
    pub all_namespaces: bool,
    /// What it is about, in the words of a question; empty for the scope of the flags.
    pub subject: String,
    /// Which logs.
    pub logs: Logs,
    /// Whether Helm's release records are read.
    pub helm: bool,
    /// The file or folder that is made.
    pub output: PathBuf,
    /// Whether it may replace what is there.
    pub force: bool,
    /// `--audit`: a file that gets one line a request.
    pub audit: Option<PathBuf>,
    /// How long one read may take.
    pub read_timeout: Duration,
}

/// Which logs a capture has.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Logs {
    /// Those of containers that are not well.
    #[default]
    Unhealthy,
    /// Those of all containers.
    All,
    /// None.
    None,
}
