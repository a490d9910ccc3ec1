//! Dependencies that are down or do not answer in time, from what their callers say and what stands behind the Service.

use std::collections::BTreeMap;

use crate::diagnosis::advice;
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::dependencies::gather::{self, Heard, heard, other_side};
use crate::diagnosis::causes::dependencies::{address, catalogue, store};
use crate::diagnosis::causes::exits;
use crate::diagnosis::complaints::Complaint;
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::logs::voices::Meaning;
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::service::{Endpoints, Service};
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Words of callers that do not get through.
const UNREACHED: &[Meaning] = &[
    Meaning::ConnectionRefused,
    Meaning::TimedOut,
    Meaning::Unavailable,
    Meaning::NameNotResolved,
    Meaning::PoolExhausted,
];
/// Pods behind a Service that are cited.
const CITED: usize = 2;

/// `DependencyUnavailable`.
pub fn unavailable(case: &Case<'_>) -> Vec<Hypothesis> {
    let found = heard(case, |_, container, complaint, sign| {
        let service = unreached(container, complaint)?;
        down(&service)?;
        Some(sign)
    });
    let mut by_service: BTreeMap<EntityKey, Hypothesis> = BTreeMap::new();
    for heard in &found {
        let Some(service) = heard.other_side() else { continue };
        let Some(next) = down(&service).map(|endpoints| unavailable_at(heard, &service, &endpoints)) else { continue };
        match by_service.get_mut(service.key()) {
            Some(known) => store::join(known, next),
            None => {
                by_service.insert(service.key().clone(), next);
            }
        }
    }
    by_service.into_values().collect()
}

/// The Service that a complaint says cannot be reached, where it has the port that is called.
fn unreached<'g>(container: &Container<'g>, complaint: &Complaint) -> Option<Service<'g>> {
    if !UNREACHED.contains(&complaint.voice.meaning) {
        return None;
    }
    let service = other_side(container, complaint)?;
    let port = complaint.peer.as_ref().and_then(|(peer, _)| peer.port);
    let headless = service.view.str_at("/spec/clusterIP") == Some("None");
    // What calls itself is not its own dependency.
    let own = container
        .spec
        .graph()
        .get(container.pod())
        .is_some_and(|pod| service.selects(&View::root(container.spec.graph(), pod)));
    (!own && (headless || port.is_none_or(|port| address::has_port(&service, port)))).then_some(service)
}

fn down(service: &Service<'_>) -> Option<Endpoints> {
    service.selector()?;
    service.endpoints().filter(|endpoints| endpoints.ready == 0)
}

fn unavailable_at(heard: &Heard<'_, '_>, service: &Service<'_>, endpoints: &Endpoints) -> Hypothesis {
    let object = address::behind(service);
    let caller = exits::gather::called(heard.finding.app);
    let nobody = match endpoints.not_ready {
        0 => "no pod stands behind it".to_owned(),
        1 => "its only pod is not ready".to_owned(),
        n => format!("none of its {n} pods is ready"),
    };
    let text = format!(
        "Service {} cannot serve: {nobody}. {caller} needs it and says \"{}\".",
        service.key().name,
        heard.complaint.quote()
    );
    let callers = heard.conclude(&catalogue::DEPENDENCY_UNAVAILABLE, text);
    let mut hypothesis = Hypothesis::new(&catalogue::DEPENDENCY_UNAVAILABLE, &object, callers.statement.clone());
    let fact = endpoints.facts.first().cloned();
    hypothesis = hypothesis.support(Weight::Proof, "nobody is ready behind the Service", fact.clone());
    hypothesis = hypothesis.link(service.key(), format!("has no ready endpoint: {nobody}"), fact.into_iter().collect());
    for (key, shows, fact) in pods_behind(service) {
        hypothesis = hypothesis.support(Weight::Weak, "a pod behind it is not ready", Some(fact.clone()));
        hypothesis = hypothesis.link(&key, shows, vec![fact]).explaining(&key);
    }
    for support in callers.support {
        hypothesis = hypothesis.support(support.weight.min(Weight::Strong), support.what, support.fact);
    }
    hypothesis.chain.extend(callers.chain);
    hypothesis.callers.clone_from(&callers.explains);
    hypothesis.explains.extend(callers.explains);
    hypothesis.explains.insert(service.key().clone());
    let line = format!("{} describe {}", advice::kubectl(&object), advice::kubectl_name(&object));
    hypothesis.advise(look(
        format!("Find out why {} is not ready; its callers recover by themselves when it is.", object.name),
        Some(line),
    ))
}

/// The first pods behind a Service that are not ready, each with the place that says so.
fn pods_behind(service: &Service<'_>) -> Vec<(EntityKey, String, Fact)> {
    let graph = service.view.graph();
    let mut found = Vec::new();
    for object in graph.of_kind(&kinds::POD).filter(|object| !object.metadata_only) {
        let pod = View::root(graph, object);
        if !service.selects(&pod) || found.len() >= CITED {
            continue;
        }
        let ready = pod.items("/status/conditions").into_iter().find(|c| c.str_at("/type") == Some("Ready"));
        if let Some(status) = ready.and_then(|c| c.at("/status")).filter(|status| status.str() != Some("True")) {
            found.push((object.key.clone(), "stands behind it and is not ready".to_owned(), status.state()));
        }
    }
    found
}

/// `DependencyTimeout`.
pub fn timeout(case: &Case<'_>) -> Vec<Hypothesis> {
    let found = heard(case, |_, container, complaint, sign| {
        if complaint.voice.meaning != Meaning::TimedOut || complaint.times < 2 {
            return None;
        }
        let service = unreached(container, complaint)?;
        address::serving(&service)?;
        Some(sign.strong("the Service has the port", Some(service.view.at("/spec/ports")?.spec())))
    });
    let mut by_service: BTreeMap<EntityKey, Hypothesis> = BTreeMap::new();
    for heard in &found {
        let Some(service) = heard.other_side() else { continue };
        let object = address::behind(&service);
        let text = format!(
            "{} does not get an answer from Service {} in time, although it has ready endpoints: \"{}\"; {}.",
            heard.who(),
            service.key().name,
            heard.complaint.quote(),
            heard.extent()
        );
        let mut next = heard.conclude(&catalogue::DEPENDENCY_TIMEOUT, text);
        next.object = object.clone();
        next.container = None;
        next.callers.clone_from(&next.explains);
        let place = service.view.at("/spec/ports").map(|place| place.spec());
        next = gather::beside(
            next,
            service.key(),
            "is there and has ready endpoints".to_owned(),
            place.into_iter().collect(),
        );
        if let Some(known) = by_service.get_mut(service.key()) {
            store::join(known, next);
        } else {
            let line = format!("{} logs {}", advice::kubectl(&object), advice::kubectl_name(&object));
            let next = next.advise(look(
                format!(
                    "Look at the load, the limits and the log of {}, then at network policies between the two.",
                    object.name
                ),
                Some(line),
            ));
            by_service.insert(service.key().clone(), next);
        }
    }
    by_service.into_values().collect()
}
