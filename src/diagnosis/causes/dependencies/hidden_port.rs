//! `DatabasePortWrong` where the port cannot be seen: it comes from a Secret, the store is well, and only this app is
//! refused. A store that is up refuses nobody on its own port.

use crate::diagnosis::case::Case;
use crate::diagnosis::causes::dependencies::gather::{Heard, heard, other_side};
use crate::diagnosis::causes::dependencies::{catalogue, credential, family};
use crate::diagnosis::complaints::Complaint;
use crate::diagnosis::hypothesis::{Hypothesis, Weight};
use crate::diagnosis::logs::voices::Meaning;
use crate::diagnosis::objects::container::Container;
use crate::diagnosis::objects::service::Service;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;

/// The apps that are refused by a store that is well.
pub fn refused(case: &Case<'_>) -> Vec<Hypothesis> {
    let found = heard(case, |_, container, complaint, sign| {
        let (_, place) = well(container, complaint)?;
        Some(sign.strong("the store serves", Some(place)))
    });
    // Where several are refused, the store or the way is at fault.
    if found.len() == 1 { found.iter().filter_map(conclude).collect() } else { Vec::new() }
}

/// The stores that can be meant, all of them serving, and the port of one of them.
fn well(container: &Container<'_>, complaint: &Complaint) -> Option<(Vec<EntityKey>, Fact)> {
    let refused = matches!(complaint.voice.meaning, Meaning::ConnectionRefused | Meaning::Unavailable);
    if !refused || complaint.peer.is_some() || other_side(container, complaint).is_some() {
        return None;
    }
    let said = complaint.log.lines.iter().rev().take(120).any(|line| {
        crate::diagnosis::logs::voices::hear(&line.text).is_some_and(|v| v.meaning == Meaning::ConnectionRefused)
    });
    let stores = family::stores(container.spec.graph(), container.pod().ns(), family::port(complaint)?);
    let serve = stores.iter().all(|(object, service)| serves(object, service));
    let place = stores.first()?.1.view.at("/spec/ports")?.spec();
    (said && serve).then(|| (stores.into_iter().map(|(object, _)| object).collect(), place))
}

/// Whether somebody is ready: by its endpoints, or where those were not seen, by what its controller counts.
fn serves(object: &EntityKey, service: &Service<'_>) -> bool {
    if let Some(endpoints) = service.endpoints() {
        return endpoints.ready > 0;
    }
    let view = service.view.graph().view(object);
    view.and_then(|view| view.i64_at("/status/readyReplicas")).is_some_and(|ready| ready > 0)
}

fn conclude(heard: &Heard<'_, '_>) -> Option<Hypothesis> {
    let (stores, place) = well(&heard.finding.container, heard.complaint)?;
    let source = credential::sources(&heard.finding).into_iter().find(|source| source.secret.is_some())?;
    let names: Vec<&str> = stores.iter().map(|store| store.name.as_str()).collect();
    let text = format!(
        "{} is refused by its data store (\"{}\"), although {} serves and nobody else is refused: the port that it is told is wrong. Its settings come from {}.",
        heard.who(),
        heard.complaint.quote(),
        names.join(" or "),
        source.words
    );
    let mut hypothesis = heard.conclude(&catalogue::DATABASE_PORT_WRONG, text);
    hypothesis = hypothesis.support(Weight::Strong, "the port that it calls", None);
    if let Some(store) = stores.first() {
        hypothesis = hypothesis.link(store, "serves on its own port".to_owned(), vec![place]);
    }
    let shows = format!("takes its address from {}", source.words);
    hypothesis = heard.finding.asked(hypothesis, shows, Some(source.fact.clone()));
    Some(
        hypothesis
            .blames(Some(heard.finding.container.name), &source.pointer, "address of the data store")
            .advise(heard.edit("Compare the host and the port in that Secret with those of the store's Service, and with what other apps use."))
            .advise(heard.read_log("Read which address it calls.")),
    )
}
