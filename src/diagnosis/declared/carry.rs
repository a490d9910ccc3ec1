//! What was declared, said of the hypotheses that it bears on: a drifted field that is to blame is a link of the chain,
//! an absent object that was declared is one that nobody applied, a declaration that has the fault is where to mend it.
//!
//! It strengthens causes and finds none. Causes that only say "something changed" give way to those that say what is wrong.

use std::collections::BTreeSet;

use crate::diagnosis::catalogue::Depth;
use crate::diagnosis::causes::drift::GENERAL;
use crate::diagnosis::causes::releases::applications;
use crate::diagnosis::changes;
use crate::diagnosis::declared::drift::{self, Drift};
use crate::diagnosis::declared::{mend, source};
use crate::diagnosis::hypothesis::{Hypothesis, Link, Weight};
use crate::diagnosis::managed::{self, Manager};
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::FactKind;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;

/// Drifted fields that are told of one hypothesis.
const TOLD: usize = 2;

/// Says of every hypothesis what was declared of it.
pub fn into(all: &mut Vec<Hypothesis>, graph: &Graph) {
    for hypothesis in all.iter_mut().filter(|hypothesis| !GENERAL.contains(&hypothesis.cause.code)) {
        declared(hypothesis, graph);
    }
    give_way(all);
}

fn declared(hypothesis: &mut Hypothesis, graph: &Graph) {
    let mut drifted: Vec<Drift<'_>> = Vec::new();
    let places = blamed(hypothesis, graph);
    for (key, pointer) in &places {
        let told = |drift: &Drift<'_>| drifted.iter().any(|known| known.difference == drift.difference);
        let found: Vec<Drift<'_>> =
            drift::of(graph, key).into_iter().filter(|drift| drift.touches(pointer) && !told(drift)).collect();
        drifted.extend(found);
    }
    drifted.truncate(TOLD);
    for drift in drifted.iter().rev() {
        let statement = format!("{}{}", drift.words(), drift.by());
        let entity = drift.object.key().clone();
        hypothesis.chain.insert(0, Link { entity, statement, facts: drift.facts() });
        for fact in drift.facts() {
            *hypothesis = hypothesis.clone().support(Weight::Weak, "what was declared", Some(fact));
        }
        // Whoever scaled by hand may have had a reason: asking first stays first.
        let first = usize::from(drift.difference.live_at == "/spec/replicas").min(hypothesis.advice.len());
        hypothesis.advice.insert(first, mend::again(drift));
    }
    if drifted.is_empty() {
        faulty(hypothesis, graph, &places);
        out_of_step(hypothesis, graph);
    }
    unapplied(hypothesis, graph);
}

/// The places that are to blame: the field that the hypothesis names, and what it rests on of what was asked for.
fn blamed(hypothesis: &Hypothesis, graph: &Graph) -> Vec<(EntityKey, String)> {
    let mut places: Vec<(EntityKey, String)> = Vec::new();
    if let Some(field) = &hypothesis.field
        && let Some(view) = graph.view(&hypothesis.object)
        && let Some(pointer) = changes::in_template(&view, field)
    {
        places.push((hypothesis.object.clone(), pointer));
    }
    let spoken = hypothesis.support.iter().filter(|support| support.weight > Weight::Weak);
    for fact in spoken.filter_map(|support| support.fact.as_ref()).filter(|fact| fact.kind == FactKind::Spec) {
        let Some(object) = graph.get(&fact.entity).filter(|object| object.observation == fact.observation) else {
            continue;
        };
        let place = fact.pointer.strip_prefix(&object.base).filter(|rest| rest.starts_with("/spec/"));
        if let Some(place) = place.filter(|_| !fact.entity.is(&kinds::POD)) {
            places.push((fact.entity.clone(), place.to_owned()));
        }
    }
    places
}

