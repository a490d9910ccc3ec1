//! A key that pods ask a ConfigMap or Secret for and that it does not have.

use std::collections::BTreeSet;

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::references::naming::Via;
use crate::diagnosis::causes::references::stall::says_keyless;
use crate::diagnosis::causes::references::stopped::{Finding, Stopped, stopped};
use crate::diagnosis::causes::references::{advice, catalogue};
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::evidence::coverage::Lookup;
use crate::evidence::fact::{Fact, FactKind};
use crate::evidence::kinds;
use crate::evidence::view::View;

/// `ConfigMapKeyNotFound`: the ConfigMap is there, the key is not.
pub fn config_map(case: &Case<'_>) -> Vec<Hypothesis> {
    let mut found = Vec::new();
    for stopped in first_of_each_app(stopped(case, &kinds::CONFIG_MAP, true, says_keyless)) {
        let Some(key) = stopped.reference.key_name().map(str::to_owned) else { continue };
        let absence = match case.graph.lookup(&stopped.thing()) {
            Lookup::Absent(_) => continue,
            Lookup::Present(object) if object.metadata_only => None,
            Lookup::Present(object) => {
                match keys_of(&View::root(case.graph, object), matches!(stopped.reference.via, Via::Volume(_))) {
                    Keys::Known(names, _) if names.contains(key.as_str()) => continue,
                    Keys::Known(names, place) => Some(lacks(&place, &names, &key)),
                    Keys::Hidden => None,
                }
            }
            Lookup::Unseen(_) => None,
        };
        if absence.is_none() && !stopped.said() {
            continue;
        }
        let finding = Finding {
            weight: Weight::Proof,
            what: "the ConfigMap lacks the key",
            statement: format!("has no key {key}"),
            fact: absence,
        };
        found.push(hypothesis(case, &stopped, &key, finding));
    }
    found
}

/// `SecretKeyNotFound`: the Secret is there; the kubelet says that the key is not, since keys of Secrets are never read.
pub fn secret(case: &Case<'_>) -> Vec<Hypothesis> {
    let mut found = Vec::new();
    let stopped = stopped(case, &kinds::SECRET, true, says_keyless);
    for stopped in first_of_each_app(stopped).into_iter().filter(Stopped::said) {
        let Some(key) = stopped.reference.key_name().map(str::to_owned) else { continue };
        let there = match case.graph.lookup(&stopped.thing()) {
            Lookup::Absent(_) => continue,
            Lookup::Present(object) => View::root(case.graph, object).at("/metadata/name").map(|name| name.state()),
            Lookup::Unseen(_) => None,
        };
        let statement = match there {
            Some(_) => format!("exists; the kubelet finds no key {key} in it"),
            None => format!("could not be looked up; the kubelet finds no key {key} in it"),
        };
        let finding = Finding { weight: Weight::Strong, what: "the Secret exists", fact: there, statement };
        found.push(hypothesis(case, &stopped, &key, finding));
    }
    found
}

fn hypothesis(case: &Case<'_>, stopped: &Stopped<'_, '_>, key: &str, finding: Finding) -> Hypothesis {
    let reference = &stopped.reference;
    let entry = if reference.kind == &kinds::SECRET {
        &catalogue::SECRET_KEY_NOT_FOUND
    } else {
        &catalogue::CONFIG_MAP_KEY_NOT_FOUND
    };
    let text = format!(
        "{} {} has no key {key}, and {}; {}.",
        reference.kind.kind,
        reference.name,
        reference.use_of_it(),
        stopped.extent()
    );
    let mut hypothesis = stopped.hypothesis(entry, text, finding);
    for remedy in advice::keyless(case.graph, stopped, key) {
        hypothesis = hypothesis.advise(remedy);
    }
    hypothesis
}

/// One an app: what the kubelet speaks of first, by name and key.
fn first_of_each_app<'c, 'g>(mut all: Vec<Stopped<'c, 'g>>) -> Vec<Stopped<'c, 'g>> {
    all.sort_by_key(|stopped| (stopped.app.key.clone(), !stopped.said()));
    let mut done = BTreeSet::new();
    all.retain(|stopped| !stopped.said() || done.insert(stopped.app.key.clone()));
    // Without the kubelet's word every candidate is looked at: only one that lacks its key stays.
    all.retain(|stopped| stopped.said() || !done.contains(&stopped.app.key));
    all
}

/// The keys of a ConfigMap.
pub enum Keys<'g> {
    /// These, and where they stand.
    Known(BTreeSet<&'g str>, View<'g>),
    /// A test hides them.
    Hidden,
}

/// The keys that a ConfigMap has for a volume, or for a variable, which does not see `binaryData`.
pub fn keys_of<'g>(config_map: &View<'g>, for_volume: bool) -> Keys<'g> {
    let fields: &[&str] = if for_volume { &["/data", "/binaryData"] } else { &["/data"] };
    let mut names = BTreeSet::new();
    let mut place = None;
    for field in fields {
        let there = config_map.value().pointer(field).is_some_and(|value| !value.is_null());
        match config_map.at(field) {
            Some(view) => {
                names.extend(config_map.entries(field).into_iter().map(|(key, _)| key));
                place = place.or(Some(view));
            }
            None if there => return Keys::Hidden,
            None => {}
        }
    }
    match place.or_else(|| config_map.at("/metadata/name")) {
        Some(place) => Keys::Known(names, place),
        None => Keys::Hidden,
    }
}

/// That a key is not among those at a place.
fn lacks(place: &View<'_>, names: &BTreeSet<&str>, key: &str) -> Fact {
    let mut fact = place.fact(FactKind::Absence);
    let all: Vec<_> = names.iter().copied().collect();
    fact.excerpt =
        if all.is_empty() { format!("no keys, so no {key}") } else { format!("keys: {}; no {key}", all.join(", ")) };
    fact
}
