//! Where questions go: a source, and the part of it that is meant.

use serde::{Deserialize, Serialize};

use crate::investigate::Source;

/// Where questions go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Place {
    /// The source.
    pub source: Source,
    /// The namespace that is meant where a question names none.
    pub namespace: Option<String>,
    /// Whether every namespace is meant.
    pub all_namespaces: bool,
}

impl Default for Place {
    fn default() -> Self {
        Self {
            source: Source::Live { context: None, kubeconfig: None, node_services: false },
            namespace: None,
            all_namespaces: false,
        }
    }
}

impl Place {
    /// `demo:echo-pod`, `bundle:incident.tar.zst`, `context:prod` …
    pub fn label(&self) -> String {
        let name = |path: &std::path::Path| path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        match &self.source {
            Source::Demo(demo) => format!("demo:{demo}"),
            Source::Bundle(path) => format!("bundle:{}", name(path)),
            Source::Replay(path) => format!("replay:{}", name(path)),
            Source::Live { context: Some(context), .. } => format!("context:{context}"),
            Source::Live { context: None, .. } => "context:current".to_owned(),
        }
    }

    /// The namespace that is meant, in words.
    pub fn scope(&self) -> String {
        match &self.namespace {
            Some(namespace) => format!("namespace {namespace}"),
            None => "all namespaces".to_owned(),
        }
    }

    /// Whether the source moves.
    pub fn is_live(&self) -> bool {
        matches!(self.source, Source::Live { .. })
    }

    /// The same source with another namespace in mind.
    #[must_use]
    pub fn in_namespace(&self, namespace: Option<String>) -> Self {
        Self { all_namespaces: namespace.is_none() && self.all_namespaces, namespace, source: self.source.clone() }
    }
}

/// A source as a session keeps it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(in crate::tui) enum Origin {
    /// A recorded incident.
    Demo(String),
    /// A support bundle.
    Bundle(std::path::PathBuf),
    /// A recorded run.
    Replay(std::path::PathBuf),
    /// A live cluster.
    Live { context: Option<String>, kubeconfig: Option<std::path::PathBuf>, node_services: bool },
}

impl From<&Source> for Origin {
    fn from(source: &Source) -> Self {
        // Whoever resumes may stand in another directory.
        let absolute = |path: &std::path::Path| std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
        match source {
            Source::Demo(name) => Self::Demo(name.clone()),
            Source::Bundle(path) => Self::Bundle(absolute(path)),
            Source::Replay(path) => Self::Replay(absolute(path)),
            Source::Live { context, kubeconfig, node_services } => Self::Live {
                context: context.clone(),
                kubeconfig: kubeconfig.as_deref().map(absolute),
                node_services: *node_services,
            },
        }
    }
}

impl From<Origin> for Source {
    fn from(origin: Origin) -> Self {
        match origin {
            Origin::Demo(name) => Self::Demo(name),
            Origin::Bundle(path) => Self::Bundle(path),
            Origin::Replay(path) => Self::Replay(path),
            Origin::Live { context, kubeconfig, node_services } => Self::Live { context, kubeconfig, node_services },
        }
    }
}
