//! Pairs of a telling name and its value, in the many forms they have in text: `password=x`, `password: x`,
//! `"password":"x"`, `\"password\":\"x\"`, `--password x`, `map[password:x]`, `name: PASSWORD` above `value: x`.

use super::begins_with_placeholder;
use super::names::{Name, Sort, classify};
use super::scan::{Finder, Mode, Text};
use super::values::{Place, is_harmless, is_secret, is_status};

/// A name in the text and what surrounds it.
struct Key<'a> {
    name: &'a str,
    said: Name,
    start: usize,
    flag: bool,
}

/// Reads the pair whose name contains the word from `start` to `end`. Returns where the name ends.
pub(super) fn read(finder: &mut Finder<'_>, start: usize, end: usize) -> usize {
    let text = finder.text;
    let from = text.run_back(start, is_name_byte);
    let to = text.run(end, is_name_byte);
    let dashes = text.run(from, |b| b == b'-') - from;
    let name = text.slice(from + dashes, to);
    let mut after = skip_quote(text, to);
    let quoted = after > to;
    let spaces = text.run(after, |b| b == b' ' || b == b'\t');
    let flag = dashes > 0
        && !quoted
        && matches!(text.before(from), 0 | b' ' | b'"' | b'\'' | b'=' | b'\n' | b'\t' | b'[' | b',');
    let separated = matches!(text.at(spaces), b'=' | b':') || (text.before(end) == b'=');
    let sibling = sibling_value(text, to);
    if !(separated || flag && spaces > after || sibling.is_some()) {
        return to;
    }
    // `checksum/secret` is one name, and what comes before the slash belongs to it.
    let whole = text.slice(text.run_back(from, |b| is_name_byte(b) || b == b'/'), to);
    let said = if text.before(from) == b'/' && whole.len() <= 64 { classify(whole) } else { classify(name) };
    if said == Name::Plain && text.before(end) != b'=' {
        return to;
    }
    let key = Key { name, said, start: from, flag };
    if let Some(value) = sibling {
        quoted_or_line(finder, &key, value);
        return to;
    }
    after = spaces;
    if text.before(end) == b'=' {
        signature(finder, from, end);
        return to;
    }
    match separator(text, &key, after) {
        Some((value, colon)) => value_at(finder, &key, value, colon),
        None if flag && spaces > to => spaced(finder, &key, spaces),
        None => {}
    }
    to
}

fn is_name_byte(b: u8) -> bool {
    b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'.')
}

/// Where a quote with its escapes ends, if one is at `at`.
fn skip_quote(text: Text<'_>, at: usize) -> usize {
    let escapes = text.run(at, |b| b == b'\\');
    if matches!(text.at(escapes), b'"' | b'\'') { escapes + 1 } else { at }
}

/// Where the value begins behind a separator, and whether that is a colon.
fn separator(text: Text<'_>, key: &Key<'_>, at: usize) -> Option<(usize, bool)> {
    let (first, second) = (text.at(at), text.at(at + 1));
    let (after, colon) = match (first, second) {
        (b'=', b'>') | (b':', b'=') => (at + 2, false),
        (b'=', b'=') | (b':', b':') => return None,
        (b':', b'/') if text.at(at + 2) == b'/' => return None,
        (b'=', _) => (at + 1, false),
        (b':', _) => (at + 1, true),
        _ => return None,
    };
    let value = text.run(after, |b| b == b' ' || b == b'\t');
    // `registry/token:v1` and `arn:…:secret:name` are names, not pairs.
    let in_a_name = matches!(text.before(key.start), b'/' | b':' | b'@');
    if colon && value == after && in_a_name {
        return None;
    }
    Some((value, colon))
}

/// `"name":"DB_PASSWORD","value":"…"`, and the same in YAML: the place of the value.
fn sibling_value(text: Text<'_>, to: usize) -> Option<usize> {
    let after = skip_quote(text, to);
    let blank = |b: u8| b.is_ascii_whitespace();
    let mut at = text.run(after, blank);
    let comma = text.at(at) == b',';
    if comma {
        at = text.run(at + 1, blank);
    } else if !text.slice(after, at).contains('\n') {
        return None;
    }
    at = skip_quote(text, at);
    let rest = text.from(at).strip_prefix("value")?;
    at = skip_quote(text, text.len() - rest.len());
    at = text.run(at, |b| b == b' ');
    (text.at(at) == b':').then(|| text.run(at + 1, |b| b == b' '))
}

