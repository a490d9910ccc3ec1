//! How much is lost: what users of the affected objects lose now, not how sure anybody is of why.
//!
//! | severity | what holds |
//! |---|---|
//! | critical | something is out altogether: a Service has no ready endpoint, an app has none of the pods that it wants, a node is down, a volume is lost |
//! | warning | it works in part, or will stop working: some pods are missing, a Job failed, something says that it is unwell |
//! | info | nobody loses anything now |

use std::collections::BTreeSet;

use crate::diagnosis::objects::pod::Pod;
use crate::diagnosis::objects::service::Service;
use crate::diagnosis::symptoms::Symptom;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::view::View;
use crate::report::model::Severity;

/// The severity of trouble that reaches these objects.
pub fn of<'k>(reached: impl IntoIterator<Item = &'k EntityKey>, symptoms: &[Symptom], graph: &Graph) -> Severity {
    let unwell: BTreeSet<&EntityKey> = symptoms.iter().map(|symptom| &symptom.entity).collect();
    reached.into_iter().map(|key| of_object(key, &unwell, graph)).max().unwrap_or_default()
}

fn of_object(key: &EntityKey, unwell: &BTreeSet<&EntityKey>, graph: &Graph) -> Severity {
    let known = graph.get(key).filter(|object| !object.metadata_only);
    let shown = known.and_then(|object| match &*key.kind {
        "Service" => is_out(&Service::new(graph, object)).then_some(Severity::Critical),
        "Node" => is_down(&View::root(graph, object)).then_some(Severity::Critical),
        "PersistentVolumeClaim" => {
            (View::root(graph, object).str_at("/status/phase") == Some("Lost")).then_some(Severity::Critical)
        }
        // It is reached by what is wrong with the way through it, and with a way somebody is lost.
        "Ingress" | "HTTPRoute" | "VirtualService" => Some(Severity::Warning),
        "Pod" if graph.controller(key).is_none() => of_bare_pod(&Pod::new(graph, object)),
        _ => of_replicas(&View::root(graph, object)),
    });
    shown.unwrap_or_else(|| if unwell.contains(key) { Severity::Warning } else { Severity::Info })
}

fn is_out(service: &Service<'_>) -> bool {
    service.selector().is_some() && service.endpoints().is_some_and(|endpoints| endpoints.ready == 0)
}

fn is_down(node: &View<'_>) -> bool {
    let conditions = node.items("/status/conditions");
    conditions.iter().any(|c| c.str_at("/type") == Some("Ready") && c.str_at("/status") != Some("True"))
}

/// A pod without a controller is all there is of its app, unless it was to run once.
fn of_bare_pod(pod: &Pod<'_>) -> Option<Severity> {
    let endless = pod.view.str_at("/spec/restartPolicy").unwrap_or("Always") == "Always";
    pod.trouble().map(|_| if endless && !pod.ready() { Severity::Critical } else { Severity::Warning })
}

/// By the pods that are wanted and those that are ready, where an object counts them.
fn of_replicas(view: &View<'_>) -> Option<Severity> {
    let wanted = view.i64_at("/status/desiredNumberScheduled").or_else(|| {
        let counted = matches!(&*view.key().kind, "Deployment" | "StatefulSet" | "ReplicaSet");
        counted.then(|| view.i64_at("/spec/replicas").unwrap_or(1))
    })?;
    let ready = view.i64_at("/status/readyReplicas").or_else(|| view.i64_at("/status/numberReady")).unwrap_or(0);
    // A ReplicaSet of a rollout is a part of its Deployment, which says how much is left.
    let whole = view.key().kind != "ReplicaSet" || view.graph().controller(view.key()).is_none();
    match ready {
        _ if wanted <= 0 || !whole => None,
        0 => Some(Severity::Critical),
        ready if ready < wanted => Some(Severity::Warning),
        _ => None,
    }
}
