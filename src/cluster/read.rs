//! One read of the Kubernetes API, as the plan names it: its target, its canonical request, its label for a person.
//!
//! The canonical request is the identity of a read. Two phases that want the same thing share one observation, and a
//! replay finds its answer by it.

use percent_encoding::{AsciiSet, CONTROLS, utf8_percent_encode};
use serde_json::Value;

use crate::cluster::monitoring::Monitoring;
use crate::evidence::entity::EntityKey;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::log::LogKey;
use crate::evidence::older::SERVICE_NAME;

/// Items asked for in one page.
pub const PAGE_SIZE: usize = 500;
/// Lines of a log that are asked for.
pub const LOG_LINES: usize = 200;
/// Bytes of a log that are asked for.
///
/// The API server counts bytes from the first of those lines and cuts what is newest, so this must hold all of them.
pub const LOG_BYTES: usize = 4 * 1024 * 1024;

/// Objects picked by the label that holds their name.
const NAMED_ONE_OF: &str = "kubernetes.io/metadata.name in ";

/// Lines of a journal that are asked for.
const JOURNAL_LINES: usize = 100;

/// Where a bundle answers for its documents. No API server has such a path.
pub const DOCUMENTS: &str = "/-/bundle/";

/// What in a query must be escaped; `=`, `,`, `!` and parentheses stay readable, as servers accept them.
const QUERY: &AsciiSet =
    &CONTROLS.add(b' ').add(b'"').add(b'#').add(b'%').add(b'&').add(b'+').add(b'<').add(b'>').add(b'?').add(b'`');

/// What of a list that is longer than one page is kept.
#[derive(Debug, Clone, Copy)]
pub enum Keep {
    /// All of it.
    All,
    /// The first so many items, which are all that is asked for.
    First(usize),
    /// As much of each item as this says.
    By(Reduce),
}

/// Judges an item of a long list, and cuts it down to its outline where no more is needed. Judging an outline must give
/// an outline again: replays do. It does not see who manages which
/// field nor what was last applied, and leaves what is to be kept whole as it is.
pub type Reduce = fn(&mut Value) -> Kept;

/// How much of an item is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// All of it.
    Whole,
    /// Its outline, which is what is left of it.
    Outline,
    /// Its outline, if another item of the same app is kept whole.
    Beside,
    /// Nothing.
    Nothing,
}

/// What is read.
#[derive(Debug, Clone)]
pub enum Target {
    /// One object.
    Object {
        /// Its kind.
        kind: Kind,
        /// Its name.
        key: EntityKey,
    },
    /// A list.
    List {
        /// The kind of its items.
        kind: Kind,
        /// One namespace, or all.
        namespace: Option<String>,
        /// Label selector.
        labels: Option<String>,
        /// Field selector.
        fields: Option<String>,
        /// What is kept of it if it is long.
        keep: Keep,
    },
    /// The tail of a log.
    Log(LogKey),
    /// The version of the server.
    Version,
    /// What a bundle holds beside the API, by its path: declared manifests, what other systems said.
    Document(String),
    /// What the server serves: `/apis`, or the resources of one version.
    Discovery(String),
    /// The last lines of the journal of a node's service, by its kubelet.
    NodeService {
        /// The node.
        node: String,
        /// The service.
        service: String,
    },
    /// What is asked of Prometheus or Alertmanager.
    Monitoring(Monitoring),
}

/// One read.
#[derive(Debug, Clone)]
pub struct Read {
    /// What is read.
    pub target: Target,
    /// Whether only metadata is wanted.
    pub metadata_only: bool,
    /// Lines of a log that are asked for.
    pub lines: usize,
}

impl Read {
    /// One object by name. Secrets are read by their metadata only.
    pub fn object(kind: &Kind, namespace: Option<&str>, name: &str) -> Self {
        let key = EntityKey::new(kind, namespace, name);
        Self { target: Target::Object { kind: kind.clone(), key }, metadata_only: is_secret(kind), lines: LOG_LINES }
    }

    /// One release record of Helm, whole: the only Secret that is read so. It is opened on arrival; of what the chart
    /// rendered no Secret is kept.
    pub fn release_record(namespace: &str, name: &str) -> Self {
        Self { metadata_only: false, ..Self::object(&kinds::SECRET, Some(namespace), name) }
    }

