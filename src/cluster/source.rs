//! Which sources there are, as flags name them. Opening one is in [`crate::cluster::open`].

use std::path::PathBuf;

/// Where the evidence comes from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Source {
    /// A recorded incident inside the binary, by name.
    Demo(String),
    /// A support bundle: a directory or an archive.
    Bundle(PathBuf),
    /// A live cluster.
    Live {
        /// The kubeconfig context; none means the current one, else in-cluster.
        context: Option<String>,
        /// A kubeconfig file; none means the usual places.
        kubeconfig: Option<PathBuf>,
        /// Whether the journals of nodes' services may be read.
        node_services: bool,
    },
    /// A recorded run.
    Replay(PathBuf),
}
