//! Symptoms that only time series show: an app that answers several times more slowly than it used to.

use super::{Scope, Symptom};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::telemetry::readings::Readings;
use crate::diagnosis::telemetry::slow::{Slow, started_with};
use crate::diagnosis::telemetry::stats::Shift;

/// What is slow now, or was until a moment ago.
pub(super) fn symptoms(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let readings = Readings::of(scope.graph);
    let (_, lasting) = apart(scope, &readings);
    lasting.iter().map(symptom).collect()
}

/// What was slow: longer ago, or while somebody started.
pub(super) fn past(scope: &Scope<'_, '_>) -> Vec<Symptom> {
    let readings = Readings::of(scope.graph);
    let mut found: Vec<Symptom> = apart(scope, &readings).0.iter().map(symptom).collect();
    for app in scope.apps.iter().filter(|_| !readings.is_empty()) {
        found.extend(Slow::past(&readings, &app.key).map(|(text, fact)| Symptom::new(&app.key, text, vec![fact])));
    }
    found
}

fn symptom(slow: &Slow<'_>) -> Symptom {
    Symptom::new(&slow.key, slow.says(), slow.facts())
}

/// The slow apps: those that were so while they, or others with them, started and are not any more; and the rest.
fn apart<'r>(scope: &Scope<'_, '_>, readings: &'r Readings) -> (Vec<Slow<'r>>, Vec<Slow<'r>>) {
    let all = || slow(scope, readings);
    let starts: Vec<Shift> = all()
        .filter(|(app, slow)| is_over(slow) && started_with(app, slow.from()))
        .filter_map(|(_, slow)| slow.main().map(|(_, shift)| shift))
        .collect();
    let with_a_start = |slow: &Slow<'r>| {
        is_over(slow) && slow.main().is_some_and(|(_, shift)| starts.iter().any(|start| start.meets(&shift, 0)))
    };
    all().map(|(_, slow)| slow).partition(with_a_start)
}

fn slow<'s, 'r, 'g>(scope: &'s Scope<'_, 'g>, readings: &'r Readings) -> impl Iterator<Item = (&'s App<'g>, Slow<'r>)> {
    scope.apps.iter().filter_map(|app| Some((app, Slow::of(readings, &app.key)?)))
}

fn is_over(slow: &Slow<'_>) -> bool {
    slow.main().is_some_and(|(_, shift)| shift.until.is_some())
}