fn value_at(finder: &mut Finder<'_>, key: &Key<'_>, at: usize, colon: bool) {
    let text = finder.text;
    if key.said == Name::Secret(Sort::Cookie) && colon && text.slice(at, cookie_line(text, at)).contains('=') {
        return cookies(finder, at);
    }
    if skip_quote(text, at) > at || is_block(text, at) {
        return quoted_or_line(finder, key, at);
    }
    if matches!(text.at(at), 0 | b'\n' | b'\r' | b'{') {
        return;
    }
    let listed = text.at(at) == b'[' && begins_with_placeholder(&text, at).is_none();
    let at = if listed { at + 1 } else { at };
    if skip_quote(text, at) > at {
        return quoted_or_line(finder, key, at);
    }
    if key.said == Name::Secret(Sort::Auth) && scheme(finder, at, text.len()) {
        return;
    }
    let line = finder.mode == Mode::Config && begins_line(text, key.start);
    let end = if line { setting_end(text, at) } else { word_end(text, at) };
    let value = text.slice(at, end);
    let place = match (colon, line) {
        (true, true) => Place::Field,
        (true, false) if key.flag || key.is_no_word(text.before(at) == b':') => Place::Setting,
        (true, false) => Place::Prose,
        (false, _) => Place::Setting,
    };
    let sentence = colon && !line && is_status(value);
    if begins_with_placeholder(&text, at) != Some(end) && !sentence && is_secret(key.name, key.said, value, place) {
        finder.mark(at, end);
    }
}

impl Key<'_> {
    /// Whether the name is one that sentences do not have: `db_password`, `clientSecret`, `X-Api-Key`. Types such as
    /// `*v1.Secret` and `ExternalSecret` stand in sentences before a colon and a space.
    fn is_no_word(&self, tight: bool) -> bool {
        let upper = |b: u8| b.is_ascii_uppercase();
        let last = self.name.rsplit('.').next().unwrap_or(self.name);
        let humped = last.bytes().skip(1).any(upper) && last.bytes().any(|b| b.is_ascii_lowercase());
        let typed = last.bytes().next().is_some_and(upper);
        self.name.contains(['_', '-'])
            || (self.name.contains('.') && !self.name.bytes().any(upper))
            || (humped && (tight || !typed))
    }
}

/// `--password hunter2`
fn spaced(finder: &mut Finder<'_>, key: &Key<'_>, at: usize) {
    let text = finder.text;
    if skip_quote(text, at) > at {
        return quoted_or_line(finder, key, at);
    }
    let end = word_end(text, at);
    let value = text.slice(at, end);
    let sentence = is_secret(key.name, Name::Secret(Sort::Password), value, Place::Prose);
    if !value.starts_with('-') && sentence && is_secret(key.name, key.said, value, Place::Setting) {
        finder.mark(at, end);
    }
}

/// A quoted value, a block of YAML, or the rest of the line.
fn quoted_or_line(finder: &mut Finder<'_>, key: &Key<'_>, at: usize) {
    let text = finder.text;
    let open = skip_quote(text, at);
    let (start, end) = if open > at {
        (open, closing(text, at, open))
    } else if is_block(text, at) {
        block(text, key.start, at)
    } else {
        (at, setting_end(text, at))
    };
    match key.said {
        Name::Secret(Sort::Cookie) if text.slice(start, end).contains('=') => cookie_pairs(finder, start, end),
        Name::Secret(Sort::Auth) if scheme(finder, start, end) => {}
        Name::Plain | Name::Weak | Name::Secret(_) => {
            let whole = begins_with_placeholder(&text, start) == Some(end);
            if !whole && is_secret(key.name, key.said, text.slice(start, end), Place::Field) {
                finder.mark(start, end);
            }
        }
    }
}

