//! Apps that answer more slowly than they used to, and what they did at the time.

use jiff::Timestamp;

use crate::diagnosis::objects::app::App;
use crate::diagnosis::telemetry::meaning::{Quantity, Share};
use crate::diagnosis::telemetry::readings::{self, Reading, Readings};
use crate::diagnosis::telemetry::stats::Shift;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;

/// How many times slower than before somebody complains.
pub const CLEARLY: f64 = 3.0;
/// How soon after its start a process shows what it is like, in seconds. What served as before for longer is not slow
/// because it started.
const WARMS_UP: i64 = 120;
/// How exactly a departure is dated: the window over which rates are taken, in seconds.
const WINDOW: i64 = 60;

/// A measure and its departure.
pub type Departure<'r> = (&'r Reading, Shift);

/// An app that became slow.
#[derive(Debug, Clone)]
pub struct Slow<'r> {
    /// The app.
    pub key: EntityKey,
    /// How its usual request became slower.
    pub typical: Option<Departure<'r>>,
    /// How its slowest requests did.
    pub tail: Option<Departure<'r>>,
}

impl<'r> Slow<'r> {
    /// Whether an app became slow lately.
    pub fn of(readings: &'r Readings, key: &EntityKey) -> Option<Self> {
        let clear =
            |share| readings.departed(key, Quantity::Latency(share)).filter(|(_, shift)| shift.times() >= CLEARLY);
        let tail = clear(Share::Tail);
        let typical = clear(Share::Typical).filter(|(_, shift)| tail_follows(readings, key, shift));
        (typical.is_some() || tail.is_some()).then(|| Self { key: key.clone(), typical, tail })
    }

    /// Where an app was slow longer ago, in words, each with its fact.
    pub fn past(readings: &Readings, key: &EntityKey) -> impl Iterator<Item = (String, Fact)> {
        let all = [Share::Typical, Share::Tail].map(|share| readings.about(key, Quantity::Latency(share)));
        let first = all.into_iter().flatten().find_map(|reading| {
            let shift = reading.past().filter(|shift| shift.times() >= CLEARLY && shift.until.is_some()).last()?;
            let (from, until) = (reading.moment(shift.from), reading.moment(shift.until?));
            let text =
                format!("answered in {} from {from} to {until}, and as before since", reading.amount(shift.during));
            Some((text, reading.departure(shift)))
        });
        first.into_iter()
    }

    /// What speaks of most requests, else what speaks of some.
    pub fn main(&self) -> Option<Departure<'r>> {
        self.typical.or(self.tail)
    }

    /// The earliest that it shows.
    pub fn from(&self) -> i64 {
        [self.typical, self.tail].into_iter().flatten().map(|(_, shift)| shift.from).min().unwrap_or(i64::MAX)
    }

    /// When it began.
    pub fn onset(&self) -> Option<Timestamp> {
        readings::moment(self.from())
    }

    /// Its departures as facts, that of most requests first.
    pub fn facts(&self) -> Vec<Fact> {
        [self.typical, self.tail].into_iter().flatten().map(|(reading, shift)| reading.departure(&shift)).collect()
    }

    /// `half of its answers take 2.1 s since 10:31:00Z, 12 ms before`.
    pub fn says(&self) -> String {
        let Some((reading, shift)) = self.main() else { return "answers slowly".to_owned() };
        let who = if self.typical.is_some() { "its usual answer takes" } else { "its slowest answers take" };
        let (before, during) = (reading.amount(shift.before), reading.amount(shift.during));
        let from = reading.moment(shift.from);
        match shift.until {
            None => format!("{who} {during} since {from}, {before} before"),
            Some(until) => format!("{who} {during} from {from} to {}, {before} before", reading.moment(until)),
        }
    }
}

/// Whether the slowest requests lost about as much as the usual one, where they were measured. A median that jumps by
/// itself does so between two buckets of a histogram.
fn tail_follows(readings: &Readings, key: &EntityKey, usual: &Shift) -> bool {
    let tails = readings.about(key, Quantity::Latency(Share::Tail));
    let mut lost =
        tails.iter().filter_map(|tail| tail.around(usual)).map(|(before, during)| during - before).peekable();
    lost.peek().is_none() || lost.any(|lost| lost >= usual.size() / 2.0)
}

/// Whether a process of an app started shortly before it became slow, or with it: a start or a rollout explains that.
pub fn started_with(app: &App<'_>, from: i64) -> bool {
    let near = |at: Timestamp| {
        let before = from.saturating_sub(at.as_millisecond());
        (-WINDOW * 1000..=WARMS_UP * 1000).contains(&before)
    };
    app.pods.iter().any(|pod| {
        let starts = pod.containers().into_iter().filter_map(|container| container.running_since());
        pod.created().into_iter().chain(starts).any(near)
    })
}
