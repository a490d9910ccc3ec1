//! Errors and notes as a person reads them: what failed, below it why, and after a blank line what to do about it.

use std::fmt::Write as _;

use anstyle::{AnsiColor, Style};

use crate::error::Error;
use crate::report::printable;
use crate::report::text::wrap::wrap;

const ERROR: Style = AnsiColor::Red.on_default().bold();
const WARNING: Style = AnsiColor::Yellow.on_default().bold();
const HINT: Style = AnsiColor::Cyan.on_default().bold();
const PLAIN: Style = Style::new();

/// The error with ANSI colours, in lines of at most `width` columns where its words allow:
///
/// ```text
/// error: cannot read the bundle `a.tar`
///   Caused by: unexpected end of file
///
/// hint: Collect it again
/// ```
pub fn render_error(error: &Error, width: usize) -> String {
    let chain = error.chain();
    let mut causes = chain.iter();
    let mut out = String::new();
    labelled(&mut out, 0, ("error", ERROR), causes.next().map_or("", String::as_str), width);
    for cause in causes {
        labelled(&mut out, 2, ("Caused by", PLAIN), cause, width);
    }
    for (number, hint) in error.hints().iter().enumerate() {
        if number == 0 {
            out.push('\n');
        }
        labelled(&mut out, 0, ("hint", HINT), hint, width);
    }
    out
}

/// A sentence in passing, with a label in front of it or without.
pub(super) fn render_note(label: Option<&str>, text: &str, width: usize) -> String {
    let mut out = String::new();
    match label {
        Some(label) => labelled(&mut out, 0, (label, WARNING), text, width),
        None => wrap(&printable(text), width).iter().for_each(|line| {
            let _ = writeln!(out, "{line}");
        }),
    }
    out
}

/// `label: text`, its further lines under the text's first word.
fn labelled(out: &mut String, indent: usize, (label, style): (&str, Style), text: &str, width: usize) {
    let margin = indent + label.len() + 2;
    let mut lines = wrap(&printable(text), width.saturating_sub(margin).max(20)).into_iter();
    let _ = writeln!(out, "{:indent$}{style}{label}{style:#}: {}", "", lines.next().unwrap_or_default());
    for line in lines {
        let _ = writeln!(out, "{:margin$}{line}", "");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn plain(error: &Error, width: usize) -> String {
        anstream::adapter::strip_str(&render_error(error, width)).to_string()
    }

    #[test]
    fn message_causes_and_hints_have_their_places() {
        let error = Error::source("cannot read the bundle `a.tar`")
            .caused_by(std::io::Error::other("unexpected end of file"))
            .hint("Collect it again with `sre collect`")
            .hint("Or ask the live cluster");
        assert_eq!(
            plain(&error, 80),
            "error: cannot read the bundle `a.tar`\n  Caused by: unexpected end of file\n\n\
             hint: Collect it again with `sre collect`\nhint: Or ask the live cluster\n"
        );
    }

    #[test]
    fn long_messages_hang_and_hostile_ones_do_nothing() {
        let error = Error::usage("there is no pod \u{1b}[2Jcheckout in any of the namespaces that may be read");
        assert_eq!(
            plain(&error, 40),
            "error: there is no pod checkout in any\n       of the namespaces that may be\n       read\n"
        );
    }
}