/// Where a manifest has the very fault, the mend belongs there.
fn faulty(hypothesis: &mut Hypothesis, graph: &Graph, places: &[(EntityKey, String)]) {
    let Some((key, pointer)) = places.first().filter(|(key, _)| *key == hypothesis.object) else { return };
    let Some(declaration) = source::manifest(graph, key) else { return };
    let Some(live) = graph.view(key) else { return };
    // Lists may be in another order; the field itself must be there with the value that is live.
    let same = declaration.value().pointer(pointer).is_some_and(|value| live.value().pointer(pointer) == Some(value));
    if same && !matches!(managed::of(graph, key), Some(Manager::Argo { .. })) {
        mend::where_declared(&mut hypothesis.advice, &declaration.source);
    }
}

/// That Argo CD finds the object other than Git has it, where what differs is not known here.
fn out_of_step(hypothesis: &mut Hypothesis, graph: &Graph) {
    let object = hypothesis.object.clone();
    let said = applications::all(graph).find_map(|application| {
        let resource = application.items("/status/resources").into_iter().find(|resource| {
            resource.str_at("/kind") == Some(&object.kind)
                && resource.str_at("/name") == Some(&object.name)
                && resource.str_at("/namespace").unwrap_or_default() == object.ns()
        })?;
        let status = resource.at("/status").filter(|status| status.str() == Some("OutOfSync"))?;
        Some((application.key().clone(), status.state()))
    });
    let Some((application, fact)) = said.filter(|(application, _)| *application != object) else { return };
    let statement = format!("finds {} {} other than Git declares it (OutOfSync)", object.kind, object.name);
    hypothesis.chain.push(Link { entity: application, statement, facts: vec![fact.clone()] });
    *hypothesis = hypothesis.clone().support(Weight::Weak, "what was declared", Some(fact));
}

/// Absent objects that it rests on and that were declared.
fn unapplied(hypothesis: &mut Hypothesis, graph: &Graph) {
    // A refusal says itself that what it refuses was declared.
    if hypothesis.cause.category == "admission" {
        return;
    }
    let absent: BTreeSet<EntityKey> = hypothesis
        .support
        .iter()
        .filter_map(|support| support.fact.as_ref())
        .filter(|fact| fact.kind == FactKind::Absence && fact.entity != hypothesis.object)
        .map(|fact| fact.entity.clone())
        .collect();
    for key in absent.iter().take(TOLD) {
        let Some(declaration) = source::manifest(graph, key) else { continue };
        let Some(fact) = declaration.says_so(key) else { continue };
        let words = declaration.source.words();
        let link = Link {
            entity: key.clone(),
            statement: format!("is declared in {words}: it was not applied here, or is gone again"),
            facts: vec![fact.clone()],
        };
        hypothesis.chain.insert(0, link);
        *hypothesis = hypothesis.clone().support(Weight::Weak, "it was declared", Some(fact));
        let text = format!("Apply {} {} as {words} declares it.", key.kind, key.name);
        hypothesis.advice.insert(0, mend::apply(graph, key, &declaration.source, text));
    }
}

/// Leaves out what only says that something changed, where it is said what is wrong.
fn give_way(all: &mut Vec<Hypothesis>) {
    let proven = |other: &&Hypothesis| other.proven() && other.cause.depth == Depth::Root;
    let special: Vec<Hypothesis> =
        all.iter().filter(proven).filter(|other| !GENERAL.contains(&other.cause.code)).cloned().collect();
    let drifted: BTreeSet<EntityKey> =
        all.iter().filter(|other| GENERAL.first() == Some(&other.cause.code)).map(|h| h.object.clone()).collect();
    all.retain(|one| {
        if !GENERAL.contains(&one.cause.code) {
            return true;
        }
        let pods: Vec<&EntityKey> = one.explains.iter().filter(|key| key.is(&kinds::POD)).collect();
        let covered =
            |other: &Hypothesis| other.object == one.object || pods.iter().all(|pod| other.explains.contains(*pod));
        // The field that drifted is more than the revision that brought it.
        let weaker = GENERAL.first() != Some(&one.cause.code) && drifted.contains(&one.object);
        !weaker && !special.iter().any(covered)
    });
}
