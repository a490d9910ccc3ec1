//! Events: of a namespace by the page, or of single objects where the subject is an object.

use serde_json::Value;

use crate::cluster::read::Read;
use crate::diagnosis::causes::storage::expansion;
use crate::diagnosis::collect::references::{is_refused_pods, is_short_of_pods};
use crate::diagnosis::collect::{FOLLOWED_PODS, reduce, scope};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::pod::Pod;
use crate::diagnosis::subject::Subject;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Objects whose events are read one by one.
const MAX_OBJECTS: usize = 24;
/// Pods that work whose events are read too, so that "healthy" is said of something that was looked at.
pub const HEALTHY_PODS: usize = 2;

/// The reads of events for the subject.
pub fn plan(subject: &Subject, graph: &Graph) -> Vec<Read> {
    match subject {
        Subject::Cluster => vec![reduce::list(&kinds::EVENT, None)],
        Subject::Namespace(ns) => vec![reduce::list(&kinds::EVENT, Some(ns))],
        Subject::Objects(objects) => {
            let mut targets: Vec<EntityKey> = Vec::new();
            for app in scope::apps(subject, graph) {
                targets.extend(of_app(&app, graph));
            }
            let speak = |key: &&EntityKey| !key.is(&kinds::SERVICE) && !key.is(&kinds::DEPLOYMENT);
            targets.extend(objects.iter().filter(speak).cloned());
            targets.extend(claims(subject, graph));
            let mut seen = std::collections::BTreeSet::new();
            targets.retain(|key| seen.insert(key.clone()));
            targets.truncate(MAX_OBJECTS);
            targets.iter().map(of_object).collect()
        }
    }
}

fn of_object(key: &EntityKey) -> Read {
    // Events about cluster-scoped objects are kept in the namespace `default`.
    let namespace = key.namespace.as_deref().unwrap_or("default");
    let selector = format!("involvedObject.kind={},involvedObject.name={}", key.kind, key.name);
    Read::list(&kinds::EVENT, Some(namespace)).fields(selector)
}

fn of_app(app: &App<'_>, graph: &Graph) -> Vec<EntityKey> {
    let mut targets: Vec<EntityKey> = app.troubled().iter().take(FOLLOWED_PODS).map(|pod| pod.key().clone()).collect();
    if targets.is_empty() {
        // One that is still to become ready has more to tell than one that is.
        let (ready, starting): (Vec<&Pod<'_>>, Vec<&Pod<'_>>) = app.pods.iter().partition(|pod| pod.ready());
        targets.extend(starting.into_iter().chain(ready).take(HEALTHY_PODS).map(|pod| pod.key().clone()));
    }
    let lacking = is_short_of_pods(app) || is_refused_pods(app);
    // What a controller says is of use where pods are missing; where they are there, they speak for themselves.
    if lacking || app.troubled().is_empty() || !app.key.is(&kinds::DEPLOYMENT) {
        targets.push(app.key.clone());
    }
    if lacking {
        // The controller in between says why it cannot create pods, and when it did.
        let between = graph.children(&app.key);
        let current = between
            .iter()
            .filter(|o| {
                o.key.is(&kinds::REPLICA_SET) && o.body().pointer("/spec/replicas").and_then(Value::as_i64) != Some(0)
            })
            .chain(between.iter().filter(|o| o.key.is(&kinds::JOB)))
            .map(|o| o.key.clone());
        targets.extend(current.take(FOLLOWED_PODS));
    }
    targets
}

/// Claims of the subject that are not bound, or wait for the room that they ask for.
fn claims(subject: &Subject, graph: &Graph) -> Vec<EntityKey> {
    let scope = scope::apps(subject, graph);
    let names = scope.iter().flat_map(App::troubled).take(FOLLOWED_PODS).flat_map(|pod| {
        let volumes = pod.view.items("/spec/volumes");
        volumes
            .iter()
            .filter_map(|v| v.str_at("/persistentVolumeClaim/claimName"))
            .map(|name| EntityKey::new(&kinds::PVC, pod.key().namespace.as_deref(), name))
            .collect::<Vec<_>>()
    });
    let waits = |claim: &View<'_>| claim.str_at("/status/phase") != Some("Bound") || expansion::is_asked(claim);
    names.filter(|key| graph.view(key).as_ref().is_some_and(waits)).collect()
}
