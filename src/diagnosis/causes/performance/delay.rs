//! An app whose packets are held up: everything about it is as before but the time until its answers arrive.

use crate::diagnosis::advice::{kubectl, kubectl_name};
use crate::diagnosis::case::{CITED_PODS, Case};
use crate::diagnosis::causes::performance::catalogue;
use crate::diagnosis::causes::performance::scene::Scene;
use crate::diagnosis::hypothesis::{Hypothesis, Link, Weight, look};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::pod::Pod;
use crate::diagnosis::telemetry::meaning::{Quantity, Share};
use crate::diagnosis::telemetry::slow::{Slow, started_with};
use crate::diagnosis::telemetry::stats::Shift;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;

/// How close in time a departure of the processor is to be its reason, in milliseconds.
const TOGETHER: i64 = 60_000;
/// From how many times the requests on more load explains the time that they take.
const SURGE: f64 = 1.5;

/// Apps that became slow by themselves, without being busier.
pub(super) fn prove(case: &Case<'_>) -> Vec<Hypothesis> {
    let Some(scene) = Scene::of(case) else { return Vec::new() };
    let apps = App::all(case.graph);
    let app = |key: &EntityKey| apps.iter().find(|app| app.key == *key);
    let unwell = |key: &EntityKey| app(key).is_some_and(|app| !app.troubled().is_empty());
    let mut found: Vec<Hypothesis> = Vec::new();
    for slow in scene.origins() {
        let (Some((_, shift)), Some(app)) = (slow.main(), app(&slow.key)) else { continue };
        let broken = unwell(&slow.key) || scene.below(&slow.key).into_iter().any(unwell);
        if broken || started_with(app, slow.from()) || is_busier(&scene, &slow.key, &shift) {
            continue;
        }
        // That two networks break at once is hardly so: the one that changed most is it.
        let first = found.is_empty();
        found.extend(hypothesis(&scene, app, slow, &shift, first));
    }
    found
}

/// Whether it computes more, is held back, or is asked more than before.
fn is_busier(scene: &Scene<'_>, key: &EntityKey, shift: &Shift) -> bool {
    let works = [Quantity::Cpu, Quantity::Throttled].into_iter().any(|quantity| {
        scene
            .readings
            .about(key, quantity)
            .iter()
            .any(|reading| reading.shifts().iter().any(|s| s.meets(shift, TOGETHER)))
    });
    let asked =
        scene.readings.about(key, Quantity::Requests).iter().any(|reading| {
            reading.around(shift).is_some_and(|(before, during)| before > 0.0 && during > before * SURGE)
        });
    works || asked
}

fn hypothesis(scene: &Scene<'_>, app: &App<'_>, slow: &Slow<'_>, shift: &Shift, first: bool) -> Option<Hypothesis> {
    let (reading, _) = slow.main()?;
    let steady = |quantity| scene.readings.about(&slow.key, quantity).iter().find_map(|r| r.steadiness(shift));
    let cpu = steady(Quantity::Cpu);
    // Without it, a busy processor cannot be told from a slow network.
    let weight = if cpu.is_some() && first { Weight::Proof } else { Weight::Strong };
    let statement = format!(
        "What {} sends or receives is held up on the network of its pods: {}, while it computes no more than before{}.",
        app.key.name,
        slow.says(),
        others(scene, slow)
    );
    let mut hypothesis = Hypothesis::new(&catalogue::NETWORK_DELAY, &app.key, statement).since(slow.onset());
    hypothesis = hypothesis
        .support(weight, "its answers take longer", Some(reading.departure(shift)))
        .support(Weight::Weak, "so do its slowest", slow.typical.and(slow.tail).map(|(r, s)| r.departure(&s)))
        .support(Weight::Strong, "it computes no more than before", cpu.clone());
    let throttled = steady(Quantity::Throttled);
    hypothesis = hypothesis.support(Weight::Weak, "it is not held back by its limit", throttled.clone());
    let lost = scene.readings.departed(&slow.key, Quantity::Lost).filter(|(_, s)| s.meets(shift, TOGETHER));
    let lost = lost.map(|(reading, shift)| reading.departure(&shift));
    hypothesis = hypothesis.support(Weight::Strong, "packets are lost or sent again", lost.clone());
    let mut own = slow.facts();
    own.extend(lost);
    hypothesis = hypothesis.link(&app.key, slow.says(), own);
    let idle: Vec<Fact> = cpu.into_iter().chain(throttled).collect();
    if !idle.is_empty() {
        hypothesis = hypothesis.link(&app.key, "computes no more than before", idle);
    }
    hypothesis = callees(hypothesis, scene, slow, shift);
    hypothesis = callers(hypothesis, scene, slow);
    Some(advised(hypothesis, app))
}

