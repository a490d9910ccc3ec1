//! kube-proxy that does not run on a node.

use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::causes::lifecycle::blocked::length;
use crate::diagnosis::causes::nodes::{catalogue, partition, units};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::logs::decisive::shorten;
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::machine::Machine;
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::diagnosis::telemetry::connectivity;
use crate::diagnosis::telemetry::services::{self, Component, Unit};
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;

/// Words of callers whose connections lead nowhere.
const WORDS: &[&str] = &["i/o timeout", "no route to host", "connection timed out", "connect timeout", "timed out"];

/// Causes that its callers show of themselves.
pub const FOLLOWS: &[&str] = &["ApplicationCrash", "ReadinessProbeFailing", "LivenessProbeFailing"];

/// `KubeProxyDown`.
pub fn down(case: &Case<'_>) -> Vec<Hypothesis> {
    let pods = case.graph.of_kind(&kinds::POD).filter(|object| !object.metadata_only);
    let proxies: Vec<Pod<'_>> = pods.map(|object| Pod::new(case.graph, object)).filter(is_proxy).collect();
    let mut found: Vec<Hypothesis> = Vec::new();
    // Where none works the fault is in what they share, and the DaemonSet's own causes speak.
    if proxies.iter().any(|pod| pod.trouble().is_none() && pod.ready()) {
        found.extend(proxies.iter().filter_map(|pod| conclude(case, pod)));
    }
    // Where a pod does the work, a service of that name is a leftover.
    let by_pod = |unit: &Unit<'_>| proxies.iter().any(|pod| pod.node() == Some(&unit.node.name));
    let units = services::down(case.graph, Component::Proxy).into_iter().filter(|unit| !by_pod(unit));
    found.extend(units.filter_map(|unit| stopped(case, &unit)));
    found
}

/// kube-proxy as a service of the node that has ended.
fn stopped(case: &Case<'_>, unit: &Unit<'_>) -> Option<Hypothesis> {
    let machine = Machine::get(case.graph, &unit.node);
    if machine.as_ref().is_some_and(|machine| machine.trouble().is_some()) {
        return None;
    }
    let node = &unit.node.name;
    let since = unit.since().map_or(String::new(), |at| format!(" for {}", length(case.graph.now.duration_since(at))));
    let text = format!(
        "kube-proxy does not run on node {node}: its service is {}{since}, so addresses of Services are not kept up to date there.",
        unit.shows()
    );
    let hypothesis = units::with(Hypothesis::new(&catalogue::KUBE_PROXY_DOWN, &unit.node, text), unit);
    let mut hypothesis = hypothesis.leading_to(FOLLOWS).advise(units::advice(unit));
    if let Some(partition) = connectivity::partitions(case.graph).into_iter().find(|part| part.node == unit.node) {
        hypothesis = partition::with(hypothesis, &partition, Weight::Strong);
    }
    for pod in
        case.apps.iter().flat_map(|app| &app.pods).filter(|pod| pod.node() == Some(node) && pod.deleted().is_none())
    {
        hypothesis = hypothesis.explaining(pod.key());
    }
    Some(cited(hypothesis, case, node))
}

/// Adds pods of the node that say that they get nowhere.
fn cited(mut hypothesis: Hypothesis, case: &Case<'_>, node: &str) -> Hypothesis {
    for (caller, fact) in callers(case, node) {
        hypothesis = hypothesis.support(Weight::Weak, "a pod on that node gets nowhere", fact.clone());
        if let Some(fact) = fact {
            hypothesis =
                hypothesis.explaining(&caller).link(&caller, format!("\"{}\"", shorten(&fact.excerpt)), vec![fact]);
        }
    }
    hypothesis
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
    let hypothesis = Hypothesis::new(&catalogue::KUBE_PROXY_DOWN, &key, text)
        .support(Weight::Proof, "its pod is not ready", ready.clone())
        .support(Weight::Strong, "what became of it", state.clone())
        .explaining(pod.key())
        .leading_to(FOLLOWS)
        .link(pod.key(), shows, ready.into_iter().chain(state).collect())
        .since(pod.condition("Ready").and_then(|c| c.time_at("/lastTransitionTime")));
    let line = format!("kubectl -n kube-system logs {} --previous --tail=50", pod.key().name);
    let hypothesis = cited(hypothesis, case, node);
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
