//! What other systems say is wrong: services of nodes that ended, Services that are not reached, alerts.

use super::{Scope, Symptom};
use crate::diagnosis::telemetry::alerts::Alert;
use crate::diagnosis::telemetry::connectivity::{self, Check};
use crate::diagnosis::telemetry::services::{self, Component};

/// What is wrong by their words.
pub(super) fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let mut found = units(scope);
    found.extend(unreached(scope));
    found.extend(alerts(scope));
    found
}

fn units(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let parts =
        [Component::Kubelet, Component::Runtime, Component::Proxy, Component::Scheduler, Component::ControllerManager];
    let down = parts.into_iter().flat_map(|part| services::down(scope.graph, part));
    let own = down.filter(|unit| scope.entities.contains(&unit.node));
    own.filter_map(|unit| {
        Some(Symptom::new(
            &unit.node,
            format!("does not run {}: it is {}", unit.service, unit.shows()),
            vec![unit.state()?],
        ))
    })
    .collect()
}

/// Services that are reached from nowhere, and those that a node does not reach together with others. One try that
/// failed may be chance.
fn unreached(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let mut found = Vec::new();
    let nowhere = Check::all(scope.graph).into_iter().filter(Check::is_unreached);
    for check in nowhere.filter(|check| scope.entities.contains(&check.service)) {
        let text = format!("is not reached at {}", check.called());
        found.push(Symptom::new(&check.service, text, check.fact().into_iter().collect()));
    }
    for partition in connectivity::partitions(scope.graph) {
        for (check, own) in partition.misses.iter().filter(|(check, _)| scope.entities.contains(&check.service)) {
            let text = format!("is not reached from {}", own.node);
            found.push(Symptom::new(&check.service, text, own.fact(check).into_iter().collect()));
        }
    }
    found.retain(|symptom| !symptom.facts.is_empty());
    found
}

/// Alerts at what the question is about, each name once. Those that only repeat a status add nothing to what is seen
/// there.
fn alerts(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let mut found: Vec<Symptom> = Vec::new();
    for alert in Alert::firing(scope.graph).into_iter().filter(|alert| !alert.repeats_status()) {
        let Some(fact) = alert.fact().filter(|_| scope.entities.contains(&alert.entity)) else { continue };
        let symptom = Symptom::new(&alert.entity, format!("has the alert {}", alert.name), vec![fact.clone()]);
        match found.iter_mut().find(|known| known.entity == symptom.entity && known.statement == symptom.statement) {
            Some(known) => known.facts.push(fact),
            None => found.push(symptom),
        }
    }
    found
}
