//! What lies behind a webhook that does not answer: the pods of its Service, in another namespace as a rule, and their
//! own trouble, which is the deeper cause where it is proven.

use std::collections::BTreeSet;

use serde_json::Value;

use crate::diagnosis::case::Case;
use crate::diagnosis::catalogue::Depth;
use crate::diagnosis::causes::admission::{catalogue, webhook};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::calls;
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::service::{Endpoints, Service};
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;

/// Pods that are told one by one.
const NAMED: usize = 2;

/// A pod that should answer and is not ready.
pub(super) struct State {
    pod: EntityKey,
    text: String,
    /// What that rests on; none where a place is hidden.
    facts: Vec<Option<Fact>>,
}

impl State {
    /// Adds the pod to a hypothesis.
    pub(super) fn told(&self, hypothesis: Hypothesis) -> Hypothesis {
        let support = |told: Hypothesis, fact: &Option<Fact>| {
            told.support(Weight::Weak, "what the pods behind it show", fact.clone())
        };
        let facts = self.facts.iter().flatten().cloned().collect();
        self.facts.iter().fold(hypothesis, support).link(&self.pod, self.text.clone(), facts)
    }
}

/// Who should stand behind a Service, and why nobody does. That no pod has its labels is said only where all pods were
/// seen and no address was counted.
pub(super) fn why(graph: &Graph, service: &Service<'_>, endpoints: &Endpoints) -> Option<String> {
    let apps = App::all(graph);
    let all_seen = graph.was_listed(&kinds::POD, service.key().namespace.as_deref());
    match calls::behind(service.key(), &apps, graph).first() {
        Some(app) if app.replicas() == Some(0) => Some(format!("{} is scaled to zero", app.key)),
        Some(app) => Some(format!("{} has {} ready of {} pods", app.key, app.ready(), app.pods.len())),
        None if endpoints.not_ready == 0 && all_seen => Some("no pod has the labels that it selects".to_owned()),
        None => None,
    }
}

/// The pods behind a Service that are not ready, with the state of their containers.
pub(super) fn states(graph: &Graph, service: &Service<'_>) -> Vec<State> {
    let apps = App::all(graph);
    let pods = calls::behind(service.key(), &apps, graph).into_iter().flat_map(|app| &app.pods);
    let unready = pods.filter(|pod| service.selects(&pod.view) && !pod.ready());
    let told = unready.filter_map(|pod| {
        let (text, facts) = pod.containers().iter().filter(|container| !container.ready()).find_map(state)?;
        Some(State { pod: pod.key().clone(), text, facts })
    });
    told.take(NAMED).collect()
}

/// A field of a status in words; none where it tells nothing.
type Says = fn(&Value) -> Option<String>;

/// What a container that is not ready waits for, how it ended last, and how often it was restarted.
fn state(container: &Container<'_>) -> Option<(String, Vec<Option<Fact>>)> {
    let status = container.status.as_ref()?;
    let mut words = Vec::new();
    let mut facts = Vec::new();
    let told: [(&str, Says); 4] = [
        ("/state/waiting/reason", |reason| Some(format!("waits in {}", reason.as_str()?))),
        ("/state/terminated/reason", |reason| Some(format!("ended with {}", reason.as_str()?))),
        ("/lastState/terminated/reason", |reason| Some(format!("ended with {} before", reason.as_str()?))),
        ("/restartCount", |count| {
            let count = count.as_i64().filter(|count| *count > 0)?;
            Some(format!("was restarted {count} time{}", if count == 1 { "" } else { "s" }))
        }),
    ];
    for (field, say) in told {
        let Some(said) = status.value().pointer(field).and_then(say) else { continue };
        words.push(said);
        facts.push(status.at(field).map(|place| place.state()));
    }
    (!words.is_empty()).then(|| (format!("container {} {}", container.name, words.join(", ")), facts))
}

