//! The only place that knows the time.
//!
//! Everything else is handed a [`Clock`]: a recording is read as of the moment it was taken, so the same question on
//! the same evidence gives the same answer whatever the wall clock says.

use std::time::{Duration, Instant};

use jiff::Timestamp;

/// What "now" is for an investigation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Clock {
    /// The moment a recording was taken (or a live run began); it does not move.
    Fixed(Timestamp),
    /// The machine's clock.
    Wall,
}

impl Clock {
    /// The current moment by this clock.
    pub fn now(self) -> Timestamp {
        match self {
            Self::Fixed(at) => at,
            #[expect(clippy::disallowed_methods, reason = "this is the one place")]
            Self::Wall => Timestamp::now(),
        }
    }
}

/// Measures how long a step took. Durations are volatile: they live under `stats` only.
#[derive(Debug, Clone, Copy)]
pub struct Stopwatch(Instant);

impl Stopwatch {
    /// Starts measuring.
    pub fn start() -> Self {
        Self(Instant::now())
    }

    /// The time since the start.
    pub fn elapsed(self) -> Duration {
        self.0.elapsed()
    }

    /// The time since the start, in whole milliseconds.
    pub fn millis(self) -> u64 {
        u64::try_from(self.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
