//! A sentence against what it rests on: its quotes, its names, its numbers.

use std::sync::LazyLock;

use regex::Regex;

use crate::agent::draft::Named;
use crate::agent::verify::place::{Fault, Place, is_quoted};
use crate::agent::verify::seen::Seen;
use crate::agent::verify::{fold, names, numbers};
use crate::report::model::Rule;

/// Stands where somebody else's words were.
const ELSE: &str = " ; ";

/// What a sentence rests on.
pub(super) struct Ground<'g, 'a> {
    pub(super) seen: &'g Seen<'a>,
    /// What is cited for it.
    pub(super) places: &'g [Place<'a>],
    /// The object that it is about, if it is about one.
    pub(super) object: Option<&'g Named>,
    /// The objects that it may speak of besides.
    pub(super) others: &'g [Named],
    /// Whether it may speak of what does not exist yet: a remedy makes it.
    pub(super) advises: bool,
}

/// The first thing that is wrong with a sentence.
pub(super) fn fault(sentence: &str, ground: &Ground<'_, '_>) -> Option<Fault> {
    let sentence = fold(sentence);
    let (rest, misquoted) = without_quotes(&sentence, ground);
    if let Some(quote) = misquoted {
        return Some((Rule::Misquoted, format!("\"{quote}\" does not stand in what is cited")));
    }
    names::fault(&rest, ground).or_else(|| numbers::fault(&rest, ground))
}

static QUOTED: LazyLock<Option<Regex>> = LazyLock::new(|| Regex::new("\"([^\"]*)\"|“([^”]*)”|`([^`]*)`").ok());

/// The sentence without what it quotes, and the first quote that stands nowhere. What is quoted was said by others:
/// its names and numbers are theirs.
fn without_quotes(sentence: &str, ground: &Ground<'_, '_>) -> (String, Option<String>) {
    let mut rest = sentence.to_owned();
    let mut texts: Vec<&str> = ground.places.iter().map(|it| it.text.as_str()).filter(|it| it.len() >= 12).collect();
    texts.sort_by_key(|it| std::cmp::Reverse(it.len()));
    // Quotes within quotes: what is quoted whole goes first.
    for text in texts.iter().filter(|it| it.contains('"')) {
        rest = rest.replace(text, ELSE);
    }
    if let (Some(first), Some(last)) = (rest.find('"'), rest.rfind('"'))
        && let Some(inside) = rest.get(first + 1..last).map(str::to_owned)
        && inside.contains('"')
        && is_said(&inside, ground)
    {
        rest = rest.replace(&inside, ELSE);
    }
    let mut wrong = None;
    let Some(quoted) = QUOTED.as_ref() else { return (rest, None) };
    let mut clean = quoted
        .replace_all(&rest, |found: &regex::Captures<'_>| {
            let inside = (1..=3).find_map(|group| found.get(group)).map_or("", |it| it.as_str()).trim();
            if is_said(inside, ground) {
                return ELSE.to_owned();
            }
            let long = inside.contains(' ') && inside.chars().count() >= 12;
            if long && wrong.is_none() && !ground.advises {
                wrong = Some(inside.to_owned());
            }
            format!(" {inside} ")
        })
        .into_owned();
    for text in &texts {
        clean = clean.replace(text, ELSE);
    }
    (clean, wrong)
}

/// Whether somebody said it: what is cited, or the engine.
fn is_said(quote: &str, ground: &Ground<'_, '_>) -> bool {
    let cited = ground.places.iter().any(|place| is_quoted(&place.text, quote));
    cited || (quote.len() > 3 && ground.seen.sentences.iter().any(|it| is_quoted(&fold(it), quote)))
}
