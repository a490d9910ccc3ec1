//! URLs keep scheme, user, host, port, path and database; passwords and secret query values go.

use super::names::{Name, classify};
use super::scan::{Finder, How, Text};
use super::values::{Place, is_harmless, is_random, is_secret};
use super::{base64, placeholder_length, user_end};

/// Query keys that carry secrets under names that elsewhere mean nothing.
const KEYS: &[&str] = &[
    "sig",
    "signature",
    "x-amz-signature",
    "x-goog-signature",
    "x-amz-security-token",
    "code",
    "key",
    "sas",
    "session",
    "assertion",
    "client_assertion",
    "samlresponse",
    "samlrequest",
    "sid",
];

/// How much of a URL is read.
const LONGEST: usize = 2 * 1024;

/// Reads the URL whose `://` is at `at`.
pub(super) fn read(finder: &mut Finder<'_>, at: usize) {
    let text = finder.text;
    let start = at + 3;
    if !text.before(at).is_ascii_alphanumeric() {
        return;
    }
    let end = text.run_within(start, start + LONGEST, |b| {
        !b.is_ascii_whitespace() && !b.is_ascii_control() && !b"\"'`<>\\".contains(&b)
    });
    userinfo(finder, start, end);
    query(finder, start, end);
}

fn userinfo(finder: &mut Finder<'_>, start: usize, end: usize) {
    let text = finder.text;
    let authority_end = authority_end(text, start, end);
    let url = text.slice(start, end);
    let at = match text.slice(start, authority_end).rfind('@') {
        Some(offset) => start + offset,
        // A password with an unencoded `/`: what follows the colon is no port, and an `@` follows later.
        None => match (text.slice(start, authority_end).split_once(':'), url.rfind('@')) {
            (Some((_, port)), Some(offset)) if !port.bytes().all(|b| b.is_ascii_digit()) => start + offset,
            _ => return,
        },
    };
    let info = text.slice(start, at);
    let user = user_end(info).unwrap_or(info.len());
    let password = start + user + 1;
    let has_password = user < info.len();
    if has_password && !is_harmless(text.slice(password, at)) {
        finder.mark_as(password, at, How::Percent);
    }
    // A token in place of the user, as Git hosts take it.
    let name = text.slice(start, start + user);
    if placeholder_length(name).is_none() && is_random(name) {
        finder.mark_as(start, start + user, How::Percent);
    }
}

/// Where the authority ends. A placeholder in it is one piece.
fn authority_end(text: Text<'_>, start: usize, end: usize) -> usize {
    text.run_within(start, end, |b| !matches!(b, b'/' | b'?' | b'#'))
}

fn query(finder: &mut Finder<'_>, start: usize, end: usize) {
    let text = finder.text;
    let mut at = text.run_within(start, end, |b| !matches!(b, b'?' | b'#'));
    while at < end {
        let key = at + 1;
        let stop = text.run_within(key, end, |b| !matches!(b, b'&' | b'#' | b';'));
        if let Some((name, value)) = text.slice(key, stop).split_once('=') {
            let value_at = key + name.len() + 1;
            if carries_secret(name, value) {
                finder.mark_as(value_at, stop, How::Percent);
            }
        }
        at = stop;
    }
}

fn carries_secret(name: &str, value: &str) -> bool {
    let known = KEYS.iter().any(|key| key.eq_ignore_ascii_case(name));
    let opaque = value.len() >= 8 && !value.bytes().all(|b| b.is_ascii_digit()) && !is_harmless(value);
    (known && opaque && (is_random(value) || value.len() >= 16))
        || matches!(classify(name), Name::Secret(_)) && is_secret(name, classify(name), value, Place::Setting)
}

/// Percent-decoding; what is not an escape stays as it is.
pub(super) fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut out = Vec::with_capacity(text.len());
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut ahead = rest.clone();
        let escape = (byte == b'%').then(|| Some((base64::hex(ahead.next()?)?, base64::hex(ahead.next()?)?))).flatten();
        out.push(match escape {
            Some((high, low)) => {
                rest = ahead;
                high * 16 + low
            }
            None => byte,
        });
    }
    String::from_utf8_lossy(&out).into_owned()
}
