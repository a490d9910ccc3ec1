//! `TaintNotTolerated`, `NodeCordoned`: the nodes that the pod asks for are closed to it.

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::scheduling::scene::{CITED_NODES, Scene, scenes};
use crate::diagnosis::causes::scheduling::{catalogue, mend};
use crate::diagnosis::hypothesis::{self, Hypothesis};
use crate::diagnosis::objects::node::Taint;
use crate::diagnosis::placement::bars::{Bar, Class};
use crate::diagnosis::placement::sieve::Seen;
use crate::evidence::fact::Fact;

/// `TaintNotTolerated`.
pub fn tainted(case: &Case<'_>) -> Vec<Hypothesis> {
    scenes(case, |class| *class == Class::Taint).iter().map(by_taint).collect()
}

fn by_taint(scene: &Scene<'_, '_>) -> Hypothesis {
    let taints = taints(scene);
    let named = names(scene);
    let texts: Vec<String> = {
        let mut texts: Vec<String> = taints.iter().map(Taint::text).collect();
        texts.sort();
        texts.dedup();
        texts
    };
    let statement = match scene.nodes().len() {
        0 => format!(
            "The nodes that would take {} have taints that it does not tolerate, as the scheduler says; {}.",
            scene.app.key.name,
            scene.extent()
        ),
        1 => format!(
            "The only node that {} asks for and that would take it, {named}, has the taint {}, which its pods do not tolerate; {}.",
            scene.app.key.name,
            texts.join(", "),
            scene.extent()
        ),
        _ => format!(
            "Every node that {} may ask for ({named}) has a taint that its pods do not tolerate: {}; {}.",
            scene.app.key.name,
            texts.join(", "),
            scene.extent()
        ),
    };
    let asked = ["/nodeSelector", "/tolerations", "/affinity/nodeAffinity"].into_iter().find_map(|at| scene.asked(at));
    let asks = if scene.spec().get("nodeSelector").is_some() {
        "asks for a node by nodeSelector"
    } else {
        "tolerates other taints only"
    };
    let hypothesis = scene
        .hypothesis(&catalogue::TAINT_NOT_TOLERATED, statement, (asks.to_owned(), asked), taint_facts)
        .blames(None, "/tolerations", "tolerations");
    let Some(taint) = taints.first() else { return hypothesis };
    let value = if taint.value.is_empty() {
        "  operator: Exists\n".to_owned()
    } else {
        format!("  operator: Equal\n  value: {}\n", taint.value)
    };
    let wanted = format!("tolerations:\n- key: {}\n{value}  effect: {}\n", taint.key, taint.effect);
    let text = format!("Let its pods tolerate {}, if they belong on such nodes.", taint.text());
    let node = scene.nodes().first().map_or("<node>", |seen| seen.node.name());
    hypothesis.advise(mend::template(scene.app, &text, "", &wanted)).advise(hypothesis::command(
        format!("Or remove the taint from {node}, if nobody needs the node kept free."),
        format!("kubectl taint nodes {node} {}-", taint.text()),
        "any pod may be placed on that node",
    ))
}

/// The first taint of each node that counts.
fn taints(scene: &Scene<'_, '_>) -> Vec<Taint> {
    let first = |seen: &Seen<'_>| match seen.bar(&Class::Taint) {
        Some(Bar::Taint { index, .. }) => seen.node.taints().into_iter().find(|taint| taint.index == *index),
        _ => None,
    };
    scene.nodes().iter().filter_map(first).collect()
}

fn taint_facts(seen: &Seen<'_>) -> Vec<Fact> {
    let Some(Bar::Taint { index, .. }) = seen.bar(&Class::Taint) else { return Vec::new() };
    seen.node.view.at(&format!("/spec/taints/{index}")).map(|taint| taint.spec()).into_iter().collect()
}

fn names(scene: &Scene<'_, '_>) -> String {
    let names: Vec<&str> = scene.nodes().iter().take(CITED_NODES).map(|seen| seen.node.name()).collect();
    let more = scene.nodes().len().saturating_sub(CITED_NODES);
    if more > 0 { format!("{} and {more} more", names.join(", ")) } else { names.join(", ") }
}

/// `NodeCordoned`.
pub fn cordoned(case: &Case<'_>) -> Vec<Hypothesis> {
    scenes(case, |class| *class == Class::Cordon).iter().map(by_cordon).collect()
}

fn by_cordon(scene: &Scene<'_, '_>) -> Hypothesis {
    let named = names(scene);
    let statement = match scene.nodes().len() {
        0 => format!(
            "The nodes that would take {} are cordoned, as the scheduler says; {}.",
            scene.app.key.name,
            scene.extent()
        ),
        1 => format!(
            "The node that would take {}, {named}, is cordoned: no new pods are placed on it; {}.",
            scene.app.key.name,
            scene.extent()
        ),
        _ => format!(
            "The nodes that would take {} are cordoned: {named}. No new pods are placed on them; {}.",
            scene.app.key.name,
            scene.extent()
        ),
    };
    let choosy = ["/nodeSelector", "/affinity/nodeAffinity"].into_iter().find(|at| scene.spec().pointer(at).is_some());
    let asks = if choosy.is_some() { "asks for certain nodes" } else { "asks for any node with room" };
    let asked = choosy.or(Some("/containers")).and_then(|at| scene.asked(at)).map(short);
    let mut hypothesis = scene.hypothesis(&catalogue::NODE_CORDONED, statement, (asks.to_owned(), asked), |seen| {
        let cordon = seen.node.view.at("/spec/unschedulable");
        let taint = || {
            let index = seen.node.taints().into_iter().find(Taint::is_cordon)?.index;
            seen.node.view.at(&format!("/spec/taints/{index}"))
        };
        let place = if seen.node.cordoned() { cordon } else { taint() };
        place.map(|place| place.spec()).into_iter().collect()
    });
    for seen in scene.nodes().iter().take(CITED_NODES) {
        hypothesis = hypothesis.advise(hypothesis::command(
            format!("Uncordon {} once its maintenance is over.", seen.node.name()),
            format!("kubectl uncordon {}", seen.node.name()),
            "new pods are placed on it again",
        ));
    }
    hypothesis
}

/// A whole list of containers is too long to quote.
fn short(mut fact: Fact) -> Fact {
    if fact.pointer.ends_with("/containers") {
        "no node selector, no node affinity".clone_into(&mut fact.excerpt);
    }
    fact
}
