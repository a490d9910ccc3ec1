//! Symptoms of what operators look after and say is not as it should be.

use super::{Scope, Symptom};
use crate::diagnosis::causes::autoscaling::{keda, vertical};
use crate::diagnosis::causes::releases::flux;
use crate::diagnosis::objects::operated;
use crate::evidence::view::View;

/// What is wrong with them.
pub(super) fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let graph = scope.graph;
    let mut found: Vec<(View<'_>, View<'_>, &str)> = Vec::new();
    let flux = flux::unfetched(graph).into_iter().chain(flux::failing(graph));
    found.extend(flux.map(|(object, bad)| (object, bad, "is not ready")));
    for scaled in keda::all(graph) {
        found.extend(keda::failing(&scaled).map(|bad| (scaled.clone(), bad, "is not ready")));
        found.extend(keda::fallback(&scaled).map(|on| (scaled.clone(), on, "gets no figures")));
    }
    let useless = vertical::all(graph).filter_map(|vpa| Some((vpa.clone(), vertical::useless(&vpa)?)));
    found.extend(useless.map(|(vpa, bad)| (vpa, bad, "has nothing to size")));
    let own = found.into_iter().filter(|(object, ..)| scope.entities.contains(object.key()));
    own.filter_map(|(object, condition, text)| {
        let status = condition.at("/status")?;
        Some(Symptom::new(object.key(), format!("{text}: \"{}\"", operated::says(&condition)), vec![status.state()]))
    })
    .collect()
}
