//! Ranking: which hypothesis explains the others, and which of the rest is the most decisive.
//!
//! At one object the deeper cause takes in the shallower ones, which then are what it leads to. What remains is ordered
//! by what it explains of the subject, by how deep it lies, by confidence, by when it began, and last by name, so that
//! the order never depends on the order of arrival.

use std::cmp::Ordering;
use std::collections::BTreeSet;

use crate::diagnosis::catalogue::Depth;
use crate::diagnosis::causes::drift::GENERAL;
use crate::diagnosis::hypothesis::{Hypothesis, Link};
use crate::diagnosis::symptoms::Symptom;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;

/// Below this a hypothesis is not worth a line.
const WORTH_A_LINE: f64 = 0.2;
/// From here on, with a proof, it is a root cause.
const ROOT_CAUSE: f64 = 0.5;

/// Hypotheses, ordered and told apart.
#[derive(Debug, Default)]
pub struct Ranked {
    /// Proven causes, the most decisive first.
    pub root_causes: Vec<Hypothesis>,
    /// Weaker ideas.
    pub hypotheses: Vec<Hypothesis>,
    /// What holds and may be on purpose.
    pub notices: Vec<Hypothesis>,
}

/// Orders hypotheses.
pub fn rank(mut all: Vec<Hypothesis>, symptoms: &[Symptom], subject: &BTreeSet<EntityKey>, graph: &Graph) -> Ranked {
    all.retain(|h| h.confidence() >= WORTH_A_LINE);
    let (mut notices, all) = all.into_iter().partition::<Vec<_>, _>(|h| h.on_purpose);
    let mut all = without_consequences(all);
    for hypothesis in &mut all {
        let explained = affected(hypothesis, graph);
        hypothesis.explains = explained;
    }
    // What others follow from goes first, so that it is there when they are looked at.
    let order = |h: &Hypothesis| (!h.leads_to.is_empty(), h.cause.depth);
    all.sort_by(|a, b| order(b).cmp(&order(a)).then(by_strength(a, b)));
    let mut kept: Vec<Hypothesis> = Vec::new();
    for hypothesis in all {
        match kept.iter_mut().find(|deeper| takes_in(deeper, &hypothesis)) {
            Some(deeper) => {
                deeper.chain.extend(consequence(&hypothesis, deeper));
                // Whoever suffers from what follows from it suffers from it.
                deeper.explains.extend(hypothesis.callers.iter().cloned());
                deeper.callers.extend(hypothesis.callers);
            }
            None => kept.push(hypothesis),
        }
    }
    let own: BTreeSet<&EntityKey> = symptoms.iter().map(|s| &s.entity).collect();
    kept.sort_by(|a, b| compare(a, b, &own, subject));
    let mut ranked = Ranked::default();
    for hypothesis in kept {
        let explains = |key: &EntityKey| own.contains(key) || subject.contains(key);
        let concerns = hypothesis.explains.iter().any(explains) || subject.contains(&hypothesis.object);
        if is_root_cause(&hypothesis) && concerns {
            ranked.root_causes.push(hypothesis);
        } else if concerns {
            ranked.hypotheses.push(hypothesis);
        }
    }
    let told = |key: &EntityKey| ranked.root_causes.iter().any(|cause| cause.object == *key);
    notices.retain(|notice| notice.proven() && subject.contains(&notice.object) && !told(&notice.object));
    notices.sort_by(by_strength);
    ranked.notices = notices;
    ranked
}

/// Leaves out what callers of something broken show by themselves, a crash or a failing probe: it follows from that.
fn without_consequences(all: Vec<Hypothesis>) -> Vec<Hypothesis> {
    let follows = |one: &Hypothesis| {
        let pods: BTreeSet<&EntityKey> = one.explains.iter().filter(|key| key.is(&kinds::POD)).collect();
        let covers = |other: &Hypothesis| {
            other.object != one.object && is_root_cause(other) && pods.iter().all(|pod| other.callers.contains(*pod))
        };
        one.cause.depth < Depth::Root && one.callers.is_empty() && !pods.is_empty() && all.iter().any(covers)
    };
    let kept: Vec<bool> = all.iter().map(|one| !follows(one)).collect();
    all.into_iter().zip(kept).filter_map(|(one, keep)| keep.then_some(one)).collect()
}

