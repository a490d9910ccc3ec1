//! Copies by asking the terminal to (OSC 52): it works over SSH too, and starts no program.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// Bytes that terminals take.
const MOST: usize = 74_000;

/// The sequence that puts a text on the clipboard; none where the text is longer than terminals take.
pub(in crate::tui) fn sequence(text: &str) -> Option<String> {
    (text.len() <= MOST).then(|| format!("\u{1b}]52;c;{}\u{7}", STANDARD.encode(text)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_is_copied_is_data_in_the_sequence() {
        assert_eq!(sequence("a\u{1b}b"), Some("\u{1b}]52;c;YRti\u{7}".to_owned()));
        assert_eq!(sequence(&"x".repeat(MOST + 1)), None);
    }
}
