//! The way from a cause to its symptom: each link stands, has to do with what came before it, and does not come before
//! its cause.

use jiff::Timestamp;

use crate::agent::draft::{Cause, Named};
use crate::agent::verify::Strike;
use crate::agent::verify::connect::connected;
use crate::agent::verify::link::{self, Standing, strike};
use crate::agent::verify::names::called;
use crate::agent::verify::quantity::moments;
use crate::agent::verify::seen::Seen;
use crate::report::model::Rule;

/// Links of a chain.
const LINKS: usize = 24;

/// What of a chain stands.
pub(super) struct Walked<'a> {
    pub(super) links: Vec<Standing<'a>>,
    /// Whether the way leads from the cause to the symptom: its first and its last link stand.
    pub(super) whole: bool,
    /// Whether every link stands.
    pub(super) unbroken: bool,
}

/// Walks a chain.
pub(super) fn walk<'a>(cause: &Cause, at: &str, seen: &Seen<'a>, struck: &mut Vec<Strike>) -> Walked<'a> {
    let others: Vec<Named> =
        std::iter::once(&cause.object).chain(cause.chain.iter().map(|link| &link.object)).cloned().collect();
    let mut links: Vec<Standing<'a>> = Vec::new();
    let (mut first, mut last) = (false, false);
    let count = cause.chain.len();
    for (index, link) in cause.chain.iter().enumerate() {
        let here = format!("{at}.chain[{index}]");
        if index >= LINKS {
            struck.push(strike(here, &link.statement, (Rule::TooMuch, format!("more than {LINKS} links"))));
            last = true;
            break;
        }
        let Some(standing) = link::check(link, &here, &others, seen, struck) else { continue };
        if let Some(fault) = broken(&standing, cause, &links, seen).or_else(|| reversed(&standing, links.last())) {
            struck.push(strike(here, &link.statement, fault));
            continue;
        }
        first = first || index == 0;
        last = last || index + 1 == count;
        links.push(standing);
    }
    let unbroken = links.len() == count && count > 0;
    Walked { links, whole: first && last, unbroken }
}

/// A link has to do with the cause's object or with a link before it.
fn broken(link: &Standing<'_>, cause: &Cause, before: &[Standing<'_>], seen: &Seen<'_>) -> Option<(Rule, String)> {
    let object = &link.link.object;
    let near = connected(object, &cause.object, seen)
        || before.iter().rev().any(|it| connected(object, &it.link.object, seen));
    let from = before.last().map_or(&cause.object, |it| &it.link.object);
    (!near).then(|| (Rule::BrokenChain, format!("nothing connects {} with {}", called(object), called(from))))
}

/// All of what a link tells must not lie before all of what the link before it tells.
fn reversed(link: &Standing<'_>, before: Option<&Standing<'_>>) -> Option<(Rule, String)> {
    let before = before?;
    let (one, other) = (&before.link.object, &link.link.object);
    if one.kind == other.kind && one != other {
        // Pods of one app suffer side by side.
        return None;
    }
    let earliest = told(before).into_iter().min()?;
    let latest = told(link).into_iter().max()?;
    (latest < earliest)
        .then(|| (Rule::TimeReversed, format!("it was at {latest}, before what is said to lead to it, at {earliest}")))
}

fn told(link: &Standing<'_>) -> Vec<Timestamp> {
    let cited = link.places.iter().flat_map(|place| moments(&place.text));
    cited.chain(moments(&link.link.statement)).collect()
}