/// Everything whose trouble a hypothesis explains: the object, what it says itself, and whoever owns those.
fn affected(hypothesis: &Hypothesis, graph: &Graph) -> BTreeSet<EntityKey> {
    let mut all = hypothesis.explains.clone();
    all.insert(hypothesis.object.clone());
    reached(all, graph)
}

/// Some objects, whoever owns them, and what depends on those.
pub fn reached(mut all: BTreeSet<EntityKey>, graph: &Graph) -> BTreeSet<EntityKey> {
    let mut next: Vec<EntityKey> = all.iter().cloned().collect();
    while let Some(key) = next.pop() {
        if let Some(owner) = graph.controller(&key)
            && all.insert(owner.clone())
        {
            next.push(owner);
        }
    }
    all.extend(crate::diagnosis::impact::dependants(&all, graph));
    all
}

/// Whether it is proven well enough to be an answer.
fn is_root_cause(hypothesis: &Hypothesis) -> bool {
    hypothesis.proven() && hypothesis.confidence() >= ROOT_CAUSE
}

/// Whether a deeper hypothesis explains a shallower one: the same object, and everything that the other stands for.
fn takes_in(deeper: &Hypothesis, other: &Hypothesis) -> bool {
    if deeper.leads_to.contains(&other.cause.code) && is_root_cause(deeper) {
        return accounts_for(deeper, other);
    }
    if deeper.object != other.object && is_root_cause(deeper) && deeper.cause.depth == Depth::Root {
        // A root cause elsewhere that accounts for all of it: a broken callee, a policy, a node.
        return other.cause.depth < Depth::Root && other.explains.is_subset(&deeper.explains);
    }
    if deeper.object != other.object || deeper.cause.code == other.cause.code {
        return false;
    }
    // What is only an idea explains nothing that is proven.
    if is_root_cause(other) && !is_root_cause(deeper) {
        return false;
    }
    let same_container = match (&deeper.container, &other.container) {
        (Some(one), Some(two)) => one == two,
        _ => true,
    };
    match deeper.cause.depth.cmp(&other.cause.depth) {
        // A surface cause speaks of the whole app; any deeper one at the app explains it.
        Ordering::Greater if other.cause.depth == Depth::Surface => true,
        Ordering::Greater => same_container || !other.explains.is_disjoint(&deeper.explains),
        _ => false,
    }
}

/// Whether everything that the other stands for (its pods, or itself where it has none) is explained by the deeper one.
fn accounts_for(deeper: &Hypothesis, other: &Hypothesis) -> bool {
    let pods: Vec<&EntityKey> = other.explains.iter().filter(|key| key.is(&kinds::POD)).collect();
    match pods.as_slice() {
        [] => deeper.explains.contains(&other.object),
        pods => pods.iter().all(|pod| deeper.explains.contains(*pod)),
    }
}

fn consequence(shallower: &Hypothesis, deeper: &Hypothesis) -> Option<Link> {
    let known: Vec<_> = deeper.facts().into_iter().cloned().collect();
    let facts: Vec<_> = shallower.facts().into_iter().filter(|f| !known.contains(f)).take(1).cloned().collect();
    // That something changed says little without what it led to.
    let tells = shallower.cause.depth == Depth::Surface || GENERAL.contains(&deeper.cause.code);
    if facts.is_empty() || !tells {
        return None;
    }
    Some(Link { entity: shallower.object.clone(), statement: shallower.statement.clone(), facts })
}

fn compare(a: &Hypothesis, b: &Hypothesis, own: &BTreeSet<&EntityKey>, subject: &BTreeSet<EntityKey>) -> Ordering {
    let reach = |h: &Hypothesis| h.explains.iter().filter(|key| own.contains(key)).count();
    // What lies outside of the subject and is known to bring such trouble on it is as close as the subject itself.
    let close = |h: &Hypothesis| subject.contains(&h.object) || !h.leads_to.is_empty();
    (b.proven(), close(b), b.cause.depth, reach(b))
        .cmp(&(a.proven(), close(a), a.cause.depth, reach(a)))
        .then_with(|| by_strength(a, b))
}

fn by_strength(a: &Hypothesis, b: &Hypothesis) -> Ordering {
    b.confidence()
        .total_cmp(&a.confidence())
        .then_with(|| a.onset.cmp(&b.onset))
        .then_with(|| (&a.object, a.cause.code, &a.container).cmp(&(&b.object, b.cause.code, &b.container)))
}