/// The place of the quote that closes the one between `at` and `open`; the end of the line if it is cut off.
fn closing(text: Text<'_>, at: usize, open: usize) -> usize {
    let depth = open - at - 1;
    let quote = text.before(open);
    let mut here = open;
    while here < text.len() {
        let escapes = text.run(here, |b| b == b'\\');
        let run = escapes - here;
        let at_quote = text.at(escapes) == quote;
        if at_quote && (run == depth || (depth == 0 && run.is_multiple_of(2))) {
            return if depth == 0 { escapes } else { here };
        }
        if depth > 0 && at_quote && run < depth {
            return here;
        }
        if run == 0 && text.at(here) == b'\n' && depth > 0 {
            return here;
        }
        here = escapes.max(here) + 1;
    }
    while !text.0.is_char_boundary(here) && here < text.len() {
        here += 1;
    }
    here.min(text.len())
}

fn is_block(text: Text<'_>, at: usize) -> bool {
    matches!(text.at(at), b'|' | b'>') && {
        let rest = text.run(at + 1, |b| matches!(b, b'-' | b'+' | b' ' | b'\r') || b.is_ascii_digit());
        text.at(rest) == b'\n'
    }
}

/// The lines of a YAML block scalar: everything indented deeper than its key.
fn block(text: Text<'_>, key: usize, at: usize) -> (usize, usize) {
    let line = text.run_back(key, |b| b != b'\n');
    let indent = text.run(line, |b| b == b' ' || b == b'-') - line;
    let mut here = text.line_end(at);
    let first = text.run(here, |b| b.is_ascii_whitespace());
    let mut end = first;
    while here < text.len() {
        let next = text.run(here + 1, |b| b == b' ');
        let empty = matches!(text.at(next), b'\n' | b'\r' | 0);
        if !empty && next - (here + 1) <= indent {
            break;
        }
        here = text.line_end(next);
        if !empty {
            end = here;
        }
    }
    (first, text.run_back(end.max(first), |b| b.is_ascii_whitespace()).max(first))
}

fn begins_line(text: Text<'_>, key: usize) -> bool {
    let at = text.run_back(key, |b| matches!(b, b' ' | b'\t' | b'-' | b'"' | b'\'' | b'/') || is_name_byte(b));
    let head = text.slice(at, key).trim_matches([' ', '\t', '-', '"', '\'']);
    matches!(text.before(at), 0 | b'\n') && (head.is_empty() || head == "export" || head.ends_with('/'))
}

/// The end of a setting: of its line, without a comment behind it.
fn setting_end(text: Text<'_>, at: usize) -> usize {
    let end = text.line_end(at);
    let line = text.slice(at, end);
    let line = line.split_once(" #").map_or(line, |(value, _)| value);
    at + line.trim_end().trim_end_matches(',').len()
}

/// The end of an unquoted value in a running text.
fn word_end(text: Text<'_>, at: usize) -> usize {
    let mut here = begins_with_placeholder(&text, at).unwrap_or(at);
    while here < text.len() {
        let (b, next) = (text.at(here), text.at(here + 1));
        let hard = b.is_ascii_whitespace() || b.is_ascii_control() || matches!(b, b'"' | b'\'' | b'`');
        let escaped = b == b'\\' && matches!(next, b'n' | b'r' | b't' | b'"' | b'\'' | b'\\');
        let soft = matches!(b, b',' | b';' | b'&' | b'|') && separates(text, here + 1);
        if hard || escaped || soft {
            break;
        }
        here += 1;
    }
    let value = text.slice(at, here);
    if let Some(end) = begins_with_placeholder(&text, at)
        && text.slice(end, here).bytes().all(|b| b")]}>,;:.".contains(&b))
    {
        return end;
    }
    let value = value.trim_end_matches([',', ';', ':', '.']);
    let opened = [value.contains('('), value.contains('['), value.contains('{'), value.contains('<')];
    let foreign = |c: char| [')', ']', '}', '>'].iter().zip(opened).any(|(closing, opened)| *closing == c && !opened);
    at + value.trim_end_matches(foreign).len()
}

