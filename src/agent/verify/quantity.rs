//! Quantities as people and Kubernetes write them, in one unit each: bytes, cores, seconds, percent.

use jiff::Timestamp;

/// What a number means.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Quantity {
    /// In the base unit.
    pub(super) value: f64,
    pub(super) unit: Unit,
    /// How much of the base unit the last digit stands for.
    pub(super) step: f64,
}

/// What is counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Unit {
    Plain,
    Bytes,
    Cores,
    Seconds,
    Percent,
}

const WORDS: &[&str] = &[
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
    "twenty",
];

/// A number written as a word; `one` is a pronoun more often than a number.
pub(super) fn spelled(word: &str) -> Option<f64> {
    let lower = word.to_lowercase();
    let tens =
        [("thirty", 30.0), ("forty", 40.0), ("fifty", 50.0), ("sixty", 60.0), ("ninety", 90.0), ("hundred", 100.0)];
    if let Some((_, value)) = tens.iter().find(|(name, _)| *name == lower) {
        return Some(*value);
    }
    let index = WORDS.iter().position(|it| *it == lower).filter(|it| *it != 1)?;
    u32::try_from(index).ok().map(f64::from)
}

/// What a unit multiplies by, and what it counts.
pub(super) fn unit(name: &str) -> Option<(f64, Unit)> {
    let seconds = |factor: f64| Some((factor, Unit::Seconds));
    let bytes = |factor: f64| Some((factor, Unit::Bytes));
    match name {
        "ms" | "millisecond" | "milliseconds" => seconds(0.001),
        "s" | "sec" | "secs" | "second" | "seconds" => seconds(1.0),
        "min" | "mins" | "minute" | "minutes" => seconds(60.0),
        "h" | "hr" | "hrs" | "hour" | "hours" => seconds(3_600.0),
        "d" | "day" | "days" => seconds(86_400.0),
        "Ki" | "KiB" => bytes(1024.0),
        "Mi" | "MiB" => bytes(1_048_576.0),
        "Gi" | "GiB" => bytes(1_073_741_824.0),
        "Ti" | "TiB" => bytes(1_099_511_627_776.0),
        "kB" | "KB" => bytes(1e3),
        "MB" => bytes(1e6),
        "GB" => bytes(1e9),
        "B" | "byte" | "bytes" => bytes(1.0),
        "core" | "cores" | "CPU" | "CPUs" => Some((1.0, Unit::Cores)),
        "millicores" | "millicore" | "millicpu" => Some((0.001, Unit::Cores)),
        "%" | "percent" => Some((0.01, Unit::Percent)),
        _ => None,
    }
}

/// Every meaning of a word such as `128Mi`, `500m`, `8080`, `9m`; none if it is no number. The word after it may name
/// its unit.
pub(super) fn meanings(word: &str, next: &str) -> Vec<Quantity> {
    let end = word.find(|c: char| !c.is_ascii_digit() && c != '.' && c != ',').unwrap_or(word.len());
    let (number, suffix) = word.split_at_checked(end).unwrap_or((word, ""));
    let plain = number.replace(',', "");
    let value = match plain.parse::<f64>() {
        Ok(value) if !number.is_empty() => value,
        _ => match spelled(word) {
            Some(value) => return with_unit(value, 1.0, next),
            None => return Vec::new(),
        },
    };
    let decimals = plain.split_once('.').map_or(0, |(_, rest)| rest.len());
    let step = 0.1_f64.powi(i32::try_from(decimals).unwrap_or(0));
    match suffix {
        "" => with_unit(value, step, next),
        "m" => vec![
            Quantity { value: value * 0.001, unit: Unit::Cores, step: step * 0.001 },
            Quantity { value: value * 60.0, unit: Unit::Seconds, step: step * 60.0 },
        ],
        "x" | "th" | "st" | "nd" | "rd" => vec![Quantity { value, unit: Unit::Plain, step }],
        "k" => vec![Quantity { value: value * 1e3, unit: Unit::Plain, step: step * 1e3 }],
        "M" => vec![Quantity { value: value * 1e6, unit: Unit::Bytes, step: step * 1e6 }],
        "G" => vec![Quantity { value: value * 1e9, unit: Unit::Bytes, step: step * 1e9 }],
        suffix => unit(suffix)
            .map(|(factor, unit)| Quantity { value: value * factor, unit, step: step * factor })
            .into_iter()
            .collect(),
    }
}

fn with_unit(value: f64, step: f64, next: &str) -> Vec<Quantity> {
    let (factor, unit) = unit(next).unwrap_or((1.0, Unit::Plain));
    vec![Quantity { value: value * factor, unit, step: step * factor }]
}

/// Whether two quantities are one. A plain number is the same as one in the base unit: 134217728 and 128Mi.
pub(super) fn equal(one: &Quantity, other: &Quantity) -> bool {
    let units = one.unit == other.unit
        || (one.unit == Unit::Plain && other.unit != Unit::Percent)
        || (other.unit == Unit::Plain && one.unit != Unit::Percent);
    units && (one.value - other.value).abs() <= 1e-9 * one.value.abs().max(1.0)
}

/// Every quantity in a text.
pub(super) fn all(text: &str) -> Vec<Quantity> {
    let words: Vec<&str> = text
        .split(|c: char| !(c.is_alphanumeric() || matches!(c, '.' | '%' | '-' | '_')))
        .map(|it| it.trim_matches(['.', '-', '_']))
        .filter(|it| !it.is_empty())
        .collect();
    let next = |index: usize| words.get(index + 1).copied().unwrap_or_default();
    let mut found = Vec::new();
    for (index, word) in words.iter().enumerate().filter(|(_, it)| it.starts_with(|c: char| c.is_ascii_digit())) {
        found.extend(meanings(word, ""));
        found.extend(meanings(word, next(index)));
    }
    found
}

/// Every moment in a text.
pub(super) fn moments(text: &str) -> Vec<Timestamp> {
    text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '[' | ']' | '(' | ')' | '=' | ','))
        .map(|it| it.trim_end_matches(['.', ';', ':']))
        .filter(|it| it.len() >= 17 && it.contains('T'))
        .filter_map(|it| it.parse().ok())
        .collect()
}
