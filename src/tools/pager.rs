//! Pages of a text: as many lines as fit a size, so that no body ever breaks a context.

use std::borrow::Cow;

/// The pages of a text, each this many bytes at most (where a single character is not larger). A line that is longer
/// than a page goes on over the next ones. There is always a first page.
pub fn pages<S: AsRef<str>>(lines: &[S], size: usize) -> Vec<Vec<Cow<'_, str>>> {
    let mut pages: Vec<Vec<Cow<'_, str>>> = vec![Vec::new()];
    let mut used = 0;
    for line in lines {
        for piece in pieces(line.as_ref(), size) {
            if used + piece.len() + 1 > size && used > 0 {
                pages.push(Vec::new());
                used = 0;
            }
            used += piece.len() + 1;
            if let Some(page) = pages.last_mut() {
                page.push(Cow::Borrowed(piece));
            }
        }
    }
    pages
}

/// A line in pieces of this many bytes at most.
fn pieces(line: &str, size: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    let mut rest = line;
    let most = size.saturating_sub(1).max(1);
    while rest.len() > most {
        let end = (1..=most).rev().find(|at| rest.is_char_boundary(*at));
        let end = end.unwrap_or_else(|| rest.chars().next().map_or(rest.len(), char::len_utf8));
        let (piece, after) = rest.split_at(end);
        pieces.push(piece);
        rest = after;
    }
    pieces.push(rest);
    pieces
}
