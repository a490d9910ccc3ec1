//! Makes observed text safe to print: a log line must not move the cursor, recolour the terminal, hide what follows it
//! or turn its own direction around. It says nothing about secrets; those are gone before a report is built.

use std::iter::Peekable;
use std::str::Chars;

/// `text` on one line: escape sequences, control and invisible characters are gone, every run of white space is one
/// space.
///
/// ```
/// assert_eq!(sre::report::printable("\u{1b}[31mred\u{1b}[0m\n\talert"), "red alert");
/// ```
pub fn printable(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    for word in without_escapes(text).split_whitespace().map(visible).filter(|word| !word.is_empty()) {
        if !clean.is_empty() {
            clean.push(' ');
        }
        clean.push_str(&word);
    }
    clean
}

/// The same line by line, with indentation kept: for diffs and excerpts of logs. Tabs become four spaces.
pub fn printable_lines(text: &str) -> Vec<String> {
    let text = without_escapes(text).replace('\t', "    ");
    text.lines().map(|line| visible(line).trim_end().to_owned()).collect()
}

/// Whether a character draws nothing by itself and can deceive or disturb. The joiners that emoji and some scripts are
/// made of stay.
pub(crate) fn is_unsafe(c: char) -> bool {
    c.is_control()
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{feff}'
            | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{fff9}'..='\u{fffb}'
            | '\u{e0000}'..='\u{e0fff}')
}

fn visible(text: &str) -> String {
    text.chars().filter(|c| !is_unsafe(*c)).collect()
}

/// Drops ANSI escape sequences. An unfinished one loses its introducer only, so that nothing can swallow the text after
/// it.
fn without_escapes(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        match c {
            '\u{1b}' => after_escape(&mut rest),
            '\u{9b}' => skip_if_complete(&mut rest, control_sequence),
            '\u{9d}' | '\u{90}' | '\u{98}' | '\u{9e}' | '\u{9f}' => skip_if_complete(&mut rest, string_sequence),
            other => clean.push(other),
        }
    }
    clean
}

fn after_escape(rest: &mut Peekable<Chars<'_>>) {
    match rest.peek() {
        Some('[') => {
            rest.next();
            skip_if_complete(rest, control_sequence);
        }
        Some(']' | 'P' | 'X' | '^' | '_') => {
            rest.next();
            skip_if_complete(rest, string_sequence);
        }
        Some('(' | ')' | '*' | '+' | '#') => {
            rest.next();
            rest.next_if(char::is_ascii_alphanumeric);
        }
        Some('7' | '8' | '=' | '>' | 'c' | 'D' | 'E' | 'H' | 'M' | 'N' | 'O' | 'Z' | '\\') => {
            rest.next();
        }
        _ => {}
    }
}

/// Advances `rest` over what `sequence` recognises; leaves it where it is if the sequence has no end.
fn skip_if_complete(rest: &mut Peekable<Chars<'_>>, sequence: fn(&mut Peekable<Chars<'_>>) -> bool) {
    let mut ahead = rest.clone();
    if sequence(&mut ahead) {
        *rest = ahead;
    }
}

/// Parameters, then one final character (ECMA-48, 5.4).
fn control_sequence(rest: &mut Peekable<Chars<'_>>) -> bool {
    while rest.next_if(|c| matches!(c, ' '..='?')).is_some() {}
    rest.next_if(|c| matches!(c, '@'..='~')).is_some()
}

/// A string on the same line, ended by BEL or ST (window titles, hyperlinks).
fn string_sequence(rest: &mut Peekable<Chars<'_>>) -> bool {
    while let Some(c) = rest.next() {
        match c {
            '\u{7}' | '\u{9c}' => return true,
            '\u{1b}' => return rest.next_if_eq(&'\\').is_some(),
            '\n' => return false,
            _ => {}
        }
    }
    false
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escape_sequences_go_and_what_they_wrap_stays() {
        assert_eq!(printable("\u{1b}]8;;http://evil\u{7}link\u{1b}]8;;\u{7} \u{9b}2Jx"), "link x");
        assert_eq!(printable("a\u{1b}(Bb\u{1b}cc"), "abc");
    }

    #[test]
    fn an_unfinished_sequence_hides_nothing() {
        assert_eq!(printable("\u{1b}]0;title without end: OOMKilled"), "0;title without end: OOMKilled");
        assert_eq!(printable("\u{1b}[31"), "31");
    }

    #[test]
    fn a_nested_escape_does_not_survive_its_neighbour() {
        assert!(!printable("\u{1b}\u{1b}[0m[31mx").contains('\u{1b}'));
    }

    #[test]
    fn direction_and_invisible_characters_go_but_emoji_stay_whole() {
        assert_eq!(printable("a\u{202e}b\u{200b}c\u{e0041}"), "abc");
        assert_eq!(printable("👩‍🚀 ok"), "👩‍🚀 ok");
    }

    #[test]
    fn lines_keep_their_indentation() {
        assert_eq!(printable_lines("a:\r\n\t- b  \n  c\u{7}"), ["a:", "    - b", "  c"]);
    }
}
