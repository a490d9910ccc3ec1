//! Declared objects that are not there, and that something needs.
//!
//! That a manifest lies somewhere does not say that it belongs to this cluster: most of what is declared for a namespace
//! must be there before the rest counts as missing. And what nobody needs may have been removed for good.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diagnosis::declared::source::{self, Declaration, Source};
use crate::diagnosis::objects::release;
use crate::diagnosis::objects::service::Service;
use crate::evidence::coverage::Lookup;
use crate::evidence::documents::MANIFESTS;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::{Graph, Object};
use crate::evidence::kinds::{self, Kind};
use crate::evidence::view::View;

/// Declared objects that are missing and looked into.
const LOOKED_INTO: usize = 20;
/// Of what is declared for a namespace this many must be there for each that is not.
const PRESENT: usize = 2;
/// Kinds that are looked for: those that others reach, and what makes the pods behind them.
pub const KINDS: &[&Kind] =
    &[&kinds::SERVICE, &kinds::DEPLOYMENT, &kinds::STATEFUL_SET, &kinds::DAEMON_SET, &kinds::PVC];

/// A declared object that is not there.
#[derive(Debug, Clone)]
pub struct Absent {
    /// The object.
    pub key: EntityKey,
    /// Who declares it.
    pub source: Source,
    /// What is declared.
    pub value: Value,
    /// That it is declared; none where the place is hidden.
    pub declared: Option<Fact>,
    /// That it is not there.
    pub absence: Fact,
}

impl Absent {
    fn of(declaration: &Declaration<'_>, key: &EntityKey, absence: Fact) -> Self {
        Self {
            key: key.clone(),
            source: declaration.source.clone(),
            value: declaration.value().clone(),
            declared: declaration.says_so(key),
            absence,
        }
    }
}

/// The declared objects of a namespace that are not there. One whose absence was not seen is not among them.
pub fn of_namespace(graph: &Graph, namespace: &str) -> Vec<Absent> {
    let declared = declared(graph, namespace);
    let (mut present, mut absent) = (0, Vec::new());
    for (key, rendered) in declared {
        match graph.lookup(&key) {
            Lookup::Present(object) if object.body().pointer("/metadata/deletionTimestamp").is_none() => present += 1,
            Lookup::Present(_) | Lookup::Unseen(_) => {}
            Lookup::Absent(fact) => {
                let declaration = rendered.or_else(|| source::manifest(graph, &key));
                absent.extend(declaration.map(|declaration| Absent::of(&declaration, &key, fact)));
            }
        }
    }
    if absent.is_empty() || absent.len() * PRESENT > present {
        return Vec::new();
    }
    absent.truncate(LOOKED_INTO);
    absent
}

/// An object, and what a release declares of it; what a manifest declares is looked up where it is needed.
type Declared<'g> = (EntityKey, Option<Declaration<'g>>);

/// What is declared for a namespace: by manifests, and by releases whose records were read.
fn declared<'g>(graph: &'g Graph, namespace: &str) -> Vec<Declared<'g>> {
    let mut found: Vec<Declared<'g>> = Vec::new();
    let mut known: BTreeSet<EntityKey> = BTreeSet::new();
    if graph.document(MANIFESTS).is_some() {
        for object in graph.documents.declared().filter(|object| KINDS.iter().any(|kind| object.key.is(kind))) {
            let named = object.key.namespace.as_deref();
            let key = EntityKey { namespace: Some(namespace.to_owned()), ..object.key.clone() };
            if named.is_none_or(|named| named == namespace) && known.insert(key.clone()) {
                found.push((key, None));
            }
        }
    }
    for release in release::deployed(graph) {
        for (key, view) in release.objects() {
            let wanted = KINDS.iter().any(|kind| key.is(kind)) && key.ns() == namespace;
            if wanted && known.insert(key.clone()) {
                let source = Source::Helm(release.key.name.clone(), release.revision);
                found.push((key, Some(Declaration::new(source, view))));
            }
        }
    }
    found
}

/// Whether a declared Service would select the pods of a template.
pub fn would_select(service: &Value, labels: &Value) -> bool {
    let selector = service.pointer("/spec/selector").and_then(Value::as_object);
    selector.is_some_and(|selector| {
        !selector.is_empty() && selector.iter().all(|(name, value)| labels.get(name) == Some(value))
    })
}

/// The Services that are there, lead to nobody, and would lead to the pods of a declared workload.
pub fn waiting<'g>(graph: &'g Graph, absent: &Absent) -> Vec<Service<'g>> {
    let Some(labels) = absent.value.pointer("/spec/template/metadata/labels") else { return Vec::new() };
    Service::in_namespace(graph, absent.key.ns())
        .into_iter()
        .filter(|service| would_select(service.view.value(), labels))
        .filter(|service| service.endpoints().is_some_and(|endpoints| endpoints.ready == 0))
        .filter(|service| !is_served(graph, service))
        .collect()
}

/// Whether another workload or pod is behind a Service.
fn is_served(graph: &Graph, service: &Service<'_>) -> bool {
    let workloads = [&kinds::DEPLOYMENT, &kinds::STATEFUL_SET, &kinds::DAEMON_SET];
    let template = |object: &Object| service.selects_template(&View::root(graph, object));
    let selects = |object: &Object| service.selects(&View::root(graph, object));
    let same = |object: &&Object| object.key.namespace == service.key().namespace;
    workloads.into_iter().flat_map(|kind| graph.of_kind(kind)).filter(same).any(template)
        || graph.of_kind(&kinds::POD).filter(same).any(selects)
}
