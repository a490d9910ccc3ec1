//! Makes text safe to print: what was observed must not drive the terminal it is shown on.

use std::borrow::Cow;

/// Strips ANSI sequences, control characters other than newline and tab, and invisible characters that reorder or
/// hide text (bidirectional overrides, zero-width characters, the byte order mark).
pub fn sanitize(text: &str) -> Cow<'_, str> {
    if !text.chars().any(is_unwanted) {
        return Cow::Borrowed(text);
    }
    let mut clean = String::with_capacity(text.len());
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        match c {
            '\u{1b}' => skip_escape(&mut rest),
            '\u{9b}' => skip_csi(&mut rest),
            '\u{90}' | '\u{98}' | '\u{9d}' | '\u{9e}' | '\u{9f}' => skip_string(&mut rest),
            _ if is_unwanted(c) => {}
            _ => clean.push(c),
        }
    }
    Cow::Owned(clean)
}

fn is_unwanted(c: char) -> bool {
    match c {
        '\n' | '\t' => false,
        // Marks, overrides and isolates of direction; joiners and spaces without width; interlinear and tag characters.
        '\u{200b}'..='\u{200f}'
        | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2069}'
        | '\u{61c}'
        | '\u{180e}'
        | '\u{feff}'
        | '\u{fff9}'..='\u{fffb}'
        | '\u{e0000}'..='\u{e007f}' => true,
        _ => c.is_control(),
    }
}

fn skip_escape(rest: &mut std::str::Chars<'_>) {
    match rest.clone().next() {
        Some('[') => {
            rest.next();
            skip_csi(rest);
        }
        Some(']' | 'P' | 'X' | '^' | '_') => {
            rest.next();
            skip_string(rest);
        }
        // Two-character escapes, and those with intermediates such as `ESC ( B`.
        Some(' '..='/') => {
            while matches!(rest.clone().next(), Some(' '..='/')) {
                rest.next();
            }
            if matches!(rest.clone().next(), Some('0'..='~')) {
                rest.next();
            }
        }
        Some('0'..='~') => {
            rest.next();
        }
        _ => {}
    }
}

/// Parameters and intermediates, then one final character. What breaks the form is left to be read as text.
fn skip_csi(rest: &mut std::str::Chars<'_>) {
    while matches!(rest.clone().next(), Some(' '..='?')) {
        rest.next();
    }
    if matches!(rest.clone().next(), Some('@'..='~')) {
        rest.next();
    }
}

/// Up to the terminator, but never over a line end: an unfinished sequence must not swallow the rest of a log.
fn skip_string(rest: &mut std::str::Chars<'_>) {
    loop {
        match rest.clone().next() {
            None | Some('\n') => return,
            Some('\u{7}' | '\u{9c}') => {
                rest.next();
                return;
            }
            Some('\u{1b}') => {
                rest.next();
                if rest.clone().next() == Some('\\') {
                    rest.next();
                }
                return;
            }
            Some(_) => {
                rest.next();
            }
        }
    }
}
