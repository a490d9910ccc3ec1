//! Measured amounts and moments, as a person reads them.

use jiff::Timestamp;

use crate::diagnosis::telemetry::meaning::Quantity;

/// An amount of a quantity, with its unit: `12 ms`, `0.19 cores`.
pub fn amount(quantity: Quantity, value: f64) -> String {
    match quantity {
        Quantity::Latency(_) => duration(value),
        Quantity::Cpu => format!("{} cores", digits(value)),
        Quantity::Throttled => format!("{} s per second", digits(value)),
        Quantity::Requests | Quantity::Lost => format!("{} per second", digits(value)),
    }
}

/// Seconds in the unit that fits.
fn duration(seconds: f64) -> String {
    if seconds < 1.0 { format!("{} ms", digits(seconds * 1000.0)) } else { format!("{} s", digits(seconds)) }
}

/// Two digits that count, or all of a larger number before its point.
pub fn digits(value: f64) -> String {
    let size = value.abs();
    let decimals = match size {
        _ if size >= 10.0 || size == 0.0 => 0,
        _ if size >= 1.0 => 1,
        _ if size >= 0.1 => 2,
        _ => 3,
    };
    let text = format!("{value:.decimals$}");
    if text.contains('.') { text.trim_end_matches('0').trim_end_matches('.').to_owned() } else { text }
}

/// A moment in milliseconds, with its day where that is not the day of another.
pub fn moment(at: i64, now: i64) -> String {
    let (Ok(at), Ok(now)) = (Timestamp::from_millisecond(at), Timestamp::from_millisecond(now)) else {
        return "an unknown moment".to_owned();
    };
    let day = |moment: Timestamp| moment.strftime("%Y-%m-%d").to_string();
    let form = if day(at) == day(now) { "%H:%M:%SZ" } else { "%Y-%m-%d %H:%M:%SZ" };
    at.strftime(form).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_as_short_as_they_can_be() {
        let shown = [0.0, 0.0042, 0.19, 0.5, 2.9, 3.0, 59.9, 12_345.6].map(digits);
        assert_eq!(shown, ["0", "0.004", "0.19", "0.5", "2.9", "3", "60", "12346"]);
        assert_eq!((duration(0.0029), duration(2.08)), ("2.9 ms".to_owned(), "2.1 s".to_owned()));
    }

    #[test]
    fn the_day_is_said_where_it_is_another() {
        assert_eq!(moment(1_795_357_481_595, 1_795_357_781_595), "14:24:41Z");
        assert_eq!(moment(1_795_357_481_595, 1_795_457_781_595), "2026-11-22 14:24:41Z");
        assert_eq!(moment(i64::MAX, 0), "an unknown moment");
    }
}
