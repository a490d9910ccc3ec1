//! Pods whose sandbox cannot be made: no address left, or another word of the network plugin or the runtime.

use std::collections::BTreeMap;

use jiff::SignedDuration;

use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::lifecycle::said;
use crate::diagnosis::causes::nodes::catalogue;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::event::Event;
use crate::diagnosis::objects::machine::Machine;
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::evidence::entity::EntityKey;
use crate::evidence::kinds;

/// The kubelet tries again at least every two minutes; older words are over.
const FRESH: SignedDuration = SignedDuration::from_secs(900);
const NO_ADDRESS: &[&str] = &[
    "no ip addresses available",
    "failed to allocate for range",
    "no available ip",
    "no free ip",
    "no more ips",
    "failed to assign an ip address",
    "insufficientfreeaddressesinsubnet",
    "out of ip",
    "ip pool exhausted",
    "no addresses available",
    "unable to allocate ip",
    "range is full",
    "no ips available",
];
/// A process that is killed for memory at its very start, and images: other causes.
const OTHERS: &[&str] = &["oom-killed", "oom killed"];

/// `PodIpExhausted`.
pub fn no_address(case: &Case<'_>) -> Vec<Hypothesis> {
    of(case, &catalogue::POD_IP_EXHAUSTED, |text| any(text, NO_ADDRESS))
}

/// `SandboxCreationFailed`.
pub fn failed(case: &Case<'_>) -> Vec<Hypothesis> {
    of(case, &catalogue::SANDBOX_CREATION_FAILED, |text| !any(text, NO_ADDRESS) && !any(text, OTHERS))
}

fn any(text: &str, words: &[&str]) -> bool {
    let lower = text.to_lowercase();
    words.iter().any(|word| lower.contains(word))
}

/// The hypotheses by node: pods there that still wait and whose last word from the kubelet says so.
fn of(case: &Case<'_>, cause: &'static Cause, says: impl Fn(&str) -> bool) -> Vec<Hypothesis> {
    let mut by_node: BTreeMap<&str, Vec<(&Pod<'_>, Event<'_>)>> = BTreeMap::new();
    for pod in case.apps.iter().flat_map(|app| &app.pods) {
        if !matches!(pod.trouble(), Some(Trouble::NotStarted | Trouble::Initializing)) {
            continue;
        }
        // The last failure of all, whatever it says: an older one is over.
        let last = said::last(case.graph, pod.key(), &["FailedCreatePodSandBox"], |_| true);
        let fresh = |event: &Event<'_>| event.at().is_none_or(|at| case.graph.now.duration_since(at) < FRESH);
        if let (Some(event), Some(node)) = (last.filter(|event| says(event.message) && fresh(event)), pod.node()) {
            by_node.entry(node).or_default().push((pod, event));
        }
    }
    by_node.into_iter().map(|(node, pods)| conclude(case, cause, node, &pods)).collect()
}

fn conclude(case: &Case<'_>, cause: &'static Cause, node: &str, pods: &[(&Pod<'_>, Event<'_>)]) -> Hypothesis {
    let key = EntityKey::new(&kinds::NODE, None, node);
    let first = pods.first().map(|(_, event)| event.message.trim()).unwrap_or_default();
    let count = match pods.len() {
        1 => "a pod".to_owned(),
        n => format!("{n} pods"),
    };
    let text = if cause.code == catalogue::POD_IP_EXHAUSTED.code {
        format!("There is no free address for {count} on node {node}: \"{first}\".")
    } else {
        format!("The kubelet of node {node} cannot make the sandbox of {count}: \"{first}\".")
    };
    let mut hypothesis = Hypothesis::new(cause, &key, text);
    let machine = Machine::named(case.graph, node);
    for (at, (pod, event)) in pods.iter().enumerate() {
        hypothesis = hypothesis.explaining(pod.key()).since(pod.created());
        if at >= CITED_PODS {
            continue;
        }
        let waiting = pod.containers().iter().find_map(Container::waiting_reason);
        let waiting = waiting.map(|reason| reason.state());
        hypothesis = hypothesis
            .support(Weight::Proof, "the kubelet's words", Some(event.fact()))
            .support(Weight::Strong, "the container still waits", waiting.clone())
            .link(
                pod.key(),
                format!("\"{}\"", event.message.trim()),
                std::iter::once(event.fact()).chain(waiting).collect(),
            );
    }
    // A node that is well otherwise speaks for its network, one that was not seen for nothing.
    let range = machine.and_then(|node| node.view.at("/spec/podCIDR"));
    if let Some(range) = range.filter(|_| cause.code == catalogue::POD_IP_EXHAUSTED.code) {
        hypothesis = hypothesis.support(Weight::Weak, "the node's range", Some(range.spec())).link(
            &key,
            format!("has the range {}", range.str().unwrap_or_default()),
            vec![range.spec()],
        );
    }
    let line = format!("kubectl -n kube-system get pods -o wide --field-selector spec.nodeName={node}");
    hypothesis.advise(look(cause.fix, Some(line)))
}
