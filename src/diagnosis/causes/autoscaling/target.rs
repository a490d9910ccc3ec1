//! Autoscalers whose target is not there, or that share it with another.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::autoscaling::catalogue;
use crate::diagnosis::causes::autoscaling::metrics::since;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, change, command};
use crate::diagnosis::objects::autoscaler::Autoscaler;
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::view::View;

/// `HpaTargetNotFound`.
pub fn not_found(case: &Case<'_>) -> Vec<Hypothesis> {
    Autoscaler::all(case.graph).iter().filter_map(|hpa| without_target(case, hpa)).collect()
}

fn without_target(case: &Case<'_>, hpa: &Autoscaler<'_>) -> Option<Hypothesis> {
    let bad = hpa.unable().filter(|c| c.str_at("/reason") == Some("FailedGetScale"))?;
    let message = bad.at("/message").filter(|m| {
        m.str()
            .is_some_and(|text| ["not found", "no matches for kind", "could not find"].iter().any(|w| text.contains(w)))
    })?;
    let target = hpa.target()?;
    let absence = match case.graph.lookup(&target) {
        Lookup::Present(_) => return None,
        Lookup::Absent(fact) => Some(fact),
        Lookup::Unseen(_) => None,
    };
    let name = hpa.view.at("/spec/scaleTargetRef/name")?;
    let elsewhere = same_name(case, &target);
    let hint = elsewhere.as_ref().map(|key| format!("; there is a {} of that name", key.kind)).unwrap_or_default();
    let text = format!(
        "The HorizontalPodAutoscaler {} is to scale {} {}, which does not exist{hint}: it scales nothing.",
        hpa.key().name,
        target.kind,
        target.name
    );
    let mut hypothesis = Hypothesis::new(&catalogue::HPA_TARGET_NOT_FOUND, hpa.key(), text)
        .support(Weight::Proof, "its own words", Some(message.state()))
        .support(Weight::Strong, "the target that it names", Some(name.spec()))
        .support(Weight::Strong, "the target is absent", absence.clone())
        .link(hpa.key(), format!("is to scale {} {}", target.kind, target.name), vec![name.spec()])
        .explaining(hpa.key())
        .since(since(hpa));
    if let Some(absence) = absence {
        hypothesis = hypothesis.link(&target, "is not there", vec![absence]);
    }
    hypothesis =
        hypothesis.link(hpa.key(), format!("says \"{}\"", message.str().unwrap_or_default()), vec![message.state()]);
    let wanted = elsewhere
        .map_or_else(|| ("<its kind>".to_owned(), "<the workload>".to_owned()), |key| (key.kind.to_string(), key.name));
    let manifest = |kind: &str, name: &str| format!("spec:\n  scaleTargetRef:\n    kind: {kind}\n    name: {name}\n");
    let diff = advice::diff(hpa.key(), &manifest(&target.kind, &target.name), &manifest(&wanted.0, &wanted.1));
    Some(hypothesis.advise(change(
        "Correct spec.scaleTargetRef, or remove the autoscaler if its workload is gone for good.",
        diff,
        "the workload that it then names is scaled",
    )))
}

/// A workload of that name and another kind.
fn same_name(case: &Case<'_>, target: &EntityKey) -> Option<EntityKey> {
    let found = case.apps.iter().find(|app| app.key.name == target.name && app.key.namespace == target.namespace);
    found.map(|app| app.key.clone())
}

/// `HpaSelectorAmbiguous`: told of the first of those that are in each other's way.
pub fn ambiguous(case: &Case<'_>) -> Vec<Hypothesis> {
    let all = Autoscaler::all(case.graph);
    all.iter()
        .filter_map(|hpa| {
            let others: Vec<&Autoscaler<'_>> = all.iter().filter(|other| collide(case, hpa, other)).collect();
            let first = others.first().is_none_or(|other| hpa.key() < other.key());
            in_the_way(hpa, &others).filter(|_| first)
        })
        .collect()
}

/// Whether two autoscalers have the same target, by the raw values.
fn collide(case: &Case<'_>, one: &Autoscaler<'_>, other: &Autoscaler<'_>) -> bool {
    let named = |hpa: &Autoscaler<'_>| hpa.view.value().pointer("/spec/scaleTargetRef/name").cloned();
    let selector = |hpa: &Autoscaler<'_>| {
        let view = case.graph.view(&hpa.target()?)?;
        view.value().pointer("/spec/selector").cloned()
    };
    one.key() != other.key()
        && one.key().namespace == other.key().namespace
        && (named(one) == named(other) || selector(one).is_some_and(|own| selector(other) == Some(own)))
}

fn in_the_way(hpa: &Autoscaler<'_>, others: &[&Autoscaler<'_>]) -> Option<Hypothesis> {
    let bad = hpa.unable().filter(|c| c.str_at("/reason") == Some("AmbiguousSelector"))?;
    let message = bad.at("/message")?;
    let names: Vec<&str> = others.iter().map(|other| other.key().name.as_str()).collect();
    let with = if names.is_empty() { "another one".to_owned() } else { names.join(" and ") };
    let target = hpa.target()?;
    let text = format!(
        "The HorizontalPodAutoscaler {} and {with} are about the same pods, those of {}: neither of them scales.",
        hpa.key().name,
        target.name
    );
    let own = hpa.view.at("/spec/scaleTargetRef/name").map(|name| name.spec());
    let mut hypothesis = Hypothesis::new(&catalogue::HPA_SELECTOR_AMBIGUOUS, hpa.key(), text)
        .support(Weight::Proof, "its own words", Some(message.state()))
        .support(Weight::Weak, "its target", own.clone())
        .link(hpa.key(), format!("is to scale {}", target.name), own.into_iter().collect())
        .explaining(hpa.key())
        .since(since(hpa));
    if others.is_empty() {
        hypothesis = hypothesis.support(Weight::Strong, "the other one", None);
    }
    for other in others {
        let place = other.view.at("/spec/scaleTargetRef/name").map(|name: View<'_>| name.spec());
        hypothesis = hypothesis
            .support(Weight::Strong, "the target of the other", place.clone())
            .link(other.key(), "is about the same pods", place.into_iter().collect())
            .explaining(other.key());
    }
    hypothesis =
        hypothesis.link(hpa.key(), format!("says \"{}\"", message.str().unwrap_or_default()), vec![message.state()]);
    let surplus = others.first().map_or(hpa.key(), |other| other.key());
    Some(hypothesis.advise(command(
        "Decide which of them is right, and remove the other where it is declared.",
        format!("{} delete hpa {}", advice::kubectl(surplus), surplus.name),
        "the one that stays begins to scale",
    )))
}
