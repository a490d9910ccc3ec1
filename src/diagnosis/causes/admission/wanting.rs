//! Objects that are not there though they are declared, or though pods wait for them, and who needs them.

use serde_json::Value;

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::drift::missing::{self, Needed};
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
    /// Who needs it.
    pub needed_by: Vec<Needed>,
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

fn of_declared(case: &Case<'_>, absent: Absent) -> Option<Wanting> {
    let needed_by = if absent.key.is(&kinds::SERVICE) {
        behind(case, &absent)
    } else if absent.key.is(&kinds::PVC) {
        Vec::new()
    } else {
        absent::waiting(case.graph, &absent).iter().map(missing::of_service).collect()
    };
    (absent.key.is(&kinds::PVC) || !needed_by.is_empty()).then(|| Wanting {
        key: absent.key,
        value: Some(absent.value),
        source: absent.source.words(),
        declared: absent.declared,
        absence: absent.absence,
        needed_by,
    })
}

/// The apps that run behind a declared Service, and who calls it.
fn behind(case: &Case<'_>, missing: &Absent) -> Vec<Needed> {
    let own = |app: &&App<'_>| {
        let labels = app.template().and_then(|template| template.at("/metadata/labels"));
        app.key.ns() == missing.key.ns()
            && !app.pods.is_empty()
            && labels.is_some_and(|labels| absent::would_select(&missing.value, labels.value()))
    };
    let Some(app) = case.apps.iter().find(own) else { return Vec::new() };
    let fact = app.template().and_then(|template| Some(template.at("/metadata/labels")?.spec()));
    let app_of_it = Needed { key: app.key.clone(), shows: "has the pods that it would lead to".to_owned(), fact };
    let others = case.apps.iter().filter(|other| other.key != app.key);
    let callers = others.filter_map(|other| needs::workload(other.view.as_ref()?, &missing.key));
    let callers = callers.map(|caller| Needed { key: caller.key, shows: caller.shows, fact: caller.fact });
    std::iter::once(app_of_it).chain(callers).collect()
}

type Claim = (EntityKey, Fact, Needed);

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
                    let shows = format!("needs claim {}", named.claim.name);
                    let need = Needed { key: pod.key().clone(), shows, fact: Some(named.place.spec()) };
                    found.push((named.claim, absence, need));
                }
            }
        }
    }
    found
}
