//! Symptoms of Services, routes, certificates and policies that lead nowhere: what a route's own status says.
//!
//! What routes nothing is not well, whether or not a rule of the catalogue knows why.

use super::{Scope, Symptom};
use crate::diagnosis::causes::routing::route;
use crate::evidence::view::View;

/// What is wrong with them.
pub(super) fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let own = route::routes(scope.graph).into_iter().filter(|route| scope.entities.contains(route.key()));
    own.filter_map(|route| unrouted(&route)).collect()
}

/// That no Gateway takes a route, or that what it refers to cannot be used.
fn unrouted(route: &View<'_>) -> Option<Symptom> {
    let said = |kind: &str| route::refusals(route, kind).into_iter().next();
    let (text, condition) = match said("Accepted") {
        Some(condition) => ("is not accepted by a Gateway", condition),
        None => ("refers to what cannot be used", said("ResolvedRefs")?),
    };
    let status = condition.at("/status")?;
    let why = ["/message", "/reason"].into_iter().filter_map(|field| condition.str_at(field));
    let why = why.filter(|why| !why.is_empty()).map(|why| format!(": \"{why}\"")).next().unwrap_or_default();
    Some(Symptom::new(route.key(), format!("{text}{why}"), vec![status.state()]))
}
