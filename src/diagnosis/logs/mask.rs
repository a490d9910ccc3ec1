//! What varies from one occurrence of a message to the next: times, numbers, ids and addresses, each as a word for
//! itself, so that what remains is the message.

use std::borrow::Cow;
use std::sync::LazyLock;

use regex::Regex;

/// Characters of a line that are looked at; what says which message it is stands at its beginning.
const LINE: usize = 1000;

/// What varies, and the word that stands for it. The order decides: a time is made of numbers.
const VARY: &[(&str, &str)] = &[
    (
        "<time>",
        r"\d{4}[-/]\d{2}[-/]\d{2}[T ]\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d+)?(?:Z\b|[+-]\d{2}:?\d{2})?|\b\d{1,2}:\d{2}:\d{2}(?:[.,]\d+)?",
    ),
    ("<id>", r"\b[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}\b|\b0x[0-9a-fA-F]+\b|\b[0-9a-f]{12,}\b"),
    ("<id>", r"\b[a-z][a-z0-9-]*-[0-9a-f]{8,10}-[a-z0-9]{5}\b"),
    ("<address>", r"\b(?:\d{1,3}\.){3}\d{1,3}(?:[:/]\d{1,5})?\b|\b(?:[0-9a-f]{1,4}:){3,7}[0-9a-f]{1,4}\b"),
    ("<n>", r"\b\d+(?:[.,]\d+)*(?:%|\b|(?:[mun]s|µs|[smhd]|[kKMGT]i?[bB]?)\b)"),
];

static PATTERN: LazyLock<Option<Regex>> = LazyLock::new(|| {
    let groups: Vec<String> = VARY.iter().map(|(_, pattern)| format!("({pattern})")).collect();
    Regex::new(&groups.join("|")).ok()
});

/// A line with a word in the place of everything that varies.
pub(super) fn masked(line: &str) -> String {
    let head: Cow<'_, str> = match line.char_indices().nth(LINE) {
        Some((end, _)) => line.get(..end).unwrap_or_default().into(),
        None => line.into(),
    };
    let Some(pattern) = PATTERN.as_ref() else { return head.into_owned() };
    let stand_in = |found: &regex::Captures<'_>| {
        let group = VARY.iter().enumerate().find(|(at, _)| found.get(at + 1).is_some());
        group.map_or("<*>", |(_, (word, _))| *word).to_owned()
    };
    pattern.replace_all(&head, stand_in).into_owned()
}

/// Whether a word stands for something that varies.
pub(super) fn varies(word: &str) -> bool {
    word.contains('<') && (word == "<*>" || VARY.iter().any(|(stand_in, _)| word.contains(stand_in)))
}

#[cfg(test)]
mod tests {
    use super::masked;

    #[test]
    fn what_varies_is_hidden() {
        for (line, is) in [
            ("2026-11-22T14:29:00.123Z INFO up", "<time> INFO up"),
            ("2026-11-22 14:29:00,123 - up", "<time> - up"),
            ("[14:29:00] attempt 17 of 20", "[<time>] attempt <n> of <n>"),
            ("took 12.5ms, 88% of 4Gi", "took <n>, <n> of <n>"),
            ("dial tcp 10.96.3.4:5432: refused", "dial tcp <address>: refused"),
            ("order 8f14e45f-ceea-4671-a2b5-0d6c1f1b2a3c is late", "order <id> is late"),
            ("at 0xc0001a4000, pod web-6d4f7c9b58-x2k4p", "at <id>, pod <id>"),
            ("peer fd00:10:96:0:1:2 left", "peer <address> left"),
            ("utf8 and http2 stay", "utf8 and http2 stay"),
        ] {
            assert_eq!(masked(line), is, "{line}");
        }
    }
}
