//! Quotes of texts: the lines that they stand in.

use crate::agent::verify::fold;
use crate::agent::verify::place::{Fault, Stands, is_quoted, part, too_short};
use crate::report::model::Rule;

/// The lines (`L12`, `L12-L14`) and what stands there.
pub(super) fn find(text: &str, at: Option<&str>, quote: &str, id: &str) -> Result<(String, String), Fault> {
    let folded: Vec<String> = text.lines().map(fold).collect();
    let Some(at) = at else { return anywhere(&folded, quote, id) };
    let range = range(at).filter(|(first, last)| *first >= 1 && first <= last && *last <= folded.len());
    let Some((first, last)) = range else {
        return Err((Rule::NoSuchPlace, format!("{id} has {} lines and no {at}", folded.len())));
    };
    let there = folded.get(first - 1..last).unwrap_or_default().join(" ");
    let all = fold(&there) == quote && !quote.is_empty();
    match part(is_quoted(&there, quote), quote) {
        _ if all => {}
        Stands::Yes => {}
        Stands::Short => return Err(too_short(quote)),
        Stands::No => return Err((Rule::Misquoted, format!("\"{quote}\" does not stand in {id} at {at}"))),
    }
    Ok((named(first, last), there))
}

fn named(first: usize, last: usize) -> String {
    if first == last { format!("L{first}") } else { format!("L{first}-L{last}") }
}

/// `L12`, `L12-L14`, `12-14`
fn range(at: &str) -> Option<(usize, usize)> {
    let number = |it: &str| it.trim().trim_start_matches(['L', 'l']).parse::<usize>().ok();
    match at.split_once('-') {
        Some((first, last)) => Some((number(first)?, number(last)?)),
        None => number(at).map(|line| (line, line)),
    }
}

fn anywhere(lines: &[String], quote: &str, id: &str) -> Result<(String, String), Fault> {
    if let Some(index) = lines.iter().position(|line| is_quoted(line, quote) && !quote.is_empty()) {
        let line = lines.get(index).cloned().unwrap_or_default();
        return match part(true, quote) {
            Stands::Yes => Ok((named(index + 1, index + 1), line)),
            Stands::Short | Stands::No => Err(too_short(quote)),
        };
    }
    // Over several lines: the first that the quote begins with.
    for first in 0..lines.len() {
        let begins = lines.get(first).is_some_and(|line| !line.is_empty() && shares(line, quote));
        for last in (first + 1..lines.len().min(first + 12)).filter(|_| begins) {
            let there = lines.get(first..=last).unwrap_or_default().join(" ");
            if is_quoted(&there, quote) && !quote.is_empty() {
                return Ok((named(first + 1, last + 1), there));
            }
        }
    }
    Err((Rule::Misquoted, format!("\"{quote}\" does not stand in {id}")))
}

/// Whether the first word of a quote stands in a line.
fn shares(line: &str, quote: &str) -> bool {
    quote.split(' ').next().is_some_and(|word| line.contains(word))
}
