//! One statement with its citations.

use crate::agent::draft::{Cited, Link, Named};
use crate::agent::verify::Strike;
use crate::agent::verify::connect::{related, same};
use crate::agent::verify::names::{called, elsewhere};
use crate::agent::verify::place::{Fault, Place, look_up};
use crate::agent::verify::seen::{Known, Seen, holds_word, mentions};
use crate::agent::verify::sentence::{self, Ground};
use crate::report::model::Rule;

/// Citations of a statement.
const CITED: usize = 12;
/// Characters of what was struck that are told.
const TOLD: usize = 160;

/// A statement that stands, with the places that it rests on.
#[derive(Debug, Clone)]
pub(super) struct Standing<'a> {
    pub(super) link: Link,
    pub(super) places: Vec<Place<'a>>,
}

/// What was struck.
pub(super) fn strike(place: impl Into<String>, what: &str, (rule, why): Fault) -> Strike {
    let what = what.chars().take(TOLD).collect();
    Strike { place: place.into(), what, rule, why }
}

/// What of a statement stands. `others` are objects that it may speak of.
pub(super) fn check<'a>(
    link: &Link,
    at: &str,
    others: &[Named],
    seen: &Seen<'a>,
    struck: &mut Vec<Strike>,
) -> Option<Standing<'a>> {
    if let Some(fault) = nobody(&link.object, seen) {
        struck.push(strike(at, &link.statement, fault));
        return None;
    }
    let mut places = Vec::new();
    let mut kept = Vec::new();
    for (index, cited) in link.evidence.iter().enumerate() {
        let here = format!("{at}.evidence[{index}]");
        if index >= CITED {
            struck.push(strike(here, &cited.quote, (Rule::TooMuch, format!("more than {CITED} citations"))));
            break;
        }
        match look_up(cited, &link.object, seen).and_then(|place| concerning(place, &link.object, seen)) {
            Ok(place) => {
                let (observation, at) = (place.observation.id.to_string(), Some(place.pointer.clone()));
                kept.push(Cited { observation, at, quote: cited.quote.clone() });
                places.push(place);
            }
            Err(fault) => struck.push(strike(here, &cited.quote, fault)),
        }
    }
    if places.is_empty() {
        let why = if link.evidence.is_empty() { "nothing is cited for it" } else { "nothing that is cited stands" };
        struck.push(strike(at, &link.statement, (Rule::NoEvidence, why.to_owned())));
        return None;
    }
    let ground = Ground { seen, places: &places, object: Some(&link.object), others, advises: false };
    if let Some(fault) = sentence::fault(&link.statement, &ground) {
        struck.push(strike(at, &link.statement, fault));
        return None;
    }
    Some(Standing { link: Link { evidence: kept, ..link.clone() }, places })
}

/// Why there can be no evidence about an object: nobody has ever heard of it there.
fn nobody(object: &Named, seen: &Seen<'_>) -> Option<Fault> {
    match seen.find(object) {
        Known::Elsewhere(places) => Some(elsewhere(object, &places)),
        _ if seen.knows(&object.name) => None,
        _ => Some((Rule::UnknownObject, format!("{} was not seen", called(object)))),
    }
}

/// A place that has to do with the object.
fn concerning<'a>(place: Place<'a>, object: &Named, seen: &Seen<'a>) -> Result<Place<'a>, Fault> {
    let id = place.observation.id.to_string();
    let told = || {
        let all = seen.evidence.engine.evidence.iter();
        let mut there = all.filter(|it| it.observation == id && it.pointer == place.pointer);
        there.any(|it| same(&Named::from(&it.object), object) || seen.cites(&it.id, object))
    };
    let lists_it_not = || match seen.find(object) {
        Known::Absent(fact) => fact.observation == place.observation.id,
        _ => false,
    };
    let close = place.about.iter().any(|it| same(it, object) || related(it, object, seen))
        || place.item.is_some_and(|item| mentions(item, &object.name))
        || holds_word(&place.text, &object.name)
        || lists_it_not()
        || told();
    if close {
        return Ok(place);
    }
    let about = place.about.first().map_or_else(|| "something else".to_owned(), called);
    Err((Rule::OtherObject, format!("it is about {about}, not about {}", called(object))))
}
