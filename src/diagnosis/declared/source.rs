//! The sources of declarations of an object, in the order in which they are believed.

use std::borrow::Cow;

use serde_json::Value;

use crate::diagnosis::objects::release;
use crate::evidence::documents::MANIFESTS;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::{View, excerpt};

/// What kubectl keeps of what it applied last.
const APPLIED: &str = "kubectl.kubernetes.io/last-applied-configuration";
/// Kinds whose forms differ between versions of their API.
const RESHAPED: &[&str] = &["HorizontalPodAutoscaler", "Ingress"];

/// Who declares.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Source {
    /// A manifest beside the bundle, with its file.
    Manifest(String),
    /// The annotation of `kubectl apply`.
    Applied,
    /// A Helm release: its name and revision.
    Helm(String, i64),
}

impl Source {
    /// As a report names it: `manifests/web.yaml`, `what was applied last`.
    pub fn words(&self) -> String {
        match self {
            Self::Manifest(file) if file.is_empty() => "the manifests".to_owned(),
            Self::Manifest(file) => file.clone(),
            Self::Applied => "what was applied last".to_owned(),
            Self::Helm(release, revision) => format!("revision {revision} of Helm release {release}"),
        }
    }
}

/// What one source declares of an object.
#[derive(Debug, Clone)]
pub struct Declaration<'g> {
    /// Who declares.
    pub source: Source,
    value: Cow<'g, Value>,
    view: View<'g>,
}

impl<'g> Declaration<'g> {
    /// What stands at a place that was read.
    pub fn new(source: Source, view: View<'g>) -> Self {
        Self { source, value: Cow::Borrowed(view.value()), view }
    }

    /// All of it.
    pub fn value(&self) -> &Value {
        &self.value
    }

    /// A place of it, to be cited as something said of the object.
    pub fn fact(&self, pointer: &str, about: &EntityKey) -> Option<Fact> {
        if self.source != Source::Applied {
            return Some(self.view.at(pointer)?.spec().about(about));
        }
        // The annotation is one text: the place in it is found by what stands there.
        let mut fact = self.view.at("")?.spec();
        let name = pointer.rsplit('/').next().unwrap_or_default();
        let piece = format!("\"{name}\":{}", self.value.pointer(pointer)?);
        if fact.excerpt.contains(&piece) {
            fact.excerpt = piece;
        }
        Some(fact)
    }

    /// That it declares the object at all.
    pub fn says_so(&self, about: &EntityKey) -> Option<Fact> {
        self.fact("/metadata/name", about)
    }
}

/// Everything that is declared of an object: the most trusted source first.
pub fn of<'g>(graph: &'g Graph, key: &EntityKey) -> Vec<Declaration<'g>> {
    // What Secrets hold is never compared.
    if key.is(&kinds::SECRET) || key.known_kind().is_none() {
        return Vec::new();
    }
    let mut found: Vec<Declaration<'g>> = manifest(graph, key).into_iter().collect();
    found.extend(applied(graph, key));
    let rendered = release::declared(graph, key);
    found.extend(rendered.map(|(name, revision, view)| Declaration::new(Source::Helm(name, revision), view)));
    found.retain(|declaration| is_in_shape(&declaration.value, key));
    found
}

/// The manifest of an object. One that is declared more than once (a base and its overlays, several environments) says
/// nothing for certain.
pub fn manifest<'g>(graph: &'g Graph, key: &EntityKey) -> Option<Declaration<'g>> {
    let view = graph.declared(key)?;
    let list = graph.document(MANIFESTS)?;
    let items = list.value().get("items").and_then(Value::as_array)?;
    let is_same = |item: &&Value| {
        let text = |pointer: &str| item.pointer(pointer).and_then(Value::as_str);
        let namespace = text("/metadata/namespace");
        text("/kind") == Some(&key.kind)
            && text("/metadata/name") == Some(&key.name)
            && (namespace.is_none() || namespace == key.namespace.as_deref())
    };
    if items.iter().filter(is_same).count() != 1 {
        return None;
    }
    let index = view.full_pointer().rsplit('/').next()?.to_owned();
    let file = list.value().pointer(&format!("/files/{index}")).map(excerpt).unwrap_or_default();
    Some(Declaration::new(Source::Manifest(file), view))
}

fn applied<'g>(graph: &'g Graph, key: &EntityKey) -> Option<Declaration<'g>> {
    let view = graph.view(key)?.key_at("/metadata/annotations", APPLIED)?;
    let value = serde_json::from_str(view.str()?).ok()?;
    Some(Declaration { source: Source::Applied, value: Cow::Owned(value), view })
}

/// Whether a declaration has the form in which the object was read.
fn is_in_shape(declared: &Value, key: &EntityKey) -> bool {
    let version = declared.get("apiVersion").and_then(Value::as_str).and_then(|version| version.rsplit('/').next());
    !RESHAPED.contains(&&*key.kind) || key.known_kind().is_some_and(|kind| version == Some(&*kind.version))
}
