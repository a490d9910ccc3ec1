//! Symptoms that only time series show: an app that answers several times more slowly than it used to.

use super::{Scope, Symptom};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::telemetry::readings::Readings;
use crate::diagnosis::telemetry::slow::{Slow, started_with};

/// What is slow now, or was until a moment ago.
pub(super) fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let readings = Readings::of(scope.graph);
    let slow = slow(scope, &readings).filter(|(app, slow)| !(is_over(slow) && started_with(app, slow.from())));
    slow.map(|(app, slow)| Symptom::new(&app.key, slow.says(), slow.facts())).collect()
}

/// What was slow: longer ago, or while it started.
pub(super) fn past(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let readings = Readings::of(scope.graph);
    let started = slow(scope, &readings).filter(|(app, slow)| is_over(slow) && started_with(app, slow.from()));
    let mut found: Vec<Symptom> =
        started.map(|(app, slow)| Symptom::new(&app.key, slow.says(), slow.facts())).collect();
    for app in scope.apps.iter().filter(|_| !readings.is_empty()) {
        found.extend(Slow::past(&readings, &app.key).map(|(text, fact)| Symptom::new(&app.key, text, vec![fact])));
    }
    found
}

fn slow<'s, 'r, 'g>(
    scope: &'s Scope<'_, 'g>,
    readings: &'r Readings,
) -> impl Iterator<Item = (&'s App<'g>, Slow<'r>)> {
    scope.apps.iter().filter_map(|app| Some((app, Slow::of(readings, &app.key)?)))
}

fn is_over(slow: &Slow<'_>) -> bool {
    slow.main().is_some_and(|(_, shift)| shift.until.is_some())
}
