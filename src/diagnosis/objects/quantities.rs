//! Quantities as Kubernetes writes them: `500m`, `1.5Gi`, `2e3`, `16`.
//!
//! Kept exactly, in billionths, so that sums over many pods don't drift. What cannot be read is no quantity, never zero.

use serde_json::Value;

/// Billionths in one.
const ONE: i128 = 1_000_000_000;

/// An amount of something.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Quantity(i128);

impl Quantity {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// A whole number.
    pub fn whole(number: i64) -> Self {
        Self(i128::from(number).saturating_mul(ONE))
    }

    /// The quantity that a field holds: text or a number.
    pub fn of(value: &Value) -> Option<Self> {
        match value {
            Value::String(text) => Self::parse(text),
            Value::Number(number) => Self::parse(&number.to_string()),
            _ => None,
        }
    }

    /// Reads a quantity.
    pub fn parse(text: &str) -> Option<Self> {
        let text = text.trim();
        let (negative, rest) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text.strip_prefix('+').unwrap_or(text)),
        };
        let end = rest.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(rest.len());
        let (number, suffix) = rest.split_at_checked(end)?;
        let (whole, fraction) = number.split_once('.').unwrap_or((number, ""));
        if (whole.is_empty() && fraction.is_empty()) || fraction.contains('.') {
            return None;
        }
        let mantissa: i128 = format!("0{whole}{fraction}").parse().ok()?;
        let digits = u32::try_from(fraction.len()).ok()?;
        let scaled = mantissa.checked_mul(factor(suffix)?)?;
        let divisor = 10_i128.checked_pow(digits)?;
        // The API server rounds up what is finer than a billionth.
        let rounded = scaled.checked_add(divisor - 1)?.checked_div(divisor)?;
        Some(Self(if negative { rounded.checked_neg()? } else { rounded }))
    }

    /// The sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Self {
        Self(self.0.saturating_add(other.0))
    }

    /// What remains, never below nothing.
    #[must_use]
    pub fn less(self, other: Self) -> Self {
        Self(self.0.saturating_sub(other.0).max(0))
    }

    /// As a number to compute with, where exactness does not matter.
    #[expect(clippy::cast_precision_loss, reason = "measured values are no more exact")]
    pub fn in_cores(self) -> f64 {
        self.0 as f64 / ONE as f64
    }

    /// How it is written for a resource: CPU in cores or thousandths, bytes with a unit, anything else as a number.
    pub fn show(self, resource: &str) -> String {
        match base(resource) {
            "cpu" => self.cores(),
            name if is_bytes(name) => self.bytes(),
            _ => self.decimal(ONE),
        }
    }

    /// How it is written where somebody is to set it: never less than it is. In the largest unit in which it is whole,
    /// else rounded up to the smallest that is in use.
    pub fn enough(self, resource: &str) -> String {
        let name = base(resource);
        let units: &[(&str, i128)] = match name {
            "cpu" => &[("", ONE), ("m", ONE / 1000)],
            _ if is_bytes(name) => &[("Ti", ONE << 40), ("Gi", ONE << 30), ("Mi", ONE << 20), ("Ki", ONE << 10)],
            _ => &[("", ONE)],
        };
        let whole = units.iter().find(|(_, size)| self.0 != 0 && self.0 % size == 0);
        let (unit, size) = whole.or_else(|| units.last()).copied().unwrap_or(("", ONE));
        let up = self.0.saturating_add(size - 1).div_euclid(size);
        if up == 0 { "0".to_owned() } else { format!("{up}{unit}") }
    }

    fn cores(self) -> String {
        if self.0 % ONE == 0 || self.0 >= 10 * ONE {
            return self.decimal(ONE);
        }
        format!("{}m", self.0 / 1_000_000)
    }

    fn bytes(self) -> String {
        let units = [("Ti", 1_i128 << 40), ("Gi", 1 << 30), ("Mi", 1 << 20), ("Ki", 1 << 10)];
        let fit = units.iter().find(|(_, size)| self.0 >= size * ONE);
        fit.map_or_else(|| self.decimal(ONE), |(unit, size)| format!("{}{unit}", self.decimal(size * ONE)))
    }

    /// With one decimal where it is not whole; cut, not rounded, so that what is said to be free is free.
    fn decimal(self, unit: i128) -> String {
        let tenths = self.0.saturating_mul(10) / unit;
        if tenths % 10 == 0 { format!("{}", tenths / 10) } else { format!("{}.{}", tenths / 10, tenths.abs() % 10) }
    }
}

/// The resource that a quota's name of it means: `limits.memory` is memory.
fn base(resource: &str) -> &str {
    resource.rsplit('.').next().unwrap_or(resource)
}

