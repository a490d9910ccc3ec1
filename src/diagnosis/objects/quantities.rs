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
        let name = resource.rsplit('.').next().unwrap_or(resource);
        if name == "cpu" {
            return self.cores();
        }
        let bytes = ["memory", "storage", "ephemeral-storage"].contains(&name) || name.starts_with("hugepages-");
        if bytes { self.bytes() } else { self.decimal(ONE) }
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

    proptest! {
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