/// Lets what is proven of those who should answer explain whom they keep from getting pods.
pub fn carry(all: &mut [Hypothesis], case: &Case<'_>) {
    let is_hook = |h: &Hypothesis| h.cause.code == catalogue::ADMISSION_WEBHOOK_UNAVAILABLE.code;
    let hooks: Vec<(Hypothesis, BTreeSet<EntityKey>)> =
        all.iter().filter(|h| is_hook(h) && h.proven()).map(|hook| (hook.clone(), silent(case, hook))).collect();
    let may = |h: &&mut Hypothesis| h.cause.depth > Depth::Surface && h.proven() && !h.on_purpose && !is_hook(h);
    for deeper in all.iter_mut().filter(may) {
        for (hook, silent) in &hooks {
            if silent.contains(&deeper.object) || !deeper.explains.is_disjoint(silent) {
                extend(deeper, hook);
            }
        }
    }
}

/// Those whose trouble is why a webhook does not answer: the pods behind it that are not ready, and apps without any.
fn silent(case: &Case<'_>, hook: &Hypothesis) -> BTreeSet<EntityKey> {
    let services = hook.chain.iter().map(|link| &link.entity).filter(|entity| entity.is(&kinds::SERVICE));
    let apps = services.flat_map(|service| calls::behind(service, &case.apps, case.graph));
    let mut found = BTreeSet::new();
    for app in apps {
        if app.pods.is_empty() {
            found.insert(app.key.clone());
        }
        found.extend(app.pods.iter().filter(|pod| !pod.ready()).map(|pod| pod.key().clone()));
    }
    found
}

/// The apps that a webhook keeps from getting pods, without what makes their pods for them.
fn refused(hook: &Hypothesis) -> Vec<&EntityKey> {
    let makes = |entity: &EntityKey| entity.is(&kinds::REPLICA_SET) || entity.is(&kinds::JOB);
    let apps: Vec<&EntityKey> = hook.explains.iter().filter(|entity| !makes(entity)).collect();
    if apps.is_empty() { hook.explains.iter().collect() } else { apps }
}

/// Puts the webhook, and whom it keeps from getting pods, behind a deeper cause.
fn extend(deeper: &mut Hypothesis, hook: &Hypothesis) {
    let known = |entity: &EntityKey| deeper.chain.iter().any(|link| link.entity == *entity);
    let links: Vec<_> = hook.chain.iter().filter(|link| !known(&link.entity)).cloned().collect();
    for fact in links.iter().flat_map(|link| &link.facts) {
        *deeper = deeper.clone().support(Weight::Weak, "who is refused meanwhile", Some(fact.clone()));
    }
    deeper.chain.extend(links);
    let refused: Vec<&str> = refused(hook).into_iter().map(|app| app.name.as_str()).collect();
    if !refused.is_empty() {
        let more = refused.len().saturating_sub(NAMED);
        let others = if more > 0 { format!(" and {more} more") } else { String::new() };
        let named = refused.iter().take(NAMED).copied().collect::<Vec<_>>().join(", ");
        deeper.statement.push_str(&format!(
            " What {} {} has to ask is not answered there, so no new pods of {named}{others} are let in.",
            hook.object.kind, hook.object.name
        ));
    }
    deeper.explains.insert(hook.object.clone());
    deeper.explains.extend(hook.explains.iter().cloned());
    if deeper.leads_to.is_empty() {
        deeper.leads_to = &["AdmissionWebhookUnavailable"];
    }
    deeper.advice.push(webhook::ignore(&hook.object));
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::evidence::samples::{List, graph};

    /// The answer where these lists were read of the webhook's namespace.
    fn said(lists: &[List<'_>], not_ready: usize) -> Option<String> {
        let service =
            json!([{"metadata": {"name": "rules", "namespace": "policy"}, "spec": {"selector": {"app": "rules"}}}]);
        let graph = graph([(&kinds::SERVICE, Some("policy"), service)].iter().chain(lists));
        let service = Service::in_namespace(&graph, "policy").into_iter().next().unwrap();
        why(&graph, &service, &Endpoints { ready: 0, not_ready, facts: Vec::new() })
    }

    #[test]
    fn that_no_pod_is_selected_takes_all_pods_and_no_address() {
        assert_eq!(said(&[], 0), None);
        assert_eq!(said(&[], 1), None);
        assert_eq!(said(&[(&kinds::POD, Some("policy"), json!([]))], 1), None);
        assert_eq!(
            said(&[(&kinds::POD, Some("policy"), json!([]))], 0).as_deref(),
            Some("no pod has the labels that it selects")
        );
    }
}
