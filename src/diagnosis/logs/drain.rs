//! Templates: which lines of a log are the same message with other values in it.
//!
//! The algorithm is Drain (He et al., 2017) with fixed parameters: what varies by its form is masked first, messages are
//! told apart by how many words they have and by the first of them, and within such a leaf by how many words they
//! share. What differs between lines of one template becomes a blank. The same lines in the same order give the same
//! templates, and however many there are, memory is bounded.

use std::collections::BTreeMap;

use crate::diagnosis::logs::mask;
use crate::evidence::log::{Log, without_time};

/// What stands in a template for words that differ.
const BLANK: &str = "<*>";
/// Words of a line that are compared.
const WORDS: usize = 40;
/// Characters of a word that are kept.
const LETTERS: usize = 80;
/// Templates in all; what comes after them and fits none is counted together.
const TEMPLATES: usize = 512;
/// Templates of one leaf; what comes after them joins the one that is most like it.
const LEAF: usize = 24;
/// First words by which messages of one length are told apart; others share a leaf.
const BRANCHES: usize = 64;

/// A message, whatever its values.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Template {
    words: Vec<String>,
    /// How many lines were it.
    pub times: usize,
}

impl Template {
    /// Its words, with blanks where lines differ.
    pub fn text(&self) -> String {
        self.words.join(" ")
    }

    /// Words that it shares with a line of as many; blanks are shared with nobody.
    fn shared(&self, words: &[String]) -> usize {
        self.words.iter().zip(words).filter(|(own, other)| own == other && *own != BLANK).count()
    }

    fn fits(&self, words: &[String]) -> bool {
        self.words.len() == words.len() && self.words.iter().zip(words).all(|(own, other)| own == other || own == BLANK)
    }

    fn take(&mut self, words: &[String], times: usize) {
        self.times = self.times.saturating_add(times);
        for (own, other) in self.words.iter_mut().zip(words) {
            if own != other && own != BLANK {
                BLANK.clone_into(own);
            }
        }
    }
}

/// The templates of some lines.
#[derive(Debug, Clone, Default)]
pub struct Drain {
    all: Vec<Template>,
    /// By number of words and first word that does not vary: places in `all`.
    leaves: BTreeMap<(usize, String), Vec<usize>>,
    /// How many leaves there are for a number of words.
    branches: BTreeMap<usize, usize>,
    /// Where lines are counted for which there is no room.
    rest: Option<usize>,
}

impl Drain {
    /// The templates of a log, and for each of its lines the place of its template.
    pub fn of(log: &Log) -> (Self, Vec<usize>) {
        let mut drain = Self::default();
        let places = log.lines.iter().map(|line| drain.learn(&line.text, line.count)).collect();
        (drain, places)
    }

    /// Takes in a line that was written so many times; the place of its template, which never changes.
    pub fn learn(&mut self, line: &str, times: usize) -> usize {
        let words = words(line);
        let leaf = self.leaf(&words);
        let known = self.leaves.get(&leaf).cloned().unwrap_or_default();
        let place = match self.likest(&known, &words) {
            Some(place) => place,
            None if self.all.len() < TEMPLATES => self.grow(leaf, &words),
            None => return self.overflow(times),
        };
        if let Some(template) = self.all.get_mut(place) {
            template.take(&words, times);
        }
        place
    }

    /// The template at a place.
    pub fn get(&self, place: usize) -> Option<&Template> {
        self.all.get(place)
    }

    /// The template that a line is, if one of those that were learned.
    pub fn find(&self, line: &str) -> Option<&Template> {
        let words = words(line);
        let known = self.leaves.get(&self.leaf(&words))?;
        known.iter().filter_map(|place| self.all.get(*place)).find(|template| template.fits(&words))
    }

    /// All templates, in the order in which they were first seen.
    pub fn templates(&self) -> &[Template] {
        &self.all
    }

    /// Where lines like this one are kept: there, or with all for whose first word there is no room.
    fn leaf(&self, words: &[String]) -> (usize, String) {
        let first = words.iter().find(|word| !mask::varies(word)).cloned().unwrap_or_default();
        let leaf = (words.len(), first);
        let full = self.branches.get(&words.len()).is_some_and(|count| *count >= BRANCHES);
        if full && !self.leaves.contains_key(&leaf) { (words.len(), BLANK.to_owned()) } else { leaf }
    }

