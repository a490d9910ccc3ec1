//! Lines that fit: wrapping and shortening by display width. It knows nothing of sections or colours.
//!
//! Breaks fall between words and between ideographs. A word wider than the line breaks after one of the characters that
//! Kubernetes names and image references are built with, and inside only when it has none.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

const AFTER: &str = "/:-._,=&?@";
const NEVER_FIRST: &str = "、。，．：；！？）」』】〉》";

/// Columns that `text` takes on a terminal.
pub(crate) fn width(text: &str) -> usize {
    UnicodeWidthStr::width(text)
}

/// An upper bound for one character: an emoji selector may make its neighbour wide.
fn cells(c: char) -> usize {
    if c == '\u{fe0f}' { 1 } else { c.width().unwrap_or(0) }
}

/// `text` in lines of at most `limit` columns; no lines for no text.
pub(crate) fn wrap(text: &str, limit: usize) -> Vec<String> {
    let limit = limit.max(2);
    let mut lines = Vec::new();
    let mut line = String::new();
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let mut gap = " ";
        for piece in pieces(word, limit) {
            let gap = std::mem::take(&mut gap);
            if line.is_empty() {
                line.push_str(piece);
            } else if width(&line) + gap.len() + width(piece) <= limit {
                line.push_str(gap);
                line.push_str(piece);
            } else {
                lines.push(std::mem::replace(&mut line, piece.to_owned()));
            }
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

/// What of a word may stand on a line of its own.
fn pieces(word: &str, limit: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = word;
    while !rest.is_empty() {
        let (piece, after) = rest.split_at_checked(piece_end(rest, limit)).unwrap_or((rest, ""));
        pieces.push(piece);
        rest = after;
    }
    pieces
}

/// The byte where the first piece of `text` ends; at least one character in.
fn piece_end(text: &str, limit: usize) -> usize {
    let fits_whole = width(text) <= limit;
    let (mut used, mut natural) = (0, None);
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        used += cells(c);
        if used > limit && start > 0 && !fits_whole {
            return natural.unwrap_or(start);
        }
        let end = start + c.len_utf8();
        let next = chars.peek().map(|(_, next)| *next);
        if cells(c) == 2
            && next.is_some_and(|next| cells(next) > 0 && next != '\u{fe0f}' && !NEVER_FIRST.contains(next))
        {
            return end;
        }
        if AFTER.contains(c) && used * 2 >= limit {
            natural = Some(end);
        }
    }
    text.len()
}

/// `text` in at most `limit` columns, with `…` for its middle: the end of a Kubernetes name tells it from its siblings.
pub(crate) fn shorten_middle(text: &str, limit: usize) -> String {
    if width(text) <= limit {
        return text.to_owned();
    }
    let room = limit.saturating_sub(1);
    let tail = (room * 2 / 5).max(8.min(room / 2));
    let head: String = take_cells(text.chars(), room - tail).collect();
    let mut end: Vec<char> = take_cells(text.chars().rev(), tail).collect();
    end.reverse();
    format!("{}…{}", head.trim_end(), end.into_iter().collect::<String>().trim_start())
}

fn take_cells(chars: impl Iterator<Item = char>, limit: usize) -> impl Iterator<Item = char> {
    chars.scan(0, move |used, c| {
        *used += cells(c);
        (*used <= limit).then_some(c)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_stay_whole_and_hyphens_do_not_break_names_that_fit() {
        assert_eq!(wrap("Pod echo-pod-6dc8-ntwch waits", 20), ["Pod", "echo-pod-6dc8-ntwch", "waits"]);
    }

    #[test]
    fn a_name_wider_than_the_line_breaks_at_its_joints() {
        assert_eq!(wrap("registry.example.com/team/app:v1", 16), ["registry.", "example.com/", "team/app:v1"]);
        assert_eq!(wrap("aaaaaaaaaa", 4), ["aaaa", "aaaa", "aa"]);
    }

    #[test]
    fn ideographs_break_anywhere_but_before_closing_marks() {
        assert_eq!(wrap("镜像不存在。", 10), ["镜像不存", "在。"]);
        assert!(wrap("👩‍🚀👩‍🚀👩‍🚀", 4).iter().all(|line| width(line) <= 4));
    }

    #[test]
    fn the_middle_goes_first() {
        assert_eq!(shorten_middle("Pod echo-pod-6dc8f7b9d4-ntwch", 24), "Pod echo-pod-6…9d4-ntwch");
        assert_eq!(shorten_middle("short", 24), "short");
        assert_eq!(shorten_middle("镜像不存在镜像不存在", 9), "镜像…存在");
    }
}
