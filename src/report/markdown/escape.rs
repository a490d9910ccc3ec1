//! Observed text inside GitHub flavoured Markdown: nothing of it may become a link, a mention, an image, a heading or a
//! way out of the block that it stands in.

use std::fmt::Write as _;

use crate::report::printable::{printable, printable_lines};

/// A sentence. Words that GitHub would link or notify somebody about stand as code.
pub(in crate::report) fn prose(text: &str) -> String {
    let text = printable(text);
    let words: Vec<String> = text.split(' ').enumerate().map(|(at, word)| prose_word(word, at == 0)).collect();
    words.join(" ")
}

fn prose_word(word: &str, opens_line: bool) -> String {
    if !is_live(word) {
        return escaped(word, opens_line);
    }
    let inner = word.trim_end_matches([',', '.', ';', ':', ')']);
    let end = word.strip_prefix(inner).unwrap_or_default();
    let live = inner.trim_start_matches('(');
    let start = inner.strip_suffix(live).unwrap_or_default();
    format!("{start}{}{end}", code(live))
}

/// Mentions, addresses, links, references to issues, formulas.
fn is_live(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    word.contains(['@', '$'])
        || ["://", "www.", "mailto:", "xmpp:", "gh-"].iter().any(|mark| lower.contains(mark))
        || word.split('#').skip(1).any(|after| after.starts_with(|c: char| c.is_ascii_digit()))
}

fn escaped(word: &str, opens_line: bool) -> String {
    let numbered = word.trim_start_matches(|c: char| c.is_ascii_digit());
    let opens_list = opens_line && (word.starts_with(['-', '+', '=']) || numbered.starts_with(['.', ')']));
    let mut out = String::with_capacity(word.len());
    for c in word.chars() {
        if "\\`*_{}[]<|~&#".contains(c) || (opens_line && c == '>') || (opens_list && "-+=.)".contains(c)) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

/// Code within a line.
pub(in crate::report) fn code(text: &str) -> String {
    let text = printable(text);
    if text.is_empty() {
        return text;
    }
    let fence = "`".repeat(longest_run(&text) + 1);
    let pad = if text.contains('`') { " " } else { "" };
    format!("{fence}{pad}{text}{pad}{fence}")
}

/// Code within a cell of a table, where `|` ends the cell even in code and `\|` does not mean the same to every reader.
pub(in crate::report) fn cell(text: &str) -> String {
    let text = printable(text);
    if !text.contains(['|', '`', '\\']) {
        return code(&text);
    }
    let mut out = String::from("<code>");
    for c in text.chars() {
        if "&<>|`\\*_[]~#@:$!".contains(c) {
            let _ = write!(out, "&#{};", u32::from(c));
        } else {
            out.push(c);
        }
    }
    out + "</code>"
}

/// A block of code that no line of `text` can end, each line behind `indent`.
pub(super) fn block(language: &str, text: &str, indent: &str) -> String {
    let lines = printable_lines(text);
    let run = lines.iter().map(|line| longest_run(line)).max().unwrap_or(0);
    let fence = "`".repeat(3.max(run + 1));
    let mut out = format!("{indent}{fence}{language}\n");
    for line in lines {
        out.push_str(format!("{indent}{line}").trim_end());
        out.push('\n');
    }
    out + indent + &fence + "\n"
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prose_cannot_format_link_or_mention() {
        assert_eq!(prose("*a* _b_ [c](d) <img>"), r"\*a\* \_b\_ \[c\](d) \<img>");
        assert_eq!(prose("ask @team, see (https://x.y) and #42."), "ask `@team`, see (`https://x.y`) and `#42`.");
        assert_eq!(prose("- 1. # a"), r"\- 1. \# a");
        assert_eq!(prose("1. a -> b"), r"1\. a -> b");
        assert_eq!(prose("> a"), r"\> a");
    }

    #[test]
    fn code_and_blocks_hold_backticks() {
        assert_eq!(code("a `b` c"), "`` a `b` c ``");
        assert_eq!(code("plain"), "`plain`");
        assert_eq!(block("diff", "+ ```\n+ x", ""), "````diff\n+ ```\n+ x\n````\n");
    }

    #[test]
    fn cells_hold_pipes() {
        assert_eq!(cell("a|b"), "<code>a&#124;b</code>");
        assert_eq!(cell("a\\|`b`"), "<code>a&#92;&#124;&#96;b&#96;</code>");
        assert_eq!(cell("a b"), "`a b`");
    }
}
