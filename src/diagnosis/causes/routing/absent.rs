//! `ServiceNotFound`: an app calls a Service that does not exist.

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::routing::{catalogue, scene, selector};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::logs::network::Trouble;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::calls::{self, Call};
use crate::diagnosis::objects::service::Service;
use crate::evidence::coverage::Lookup;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;

/// What is said where a name has no address.
pub(super) const UNKNOWN_NAME: &[Trouble] = &[Trouble::Unresolved, Trouble::NoNameServer];

/// `ServiceNotFound`.
pub fn not_found(case: &Case<'_>) -> Vec<Hypothesis> {
    let mut found = Vec::new();
    for app in &case.apps {
        for call in calls::of_app(app, case.graph).into_iter().filter(|call| !call.init) {
            let Lookup::Absent(absence) = case.graph.lookup(&call.service) else { continue };
            let said = scene::complaint(app, &call, UNKNOWN_NAME);
            let missed = said.is_some() || asked_about(case, app, &call);
            if missed && near(case, app, &call).is_none() {
                found.push(conclude(app, &call, absence, said));
            }
        }
    }
    found
}

/// Whether the question is about this call: it names what is called, and misses something.
pub(super) fn asked_about(case: &Case<'_>, app: &App<'_>, call: &Call) -> bool {
    let named = case.words.contains(&call.service.name);
    named && scene::complains(case) && (scene::asked_for(case, &app.key) || call.service.ns() == app.key.ns())
}

fn conclude(app: &App<'_>, call: &Call, absence: Fact, said: Option<Fact>) -> Hypothesis {
    let key = &call.service;
    let text = format!(
        "{} calls {} ({}), and there is no Service {}: the name does not resolve.",
        scene::called(app),
        call.address.host,
        call.place,
        key.path(),
    );
    let command = format!("{} get services", advice::kubectl(key));
    let mut hypothesis = Hypothesis::new(&catalogue::SERVICE_NOT_FOUND, &app.key, text)
        .support(Weight::Proof, "the Service is absent", Some(absence.clone()))
        .support(Weight::Strong, "the caller is told to call it", Some(call.fact.clone()))
        .support(Weight::Strong, "the caller says that the name does not resolve", said.clone())
        .link(key, "does not exist", vec![absence])
        .link(&app.key, call.shows(), vec![call.fact.clone()]);
    if let Some(said) = said {
        let line = format!("says \"{}\"", crate::diagnosis::logs::decisive::shorten(&said.excerpt));
        hypothesis = hypothesis.link(&said.entity.clone(), line, vec![said]);
    }
    for pod in app.troubled() {
        hypothesis = hypothesis.explaining(pod.key());
    }
    let hypothesis = hypothesis.explaining(&app.key).advise(look(
        format!("Create Service {}, or take it out of {} of {}.", key.path(), call.place, scene::called(app)),
        Some(command),
    ));
    match call.field {
        Some(field) => hypothesis.blames(Some(&call.container), field, field.trim_start_matches('/')),
        None => hypothesis,
    }
}

/// A Service that may be meant: nearly the same name in the same namespace, and not called by the app anyway.
pub(super) fn near(case: &Case<'_>, app: &App<'_>, call: &Call) -> Option<EntityKey> {
    let calls = calls::of_app(app, case.graph);
    let known = |key: &EntityKey| calls.iter().any(|other| other.service == *key);
    let mut close: Vec<(usize, EntityKey)> = Service::in_namespace(case.graph, call.service.ns())
        .into_iter()
        .map(|service| service.key().clone())
        .filter(|key| selector::is_near(&key.name, &call.service.name) && !known(key))
        .map(|key| (strsim::damerau_levenshtein(&key.name, &call.service.name), key))
        .collect();
    close.sort();
    close.into_iter().next().map(|(_, key)| key)
}
