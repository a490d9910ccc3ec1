//! Schedules as the `CronJob` controller reads them: five fields, macros, `@every`, and a `TZ=` prefix.
//!
//! Written by hand on purpose: the controller's dialect is that of one Go library, narrower than what the Rust crates
//! accept (no seconds, no `7` for Sunday, no `L`, `W` or `#`), and what matters here is exactly what it refuses.

use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Span, Timestamp, ToSpan, Zoned};

/// A schedule that was understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Schedule {
    /// Five fields.
    Fields(Fields),
    /// `@every 1h30m`.
    Every(SignedDuration),
}

/// The values of each field as sets of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Fields {
    minute: u64,
    hour: u64,
    day: u64,
    month: u64,
    weekday: u64,
    any_day: bool,
    any_weekday: bool,
}

/// Bounds and names of a field.
struct Bounds {
    name: &'static str,
    min: u32,
    max: u32,
    names: &'static [&'static str],
}

const MINUTE: Bounds = Bounds { name: "minute", min: 0, max: 59, names: &[] };
const HOUR: Bounds = Bounds { name: "hour", min: 0, max: 23, names: &[] };
const DAY: Bounds = Bounds { name: "day of month", min: 1, max: 31, names: &[] };
const MONTH: Bounds = Bounds {
    name: "month",
    min: 1,
    max: 12,
    names: &["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"],
};
const WEEKDAY: Bounds =
    Bounds { name: "day of week", min: 0, max: 6, names: &["sun", "mon", "tue", "wed", "thu", "fri", "sat"] };
/// Days that are looked through for missed runs: a leap year and a month.
const LOOK_BACK: i64 = 400;

/// Understands a schedule; the error says which part is not understood.
pub fn parse(text: &str) -> Result<Schedule, String> {
    let text = text.trim();
    let body = match text.strip_prefix("CRON_TZ=").or_else(|| text.strip_prefix("TZ=")) {
        Some(rest) => rest.split_once(' ').map(|(_, body)| body.trim()).ok_or("it names a time zone and no time")?,
        None => text,
    };
    if let Some(every) = body.strip_prefix("@every ") {
        let every: SignedDuration = every.trim().parse().map_err(|_| format!("{} is not a duration", every.trim()))?;
        return Ok(Schedule::Every(every));
    }
    let fields = match body {
        "@yearly" | "@annually" => "0 0 1 1 *",
        "@monthly" => "0 0 1 * *",
        "@weekly" => "0 0 * * 0",
        "@daily" | "@midnight" => "0 0 * * *",
        "@hourly" => "0 * * * *",
        macro_ if macro_.starts_with('@') => return Err(format!("{macro_} is no macro of it")),
        fields => fields,
    };
    let parts: Vec<&str> = fields.split_whitespace().collect();
    let [minute, hour, day, month, weekday] = parts.as_slice() else {
        return Err(format!("it has {} fields, not five", parts.len()));
    };
    let (minute, _) = field(minute, &MINUTE)?;
    let (hour, _) = field(hour, &HOUR)?;
    let (day, any_day) = field(day, &DAY)?;
    let (month, _) = field(month, &MONTH)?;
    let (weekday, any_weekday) = field(weekday, &WEEKDAY)?;
    Ok(Schedule::Fields(Fields { minute, hour, day, month, weekday, any_day, any_weekday }))
}

/// The bits of one field, and whether it is a star.
fn field(text: &str, bounds: &Bounds) -> Result<(u64, bool), String> {
    let mut bits = 0;
    let mut star = false;
    for part in text.split(',').filter(|part| !part.is_empty()) {
        let (set, any) = range(part, bounds)?;
        bits |= set;
        star |= any;
    }
    if bits == 0 { Err(format!("{} is empty", bounds.name)) } else { Ok((bits, star)) }
}

fn range(part: &str, bounds: &Bounds) -> Result<(u64, bool), String> {
    let mut steps = part.split('/');
    let span = steps.next().unwrap_or_default();
    let step = steps.next().map(|step| number(step, bounds)).transpose()?;
    if steps.next().is_some() {
        return Err(format!("{part} of {} has too many slashes", bounds.name));
    }
    let star = span == "*" || span == "?";
    let (low, high) = match span.split_once('-') {
        _ if star => (bounds.min, bounds.max),
        Some((low, high)) => (value(low, bounds)?, value(high, bounds)?),
        // `5/10` means from 5 to the end.
        None if step.is_some() => (value(span, bounds)?, bounds.max),
        None => (value(span, bounds)?, value(span, bounds)?),
    };
    let step = step.unwrap_or(1);
    if low < bounds.min || high > bounds.max {
        return Err(format!("{part} is outside of {} to {} of {}", bounds.min, bounds.max, bounds.name));
    }
    if low > high {
        return Err(format!("{part} of {} begins after its end", bounds.name));
    }
    if step == 0 {
        return Err(format!("{part} of {} has a step of zero", bounds.name));
    }
    let bits = (low..=high).step_by(usize::try_from(step).unwrap_or(1)).fold(0_u64, |bits, n| bits | (1 << n));
    Ok((bits, star && step == 1))
}

fn value(text: &str, bounds: &Bounds) -> Result<u32, String> {
    let lower = text.to_lowercase();
    match (0_u32..).zip(bounds.names).find(|(_, name)| **name == lower) {
        Some((index, _)) => Ok(index + bounds.min),
        None => number(text, bounds),
    }
}

