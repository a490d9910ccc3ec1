//! What was measured of each app, and where that departs from its own past.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use jiff::Timestamp;

use crate::diagnosis::telemetry::meaning::{self, Quantity};
use crate::diagnosis::telemetry::owner::Owners;
use crate::diagnosis::telemetry::series::{self, Series};
use crate::diagnosis::telemetry::stats::{self, Manner, Sample, Shift};
use crate::diagnosis::telemetry::words;
use crate::evidence::documents::SERIES;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;

/// The document of series that a bundle holds.
pub const METRICS: &str = "telemetry/metrics.jsonl";
/// How long ago something may have ended, in milliseconds, and still be what a question is about. Series that end
/// earlier say nothing of now.
const RECENT: i64 = 10 * 60_000;

/// Whether any series were read.
pub fn are_there(graph: &Graph) -> bool {
    graph.document(METRICS).is_some() || graph.documents.read_below(SERIES).next().is_some()
}

/// One series, as what it measures of one entity.
#[derive(Debug, Clone)]
pub struct Reading {
    /// Of what.
    pub entity: EntityKey,
    /// What.
    pub quantity: Quantity,
    /// In the quantity's unit, oldest first.
    pub samples: Vec<Sample>,
    shifts: OnceCell<Vec<Shift>>,
    name: String,
    pod: Option<String>,
    place: Fact,
    now: i64,
}

/// Everything that was measured.
#[derive(Debug, Clone, Default)]
pub struct Readings {
    all: BTreeMap<(EntityKey, Quantity), Vec<Reading>>,
}

impl Readings {
    /// The readings of what was collected.
    pub fn of(graph: &Graph) -> Self {
        let exported = graph.document(METRICS);
        let answers: Vec<_> = graph.documents.read_below(SERIES).filter_map(|path| graph.document(path)).collect();
        if exported.is_none() && answers.is_empty() {
            return Self::default();
        }
        let owners = Owners::of(graph);
        let mut all: BTreeMap<_, Vec<Reading>> = BTreeMap::new();
        let exported = exported.iter().flat_map(series::of_export);
        for series in exported.chain(answers.iter().flat_map(series::of_matrix)) {
            let Some(reading) = Reading::of(&series, &owners, graph.now.as_millisecond()) else { continue };
            all.entry((reading.entity.clone(), reading.quantity)).or_default().push(reading);
        }
        Self { all }
    }

    /// Whether nothing was measured.
    pub fn is_empty(&self) -> bool {
        self.all.is_empty()
    }

    /// What was measured of an entity, in the order of the answer.
    pub fn about(&self, entity: &EntityKey, quantity: Quantity) -> &[Reading] {
        self.all.get(&(entity.clone(), quantity)).map_or(&[], Vec::as_slice)
    }

    /// Entities of which a quantity was measured.
    pub fn measured(&self, quantity: Quantity) -> impl Iterator<Item = &EntityKey> {
        self.all.keys().filter(move |(_, known)| *known == quantity).map(|(entity, _)| entity)
    }

    /// The largest departure of lately, where most of what measures it shows one: of the app, or of one of its pods.
    pub fn departed(&self, entity: &EntityKey, quantity: Quantity) -> Option<(&Reading, Shift)> {
        let mut by_pod: BTreeMap<Option<&str>, Vec<&Reading>> = BTreeMap::new();
        for reading in self.about(entity, quantity) {
            by_pod.entry(reading.pod.as_deref()).or_default().push(reading);
        }
        let mut best: Option<(&Reading, Shift)> = None;
        for group in by_pod.into_values() {
            let shown: Vec<_> = group.iter().filter_map(|reading| Some((*reading, reading.recent()?))).collect();
            if shown.len() * 2 < group.len() {
                continue;
            }
            for (reading, shift) in shown {
                if best.is_none_or(|(_, known)| known.times() < shift.times()) {
                    best = Some((reading, shift));
                }
            }
        }
        best
    }
}

impl Reading {
    fn of(series: &Series<'_>, owners: &Owners<'_>, now: i64) -> Option<Self> {
        let name = series.name()?.to_owned();
        let meaning = meaning::of(&name, &series.labels)?;
        let entity = owners.of_series(series)?;
        let raw = if meaning.counter { rates(&series.samples) } else { series.samples.clone() };
        let scaled = raw.into_iter().map(|sample| Sample { value: sample.value * meaning.scale, ..sample });
        // A latency of nothing is none: nobody asked.
        let latency = matches!(meaning.quantity, Quantity::Latency(_));
        let samples: Vec<Sample> = scaled.filter(|sample| !latency || sample.value > 0.0).collect();
        let place = series.fact(&entity, String::new());
        let pod = series.label("pod").map(str::to_owned);
        Some(Self { entity, quantity: meaning.quantity, samples, shifts: OnceCell::new(), name, pod, place, now })
    }