/// Whether a resource is counted in bytes.
fn is_bytes(name: &str) -> bool {
    ["memory", "storage", "ephemeral-storage"].contains(&name) || name.starts_with("hugepages-")
}

/// What a suffix multiplies with, in billionths.
fn factor(suffix: &str) -> Option<i128> {
    let decimal = |power: u32| 10_i128.checked_pow(power);
    match suffix {
        "n" => decimal(0),
        "u" => decimal(3),
        "m" => decimal(6),
        "" => decimal(9),
        "k" => decimal(12),
        "M" => decimal(15),
        "G" => decimal(18),
        "T" => decimal(21),
        "P" => decimal(24),
        "E" => decimal(27),
        "Ki" => Some(ONE << 10),
        "Mi" => Some(ONE << 20),
        "Gi" => Some(ONE << 30),
        "Ti" => Some(ONE << 40),
        "Pi" => Some(ONE << 50),
        "Ei" => Some(ONE << 60),
        _ => {
            let power: i32 = suffix.strip_prefix(['e', 'E'])?.parse().ok()?;
            decimal(u32::try_from(power.checked_add(9)?).ok()?)
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn parse(text: &str) -> Quantity {
        Quantity::parse(text).unwrap_or_else(|| panic!("{text}"))
    }

    #[test]
    fn the_same_amount_in_other_words() {
        for (one, other) in
            [("1", "1000m"), ("0.5", "500m"), ("1Gi", "1024Mi"), ("2e3", "2k"), ("1.5Gi", "1536Mi"), ("1E", "1000P")]
        {
            assert_eq!(parse(one), parse(other), "{one} {other}");
        }
        assert!(parse("1G") < parse("1Gi"));
        assert_eq!(Quantity::of(&serde_json::json!(3)), Some(Quantity::whole(3)));
    }

    #[test]
    fn what_is_no_quantity() {
        for text in ["", "m", "1.2.3", "1 Gi", "abc", "1Q", "1e", "9999999999999999999999999999999999999Ei"] {
            assert_eq!(Quantity::parse(text), None, "{text}");
        }
    }

    #[test]
    fn it_is_shown_as_people_write_it() {
        assert_eq!(parse("16").show("cpu"), "16");
        assert_eq!(parse("1.75").show("cpu"), "1750m");
        assert_eq!(parse("31.25").show("requests.cpu"), "31.2");
        assert_eq!(parse("200Gi").show("memory"), "200Gi");
        assert_eq!(parse("20284980Ki").show("limits.memory"), "19.3Gi");
        assert_eq!(parse("4").show("nvidia.com/gpu"), "4");
        assert_eq!(parse("100Gi").show("requests.storage"), "100Gi");
    }

    #[test]
    fn what_is_to_be_set_is_enough() {
        for (amount, resource, enough) in [
            ("24320Mi", "limits.memory", "24320Mi"),
            ("23Gi", "limits.memory", "23Gi"),
            ("2048Gi", "requests.storage", "2Ti"),
            ("20284980Ki", "memory", "20284980Ki"),
            ("1537", "memory", "2Ki"),
            ("0", "memory", "0"),
            ("31.25", "requests.cpu", "31250m"),
            ("12", "cpu", "12"),
            ("0.0005", "cpu", "1m"),
            ("7", "pods", "7"),
        ] {
            assert_eq!(parse(amount).enough(resource), enough, "{amount} {resource}");
        }
    }

    proptest! {
        #[test]
        fn what_is_to_be_set_is_never_less(number in 0_i64..1_000_000_000_000, unit in "(n|m|k|Ki|M|Mi)?") {
            let asked = parse(&format!("{number}{unit}"));
            for resource in ["cpu", "limits.memory", "pods"] {
                prop_assert!(parse(&asked.enough(resource)) >= asked);
            }
        }

        #[test]
        fn no_text_panics(text in ".{0,40}") {
            let _ = Quantity::parse(&text).map(|q| q.show("memory"));
        }

        #[test]
        fn millis_and_wholes_agree(number in 0_i64..1_000_000_000) {
            let millis = format!("{number}000m");
            prop_assert_eq!(Quantity::parse(&number.to_string()), Quantity::parse(&millis));
            prop_assert_eq!(Quantity::parse(&number.to_string()), Some(Quantity::whole(number)));
        }

        #[test]
        fn more_is_more(a in 0_i64..1_000_000, b in 0_i64..1_000_000, unit in "(m|k|Ki|M|Mi|G|Gi)?") {
            let (one, other) = (Quantity::parse(&format!("{a}{unit}")), Quantity::parse(&format!("{b}{unit}")));
            prop_assert_eq!(one.cmp(&other), a.cmp(&b));
        }
    }
}
