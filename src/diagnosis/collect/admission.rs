//! Reads what refuses pods: quotas, limits, webhooks and what stands behind them; only where something calls for it.
//!
//! What the API server said decides what is read: a webhook's configuration where a webhook is named, a quota where a quota
//! is. Quotas are also read where an app serves a port and has no Service: one that is refused leaves no word.

use crate::cluster::read::Read;
use crate::diagnosis::causes::admission::{refusal, says, webhook};
use crate::diagnosis::collect::objects::covered;
use crate::diagnosis::collect::{Aim, FOLLOWED_APPS, scope};
use crate::diagnosis::objects::service::Service;
use crate::diagnosis::subject::Subject;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};

/// The reads that the graph calls for.
pub fn plan(aim: Aim<'_>, graph: &Graph) -> Vec<Read> {
    let mut reads = Vec::new();
    let apps = scope::apps(aim.subject, graph);
    let whole = matches!(aim.subject, Subject::Cluster);
    for app in apps.iter().filter(|app| is_unserved(app, graph)) {
        reads.extend(list(&kinds::RESOURCE_QUOTA, app.key.namespace.as_deref().filter(|_| !whole), graph));
    }
    for app in apps.iter().take(FOLLOWED_APPS) {
        if let Some(refused) = refusal::said_of(app) {
            reads.extend(of_refusal(&refused, app.key.namespace.as_deref(), graph));
        }
    }
    reads
}

fn list(kind: &Kind, namespace: Option<&str>, graph: &Graph) -> Option<Read> {
    (!covered(Some(kind), namespace, graph)).then(|| Read::list(kind, namespace))
}

/// Whether an app serves a port and no Service of its namespace leads to it.
fn is_unserved(app: &crate::diagnosis::objects::app::App<'_>, graph: &Graph) -> bool {
    let Some(view) = &app.view else { return false };
    let ports = app
        .template()
        .is_some_and(|t| t.items("/spec/containers").iter().any(|container| !container.items("/ports").is_empty()));
    let listed = covered(Some(&kinds::SERVICE), app.key.namespace.as_deref(), graph);
    ports && listed && !Service::in_namespace(graph, app.key.ns()).iter().any(|s| s.selects_template(view))
}

fn of_refusal(refused: &says::Refused, namespace: Option<&str>, graph: &Graph) -> Vec<Read> {
    use says::Refused;
    match refused {
        Refused::Quota { .. } | Refused::MustSpecify { .. } => {
            list(&kinds::RESOURCE_QUOTA, namespace, graph).into_iter().collect()
        }
        Refused::Limit | Refused::Invalid(_) => list(&kinds::LIMIT_RANGE, namespace, graph).into_iter().collect(),
        Refused::Policy { policy, .. } if !policy.contains(' ') => {
            vec![Read::object(&kinds::VALIDATING_ADMISSION_POLICY, None, policy)]
        }
        Refused::PriorityClass(_) => list(&kinds::PRIORITY_CLASS, None, graph).into_iter().collect(),
        Refused::WebhookFailed { webhook, why } => {
            let mut reads = configurations(graph);
            reads
                .extend(webhook::asked(webhook, why, graph).map(|service| behind(&service, graph)).unwrap_or_default());
            reads
        }
        Refused::WebhookDenied { .. } => configurations(graph),
        Refused::Policy { .. } | Refused::Security(_) => Vec::new(),
    }
}

fn configurations(graph: &Graph) -> Vec<Read> {
    [&kinds::VALIDATING_WEBHOOK, &kinds::MUTATING_WEBHOOK]
        .into_iter()
        .filter_map(|kind| list(kind, None, graph))
        .collect()
}

/// The Service of a webhook, its endpoints, and the workloads and pods behind it.
fn behind(key: &EntityKey, graph: &Graph) -> Vec<Read> {
    let namespace = key.namespace.as_deref();
    let mut reads = Vec::new();
    if graph.get(key).is_none() && !graph.coverage.gets.contains_key(key) {
        reads.push(Read::object(&kinds::SERVICE, namespace, &key.name));
    }
    if !covered(Some(&kinds::ENDPOINT_SLICE), namespace, graph) {
        let label = format!("kubernetes.io/service-name={}", key.name);
        reads.push(Read::list(&kinds::ENDPOINT_SLICE, namespace).labelled(label));
    }
    let Some(object) = graph.get(key) else { return reads };
    let service = Service::new(graph, object);
    if service.endpoints().is_some_and(|endpoints| endpoints.ready == 0)
        && let Some(wanted) = service.selector()
    {
        let pairs: Vec<String> =
            wanted.entries("").iter().filter_map(|(k, v)| Some(format!("{k}={}", v.str()?))).collect();
        if !covered(Some(&kinds::POD), namespace, graph) {
            reads.push(Read::list(&kinds::POD, namespace).labelled(pairs.join(",")));
        }
        reads.extend(list(&kinds::DEPLOYMENT, namespace, graph));
    }
    reads
}
