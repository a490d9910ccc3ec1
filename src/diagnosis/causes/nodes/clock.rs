//! A node whose clock is wrong: its kubelet writes another time into its lease than the others do, and yet it is ready.

use jiff::{SignedDuration, Timestamp};

use crate::diagnosis::case::{CITED_PODS, Case, asked_about};
use crate::diagnosis::causes::lifecycle::blocked::length;
use crate::diagnosis::causes::nodes::catalogue;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::logs::decisive::shorten;
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::machine::{LEASES, Machine};
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::log::without_time;
use crate::evidence::view::View;

/// Leases are renewed every ten seconds and read at one time; more than this is no delay.
const SKEW: SignedDuration = SignedDuration::from_secs(90);
/// Below this many leases it cannot be told which of the clocks is wrong.
const CLOCKS: usize = 3;
/// What processes say whose clock is behind or ahead.
const WORDS: &[&str] =
    &["not yet valid", "certificate has expired", "token is expired", "used before issued", "clock skew"];

/// `ClockSkew`.
pub fn skew(case: &Case<'_>) -> Vec<Hypothesis> {
    let Some(usual) = usual(case.graph) else { return Vec::new() };
    Machine::all(case.graph).iter().filter_map(|node| conclude(case, node, usual)).collect()
}

/// The time that most kubelets write: the middle of all.
fn usual(graph: &Graph) -> Option<Timestamp> {
    let leases = graph.of_kind(&kinds::LEASE).filter(|object| object.key.ns() == LEASES);
    let mut times: Vec<Timestamp> =
        leases.filter_map(|object| View::root(graph, object).time_at("/spec/renewTime")).collect();
    times.sort();
    (times.len() >= CLOCKS).then(|| times.get(times.len() / 2).copied())?
}

fn conclude(case: &Case<'_>, node: &Machine<'_>, usual: Timestamp) -> Option<Hypothesis> {
    let ready = node.condition_that_is("Ready", "True")?;
    let renewed = node.renewed()?;
    let off = renewed.time()?.duration_since(usual);
    if off.abs() < SKEW {
        return None;
    }
    let sayings: Vec<(Pod<'_>, Fact)> =
        node.pods().into_iter().filter_map(|pod| Some((says(&pod)?, pod))).map(|(fact, pod)| (pod, fact)).collect();
    if sayings.is_empty() && !asked_about(case.subject, node.key()) {
        return None;
    }
    let way = if off.is_negative() { "behind" } else { "ahead" };
    let text = format!(
        "The clock of node {} is {} {way} of the other nodes: certificates and tokens look expired or not yet valid there.",
        node.name(),
        length(off.abs())
    );
    let status = ready.at("/status").map(|status| status.state());
    let mut hypothesis = Hypothesis::new(&catalogue::CLOCK_SKEW, node.key(), text)
        .support(Weight::Proof, "the time that its kubelet writes", Some(renewed.state()))
        .support(Weight::Strong, "the node is ready all the same", status.clone())
        .leading_to(&["ApplicationCrash"])
        .link(
            renewed.key(),
            format!("was renewed at {} by its kubelet's clock", renewed.str().unwrap_or_default()),
            vec![renewed.state()],
        )
        .link(node.key(), "is ready all the same", status.into_iter().collect())
        .advise(look(
            "Set the clock of the node, and see why its time service does not.",
            Some(format!("ssh {} 'timedatectl; chronyc tracking'", node.name())),
        ));
    for (at, (pod, fact)) in sayings.into_iter().enumerate() {
        hypothesis = hypothesis.explaining(pod.key());
        if at < CITED_PODS {
            hypothesis = hypothesis.support(Weight::Strong, "what a process there says", Some(fact.clone())).link(
                pod.key(),
                format!("\"{}\"", shorten(without_time(&fact.excerpt))),
                vec![fact],
            );
        }
    }
    Some(hypothesis)
}

/// What a troubled pod says of times that don't agree.
fn says(pod: &Pod<'_>) -> Option<Fact> {
    pod.trouble()?;
    pod.containers().iter().flat_map(Container::logs).find_map(|log| {
        let line = log.lines.iter().rev().find(|line| {
            let lower = line.text.to_lowercase();
            WORDS.iter().any(|word| lower.contains(word))
        })?;
        Some(log.fact(line))
    })
}
