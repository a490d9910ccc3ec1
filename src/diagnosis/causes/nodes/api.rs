//! APIs that other servers answer for Kubernetes, and that do not answer.

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::nodes::catalogue;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// What others show of it.
const FOLLOWS: &[&str] = &["HpaMetricsUnavailable", "NamespaceStuckTerminating"];
/// Objects whose trouble is cited.
const CITED: usize = 3;

/// `AggregatedApiUnavailable`.
pub fn unavailable(case: &Case<'_>) -> Vec<Hypothesis> {
    let all = case.graph.of_kind(&kinds::API_SERVICE).map(|object| View::root(case.graph, object));
    all.filter_map(|api| conclude(case.graph, &api)).collect()
}

fn conclude(graph: &Graph, api: &View<'_>) -> Option<Hypothesis> {
    let service = api.at("/spec/service/name")?;
    let condition = api.items("/status/conditions").into_iter().find(|c| c.str_at("/type") == Some("Available"))?;
    let status = condition.at("/status").filter(|status| status.str() == Some("False"))?.state();
    let message = condition.at("/message");
    let words = message.as_ref().and_then(View::str).unwrap_or_default();
    let namespace = api.str_at("/spec/service/namespace").unwrap_or_default();
    let name = &api.key().name;
    let text = format!(
        "The API {name} does not answer, which Service {namespace}/{} should: \"{words}\".",
        service.str().unwrap_or_default()
    );
    let said = message.as_ref().map(View::state);
    let mut hypothesis = Hypothesis::new(&catalogue::AGGREGATED_API_UNAVAILABLE, api.key(), text)
        .support(Weight::Proof, "it is not available", Some(status.clone()))
        .support(Weight::Strong, "why", said.clone())
        .support(Weight::Weak, "who should answer", Some(service.spec()))
        .since(condition.time_at("/lastTransitionTime"))
        .leading_to(FOLLOWS)
        .link(api.key(), format!("Available is False: \"{words}\""), std::iter::once(status).chain(said).collect())
        .link(
            api.key(),
            format!("should be answered by Service {namespace}/{}", service.str().unwrap_or_default()),
            vec![service.spec()],
        );
    for (at, (key, shows, fact)) in sufferers(graph, api).into_iter().enumerate() {
        hypothesis = hypothesis.explaining(&key);
        if at < CITED {
            hypothesis = hypothesis.support(Weight::Weak, "who suffers", fact.clone());
            hypothesis = hypothesis.link(&key, shows, fact.into_iter().collect());
        }
    }
    let service = service.str().unwrap_or_default();
    Some(hypothesis.advise(look(
        "Bring back what answers it: see the pods behind that Service.",
        Some(format!(
            "kubectl -n {namespace} get service,endpointslices,pods; kubectl -n {namespace} describe service {service}"
        )),
    )))
}

type Sufferer = (crate::evidence::entity::EntityKey, String, Option<Fact>);

/// Autoscalers without metrics and namespaces that cannot be emptied, as far as they name this API.
fn sufferers(graph: &Graph, api: &View<'_>) -> Vec<Sufferer> {
    let group = api.str_at("/spec/group").unwrap_or_default();
    let mut found = Vec::new();
    let mut look = |object: &View<'_>, types: &[&str], status: &str| {
        let condition = object
            .items("/status/conditions")
            .into_iter()
            .find(|c| types.contains(&c.str_at("/type").unwrap_or_default()) && c.str_at("/status") == Some(status));
        let Some(condition) = condition else { return };
        let text = condition.value().get("message").and_then(|m| m.as_str()).unwrap_or_default();
        if !group.is_empty() && text.contains(group) {
            let fact = condition.at("/message").map(|message| message.state());
            found.push((object.key().clone(), format!("\"{text}\""), fact));
        }
    };
    for object in graph.of_kind(&kinds::HPA) {
        look(&View::root(graph, object), &["ScalingActive"], "False");
    }
    for object in graph.of_kind(&kinds::NAMESPACE) {
        look(&View::root(graph, object), &["NamespaceDeletionDiscoveryFailure"], "True");
    }
    found
}