    /// The template of a leaf that is most like a line: at least half the same, or the likest where the leaf is full.
    fn likest(&self, leaf: &[usize], words: &[String]) -> Option<usize> {
        let like = |place: &usize| self.all.get(*place).map_or(0, |template| template.shared(words));
        // Of equals the first.
        let best = leaf.iter().max_by_key(|place| (like(place), std::cmp::Reverse(**place)))?;
        let same = words.is_empty() || self.all.get(*best).is_some_and(|template| template.fits(words));
        (same || leaf.len() >= LEAF || like(best).saturating_mul(2) >= words.len()).then_some(*best)
    }

    fn grow(&mut self, leaf: (usize, String), words: &[String]) -> usize {
        let place = self.all.len();
        self.all.push(Template { words: words.to_vec(), times: 0 });
        if !self.leaves.contains_key(&leaf) {
            *self.branches.entry(leaf.0).or_default() += 1;
        }
        self.leaves.entry(leaf).or_default().push(place);
        place
    }

    fn overflow(&mut self, times: usize) -> usize {
        let place = *self.rest.get_or_insert_with(|| {
            self.all.push(Template { words: vec![BLANK.to_owned()], times: 0 });
            self.all.len().saturating_sub(1)
        });
        if let Some(template) = self.all.get_mut(place) {
            template.times = template.times.saturating_add(times);
        }
        place
    }
}

/// The words of a line that can be compared.
fn words(line: &str) -> Vec<String> {
    let masked = mask::masked(without_time(line));
    masked.split_whitespace().take(WORDS).map(|word| word.chars().take(LETTERS).collect()).collect()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn learned(lines: &[&str]) -> Vec<(String, usize)> {
        let mut drain = Drain::default();
        for line in lines {
            drain.learn(line, 1);
        }
        drain.templates().iter().map(|template| (template.text(), template.times)).collect()
    }

    #[test]
    fn lines_of_one_message_are_one_template() {
        let found = learned(&[
            "2026-11-22T14:29:00Z INFO order 17 of alice accepted in 12ms",
            "2026-11-22T14:29:01Z WARN ledger is slow",
            "2026-11-22T14:29:02Z INFO order 18 of bob accepted in 8ms",
            "2026-11-22T14:29:03Z INFO order 19 of carol accepted in 9ms",
        ]);
        let orders = ("INFO order <n> of <*> accepted in <n>".to_owned(), 3);
        assert_eq!(found, [orders, ("WARN ledger is slow".to_owned(), 1)]);
    }

    #[test]
    fn a_line_is_found_again_by_its_template_only() {
        let mut drain = Drain::default();
        drain.learn("connected to ledger in 3ms", 1);
        assert_eq!(drain.find("connected to ledger in 900ms").map(|template| template.times), Some(1));
        assert_eq!(drain.find("connected to rates in 3ms"), None);
        drain.learn("connected to rates in 3ms", 2);
        assert_eq!(drain.find("connected to orders in 1ms").map(|template| template.times), Some(3));
    }

    proptest! {
        #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

        #[test]
        fn any_lines_in_the_same_order_give_the_same_bounded_templates(
            lines in proptest::collection::vec("\\PC{0,60}|(a|b|c|[0-9]{1,3}|<\\*>| ){0,12}", 0..200),
        ) {
            let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
            let found = learned(&lines);
            prop_assert_eq!(&found, &learned(&lines));
            prop_assert_eq!(found.iter().map(|(_, times)| times).sum::<usize>(), lines.len());
            prop_assert!(found.len() <= TEMPLATES + 1);
        }
    }

    #[test]
    fn memory_is_bounded_however_much_a_program_says() {
        let mut drain = Drain::default();
        for number in 0_u32..20_000 {
            // Letters only, so that nothing of it is masked, and every line has a first word of its own.
            let word: String = number.to_string().chars().map(|digit| char::from(b'a' + digit as u8 - b'0')).collect();
            drain.learn(&format!("{} {}", word.repeat(40), "x ".repeat((number % 90) as usize)), 1);
        }
        assert!(drain.templates().len() <= TEMPLATES + 1);
        assert!(drain.templates().iter().all(|template| template.text().len() <= WORDS * (LETTERS + 1)));
        assert!(drain.leaves.len() <= TEMPLATES);
        let times: usize = drain.templates().iter().map(|template| template.times).sum();
        assert_eq!(times, 20_000);
    }
}
