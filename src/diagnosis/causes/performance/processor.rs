//! An app that needs more processor time than it may use: it works at its limit, is held back, and answers late.

use crate::diagnosis::advice::{self, kubectl};
use crate::diagnosis::case::Case;
use crate::diagnosis::causes::performance::scene::Scene;
use crate::diagnosis::causes::performance::{catalogue, delay};
use crate::diagnosis::hypothesis::{Hypothesis, Weight, look};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::quantities::Quantity as Amount;
use crate::diagnosis::telemetry::meaning::Quantity;
use crate::diagnosis::telemetry::slow::{Departure, Slow, started_with};
use crate::diagnosis::telemetry::stats::Shift;
use crate::evidence::view::View;

/// How close in time the departures are, in milliseconds.
const TOGETHER: i64 = 60_000;
/// The share of its limit from which on an app works at it.
const AT_LIMIT: f64 = 0.85;

/// What an app shows of its processor.
struct Load<'r, 'g> {
    used: Departure<'r>,
    throttled: Option<Departure<'r>>,
    limit: Option<Limit<'g>>,
}

/// How much an app may use.
struct Limit<'g> {
    cores: f64,
    container: &'g str,
    field: View<'g>,
}

/// Apps that are slow and short of processor time.
pub(super) fn prove(case: &Case<'_>) -> Vec<Hypothesis> {
    let Some(scene) = Scene::of(case) else { return Vec::new() };
    let apps = App::all(case.graph);
    let mut found = Vec::new();
    for slow in scene.all() {
        let Some(app) = apps.iter().find(|app| app.key == slow.key) else { continue };
        let Some((_, shift)) = slow.main() else { continue };
        if started_with(app, slow.from()) {
            continue;
        }
        if let Some(load) = load(&scene, app, &shift) {
            found.push(hypothesis(&scene, app, slow, &load));
        }
    }
    found
}

/// Its use of the processor rose with its latency, up to its limit or until it was held back.
fn load<'c, 'g>(scene: &Scene<'c>, app: &App<'g>, slow: &Shift) -> Option<Load<'c, 'g>> {
    let near = |(_, shift): &Departure<'c>| shift.meets(slow, TOGETHER);
    let used = scene.readings.departed(&app.key, Quantity::Cpu).filter(near)?;
    let throttled = scene.readings.departed(&app.key, Quantity::Throttled).filter(near);
    let load = Load { used, throttled, limit: limit(app) };
    (load.throttled.is_some() || load.is_at_limit()).then_some(load)
}

impl Load<'_, '_> {
    fn is_at_limit(&self) -> bool {
        self.limit.as_ref().is_some_and(|limit| self.used.1.during >= limit.cores * AT_LIMIT)
    }

    fn says(&self) -> String {
        let (reading, shift) = &self.used;
        let mut text = format!("uses {}, {} before", reading.amount(shift.during), reading.amount(shift.before));
        if let Some(limit) = &self.limit {
            text.push_str(&format!(" (its limit is {})", reading.amount(limit.cores)));
        }
        if let Some((reading, shift)) = &self.throttled {
            text.push_str(&format!(", and is held back for {}", reading.amount(shift.during)));
        }
        text
    }
}

/// The limit of an app of one limited container; more than one would have to be told apart.
fn limit<'g>(app: &App<'g>) -> Option<Limit<'g>> {
    let containers = app.template()?.items("/spec/containers");
    let mut limited = containers.into_iter().filter_map(|container| {
        let field = container.at("/resources/limits/cpu")?;
        // Exactly what is written, in thousandths, is a number that fits.
        let cores = Amount::of(field.value())?.in_cores();
        Some(Limit { cores, container: container.str_at("/name")?, field })
    });
    let one = limited.next()?;
    limited.next().is_none().then_some(one)
}

fn hypothesis(scene: &Scene<'_>, app: &App<'_>, slow: &Slow<'_>, load: &Load<'_, '_>) -> Hypothesis {
    let statement =
        format!("{} needs more processor time than it gets: it {}; {}.", app.key.name, load.says(), slow.says());
    let mut hypothesis = Hypothesis::new(&catalogue::CPU_SATURATION, &app.key, statement).since(slow.onset());
    let used = Some(load.used.0.departure(&load.used.1));
    let throttled = load.throttled.as_ref().map(|(reading, shift)| reading.departure(shift));
    let (first, second) =
        if throttled.is_some() { (Weight::Proof, Weight::Strong) } else { (Weight::Strong, Weight::Proof) };
    hypothesis = hypothesis.support(first, "it is held back by its limit", throttled.clone()).support(
        second,
        "it uses far more than before",
        used.clone(),
    );
    let written = load.limit.as_ref().map(|limit| limit.field.spec());
    hypothesis = hypothesis.support(Weight::Weak, "the limit", written.clone());
    let mut facts = slow.facts();
    facts.truncate(1);
    hypothesis = hypothesis.support(Weight::Strong, "it answers late", facts.first().cloned());
    hypothesis = hypothesis.support(Weight::Weak, "usual and slowest answers alike", slow.facts().get(1).cloned());
    let work = throttled.into_iter().chain(used).chain(written).collect();
    hypothesis = hypothesis.link(&app.key, load.says(), work).link(&app.key, slow.says(), slow.facts());
    if let Some(limit) = &load.limit {
        hypothesis = hypothesis.blames(Some(limit.container), "/resources/limits/cpu", "CPU limit");
    }
    advised(delay::callers(hypothesis, scene, slow), app, load)
}

fn advised(hypothesis: Hypothesis, app: &App<'_>, load: &Load<'_, '_>) -> Hypothesis {
    let top = format!("{} top pods --containers", kubectl(&app.key));
    let hypothesis = hypothesis.advise(look(
        format!("Find what {} computes since then: its own work, or another process in its container.", app.key.name),
        Some(top),
    ));
    let line = format!("{} edit {}", kubectl(&app.key), advice::kubectl_name(&app.key));
    let text = match &load.limit {
        Some(limit) => format!("Give container {} a higher CPU limit, or the app more replicas.", limit.container),
        None => "Give the app more replicas, or a node with processor time to spare.".to_owned(),
    };
    hypothesis.advise(advice::edit(app, &text, Some(line), None))
}
