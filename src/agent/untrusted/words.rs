//! Words without which no pattern can fit: text that holds none of them need not be looked at.
//!
//! They are read off the patterns themselves, so that they cannot fall behind them.

use std::collections::BTreeSet;

use aho_corasick::AhoCorasick;
use regex_syntax::hir::{Hir, HirKind};

/// What a word has to weigh to tell anything.
const TELLING: usize = 3;
/// What a sign weighs, in letters: signs are rarer.
const SIGN: usize = 3;
/// Letters beyond ASCII that are the same as one of ASCII in another case: a long s, and the sign of the kelvin.
const FOLDED: [char; 2] = ['\u{17f}', '\u{212a}'];

/// Tells text that no pattern can fit from text that one may.
pub(super) struct Words {
    /// One set of words of each way in which a pattern can fit: each match holds one of them.
    keys: AhoCorasick,
    /// The keys, and every byte that takes part in what is not seen: control characters, and all that is not ASCII.
    keys_and_signs: AhoCorasick,
    /// The words of all sets, and the set of each, as a bit.
    all: AhoCorasick,
    sets: Vec<u128>,
    /// The sets of each way: each match holds a word of each.
    ways: Vec<u128>,
}

impl Words {
    /// The words of expressions, which ignore case; none where one of them needs no word.
    pub(super) fn of<'p>(patterns: impl IntoIterator<Item = &'p str>) -> Option<Self> {
        let (mut keys, mut all) = (BTreeSet::new(), Vec::new());
        let (mut sets, mut ways) = (Vec::new(), Vec::new());
        let mut bits = (0..u128::BITS).map(|at| 1_u128 << at);
        for pattern in patterns {
            let pattern = regex_syntax::parse(pattern).ok()?;
            for way in apart(&pattern) {
                keys.extend(needed(way)?);
                let parts = if let HirKind::Concat(parts) = way.kind() { parts } else { std::slice::from_ref(way) };
                let mut way = 0;
                // A set without a bit is not asked for.
                for (words, bit) in parts.iter().filter_map(needed).zip(&mut bits) {
                    way |= bit;
                    sets.extend(words.iter().map(|_| bit));
                    all.extend(words);
                }
                ways.push(way);
            }
        }
        let signs = (0..=u8::MAX).filter(|byte| !seen(*byte)).map(|byte| vec![byte]);
        let keys: Vec<Vec<u8>> = keys.into_iter().map(String::into_bytes).collect();
        let build = |words: Vec<Vec<u8>>| AhoCorasick::builder().ascii_case_insensitive(true).build(words).ok();
        Some(Self {
            keys_and_signs: build(keys.iter().cloned().chain(signs).collect())?,
            keys: build(keys)?,
            all: build(all.into_iter().map(String::into_bytes).collect())?,
            sets,
            ways,
        })
    }

    /// Whether no line of a text, and no two of them, may fit.
    pub(super) fn none_in(&self, text: &str) -> bool {
        !self.keys_and_signs.is_match(text)
    }

    /// Whether a text is as it looks, but for its white space.
    pub(super) fn nothing_hidden_in(text: &str) -> bool {
        text.bytes().all(seen)
    }

    /// Whether a pattern may fit a line in which nothing is hidden, or that line with the one before or after it.
    pub(super) fn any_in(&self, line: &str) -> bool {
        self.keys.is_match(line) || folded(line)
    }

    /// Whether a pattern may fit a line in which nothing is hidden.
    pub(super) fn enough_in(&self, line: &str) -> bool {
        let mut held = 0;
        for hit in self.all.find_overlapping_iter(line) {
            held |= self.sets.get(hit.pattern().as_usize()).copied().unwrap_or_default();
        }
        self.ways.iter().any(|way| way & held == *way) || folded(line)
    }
}

fn folded(line: &str) -> bool {
    !line.is_ascii() && line.contains(FOLDED)
}