    /// Where it departs from its past, worked out when it is first asked for.
    pub fn shifts(&self) -> &[Shift] {
        self.shifts.get_or_init(|| stats::shifts(&self.samples, manner(self.quantity)))
    }

    /// Its largest departure that lasts, or ended only lately.
    pub fn recent(&self) -> Option<Shift> {
        let lately = |shift: &&Shift| self.now.saturating_sub(shift.last) <= RECENT;
        self.shifts().iter().filter(lately).max_by(|a, b| a.times().total_cmp(&b.times())).copied()
    }

    /// Its departures that are over.
    pub fn past(&self) -> impl Iterator<Item = &Shift> {
        self.shifts().iter().filter(|shift| self.now.saturating_sub(shift.last) > RECENT)
    }

    /// A departure of it as a fact: `p99 of cart: 12 ms before 10:31:00Z, 2.1 s since`.
    pub fn departure(&self, shift: &Shift) -> Fact {
        let (before, during) = (self.amount(shift.before), self.amount(shift.during));
        let end = shift.until.map_or("since".to_owned(), |until| format!("from then to {}", self.moment(until)));
        self.fact(&format!("{before} before {}, {during} {end}", self.moment(shift.from)))
    }

    /// The middle before a departure of something else, and while that lasted, where it has samples of both.
    pub fn around(&self, shift: &Shift) -> Option<(f64, f64)> {
        stats::around(&self.samples, shift.from, shift.last)
    }

    /// What it was before and during a departure of something else, as a fact.
    pub fn steadiness(&self, shift: &Shift) -> Option<Fact> {
        let (before, during) = self.around(shift)?;
        let (before, during) = (self.amount(before), self.amount(during));
        Some(self.fact(&format!("{before} before {}, {during} after", self.moment(shift.from))))
    }

    fn fact(&self, shows: &str) -> Fact {
        let of = self.pod.as_ref().unwrap_or(&self.entity.name);
        Fact { excerpt: format!("{} of {of}: {shows}", self.name), ..self.place.clone() }
    }

    /// An amount with its unit.
    pub fn amount(&self, value: f64) -> String {
        words::amount(self.quantity, value)
    }

    /// A moment, with its day where that is not today.
    pub fn moment(&self, at: i64) -> String {
        words::moment(at, self.now)
    }
}

/// The moment of a sample.
pub fn moment(at: i64) -> Option<Timestamp> {
    Timestamp::from_millisecond(at).ok()
}

/// What counts as a departure of a quantity: what somebody would notice.
fn manner(quantity: Quantity) -> Manner {
    let up = |times, least| Manner { down: false, times, least };
    match quantity {
        Quantity::Latency(_) => up(2.0, 0.015),
        Quantity::Cpu => up(2.0, 0.02),
        Quantity::Throttled => up(2.0, 0.1),
        Quantity::Lost => up(3.0, 0.5),
        Quantity::Requests => Manner { down: true, times: 1.5, least: 0.05 },
    }
}

/// How fast a counter grew at each sample. A counter that fell began anew.
fn rates(samples: &[Sample]) -> Vec<Sample> {
    let rate = |pair: &[Sample]| {
        let (before, after) = (pair.first()?, pair.get(1)?);
        let grown = if after.value < before.value { after.value } else { after.value - before.value };
        #[expect(clippy::cast_precision_loss, reason = "the time between two samples is small")]
        let seconds = after.at.saturating_sub(before.at) as f64 / 1000.0;
        (seconds > 0.0).then(|| Sample { at: after.at, value: grown / seconds })
    };
    samples.windows(2).filter_map(rate).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_counter_that_falls_began_anew() {
        let samples = [(0, 10.0), (10_000, 15.0), (20_000, 2.0), (20_000, 3.0)].map(|(at, value)| Sample { at, value });
        let found: Vec<f64> = rates(&samples).iter().map(|sample| sample.value).collect();
        assert_eq!(found, [0.5, 0.2]);
    }
}
