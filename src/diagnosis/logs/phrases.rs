//! Many expressions asked of one line, made for start-up: an automaton over the words with which they begin tells which
//! may stand in a line at all, and only those are compiled and asked.
//!
//! It knows no words; see [`super::voices`] for those.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use aho_corasick::{AhoCorasick, AhoCorasickBuilder, AhoCorasickKind};
use regex::bytes::{Regex, RegexBuilder};
use regex_syntax::hir::literal::{ExtractKind, Extractor};

/// Letters that a beginning needs, to say anything.
const TELLING: usize = 3;

/// Expressions, in the order that decides where several fit. They ignore the case of ASCII letters, in which complaints
/// are written whatever stands around them.
pub(super) struct Phrases {
    expressions: Vec<Expression>,
    beginnings: AhoCorasick,
    /// Whose beginning each is.
    owners: Vec<usize>,
    /// Expressions that begin with anything.
    open: Vec<usize>,
}

struct Expression {
    text: String,
    compiled: OnceLock<Option<Regex>>,
}

impl Expression {
    fn regex(&self) -> Option<&Regex> {
        let build = || RegexBuilder::new(&self.text).case_insensitive(true).unicode(false).build().ok();
        self.compiled.get_or_init(build).as_ref()
    }
}

impl Phrases {
    /// Expressions to look for.
    pub(super) fn new<'t>(texts: impl IntoIterator<Item = &'t str>) -> Option<Self> {
        let (mut expressions, mut words, mut owners, mut open) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        for (at, text) in texts.into_iter().enumerate() {
            match beginnings(text) {
                Some(found) => {
                    owners.extend(std::iter::repeat_n(at, found.len()));
                    words.extend(found);
                }
                None => open.push(at),
            }
            expressions.push(Expression { text: text.to_owned(), compiled: OnceLock::new() });
        }
        let beginnings = AhoCorasickBuilder::new()
            .ascii_case_insensitive(true)
            .kind(Some(AhoCorasickKind::ContiguousNFA))
            .build(words)
            .ok()?;
        Some(Self { expressions, beginnings, owners, open })
    }

    /// The places of those that stand in a line, the first one first.
    pub(super) fn within(&self, line: &str) -> impl Iterator<Item = usize> {
        let begun = self.beginnings.find_overlapping_iter(line);
        let begun = begun.filter_map(|hit| self.owners.get(hit.pattern().as_usize()).copied());
        let likely: BTreeSet<usize> = begun.chain(self.open.iter().copied()).collect();
        likely.into_iter().filter(move |at| {
            self.expressions.get(*at).and_then(Expression::regex).is_some_and(|regex| regex.is_match(line.as_bytes()))
        })
    }

    /// What a named group of one of them holds in a line.
    pub(super) fn group<'l>(&self, at: usize, line: &'l str, name: &str) -> Option<&'l str> {
        let found = self.expressions.get(at)?.regex()?.captures(line.as_bytes())?;
        line.get(found.name(name)?.range())
    }
}

/// Every word with which an expression can begin; none where it can begin with too much, or with too little.
fn beginnings(text: &str) -> Option<Vec<Vec<u8>>> {
    let parsed = regex_syntax::ParserBuilder::new().unicode(false).utf8(false).build().parse(text).ok()?;
    let found = Extractor::new().kind(ExtractKind::Prefix).extract(&parsed);
    let words: Vec<_> = found.literals()?.iter().map(|literal| literal.as_bytes().to_vec()).collect();
    (!words.is_empty() && words.iter().all(|word| word.len() >= TELLING)).then_some(words)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn phrases(texts: &[&str]) -> Phrases {
        Phrases::new(texts.iter().copied()).expect("expressions")
    }

    #[test]
    fn order_decides_and_not_the_place_in_the_line() {
        let book = phrases(&["refused", r"\S+ was lost", "connection (?:to (?P<host>[a-z]+) )?refused"]);
        assert_eq!(book.within("Connection to ledger REFUSED, it was lost").collect::<Vec<_>>(), [0, 1, 2]);
        assert_eq!(book.group(2, "über: connection to ledger refused", "host"), Some("ledger"));
        assert_eq!(book.within("all is well").count(), 0);
    }

    #[test]
    fn expressions_without_a_beginning_are_asked_of_every_line() {
        assert!(beginnings(r"\b[A-Z]+ is not set").is_none());
        assert!(beginnings("a|timeout").is_none());
        assert_eq!(beginnings(r"\btime(?:out|d out)"), Some(vec![b"timeout".to_vec(), b"timed out".to_vec()]));
        assert_eq!(phrases(&[r"\b[A-Z_]+ is not set"]).within("PORT_A is not set").count(), 1);
    }
}