/// Whether what follows a comma or semicolon is something new rather than more of the value.
fn separates(text: Text<'_>, at: usize) -> bool {
    let next = text.at(at);
    if at >= text.len()
        || next.is_ascii_whitespace()
        || matches!(next, b'"' | b'\'' | b'`' | b'&' | b'|' | b'-' | b'\\' | b'{' | b'[')
    {
        return true;
    }
    let name = text.run_within(at, at + 80, |b| is_name_byte(b) || b == b' ');
    name > at && name - at <= 64 && matches!(text.at(name), b'=' | b':')
}

/// `Bearer …`, `Basic …` and others: the scheme stays. False if there is none.
fn scheme(finder: &mut Finder<'_>, at: usize, limit: usize) -> bool {
    const SCHEMES: &[&str] = &[
        "basic",
        "bearer",
        "digest",
        "negotiate",
        "ntlm",
        "token",
        "apikey",
        "api-key",
        "sharedkey",
        "gssapi",
        "hawk",
        "aws4-hmac-sha256",
        "sharedaccesssignature",
        "splunk",
        "key",
    ];
    let text = finder.text;
    let end = text.run_within(at, limit, |b| b.is_ascii_alphanumeric() || b == b'-');
    let word = text.slice(at, end);
    if text.at(end) != b' ' || !SCHEMES.iter().any(|known| known.eq_ignore_ascii_case(word)) {
        return false;
    }
    let start = text.run(end, |b| b == b' ');
    let long = ["digest", "aws4-hmac-sha256", "hawk"].iter().any(|known| known.eq_ignore_ascii_case(word));
    let stop =
        if long { text.run(start, |b| !matches!(b, b'"' | b'\\' | b'\n')) } else { word_end(text, start) }.min(limit);
    let value = text.slice(start, stop);
    let sentence = is_secret("", Name::Secret(Sort::Password), value, Place::Prose);
    if sentence && !is_harmless(value) && !value.starts_with("realm=") {
        finder.mark(start, stop);
    }
    true
}

/// Where the cookies of one line end, which a header may be quoted in.
fn cookie_line(text: Text<'_>, at: usize) -> usize {
    let open = skip_quote(text, at);
    text.run_within(open, open + 8 * 1024, |b| !matches!(b, b'\n' | b'"' | b'\'' | b'\\'))
}

/// A `Cookie:` line, quoted or not.
fn cookies(finder: &mut Finder<'_>, at: usize) {
    let text = finder.text;
    let open = skip_quote(text, at);
    let end = if open > at { closing(text, at, open) } else { cookie_line(text, at) };
    cookie_pairs(finder, open, end);
    finder.read_to = end;
}

/// The values of cookies; names and attributes stay.
fn cookie_pairs(finder: &mut Finder<'_>, start: usize, end: usize) {
    let text = finder.text;
    let mut at = start;
    while at < end {
        let from = text.run_within(at, end, |b| matches!(b, b' ' | b';' | b'[' | b','));
        let stop = text.run_within(from, end, |b| b != b';');
        if let Some((name, value)) = text.slice(from, stop).split_once('=') {
            let value = value.trim_end();
            let value = if value.contains('[') { value } else { value.trim_end_matches(']') };
            if !is_attribute(name.trim()) && !name.contains(' ') && !is_harmless(value) {
                finder.mark(from + name.len() + 1, from + name.len() + 1 + value.len());
            }
        }
        at = stop.max(at + 1);
    }
}

/// What a `Set-Cookie` says about a cookie.
pub(super) fn is_attribute(name: &str) -> bool {
    const ATTRIBUTES: &[&str] = &["path", "domain", "expires", "max-age", "samesite", "priority", "version"];
    ATTRIBUTES.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// `sig=…` of a signed address, also where the address has no scheme.
fn signature(finder: &mut Finder<'_>, from: usize, end: usize) {
    let text = finder.text;
    let stop = text.run(end, |b| b.is_ascii_alphanumeric() || b"%+/=_-.".contains(&b));
    if matches!(text.before(from), b'?' | b'&' | b';' | b' ' | 0) && stop - end >= 16 {
        finder.mark_as(end, stop, super::scan::How::Percent);
    }
}
