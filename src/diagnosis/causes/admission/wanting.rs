//! Objects that are not there though they are declared, or though pods wait for them, and who needs them.

use serde_json::Value;

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::lifecycle::needs;
use crate::diagnosis::declared::absent::{self, Absent};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::claim;
use crate::diagnosis::objects::pod::Trouble;
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::view::excerpt;

/// An object that is not there.
pub(super) struct Wanting {
    /// The object.
    pub key: EntityKey,
    /// What is declared of it, where that is known.
    pub value: Option<Value>,
    /// Who declares it, in words.
    pub source: String,
    /// That it is declared; none where it is not, or where the place is hidden.
    pub declared: Option<Fact>,
    /// That it is not there.
    pub absence: Fact,
    /// Pods and apps that need it, each with where that shows.
    pub needed_by: Vec<(EntityKey, Option<Fact>)>,
}

impl Wanting {
    /// What it asks for, where that is storage: ` with 5Gi`.
    pub(super) fn asks(&self) -> String {
        let storage = self.value.as_ref().and_then(|value| value.pointer("/spec/resources/requests/storage"));
        storage.map_or_else(String::new, |amount| format!(" with {}", excerpt(amount)))
    }
}

/// What is wanting in a namespace, by key.
pub(super) fn of_namespace(case: &Case<'_>, namespace: &str) -> Vec<Wanting> {
    let declared = absent::of_namespace(case.graph, namespace).into_iter();
    let mut found: Vec<Wanting> = declared.filter_map(|missing| of_declared(case, missing)).collect();
    for (key, absence, pod) in claims(case, namespace) {
        match found.iter_mut().find(|known| known.key == key) {
            Some(known) => known.needed_by.push(pod),
            None => found.push(Wanting {
                key,
                value: None,
                source: String::new(),
                declared: None,
                absence,
                needed_by: vec![pod],
            }),
        }
    }
    // A claim that no pod waits for is missed by nobody yet.
    found.retain(|each| !each.needed_by.is_empty());
    found.sort_by(|one, other| one.key.cmp(&other.key));
    found
}

fn of_declared(case: &Case<'_>, missing: Absent) -> Option<Wanting> {
    let needed_by = if missing.key.is(&kinds::SERVICE) {
        behind(case, &missing)
    } else if missing.key.is(&kinds::PVC) {
        Vec::new()
    } else {
        let waiting = absent::waiting(case.graph, &missing);
        waiting.iter().map(|service| (service.key().clone(), service.nobody_behind())).collect()
    };
    (missing.key.is(&kinds::PVC) || !needed_by.is_empty()).then(|| Wanting {
        key: missing.key,
        value: Some(missing.value),
        source: missing.source.words(),
        declared: missing.declared,
        absence: missing.absence,
        needed_by,
    })
}

/// The apps that run behind a declared Service, and who calls it.
fn behind(case: &Case<'_>, missing: &Absent) -> Vec<(EntityKey, Option<Fact>)> {
    let own = |app: &&App<'_>| {
        let labels = app.template().and_then(|template| template.at("/metadata/labels"));
        app.key.ns() == missing.key.ns()
            && !app.pods.is_empty()
            && labels.is_some_and(|labels| absent::would_select(&missing.value, labels.value()))
    };
    let Some(app) = case.apps.iter().find(own) else { return Vec::new() };
    let labels = app.template().and_then(|template| Some(template.at("/metadata/labels")?.spec()));
    let others = case.apps.iter().filter(|other| other.key != app.key);
    let callers = others.filter_map(|other| needs::workload(other.view.as_ref()?, &missing.key));
    std::iter::once((app.key.clone(), labels)).chain(callers.map(|caller| (caller.key, caller.fact))).collect()
}

type Claim = (EntityKey, Fact, (EntityKey, Option<Fact>));

/// The claims of a namespace that pods wait for and that are not there.
fn claims(case: &Case<'_>, namespace: &str) -> Vec<Claim> {
    let mut found = Vec::new();
    for app in case.troubled().filter(|app| app.key.ns() == namespace) {
        let waiting = |pod: &&&crate::diagnosis::objects::pod::Pod<'_>| {
            matches!(pod.trouble(), Some(Trouble::Unscheduled | Trouble::NotStarted))
        };
        for pod in app.troubled().iter().filter(waiting) {
            for named in claim::named_by(pod) {
                if let Lookup::Absent(absence) = case.graph.lookup(&named.claim) {
                    found.push((named.claim, absence, (pod.key().clone(), Some(named.place.spec()))));
                }
            }
        }
    }
    found
}
