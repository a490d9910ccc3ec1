//! What was read of a bundle beside its API: declared manifests, and what other systems said.
//!
//! Documents are not objects of the cluster: a declared Deployment says what should be, never what is. They are read
//! through the same views, so what they say is cited like everything else.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use serde_json::Value;

use crate::evidence::entity::EntityKey;
use crate::evidence::graph::{Graph, Object};
use crate::evidence::log::{Log, LogKey};
use crate::evidence::observation::{Observation, ObservationId, Outcome};
use crate::evidence::view::View;

/// The document of all declared manifests.
pub const MANIFESTS: &str = "manifests";

/// Where the documents are that tell which settings the Secrets of a namespace hold.
pub const SECRET_SETTINGS: &str = "secret-settings/";

/// Stands among the known documents where the journals of nodes' services may be asked for.
pub const NODE_SERVICES: &str = "live/node-services";

/// Stands among the known documents where Prometheus may be asked.
pub const PROMETHEUS: &str = "live/prometheus";

/// Stands among the known documents where Alertmanager may be asked.
pub const ALERTMANAGER: &str = "live/alertmanager";

/// Where alerts are kept, whether a bundle held them or Alertmanager told them.
pub const ALERTS: &str = "telemetry/alerts.json";

/// Where the series are kept that Prometheus told.
pub const SERIES: &str = "live/series/";

/// Where the words of a node's service are kept, whether a bundle held them or its kubelet told them.
pub fn of_node_service(node: &str, service: &str) -> String {
    format!("telemetry/node-services/{node}/{service}.txt")
}

/// Documents that are there to be read, and those that were.
#[derive(Debug, Clone, Default)]
pub struct Documents {
    known: BTreeSet<String>,
    read: BTreeMap<String, Object>,
    texts: BTreeMap<String, (ObservationId, Arc<str>)>,
    declared: BTreeMap<EntityKey, Object>,
    unseen: BTreeMap<String, String>,
}

impl Documents {
    /// The paths that exist below a prefix, whether they were read or not, sorted.
    pub fn below<'d>(&'d self, prefix: &'d str) -> impl Iterator<Item = &'d str> + 'd {
        self.known.range(prefix.to_owned()..).map(String::as_str).take_while(move |path| path.starts_with(prefix))
    }

    /// Whether there is such a document.
    pub fn has(&self, path: &str) -> bool {
        self.known.contains(path)
    }

    /// The paths of texts below a prefix that were read, sorted.
    pub fn texts<'d>(&'d self, prefix: &'d str) -> impl Iterator<Item = &'d str> + 'd {
        self.texts
            .range(prefix.to_owned()..)
            .map(|(path, _)| path.as_str())
            .take_while(move |path| path.starts_with(prefix))
    }

    /// The paths of JSON documents below a prefix that were read, sorted.
    pub fn read_below<'d>(&'d self, prefix: &'d str) -> impl Iterator<Item = &'d str> + 'd {
        self.read
            .range(prefix.to_owned()..)
            .map(|(path, _)| path.as_str())
            .take_while(move |path| path.starts_with(prefix))
    }

    /// Documents that could not be read, with why.
    pub fn unseen(&self) -> impl Iterator<Item = (&str, &str)> {
        self.unseen.iter().map(|(path, why)| (path.as_str(), why.as_str()))
    }

    /// Declared objects in the order of their keys. Those that name no namespace have none in their key either, though
    /// their kind has one: they go where whoever applied them said.
    pub fn declared(&self) -> impl Iterator<Item = &Object> {
        self.declared.values()
    }

    fn take(&mut self, observation: &Observation, path: &str) {
        if let Some((word, why)) = observation.outcome.blindness() {
            self.unseen.insert(path.to_owned(), format!("{word}: {why}"));
        }
        if observation.outcome != Outcome::Read {
            return;
        }
        if let Some(text) = observation.body.text() {
            self.texts.insert(path.to_owned(), (observation.id, text.clone()));
        }
        let Some(document) = observation.body.json() else { return };
        if path == MANIFESTS {
            self.take_manifests(document, observation.id);
        }
        self.read.insert(path.to_owned(), Object::new(key_of(path), document, None, observation.id));
    }

    /// The first declaration of an object counts: files are in the order of their names.
    fn take_manifests(&mut self, document: &Arc<Value>, observation: ObservationId) {
        let items = document.get("items").and_then(Value::as_array).map_or(&[][..], Vec::as_slice);
        for (index, item) in items.iter().enumerate() {
            let text = |pointer: &str| item.pointer(pointer).and_then(Value::as_str);
            let (Some(kind), Some(name)) = (text("/kind"), text("/metadata/name")) else { continue };
            let version = text("/apiVersion").unwrap_or("v1");
            let key = EntityKey::referenced(version, kind, text("/metadata/namespace"), name);
            let object = Object::new(key.clone(), document, Some(index), observation);
            self.declared.entry(key).or_insert(object);
        }
    }
}

/// Stands for a document where a fact has not been said to be about anything else.
fn key_of(path: &str) -> EntityKey {
    EntityKey { group: "".into(), kind: "Document".into(), namespace: None, name: path.to_owned() }
}

impl Graph {
    /// Says which documents there are to be read.
    #[must_use]
    pub fn beside(mut self, paths: impl IntoIterator<Item = String>) -> Self {
        self.documents.known.extend(paths);
        self
    }

    /// Takes in a document.
    pub fn add_document(&mut self, observation: &Observation, path: &str) {
        self.documents.take(observation, path);
    }

    /// A JSON document that was read. Facts of it should say what they are about: [`crate::evidence::fact::Fact::about`].
    pub fn document(&self, path: &str) -> Option<View<'_>> {
        self.documents.read.get(path).map(|object| View::root(self, object))
    }

    /// A text that was read, as a log about an entity.
    pub fn document_log(&self, path: &str, about: &EntityKey) -> Option<Log> {
        let (observation, text) = self.documents.texts.get(path)?;
        let key = LogKey { pod: about.clone(), container: String::new(), previous: false };
        let mut log = Log::parse(key, *observation, text);
        let shown = |line: &crate::evidence::log::LogLine| {
            let first = format!("L{}", line.first);
            let pointer = if line.first == line.last { first } else { format!("{first}-L{}", line.last) };
            !self.is_hidden(*observation, || pointer)
        };
        log.lines.retain(shown);
        Some(log)
    }

    /// A text as it was read.
    pub fn document_text(&self, path: &str) -> Option<Arc<str>> {
        self.documents.texts.get(path).map(|(_, text)| text.clone())
    }

    /// What was declared of an object: under its own namespace, else where no namespace was declared.
    pub fn declared(&self, key: &EntityKey) -> Option<View<'_>> {
        let anywhere = EntityKey { namespace: None, ..key.clone() };
        let object = self.documents.declared.get(key).or_else(|| self.documents.declared.get(&anywhere))?;
        Some(View::root(self, object))
    }
}
