//! Sizes and durations as people write them.

use std::time::Duration;

use jiff::SignedDuration;

const UNITS: [(&str, u64); 13] = [
    ("", 1),
    ("b", 1),
    ("k", 1000),
    ("kb", 1000),
    ("m", 1_000_000),
    ("mb", 1_000_000),
    ("g", 1_000_000_000),
    ("gb", 1_000_000_000),
    ("tb", 1_000_000_000_000),
    ("kib", 1 << 10),
    ("mib", 1 << 20),
    ("gib", 1 << 30),
    ("tib", 1 << 40),
];

/// `1 GiB`, `500MB`, `1.5 GiB`, `4096`.
pub(super) fn parse_bytes(text: &str) -> Option<u64> {
    let text = text.trim();
    let unit_at = text.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(text.len());
    let (number, unit) = text.split_at_checked(unit_at)?;
    let unit = unit.trim().to_ascii_lowercase();
    let (_, factor) = UNITS.iter().find(|(name, _)| *name == unit)?;
    let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
    let whole: u64 = whole.parse().ok()?;
    let part = match fraction {
        "" => 0,
        digits if digits.len() <= 6 => {
            digits.parse::<u64>().ok()?.checked_mul(*factor)? / 10_u64.pow(u32::try_from(digits.len()).ok()?)
        }
        _ => return None,
    };
    whole.checked_mul(*factor)?.checked_add(part)
}

/// `4.1 KiB`, for a person.
pub(super) fn human_bytes(bytes: u64) -> String {
    const STEPS: [(&str, u64); 4] = [("TiB", 1 << 40), ("GiB", 1 << 30), ("MiB", 1 << 20), ("KiB", 1 << 10)];
    match STEPS.iter().find(|(_, size)| bytes >= *size) {
        Some((unit, size)) => {
            let tenths = u128::from(bytes) * 10 / u128::from(*size);
            match tenths % 10 {
                0 => format!("{} {unit}", tenths / 10),
                part => format!("{}.{part} {unit}", tenths / 10),
            }
        }
        None => format!("{bytes} B"),
    }
}

/// `500ms`, `10s`, `1m 30s`; longer than nothing and at most a day.
pub(super) fn parse_duration(text: &str) -> Option<Duration> {
    let duration: SignedDuration = text.trim().parse().ok()?;
    let positive = duration > SignedDuration::ZERO && duration <= SignedDuration::from_hours(24);
    positive.then(|| duration.unsigned_abs())
}

/// A duration as it can be written in the config file.
pub(super) fn show_duration(duration: Duration) -> String {
    match duration.subsec_millis() {
        0 => format!("{}s", duration.as_secs()),
        _ => format!("{}ms", duration.as_millis()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sizes() {
        for (text, bytes) in [
            ("1 GiB", 1 << 30),
            ("1.5GiB", 3 << 29),
            ("500MB", 500_000_000),
            ("4096", 4096),
            ("0", 0),
            (" 2 kib ", 2048),
        ] {
            assert_eq!(parse_bytes(text), Some(bytes), "{text}");
        }
        for text in ["", "GiB", "-1", "1 GX", "1..5 GB", "99999999 TiB", "1e9", "ten"] {
            assert_eq!(parse_bytes(text), None, "{text}");
        }
        assert_eq!(human_bytes(0), "0 B");
        assert_eq!(human_bytes(4200), "4.1 KiB");
        assert_eq!(human_bytes(1 << 30), "1 GiB");
    }

    #[test]
    fn durations() {
        assert_eq!(parse_duration("1m30s"), Some(Duration::from_secs(90)));
        assert_eq!(parse_duration("500ms"), Some(Duration::from_millis(500)));
        for text in ["", "0s", "-1s", "25h", "10", "soon"] {
            assert_eq!(parse_duration(text), None, "{text}");
        }
        assert_eq!(show_duration(Duration::from_millis(1500)), "1500ms");
        assert_eq!(show_duration(Duration::from_mins(2)), "120s");
    }
}
