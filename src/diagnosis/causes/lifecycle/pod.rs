//! `PodStuckTerminating`: deleted, past its grace period, and still there.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::lifecycle::blocked::length;
use crate::diagnosis::causes::lifecycle::finalizer::{self, Finalizer};
use crate::diagnosis::causes::lifecycle::{catalogue, said};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, command, look};
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::pod::{Pod, Trouble};
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// The kubelet's words for a pod that it cannot end.
const KILLING: &[&str] = &["FailedKillPod", "ExceededGracePeriod", "FailedPreStopHook"];

/// `PodStuckTerminating`: by a finalizer, by its node, or by a container that does not end.
pub fn stuck(case: &Case<'_>) -> Vec<Hypothesis> {
    let pods = case.apps.iter().flat_map(|app| &app.pods);
    pods.filter(|pod| pod.trouble() == Some(Trouble::StuckTerminating))
        .filter_map(|pod| {
            let deleted = pod.deleted()?;
            let since = case.graph.now.duration_since(deleted.time()?);
            let finalizers = finalizer::of(&pod.view);
            let hypothesis = |why: String| {
                let text = format!(
                    "The pod {} was deleted and should have been gone {} ago, but {why}.",
                    pod.key().name,
                    length(since)
                );
                Hypothesis::new(&catalogue::POD_STUCK_TERMINATING, pod.key(), text)
                    .support(Weight::Strong, "its grace period is over", Some(deleted.state()))
                    .link(pod.key(), format!("should have been gone at {}", excerpt(&deleted)), vec![deleted.state()])
                    .since(deleted.time())
                    .explaining(pod.key())
            };
            // A pod has one reason first: its node, then its containers, and only at the end its finalizers.
            by_node(case, pod, &hypothesis)
                .or_else(|| by_container(pod, &hypothesis))
                .or_else(|| by_finalizer(pod, &finalizers, &hypothesis))
        })
        .collect()
}

fn excerpt(view: &View<'_>) -> String {
    view.str().unwrap_or_default().to_owned()
}