/// What is known of those whom it calls, at the end of a sentence.
fn others(scene: &Scene<'_>, slow: &Slow<'_>) -> String {
    let (known, unknown): (Vec<&EntityKey>, Vec<&EntityKey>) =
        scene.callees(&slow.key).partition(|callee| scene.is_measured(callee));
    match (known.as_slice(), unknown.as_slice()) {
        ([], []) => String::new(),
        (_, []) => " and those whom it calls answer it as they did".to_owned(),
        (_, unknown) => {
            let names: Vec<&str> = unknown.iter().map(|key| key.name.as_str()).collect();
            format!(" (how fast {} answers it was not measured)", names.join(", "))
        }
    }
}

/// Those whom it calls, of which the usual request is as fast as before.
fn callees(mut hypothesis: Hypothesis, scene: &Scene<'_>, slow: &Slow<'_>, shift: &Shift) -> Hypothesis {
    for callee in scene.callees(&slow.key).take(CITED_PODS) {
        let facts = [Share::Typical, Share::Tail].map(|share| {
            let measured = scene.readings.about(callee, Quantity::Latency(share));
            measured.iter().find_map(|reading| reading.steadiness(shift))
        });
        if facts.iter().all(Option::is_none) {
            // Nobody can say that it is not the one that is slow.
            hypothesis = hypothesis.support(Weight::Strong, "how fast one answers whom it calls", None);
            continue;
        }
        hypothesis = seen(hypothesis, "whom it calls answers as before", facts, |facts| Link {
            entity: callee.clone(),
            statement: "is called by it and answers as before".to_owned(),
            facts,
        });
    }
    hypothesis
}

/// Those who call it and became slow with it.
pub(super) fn callers(mut hypothesis: Hypothesis, scene: &Scene<'_>, slow: &Slow<'_>) -> Hypothesis {
    for key in scene.callers(&slow.key).take(CITED_PODS) {
        let waits = scene.slow(key);
        let departed = waits.map(|caller| [caller.typical, caller.tail]).unwrap_or_default();
        let facts = departed.map(|shown| shown.map(|(reading, shift)| reading.departure(&shift)));
        let says = waits.map(Slow::says).unwrap_or_default();
        hypothesis = seen(hypothesis, "who calls it is slow with it", facts, |facts| Link {
            entity: key.clone(),
            statement: format!("calls {} and waits: {says}", slow.key.name),
            facts,
        });
    }
    hypothesis.explains.extend(scene.suffering(slow));
    hypothesis.explaining(&slow.key)
}

/// What the usual and the slowest requests of another app show, as support and as a link.
fn seen(
    mut hypothesis: Hypothesis,
    what: &'static str,
    facts: [Option<Fact>; 2],
    link: impl FnOnce(Vec<Fact>) -> Link,
) -> Hypothesis {
    if facts.iter().all(Option::is_none) {
        return hypothesis.support(Weight::Weak, what, None);
    }
    for fact in &facts {
        hypothesis = hypothesis.support(Weight::Weak, what, fact.clone());
    }
    hypothesis.chain.push(link(facts.into_iter().flatten().collect()));
    hypothesis
}

fn advised(hypothesis: Hypothesis, app: &App<'_>) -> Hypothesis {
    let pods = format!("{} get pods -o wide", kubectl(&app.key));
    let nodes: Vec<&str> = app.pods.iter().filter_map(Pod::node).collect();
    let place = nodes.first().map_or(String::new(), |node| format!(" on node {node}"));
    hypothesis
        .advise(look(
            format!(
                "See what shapes or delays the traffic of its pods{place}: traffic control in the pod's network namespace (tc -s qdisc), chaos experiments, bandwidth annotations, the network plugin, the link of the node."
            ),
            Some(pods),
        ))
        .advise(look(
            format!("If round trips to its pods are short, it waits inside: take a thread dump of {}, see its locks, its pools and whom it calls outside of the cluster.", app.key.name),
            Some(format!("{} logs {} --tail=200", kubectl(&app.key), kubectl_name(&app.key))),
        ))
}