fn number(text: &str, bounds: &Bounds) -> Result<u32, String> {
    text.parse().map_err(|_| format!("{text:?} is no {}", bounds.name))
}

impl Schedule {
    /// Whether no day of any year is one of it, as with 30 February.
    pub fn never(&self) -> bool {
        let Self::Fields(fields) = self else { return false };
        // With both days restricted either suffices, so a weekday always comes.
        if !fields.any_weekday && !fields.any_day {
            return false;
        }
        let longest = |month: u32| match month {
            2 => 29,
            4 | 6 | 9 | 11 => 30,
            _ => 31,
        };
        !(1..=12).any(|month| has(fields.month, month) && (1..=longest(month)).any(|day| has(fields.day, day)))
    }

    /// How many times it fell due after one moment and up to another, in a time zone; and the last of them. Looks back
    /// a little more than a year.
    pub fn due(&self, after: Timestamp, until: Timestamp, zone: &TimeZone) -> (i64, Option<Timestamp>) {
        match self {
            Self::Every(every) if every.as_secs() > 0 => {
                let count = until.duration_since(after).as_secs() / every.as_secs();
                let last = SignedDuration::from_secs(every.as_secs().saturating_mul(count));
                (count.max(0), (count > 0).then(|| after.checked_add(last).ok()).flatten())
            }
            Self::Every(_) => (0, None),
            Self::Fields(fields) => fields.due(after, until, zone),
        }
    }
}

impl Fields {
    fn due(&self, after: Timestamp, until: Timestamp, zone: &TimeZone) -> (i64, Option<Timestamp>) {
        let end: Zoned = until.to_zoned(zone.clone());
        let back: Span = LOOK_BACK.days();
        let floor = end.date().checked_sub(back).unwrap_or(Date::MIN);
        let mut day = after.to_zoned(zone.clone()).date().max(floor);
        let (mut count, mut last) = (0, None);
        while day <= end.date() {
            if self.on(day) {
                for at in self.times(day, zone).filter(|at| *at > after && *at <= until) {
                    count += 1;
                    last = last.max(Some(at));
                }
            }
            let Ok(next) = day.tomorrow() else { break };
            day = next;
        }
        (count, last)
    }

    fn on(&self, day: Date) -> bool {
        let bit = |n: i8| u32::try_from(n).unwrap_or(0);
        let of_month = has(self.day, bit(day.day()));
        let of_week = has(self.weekday, bit(day.weekday().to_sunday_zero_offset()));
        let days = if self.any_day || self.any_weekday { of_month && of_week } else { of_month || of_week };
        days && has(self.month, bit(day.month()))
    }

    fn times(self, day: Date, zone: &TimeZone) -> impl Iterator<Item = Timestamp> {
        let hours = (0_i8..24).filter(move |h| has(self.hour, u32::try_from(*h).unwrap_or(0)));
        hours
            .flat_map(move |hour| {
                (0_i8..60).filter(move |m| has(self.minute, u32::try_from(*m).unwrap_or(0))).map(move |m| (hour, m))
            })
            .filter_map(move |(hour, minute)| Some(day.at(hour, minute, 0, 0).to_zoned(zone.clone()).ok()?.timestamp()))
    }
}

fn has(bits: u64, n: u32) -> bool {
    bits & (1 << n) != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_controller_accepts() {
        for good in [
            "*/5 * * * *",
            "0 2 * * *",
            "0 0 1,15 * MON-FRI",
            "@daily",
            "@every 1h30m",
            "TZ=UTC 0 2 * * *",
            "? * * * ?",
            "5/10 1-3/2 * jan sun",
        ] {
            assert!(parse(good).is_ok(), "{good}");
        }
    }

    #[test]
    fn what_it_refuses() {
        for bad in [
            "",
            "* * * *",
            "0 0 2 * * *",
            "60 * * * *",
            "* * 0 * *",
            "* * * * 7",
            "*/0 * * * *",
            "@often",
            "5-1 * * * *",
            "0 2 * * L",
            "every day",
            "*/5/2 * * * *",
        ] {
            assert!(parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn days_that_never_come() {
        assert!(parse("0 0 30 2 *").unwrap().never());
        assert!(parse("0 0 31 2,4 *").unwrap().never());
        assert!(!parse("0 0 29 2 *").unwrap().never());
        assert!(!parse("0 0 30 2 1").unwrap().never());
        assert!(!parse("*/5 * * * *").unwrap().never());
    }

    #[test]
    fn missed_runs_are_counted_in_the_zone() {
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        let five = parse("*/5 * * * *").unwrap();
        assert_eq!(
            five.due(at("2026-11-22T14:00:00Z"), at("2026-11-22T14:29:00Z"), &TimeZone::UTC),
            (5, Some(at("2026-11-22T14:25:00Z")))
        );
        let night = parse("0 2 * * *").unwrap();
        let zone = TimeZone::fixed(jiff::tz::offset(2));
        assert_eq!(
            night.due(at("2026-11-20T00:00:00Z"), at("2026-11-22T14:29:00Z"), &zone),
            (2, Some(at("2026-11-22T00:00:00Z")))
        );
    }
}