/// All containers ended, and finalizers are left.
fn by_finalizer(
    pod: &Pod<'_>,
    finalizers: &[Finalizer<'_>],
    start: &dyn Fn(String) -> Hypothesis,
) -> Option<Hypothesis> {
    let first = finalizers.first()?;
    let words: Vec<String> = finalizers.iter().map(Finalizer::words).collect();
    let plural = if finalizers.len() == 1 { "a finalizer was" } else { "finalizers were" };
    let mut hypothesis = start(format!("{plural} not removed: {}", words.join(", ")));
    let names: Vec<&str> = finalizers.iter().map(|finalizer| finalizer.name).collect();
    let list = pod.view.at("/metadata/finalizers")?.state();
    hypothesis = hypothesis.support(Weight::Proof, "finalizers are left", Some(list.clone())).link(
        pod.key(),
        format!("keeps {}", names.join(", ")),
        vec![list],
    );
    for container in pod.containers() {
        let end = container.terminated().and_then(|end| end.at("/exitCode"));
        hypothesis = hypothesis.support(Weight::Weak, "its container ended", end.as_ref().map(View::state));
        if let Some(end) = end {
            hypothesis = hypothesis
                .link(pod.key(), format!("container {} ended", container.name), vec![end.state()])
                .rules_out(format!("container {} still running: it ended", container.name), vec![end.state()]);
        }
    }
    let list =
        format!("{} get pod {} -o jsonpath='{{.metadata.finalizers}}'", advice::kubectl(pod.key()), pod.key().name);
    let patch = format!(
        "{} patch pod {} --type=json -p '[{{\"op\":\"remove\",\"path\":\"/metadata/finalizers\"}}]'",
        advice::kubectl(pod.key()),
        pod.key().name
    );
    Some(
        hypothesis
            .advise(look(
                format!("See whether this runs, and what it logs: {}.", finalizer::remover(first.name)),
                Some(list),
            ))
            .advise(command(
                "Only if that controller is gone for good: remove the finalizers by hand.",
                patch,
                "what the finalizer was to guarantee (a backup, a release) is skipped for good; ask its owner first",
            )),
    )
}

/// The node is gone or does not answer: nobody can say that the containers ended.
fn by_node(case: &Case<'_>, pod: &Pod<'_>, start: &dyn Fn(String) -> Hypothesis) -> Option<Hypothesis> {
    let name = pod.view.at("/spec/nodeName")?;
    let node = EntityKey::new(&kinds::NODE, None, name.str()?);
    let hypothesis = match case.graph.lookup(&node) {
        Lookup::Present(_) => {
            let view = case.graph.view(&node)?;
            let conditions = view.items("/status/conditions");
            let ready = conditions.into_iter().find(|c| c.str_at("/type") == Some("Ready"))?;
            let status = ready.at("/status").filter(|status| status.str() != Some("True"))?;
            start(format!(
                "its node {} is not ready, so its kubelet cannot report that the containers ended",
                node.name
            ))
            .support(Weight::Proof, "the node is not ready", Some(status.state()))
            .link(&node, format!("Ready is {}", excerpt(&status)), vec![status.state()])
        }
        Lookup::Absent(fact) => start(format!("its node {} does not exist any more", node.name))
            .support(Weight::Proof, "the node is gone", Some(fact.clone()))
            .link(&node, "does not exist", vec![fact]),
        Lookup::Unseen(_) => return None,
    };
    let force = format!("{} delete pod {} --grace-period=0 --force", advice::kubectl(pod.key()), pod.key().name);
    Some(
        hypothesis
            .support(Weight::Weak, "it was on that node", Some(name.spec()))
            .link(pod.key(), format!("is on node {}", node.name), vec![name.spec()])
            .advise(look(
                "Bring the node back, or make sure that the machine is off; then the pod goes by itself.",
                Some(format!("kubectl describe node {}", node.name)),
            ))
            .advise(command(
                "Only when the machine is certainly off: delete the pod with force (or taint the node node.kubernetes.io/out-of-service).",
                force,
                "if the process still runs, two instances may write to the same data",
            )),
    )
}

/// A container still runs on a node that is well, or the kubelet says that it cannot end the pod.
fn by_container(pod: &Pod<'_>, start: &dyn Fn(String) -> Hypothesis) -> Option<Hypothesis> {
    let said = said::last(pod.view.graph(), pod.key(), KILLING, |_| true);
    let alive: Vec<Container<'_>> = pod.containers().into_iter().filter(runs).collect();
    let running = alive.first().and_then(Container::running);
    if alive.is_empty() && (said.is_none() || all_ended(pod)) {
        return None;
    }
    let node = pod.node().unwrap_or("its node");
    let why = match alive.first() {
        Some(container) => format!("its container {} still runs: the kubelet on {node} did not end it", container.name),
        None => format!("the kubelet on {node} cannot end it"),
    };
    let said = said.map(|event| event.fact());
    let mut hypothesis = start(why)
        .support(Weight::Strong, "a container still runs", running.as_ref().map(View::state))
        .support(Weight::Strong, "the kubelet says why", said.clone());
    if let (Some(running), Some(container)) = (running, alive.first()) {
        hypothesis = hypothesis.link(pod.key(), format!("container {} runs", container.name), vec![running.state()]);
    }
    if let Some(said) = said {
        hypothesis = hypothesis.link(pod.key(), format!("\"{}\"", said.excerpt), vec![said]);
    }
    Some(hypothesis.advise(look(
        "On the node, see what keeps the process: a volume that does not answer (state D), a runtime that hangs.",
        Some(format!("journalctl -u kubelet -u containerd | grep {}   # on {node}", pod.key().name)),
    )))
}

/// By the raw status, so that a hidden state is missed and not replaced by another container's.
fn runs(container: &Container<'_>) -> bool {
    container.status.as_ref().is_some_and(|status| status.value().pointer("/state/running").is_some())
}

fn all_ended(pod: &Pod<'_>) -> bool {
    let containers = pod.containers();
    !containers.is_empty() && containers.iter().all(|c| c.terminated().is_some())
}