/// The ways in which a pattern can fit. What all of them begin with stands before them.
fn apart(pattern: &Hir) -> Vec<&Hir> {
    match pattern.kind() {
        HirKind::Alternation(ways) => ways.iter().flat_map(apart).collect(),
        HirKind::Capture(group) => apart(&group.sub),
        HirKind::Concat(parts) => {
            let mut wide = parts.iter().filter(|part| !matches!(part.kind(), HirKind::Look(_)));
            match (wide.next(), wide.next()) {
                (Some(only), None) => apart(only),
                _ => vec![pattern],
            }
        }
        _ => vec![pattern],
    }
}

/// Whether a byte is shown as it is.
fn seen(byte: u8) -> bool {
    matches!(byte, b' '..=b'~' | b'\n' | b'\t')
}

/// Words of which each match holds one, in small letters.
fn needed(pattern: &Hir) -> Option<BTreeSet<String>> {
    match pattern.kind() {
        HirKind::Literal(literal) => {
            // White space is folded before a line is looked at, and may be a line's end.
            let text = std::str::from_utf8(&literal.0).ok()?.to_ascii_lowercase();
            let word = text.split(|c: char| !c.is_ascii_graphic()).max_by_key(|word| weight(word))?;
            (weight(word) >= TELLING).then(|| BTreeSet::from([word.to_owned()]))
        }
        HirKind::Capture(group) => needed(&group.sub),
        HirKind::Repetition(repeated) if repeated.min > 0 => needed(&repeated.sub),
        HirKind::Concat(parts) => {
            let worth = |words: &BTreeSet<String>| words.iter().map(|word| weight(word)).min();
            let all = parts.iter().filter_map(needed);
            all.max_by_key(|words| (worth(words), std::cmp::Reverse(words.len())))
        }
        HirKind::Alternation(ways) => {
            let all: Option<Vec<_>> = ways.iter().map(needed).collect();
            Some(all?.into_iter().flatten().collect())
        }
        HirKind::Empty | HirKind::Class(_) | HirKind::Look(_) | HirKind::Repetition(_) => None,
    }
}

fn weight(word: &str) -> usize {
    word.chars().map(|c| if c.is_ascii_punctuation() && c != '_' { SIGN } else { 1 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(pattern: &str) -> Option<Vec<String>> {
        Some(needed(&regex_syntax::parse(pattern).unwrap())?.into_iter().collect())
    }

    #[test]
    fn each_way_to_fit_gives_its_own_word() {
        assert_eq!(words(r"\b(ignore|forget)\s+(all|any)\b"), Some(vec!["forget".to_owned(), "ignore".to_owned()]));
        assert_eq!(words(r"(please )?(delete|do not follow) it"), Some(vec!["delete".to_owned(), "follow".to_owned()]));
        assert_eq!(words(r"<<\s*(data|end)\s+[0-9a-f]{8,}"), Some(vec!["<<".to_owned()]));
        assert_eq!(words("(delete|[a-z]+) it"), None, "either way is needed");
        assert_eq!(words("(delete)?"), None);
    }

    #[test]
    fn one_word_is_not_enough_where_there_must_be_two() {
        let words = Words::of([r"\b(ignore|forget)\s+(all|the)\s+instructions\b|developer mode"]).unwrap();
        assert!(words.any_in("7 instructions") && !words.enough_in("7 instructions are ignored"));
        assert!(words.enough_in("ignore the instructions") && words.enough_in("Developer tools"));
        assert!(words.none_in("the mode is all") && !words.none_in("the\ninstructions\nare ignored"));
    }

    #[test]
    fn what_could_hide_a_word_is_looked_at() {
        let words = Words::of(["ignore", "kubectl"]).unwrap();
        for text in ["please IGNORE", "ig\u{200b}nore", "ig\rnore", "ig\u{1b}[0mnore", "\u{212a}ubectl"] {
            assert!(!words.none_in(text), "{text:?}");
        }
        assert!(words.none_in("all is well,\n\tand stays so"));
        assert!(words.any_in("\u{212a}ubectl") && !words.any_in("Übertragung"));
        assert!(words.enough_in("\u{212a}ubectl") && !words.enough_in("Übertragung"));
        assert!(Words::of(["ignore", "."]).is_none());
    }
}
