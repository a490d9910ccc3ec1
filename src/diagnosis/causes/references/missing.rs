//! A ConfigMap or Secret that pods name and that is not there.

use std::collections::BTreeSet;

use crate::diagnosis::case::Case;
use crate::diagnosis::catalogue::Cause;
use crate::diagnosis::causes::references::naming::references;
use crate::diagnosis::causes::references::stall::says_absent;
use crate::diagnosis::causes::references::stopped::{Finding, Stopped, stopped};
use crate::diagnosis::causes::references::{advice, catalogue};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds::{self, Kind};

/// `ConfigMapNotFound`: a pod can't start without a ConfigMap that does not exist.
pub fn config_map(case: &Case<'_>) -> Vec<Hypothesis> {
    missing(case, &kinds::CONFIG_MAP, &catalogue::CONFIG_MAP_NOT_FOUND)
}

/// `SecretNotFound`: a pod can't start without a Secret that does not exist.
pub fn secret(case: &Case<'_>) -> Vec<Hypothesis> {
    missing(case, &kinds::SECRET, &catalogue::SECRET_NOT_FOUND)
}

fn missing(case: &Case<'_>, kind: &Kind, entry: &'static Cause) -> Vec<Hypothesis> {
    let mut candidates: Vec<(Stopped<'_, '_>, Option<Fact>)> = Vec::new();
    for stopped in stopped(case, kind, false, says_absent) {
        match case.graph.lookup(&stopped.thing()) {
            Lookup::Absent(fact) => candidates.push((stopped, Some(fact))),
            Lookup::Unseen(_) if stopped.said() => candidates.push((stopped, None)),
            Lookup::Present(_) | Lookup::Unseen(_) => {}
        }
    }
    // One hypothesis an app: what the kubelet speaks of first; it names one thing at a time.
    candidates.sort_by_key(|(stopped, _)| (stopped.app.key.clone(), !stopped.said()));
    let mut done = BTreeSet::new();
    candidates
        .into_iter()
        .filter(|(stopped, _)| done.insert(stopped.app.key.clone()))
        .map(|(stopped, absence)| hypothesis(case, &stopped, absence, entry))
        .collect()
}

fn hypothesis(case: &Case<'_>, stopped: &Stopped<'_, '_>, absence: Option<Fact>, entry: &'static Cause) -> Hypothesis {
    let reference = &stopped.reference;
    let (kind, name, namespace) = (&reference.kind.kind, reference.name, stopped.app.key.ns());
    let others = others(case, stopped);
    let names: Vec<_> = others.iter().map(|(key, _)| key.name.as_str()).collect();
    let more = if names.is_empty() {
        String::new()
    } else {
        format!(" The app also names {kind} {}, absent too.", names.join(", "))
    };
    let text = format!(
        "{kind} {name} does not exist in namespace {namespace}, and {}; {}.{more}",
        reference.use_of_it(),
        stopped.extent()
    );
    let seen = absence.is_some();
    let statement = if seen { "does not exist".to_owned() } else { "could not be looked up".to_owned() };
    let finding = Finding { weight: Weight::Proof, what: "it is absent", fact: absence, statement };
    let mut hypothesis = stopped.hypothesis(entry, text, finding);
    for (key, fact) in others {
        hypothesis = hypothesis.support(Weight::Weak, "another one is absent too", Some(fact.clone())).link(
            &key,
            "does not exist either",
            vec![fact],
        );
    }
    for remedy in advice::missing(case.graph, stopped) {
        hypothesis = hypothesis.advise(remedy);
    }
    hypothesis
}

/// What else of this kind the first pod can't start without and does not exist.
fn others(case: &Case<'_>, stopped: &Stopped<'_, '_>) -> Vec<(EntityKey, Fact)> {
    let Some(spec) = stopped.pods.first().and_then(|(pod, _)| pod.view.at("/spec")) else { return Vec::new() };
    let names: BTreeSet<&str> = references(&spec)
        .into_iter()
        .filter(|r| r.kind == stopped.reference.kind && r.name != stopped.reference.name)
        .map(|r| r.name)
        .collect();
    names
        .into_iter()
        .filter_map(|name| {
            let key = EntityKey::new(stopped.reference.kind, Some(stopped.app.key.ns()), name);
            let fact = case.graph.lookup(&key).absent()?;
            Some((key, fact))
        })
        .collect()
}
