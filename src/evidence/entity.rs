//! Entities: the nodes of the graph, named by group, kind, namespace and name.
//!
//! A key is how the program talks about an object whether or not it was ever read: a ConfigMap that is referenced and
//! absent has a key too. Ownership does not go by key but by uid, see [`crate::evidence::graph`].

use std::borrow::Cow;
use std::fmt;

use serde_json::Value;

use crate::evidence::answer::ObjectRef;
use crate::evidence::kinds::{self, Kind};

/// Names an object.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntityKey {
    /// API group, empty for the core group.
    pub group: Cow<'static, str>,
    /// Kind in CamelCase.
    pub kind: Cow<'static, str>,
    /// Absent for cluster-scoped objects.
    pub namespace: Option<String>,
    /// The name.
    pub name: String,
}

impl EntityKey {
    /// The key of an object of a known kind. A namespace given to a cluster-scoped kind is dropped.
    pub fn new(kind: &Kind, namespace: Option<&str>, name: &str) -> Self {
        Self {
            group: kind.group.clone(),
            kind: kind.kind.clone(),
            namespace: namespace.filter(|_| kind.namespaced).map(str::to_owned),
            name: name.to_owned(),
        }
    }

    /// The key of a kind that may not be in the table, by `apiVersion` and kind as references write them.
    pub fn referenced(api_version: &str, kind: &str, namespace: Option<&str>, name: &str) -> Self {
        match kinds::by_api_version(api_version, kind) {
            Some(known) => Self::new(known, namespace, name),
            None => Self {
                group: Cow::Owned(kinds::group_of(api_version).to_owned()),
                kind: Cow::Owned(kind.to_owned()),
                namespace: namespace.map(str::to_owned),
                name: name.to_owned(),
            },
        }
    }

    /// The key of an object's body; `kind` is what the list said, for items that omit it.
    pub fn of_body(body: &Value, kind: &Kind) -> Option<Self> {
        let metadata = body.get("metadata")?;
        let name = metadata.get("name")?.as_str()?;
        let namespace = metadata.get("namespace").and_then(Value::as_str);
        Some(Self::new(kind, namespace, name))
    }

    /// Whether it is of this kind.
    pub fn is(&self, kind: &Kind) -> bool {
        self.kind == kind.kind && self.group == kind.group
    }

    /// The entry of the kinds table, if it has one.
    pub fn known_kind(&self) -> Option<&'static Kind> {
        kinds::by_kind(&self.group, &self.kind)
    }

    /// The namespace, or an empty string.
    pub fn ns(&self) -> &str {
        self.namespace.as_deref().unwrap_or("")
    }

    /// `shop/cart`, or the name alone where there is no namespace.
    pub fn path(&self) -> String {
        match &self.namespace {
            Some(ns) => format!("{ns}/{}", self.name),
            None => self.name.clone(),
        }
    }

    /// The reference as a report has it; the version is that of the table unless `version` says another.
    pub fn object_ref(&self, version: Option<&str>) -> ObjectRef {
        let version = version.or_else(|| self.known_kind().map(|k| &*k.version)).unwrap_or("v1");
        let api_version = if self.group.is_empty() { version.to_owned() } else { format!("{}/{version}", self.group) };
        ObjectRef {
            api_version,
            kind: self.kind.to_string(),
            namespace: self.namespace.clone(),
            name: self.name.clone(),
        }
    }
}

impl fmt::Display for EntityKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.kind, self.path())
    }
}
