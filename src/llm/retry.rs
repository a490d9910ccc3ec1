//! When to try again: as the endpoint asks, and never later than the configuration allows.

use std::time::Duration;

use http::{HeaderMap, header};
use jiff::Timestamp;
use jiff::fmt::rfc2822;

use crate::clock::Clock;

/// The wait before the first repetition; it doubles with each.
const FIRST: Duration = Duration::from_millis(500);

/// Repetitions where nobody is there, and the wait before one: somebody waits for the answer without a model.
pub(super) const OF_ABSENT: u32 = 1;
const ABSENT: Duration = Duration::from_millis(200);

/// The wait before somebody is looked for again.
pub(super) fn for_absent(longest: Duration) -> Duration {
    ABSENT.min(longest)
}

/// The wait before a repetition: what was asked for, else longer each time; `longest` at most.
pub(super) fn delay(tries: u32, asked: Option<Duration>, longest: Duration) -> Duration {
    asked.unwrap_or_else(|| FIRST.saturating_mul(1 << tries.min(10))).min(longest)
}

/// How long an answer asks to be left alone: in milliseconds, in seconds, or until a date.
pub(super) fn asked(headers: &HeaderMap) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    let number = |text: &str| text.parse::<f64>().ok().filter(|number| number.is_finite() && *number >= 0.0);
    if let Some(millis) = text("retry-after-ms").and_then(number) {
        return Duration::try_from_secs_f64(millis / 1000.0).ok();
    }
    let after = text(header::RETRY_AFTER.as_str())?;
    if let Some(seconds) = number(after) {
        return Duration::try_from_secs_f64(seconds).ok();
    }
    // The endpoint's own clock is the one that its date is meant by.
    let here = text(header::DATE.as_str()).and_then(date).unwrap_or_else(|| Clock::Wall.now());
    let wait = date(after)?.duration_since(here);
    Some(if wait.is_negative() { Duration::ZERO } else { wait.unsigned_abs() })
}

fn date(text: &str) -> Option<Timestamp> {
    Some(rfc2822::parse(text).ok()?.timestamp())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
        pairs.iter().map(|(name, value)| (name.parse().unwrap(), value.parse().unwrap())).collect()
    }

    #[test]
    fn an_endpoint_says_how_long_in_three_ways() {
        let date = ("date", "Sun, 22 Nov 2026 10:00:00 GMT");
        for (given, wait) in [
            (&[("retry-after", "7")][..], Some(Duration::from_secs(7))),
            (&[("retry-after", "1.5")], Some(Duration::from_millis(1500))),
            (&[("retry-after-ms", "250"), ("retry-after", "1")], Some(Duration::from_millis(250))),
            (&[date, ("retry-after", "Sun, 22 Nov 2026 10:00:09 GMT")], Some(Duration::from_secs(9))),
            (&[date, ("retry-after", "Sun, 22 Nov 2026 09:00:00 GMT")], Some(Duration::ZERO)),
            (&[("retry-after", "soon")], None),
            (&[("retry-after", "-1")], None),
            (&[("retry-after", "1e400")], None),
            (&[], None),
        ] {
            assert_eq!(asked(&headers(given)), wait, "{given:?}");
        }
    }

    #[test]
    fn no_wait_is_longer_than_allowed() {
        let longest = Duration::from_secs(20);
        assert_eq!(delay(0, Some(Duration::from_hours(1)), longest), longest);
        assert_eq!(delay(0, Some(Duration::ZERO), longest), Duration::ZERO);
        let waits: Vec<u128> = (0..7).map(|tries| delay(tries, None, longest).as_millis()).collect();
        assert_eq!(waits, [500, 1000, 2000, 4000, 8000, 16_000, 20_000]);
        assert_eq!(delay(u32::MAX, None, longest), longest);
    }
}
