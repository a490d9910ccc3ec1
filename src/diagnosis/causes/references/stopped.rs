//! The apps whose pods wait for something that they name, and the form that every such hypothesis has: the app names it,
//! it is as it is, the pods wait.

use std::collections::BTreeMap;

use crate::diagnosis::case::{CITED_PODS, Case, extent};
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::references::naming::{Reference, references};
use crate::diagnosis::causes::references::stall::{self, Stall};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::pod::Pod;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds::Kind;
use crate::evidence::view::View;

/// One thing that pods of an app wait for.
pub struct Stopped<'c, 'g> {
    /// The app.
    pub app: &'c App<'g>,
    /// Where the first of the pods names it.
    pub reference: Reference<'g>,
    /// The pods that wait, by name.
    pub pods: Vec<(&'c Pod<'g>, Stall)>,
}

/// What is said of the thing itself.
pub struct Finding {
    /// How much it weighs.
    pub weight: Weight,
    /// What was looked for.
    pub what: &'static str,
    /// What was found.
    pub fact: Option<Fact>,
    /// It in a few words.
    pub statement: String,
}

/// Everything of one kind that pods in trouble may wait for. With `keyed` only references to a key count, each key for
/// itself. `says` tells the kubelet's words about a reference from others.
pub fn stopped<'c, 'g>(
    case: &'c Case<'g>,
    kind: &Kind,
    keyed: bool,
    says: fn(&str, &Reference<'_>) -> bool,
) -> Vec<Stopped<'c, 'g>> {
    let mut found = Vec::new();
    for app in case.troubled() {
        let mut by_name: BTreeMap<(&str, String), Stopped<'c, 'g>> = BTreeMap::new();
        for pod in app.troubled() {
            for ((name, key), (reference, stall)) in of_pod(pod, kind, keyed, says) {
                by_name
                    .entry((name, key))
                    .or_insert_with(|| Stopped { app, reference, pods: Vec::new() })
                    .pods
                    .push((pod, stall));
            }
        }
        found.extend(by_name.into_values().filter(|s| s.pods.iter().any(|(_, stall)| stall.waits.is_some())));
    }
    found
}

type ByName<'g> = BTreeMap<(&'g str, String), (Reference<'g>, Stall)>;

/// What one pod waits for, by name and key; of several uses of one thing, the one that the kubelet speaks of.
fn of_pod<'g>(pod: &Pod<'g>, kind: &Kind, keyed: bool, says: fn(&str, &Reference<'_>) -> bool) -> ByName<'g> {
    let mut found: ByName<'g> = BTreeMap::new();
    let Some(spec) = pod.view.at("/spec") else { return found };
    for reference in references(&spec).into_iter().filter(|r| r.kind == kind && (!keyed || r.key.is_some())) {
        let Some(stall) = stall::of(pod, &reference, |m| says(m, &reference)) else { continue };
        let key = reference.key_name().filter(|_| keyed).unwrap_or_default().to_owned();
        let better = |known: &(Reference<'g>, Stall)| known.1.words.is_none() && stall.words.is_some();
        let place = (reference.name, key);
        if found.get(&place).is_none_or(better) {
            found.insert(place, (reference, stall));
        }
    }
    found
}

impl Stopped<'_, '_> {
    /// The key of the thing.
    pub fn thing(&self) -> EntityKey {
        EntityKey::new(self.reference.kind, Some(self.app.key.ns()), self.reference.name)
    }

    /// Whether the kubelet speaks of it.
    pub fn said(&self) -> bool {
        self.pods.iter().any(|(_, stall)| stall.words.is_some())
    }

    /// How many of the app's pods it stops.
    pub fn extent(&self) -> String {
        extent(self.pods.len(), self.app.pods.iter().filter(|pod| pod.phase() != "Succeeded").count())
    }

    /// Where the app's template names it. Pods of an older template may name what the present one does not.
    pub fn asked(&self) -> Option<View<'_>> {
        let spec = self.app.template()?.at("/spec")?;
        references(&spec).into_iter().find(|r| r.same(&self.reference)).map(|r| r.at)
    }

    /// The hypothesis that these pods make.
    pub fn hypothesis(&self, cause: &'static Cause, statement: String, finding: Finding) -> Hypothesis {
        let reference = &self.reference;
        let asked = self.asked().map(|place| place.spec());
        let (field, field_name) = reference.field();
        let asks = format!("names {} {}: {}", reference.kind.kind, reference.name, reference.use_of_it());
        let mut hypothesis = Hypothesis::new(cause, &self.app.key, statement)
            .support(Weight::Strong, "the app's template names it", asked.clone())
            .support(finding.weight, finding.what, finding.fact.clone())
            .link(&self.app.key, asks, asked.into_iter().collect())
            .link(&self.thing(), finding.statement, finding.fact.into_iter().collect())
            .blames(reference.container, field, field_name);
        for (pod, stall) in self.pods.iter().take(CITED_PODS) {
            hypothesis = hypothesis
                .support(Weight::Proof, "the kubelet says so", stall.said())
                .support(Weight::Weak, "the pod waits", stall.waits.clone())
                .link(pod.key(), stall.shows(), stall.facts());
        }
        for (pod, _) in &self.pods {
            hypothesis.explains.insert(pod.key().clone());
            hypothesis.onset = hypothesis.onset.into_iter().chain(began(pod)).min();
        }
        hypothesis
    }
}

/// When a pod began to wait: when its container last ended, else when it was created.
fn began(pod: &Pod<'_>) -> Option<jiff::Timestamp> {
    let ended = pod.containers().iter().filter_map(|c| c.last_terminated()?.time_at("/finishedAt")).max();
    ended.or_else(|| pod.created())
}
