//! kube-proxy that does not run on a node.

use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::causes::nodes::catalogue;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::machine::Machine;
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;

/// Words of callers whose connections lead nowhere.
const WORDS: &[&str] = &["i/o timeout", "no route to host", "connection timed out", "connect timeout", "timed out"];

/// `KubeProxyDown`.
pub fn down(case: &Case<'_>) -> Vec<Hypothesis> {
    let pods = case.graph.of_kind(&kinds::POD).filter(|object| !object.metadata_only);
    let proxies: Vec<Pod<'_>> = pods.map(|object| Pod::new(case.graph, object)).filter(is_proxy).collect();
    // Where none works the fault is in what they share, and the DaemonSet's own causes speak.
    if !proxies.iter().any(|pod| pod.trouble().is_none() && pod.ready()) {
        return Vec::new();
    }
    proxies.iter().filter_map(|pod| conclude(case, pod)).collect()
}

/// Whether a pod is kube-proxy's.
fn is_proxy(pod: &Pod<'_>) -> bool {
    let label = |key: &str| pod.view.key_at("/metadata/labels", key).and_then(|v| v.str());
    pod.key().ns() == "kube-system"
        && (label("k8s-app") == Some("kube-proxy") || label("component") == Some("kube-proxy"))
}

fn conclude(case: &Case<'_>, pod: &Pod<'_>) -> Option<Hypothesis> {
    let trouble =
        pod.trouble().filter(|trouble| !matches!(trouble, Trouble::StuckTerminating | Trouble::Unscheduled))?;
    let node = pod.node()?;
    // On a node that is down nothing runs.
    if Machine::named(case.graph, node).is_some_and(|node| node.trouble().is_some()) {
        return None;
    }
    let key = EntityKey::new(&kinds::NODE, None, node);
    let shows = match trouble {
        Trouble::Restarting => "restarts again and again",
        Trouble::Failed => "has failed",
        _ => "is not ready",
    };
    let ready = pod.condition("Ready").and_then(|c| c.at("/status")).map(|status| status.state());
    let state = pod.containers().iter().find_map(|container| match container.waiting() {
        Some(waiting) => waiting.at("/reason"),
        None => container.exit_code(),
    });
    let state = state.map(|state| state.state());
    let text = format!(
        "kube-proxy does not work on node {node}: its pod {} {shows}, so addresses of Services are not kept up to date there.",
        pod.key().name
    );
    let mut hypothesis = Hypothesis::new(&catalogue::KUBE_PROXY_DOWN, &key, text)
        .support(Weight::Proof, "its pod is not ready", ready.clone())
        .support(Weight::Strong, "what became of it", state.clone())
        .explaining(pod.key())
        .leading_to(&["ApplicationCrash", "ReadinessProbeFailing", "LivenessProbeFailing"])
        .link(pod.key(), shows, ready.into_iter().chain(state).collect())
        .since(pod.condition("Ready").and_then(|c| c.time_at("/lastTransitionTime")));
    for (caller, fact) in callers(case, node) {
        hypothesis = hypothesis.support(Weight::Weak, "a pod on that node gets nowhere", fact.clone());
        if let Some(fact) = fact {
            hypothesis = hypothesis.explaining(&caller).link(&caller, format!("\"{}\"", fact.excerpt), vec![fact]);
        }
    }
    let line = format!("kubectl -n kube-system logs {} --previous --tail=50", pod.key().name);
    Some(hypothesis.advise(look("See what kube-proxy on that node says, and mend it.", Some(line))))
}

/// Troubled pods of that node, with what they say of connections that lead nowhere.
fn callers(case: &Case<'_>, node: &str) -> Vec<(EntityKey, Option<Fact>)> {
    let pods = case.apps.iter().flat_map(|app| &app.pods);
    let troubled = pods.filter(|pod| pod.node() == Some(node) && !is_proxy(pod) && pod.trouble().is_some());
    troubled.take(CITED_PODS).map(|pod| (pod.key().clone(), says(pod))).collect()
}

fn says(pod: &Pod<'_>) -> Option<Fact> {
    pod.containers().iter().flat_map(Container::logs).find_map(|log| {
        let lines = log.lines.iter().rev();
        let line = lines.into_iter().find(|line| WORDS.iter().any(|word| line.text.to_lowercase().contains(word)))?;
        Some(log.fact(line))
    })
}