    /// All objects of a kind, in a namespace or everywhere.
    pub fn list(kind: &Kind, namespace: Option<&str>) -> Self {
        let namespace = namespace.map(str::to_owned);
        let target = Target::List { kind: kind.clone(), namespace, labels: None, fields: None, keep: Keep::All };
        Self { target, metadata_only: is_secret(kind), lines: LOG_LINES }
    }

    /// The tail of a log.
    pub fn log(key: LogKey) -> Self {
        Self { target: Target::Log(key), metadata_only: false, lines: LOG_LINES }
    }

    /// The version of the server.
    pub fn version() -> Self {
        Self { target: Target::Version, metadata_only: false, lines: LOG_LINES }
    }

    /// The groups that a server serves.
    pub fn groups() -> Self {
        Self { target: Target::Discovery("/apis".to_owned()), metadata_only: false, lines: LOG_LINES }
    }

    /// The resources of one version: `v1`, `apps/v1`.
    pub fn resources(version: &str) -> Self {
        let path = if version.contains('/') { format!("/apis/{version}") } else { format!("/api/{version}") };
        Self { target: Target::Discovery(path), metadata_only: false, lines: LOG_LINES }
    }

    /// Says how many of the last lines of a log are wanted.
    #[must_use]
    pub fn last(mut self, lines: usize) -> Self {
        self.lines = lines;
        self
    }

    /// A file of a bundle beside its objects and logs, by one of the paths that opening it told.
    pub fn document(path: &str) -> Self {
        Self { target: Target::Document(path.to_owned()), metadata_only: false, lines: LOG_LINES }
    }

    /// What is asked of Prometheus or Alertmanager.
    pub fn monitoring(asked: Monitoring) -> Self {
        Self { target: Target::Monitoring(asked), metadata_only: false, lines: LOG_LINES }
    }

    /// The last lines of the journal of a node's service.
    pub fn node_service(node: &str, service: &str) -> Self {
        let target = Target::NodeService { node: node.to_owned(), service: service.to_owned() };
        Self { target, metadata_only: false, lines: LOG_LINES }
    }

    /// Narrows a list by labels.
    #[must_use]
    pub fn labelled(mut self, selector: impl Into<String>) -> Self {
        if let Target::List { labels, .. } = &mut self.target {
            *labels = Some(selector.into());
        }
        self
    }

    /// Narrows a list by fields.
    #[must_use]
    pub fn fields(mut self, selector: impl Into<String>) -> Self {
        if let Target::List { fields, .. } = &mut self.target {
            *fields = Some(selector.into());
        }
        self
    }

    /// Says what is kept of a long list.
    #[must_use]
    pub fn keeping(mut self, reduce: Reduce) -> Self {
        if let Target::List { keep, .. } = &mut self.target {
            *keep = Keep::By(reduce);
        }
        self
    }

    /// Asks for the first items of a list only, however long it is.
    #[must_use]
    pub fn first(mut self, items: usize) -> Self {
        if let Target::List { keep, .. } = &mut self.target {
            *keep = Keep::First(items.min(PAGE_SIZE));
        }
        self
    }

    /// Asks for metadata only.
    #[must_use]
    pub fn metadata(mut self) -> Self {
        self.metadata_only = true;
        self
    }

    /// The same read in an older form of its kind. Endpoints are found by the name of their Service, slices by a label.
    #[must_use]
    pub fn in_form(&self, form: &Kind) -> Self {
        let mut read = self.clone();
        match &mut read.target {
            Target::Object { kind, .. } => kind.clone_from(form),
            Target::List { kind, labels, fields, .. } => {
                let service = labels.as_deref().and_then(|label| label.strip_prefix(SERVICE_NAME)?.strip_prefix('='));
                if let Some(name) = service.filter(|_| form == &kinds::ENDPOINTS) {
                    *fields = Some(format!("metadata.name={name}"));
                    *labels = None;
                }
                kind.clone_from(form);
            }
            Target::Log(_)
            | Target::Version
            | Target::Document(_)
            | Target::Discovery(_)
            | Target::NodeService { .. }
            | Target::Monitoring(_) => {}
        }
        read
    }

