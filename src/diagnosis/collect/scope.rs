//! What belongs to a subject: owners and what they own, Services and the pods behind them, what an Application lists.

use std::collections::BTreeSet;

use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::autoscaler::{self, Autoscaler};
use crate::diagnosis::objects::budget::Budget;
use crate::diagnosis::objects::mesh;
use crate::diagnosis::objects::operated;
use crate::diagnosis::objects::service::Service;
use crate::diagnosis::subject::Subject;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Resources of an Application that are followed.
const MAX_RESOURCES: usize = 30;

/// Every entity that belongs to the subject, as far as the graph knows.
pub fn entities(subject: &Subject, graph: &Graph) -> BTreeSet<EntityKey> {
    match subject {
        Subject::Cluster => graph.objects().map(|o| o.key.clone()).filter(is_own).collect(),
        Subject::Namespace(ns) => {
            let own = graph.objects().map(|o| o.key.clone()).filter(|key| key.ns() == ns && is_own(key));
            own.chain([EntityKey::new(&kinds::NAMESPACE, None, ns)]).collect()
        }
        Subject::Objects(objects) => closure(objects, graph),
    }
}

fn is_own(key: &EntityKey) -> bool {
    !key.is(&kinds::EVENT)
}

fn closure(objects: &[EntityKey], graph: &Graph) -> BTreeSet<EntityKey> {
    let mut found = BTreeSet::new();
    let mut next: Vec<EntityKey> = objects.to_vec();
    while let Some(key) = next.pop() {
        if found.insert(key.clone()) {
            next.extend(neighbours(&key, graph));
        }
    }
    found
}

fn neighbours(key: &EntityKey, graph: &Graph) -> Vec<EntityKey> {
    let mut near: Vec<EntityKey> = graph.children(key).into_iter().map(|child| child.key.clone()).collect();
    near.extend(graph.controller(key).filter(|owner| owner.known_kind().is_some()));
    if key.is(&kinds::SERVICE) {
        near.extend(behind(key, graph));
        near.extend(mesh::about(key, graph));
    }
    if is_template_owner(key) {
        near.extend(autoscaler::of(graph, key));
        near.extend(operated::scalers_of(graph, key));
    }
    if let Some(object) = graph.get(key).filter(|o| key.is(&kinds::HPA) && !o.metadata_only) {
        near.extend(Autoscaler::new(graph, object).target());
    }
    if key.is(&kinds::SCALED_OBJECT) || key.is(&kinds::VPA) {
        near.extend(graph.view(key).and_then(|scaler| operated::target(&scaler)));
    }
    if key.is(&kinds::PDB) {
        let guard = Budget::all(graph).into_iter().find(|guard| guard.key() == key);
        near.extend(guard.iter().flat_map(Budget::pods).map(|pod| pod.key().clone()));
    }
    if key.is(&kinds::ARGO_APPLICATION) {
        near.extend(resources(key, graph));
    }
    near
}

/// The pods that a Service selects, and the workloads whose template it would select.
fn behind(key: &EntityKey, graph: &Graph) -> Vec<EntityKey> {
    let Some(object) = graph.get(key).filter(|o| !o.metadata_only) else { return Vec::new() };
    let service = Service::new(graph, object);
    let pods = graph.of_namespace(&kinds::POD, key.ns()).filter(|pod| service.selects(&View::root(graph, pod)));
    let owners = [&kinds::DEPLOYMENT, &kinds::STATEFUL_SET, &kinds::DAEMON_SET];
    let workloads = owners.into_iter().flat_map(|kind| graph.of_namespace(kind, key.ns()));
    let workloads = workloads.filter(|o| service.selects_template(&View::root(graph, o)));
    pods.chain(workloads).map(|o| o.key.clone()).collect()
}

/// Whether an object makes pods from a template and has an endless life.
pub(in crate::diagnosis) fn is_template_owner(key: &EntityKey) -> bool {
    key.is(&kinds::DEPLOYMENT) || key.is(&kinds::STATEFUL_SET) || key.is(&kinds::DAEMON_SET)
}

/// The resources that an Application says it manages, of kinds that the program reads.
fn resources(key: &EntityKey, graph: &Graph) -> Vec<EntityKey> {
    let Some(view) = graph.view(key) else { return Vec::new() };
    let mut listed = Vec::new();
    for resource in view.items("/status/resources").into_iter().take(MAX_RESOURCES) {
        let (Some(kind), Some(name)) = (resource.str_at("/kind"), resource.str_at("/name")) else { continue };
        if let Some(kind) = kinds::by_kind(resource.str_at("/group").unwrap_or_default(), kind) {
            listed.push(EntityKey::new(kind, resource.str_at("/namespace"), name));
        }
    }
    listed
}

/// The apps of the subject, by key.
pub fn apps<'g>(subject: &Subject, graph: &'g Graph) -> Vec<App<'g>> {
    let scope = entities(subject, graph);
    App::all(graph)
        .into_iter()
        .filter(|app| scope.contains(&app.key) || app.pods.iter().any(|pod| scope.contains(pod.key())))
        .collect()
}
