//! When a series departs from its own past, by statistics that a few wild samples cannot move.
//!
//! The past of a sample is what came before it and was not itself a departure. Its middle is the median, its noise the
//! median distance from that. Only what is far outside of the noise, for many samples in a row and for a minute at
//! least, is a departure: one slow request among few lifts a rate over its whole window.

/// One sample.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Sample {
    /// When, in milliseconds since the epoch.
    pub at: i64,
    /// What.
    pub value: f64,
}

/// Samples that a past must have before anything can depart from it.
const PAST: usize = 6;
/// Samples in a row that make a departure, and that end one.
const IN_A_ROW: usize = 4;
/// How long a departure lasts at least, in milliseconds.
const LASTS: i64 = 60_000;
/// From how many samples on a past shows what a series does by itself.
const KNOWN: usize = 12;
/// How many times the usual noise is far outside of it, of a past that is known and of one that is short.
const SPREADS: (f64, f64) = (3.0, 6.0);
/// The share of a known past that counts as usual, and how far beyond it a sample must lie.
const USUAL: usize = 9;
const BEYOND: f64 = 1.5;
/// By which part of itself a past grows before it is looked at anew.
const MORE: usize = 16;
/// Makes the median distance comparable with a standard deviation.
const NORMAL: f64 = 1.4826;

/// Which way, and how far at least.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Manner {
    /// Downwards rather than upwards.
    pub down: bool,
    /// How many times the middle of the past.
    pub times: f64,
    /// How far from it, in the unit of the series.
    pub least: f64,
}

/// A departure from the past.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shift {
    /// Its first sample.
    pub from: i64,
    /// Its last sample.
    pub last: i64,
    /// The first sample that was as before; none while it goes on.
    pub until: Option<i64>,
    /// The middle of what came before.
    pub before: f64,
    /// The middle of it.
    pub during: f64,
}

impl Shift {
    /// How many times more, or less, it is than before.
    pub fn times(&self) -> f64 {
        let (small, large) =
            if self.before < self.during { (self.before, self.during) } else { (self.during, self.before) };
        if small > 0.0 { large / small } else { f64::INFINITY }
    }

    /// How much more, or less, it is than before.
    pub fn size(&self) -> f64 {
        (self.during - self.before).abs()
    }

    /// Whether two departures were there at one time, or within some milliseconds of each other.
    pub fn meets(&self, other: &Self, slack: i64) -> bool {
        self.from <= other.last.saturating_add(slack) && other.from <= self.last.saturating_add(slack)
    }
}

/// The middle value; the mean of the two in the middle where they are even in number.
pub fn median(values: impl IntoIterator<Item = f64>) -> Option<f64> {
    let mut sorted: Vec<f64> = values.into_iter().filter(|value| value.is_finite()).collect();
    sorted.sort_by(f64::total_cmp);
    let half = sorted.len() / 2;
    let upper = *sorted.get(half)?;
    let lower = if sorted.len().is_multiple_of(2) { *sorted.get(half.checked_sub(1)?)? } else { upper };
    Some(f64::midpoint(lower, upper))
}

/// The usual distance from the middle.
pub fn spread(values: &[f64], middle: f64) -> f64 {
    NORMAL * median(values.iter().map(|value| (value - middle).abs())).unwrap_or(0.0)
}

/// Every departure of a series, oldest first. Samples are in the order of time.
pub fn shifts(samples: &[Sample], manner: Manner) -> Vec<Shift> {
    let mut found = Vec::new();
    let mut past: Vec<f64> = samples.iter().take(PAST).map(|sample| sample.value).collect();
    let mut at = PAST;
    let mut bound = Bound::of(&past, manner);
    while let Some(sample) = samples.get(at) {
        // A little more of the past hardly moves its middle, and sorting it for each sample would cost.
        if past.len() >= bound.of + 1 + bound.of / MORE {
            bound = Bound::of(&past, manner);
        }
        if !bound.passed(sample.value) {
            past.push(sample.value);
            at += 1;
            continue;
        }
        let rest = samples.get(at..).unwrap_or_default();
        let run = Run::of(rest, &bound);
        match run.shift(rest, &bound) {
            Some(shift) => found.push(shift),
            // What soon went away again is a thing that the series does by itself.
            None => past.extend(rest.iter().take(run.taken).map(|sample| sample.value)),
        }
        at += run.taken.max(1);
    }
    found
}

/// What a sample must pass to be outside of the past.
struct Bound {
    of: usize,
    middle: f64,
    at: f64,
    down: bool,
}

impl Bound {
    fn of(past: &[f64], manner: Manner) -> Self {
        let mut sorted = past.to_vec();
        sorted.sort_by(f64::total_cmp);
        let middle = median(past.iter().copied()).unwrap_or(0.0);
        let known = past.len() >= KNOWN;
        let noise = spread(past, middle) * if known { SPREADS.0 } else { SPREADS.1 };
        let at = if manner.down {
            let usual = sorted.iter().rev().nth(sorted.len() * USUAL / 10).filter(|_| known).map(|low| low / BEYOND);
            let far = usual.map_or(middle - noise, |low| low.min(middle - noise));
            far.min(middle / manner.times).min(middle - manner.least)
        } else {
            let usual = sorted.get(sorted.len() * USUAL / 10).filter(|_| known).map(|high| high * BEYOND);
            let far = usual.map_or(middle + noise, |high| high.max(middle + noise));
            far.max(middle * manner.times).max(middle + manner.least)
        };
        Self { of: past.len(), middle, at, down: manner.down }
    }

    fn passed(&self, value: f64) -> bool {
        if self.down { value < self.at } else { value > self.at }
    }
}

/// How far a departure goes, if it is one: up to its last sample that lies outside.
struct Run {
    outside: usize,
    last: usize,
    calm: Option<usize>,
    taken: usize,
}

impl Run {
    fn of(rest: &[Sample], bound: &Bound) -> Self {
        let mut run = Self { outside: 0, last: 0, calm: None, taken: rest.len() };
        for (index, sample) in rest.iter().enumerate() {
            if bound.passed(sample.value) {
                run.outside += 1;
                run.last = index;
            } else if index - run.last >= IN_A_ROW {
                run.calm = Some(run.last + 1);
                run.taken = run.last + 1;
                break;
            }
        }
        run
    }

    fn shift(&self, rest: &[Sample], bound: &Bound) -> Option<Shift> {
        let of = rest.get(..=self.last)?;
        let (from, last) = (of.first()?.at, of.last()?.at);
        // Most of it lies outside, and it lasts.
        if self.outside < IN_A_ROW || self.outside * 2 < of.len() || last.saturating_sub(from) < LASTS {
            return None;
        }
        let until = self.calm.and_then(|index| rest.get(index)).map(|sample| sample.at);
        Some(Shift { from, last, until, before: bound.middle, during: median(of.iter().map(|sample| sample.value))? })
    }
}

/// The middle of a series before a moment, and from then to another.
pub fn around(samples: &[Sample], from: i64, to: i64) -> Option<(f64, f64)> {
    let before = median(samples.iter().filter(|sample| sample.at < from).map(|sample| sample.value))?;
    let during = samples.iter().filter(|sample| (from..=to).contains(&sample.at));
    Some((before, median(during.map(|sample| sample.value))?))
}

#[cfg(test)]
#[path = "stats_tests.rs"]
mod tests;