    /// Path and query, as they are sent.
    pub fn path_and_query(&self) -> String {
        match &self.target {
            Target::Object { kind, key } => kind.object_path(key.namespace.as_deref(), &key.name),
            Target::List { kind, namespace, labels, fields, keep } => {
                let mut query = Vec::new();
                if let Some(fields) = fields {
                    query.push(format!("fieldSelector={}", encode(fields)));
                }
                if let Some(labels) = labels {
                    query.push(format!("labelSelector={}", encode(labels)));
                }
                let limit = if let Keep::First(items) = keep { *items } else { PAGE_SIZE };
                query.push(format!("limit={limit}"));
                format!("{}?{}", kind.list_path(namespace.as_deref()), query.join("&"))
            }
            Target::Log(key) => {
                let previous = if key.previous { "&previous=true" } else { "" };
                format!(
                    "/api/v1/namespaces/{}/pods/{}/log?container={}&limitBytes={LOG_BYTES}{previous}&tailLines={}",
                    key.pod.ns(),
                    key.pod.name,
                    encode(&key.container),
                    self.lines
                )
            }
            Target::Version => "/version".to_owned(),
            Target::Monitoring(asked) => asked.path_and_query(),
            Target::Document(path) => format!("{DOCUMENTS}{path}"),
            Target::Discovery(path) => path.clone(),
            Target::NodeService { node, service } => {
                format!("/api/v1/nodes/{node}/proxy/logs/?query={}&tailLines={JOURNAL_LINES}", encode(service))
            }
        }
    }

    /// The `Accept` header.
    pub fn accept(&self) -> &'static str {
        match (&self.target, self.metadata_only) {
            (Target::Log(_) | Target::Document(_) | Target::NodeService { .. }, _) => "*/*",
            (Target::List { .. }, true) => "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
            (Target::Object { .. }, true) => "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1",
            (_, _) => "application/json",
        }
    }

    /// The identity of the read.
    pub fn canonical(&self) -> String {
        let metadata = if self.metadata_only { " (metadata)" } else { "" };
        format!("GET {}{metadata}", self.path_and_query())
    }

    /// The read in a few words.
    pub fn label(&self) -> String {
        match &self.target {
            Target::Object { key, .. } => format!("{key}"),
            Target::List { kind, namespace, labels, fields, keep } => {
                let first = if let Keep::First(items) = keep { format!("first {items} ") } else { String::new() };
                let place = namespace.as_ref().map_or(String::new(), |ns| format!(" in {ns}"));
                let narrowed = match labels.as_ref().or(fields.as_ref()) {
                    Some(by) => by.strip_prefix(NAMED_ONE_OF).map_or(format!(" with {by}"), |names| {
                        format!(" {}", names.trim_matches(['(', ')']).replace(',', ", "))
                    }),
                    None => String::new(),
                };
                format!("{first}{}{place}{narrowed}", kind.plural)
            }
            Target::Log(key) => {
                let previous = if key.previous { "previous log" } else { "log" };
                format!("{previous} of {} in {}", key.container, key.pod.path())
            }
            Target::Version => "server version".to_owned(),
            Target::Document(path) => format!("{path} of the bundle"),
            Target::Discovery(path) => format!("what {path} serves"),
            Target::Monitoring(asked) => asked.label(),
            Target::NodeService { node, service } => format!("journal of {service} on Node {node}"),
        }
    }

    /// `logs` for logs, `bundle` for its documents, else `kubernetes`.
    pub fn source(&self) -> &'static str {
        match self.target {
            Target::Log(_) | Target::NodeService { .. } => "logs",
            Target::Document(_) => "bundle",
            Target::Monitoring(Monitoring::Alerts) => "alertmanager",
            Target::Monitoring(_) => "prometheus",
            Target::Object { .. } | Target::List { .. } | Target::Version | Target::Discovery(_) => "kubernetes",
        }
    }
}

fn is_secret(kind: &Kind) -> bool {
    *kind == crate::evidence::kinds::SECRET
}

fn encode(text: &str) -> String {
    utf8_percent_encode(text, QUERY).to_string()
}
