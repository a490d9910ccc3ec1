//! Whether a value under a telling name is a secret, or a word, a number, a path or a reference that must stay readable.

use super::is_placeholder;
use super::names::{Name, Sort, may_refer};

/// Where a value stands, which decides how much of it is believed to be a secret.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Place {
    /// A field of a document, or a quoted pair: it may be a reference to a Secret.
    Field,
    /// An environment variable, a setting, a flag: it is the value itself.
    Setting,
    /// `word: word` in a sentence: it may be a sentence.
    Prose,
}

/// Values that say how something is done, not with which secret.
#[rustfmt::skip]
const WORDS: &[&str] = &[
    "true", "false", "yes", "no", "on", "off", "none", "null", "nil", "undefined", "unset", "empty", "required",
    "optional", "strict", "enabled", "disabled", "enable", "disable", "always", "never", "auto", "default", "redacted",
    "masked", "hidden", "*", "-", "string", "n/a",
];
#[rustfmt::skip]
const SCHEMES: &[&str] = &[
    "basic", "bearer", "digest", "ldap", "oauth", "oauth2", "oidc", "saml", "kerberos", "gssapi", "ntlm", "mtls", "tls",
    "ssl", "jwt", "apikey", "token", "password", "md5", "trust", "peer", "scram", "scram-sha-256", "scram-sha-512",
    "sasl", "sasl_ssl", "sasl_plaintext", "iam", "plain", "login", "cert", "x509", "webhook", "anonymous", "rbac",
    "node", "local", "internal", "external", "proxy", "negotiate",
];
/// What sentences say after `password:`.
#[rustfmt::skip]
const STATUS: &[&str] = &[
    "incorrect", "invalid", "mismatch", "expired", "missing", "wrong", "denied", "failed", "failure", "not", "is",
    "was", "are", "for", "must", "cannot", "could", "should", "has", "have", "does", "unable", "error", "rejected",
    "refused", "authentication", "found", "forbidden", "too", "the", "a", "an", "no", "and", "or", "to", "in", "of",
    "from", "with", "please", "unauthorized", "unexpected", "required", "provided", "given", "using", "deprecated",
    "ok", "okay", "valid", "accepted", "changed", "reset", "updated", "created", "deleted", "rotated", "signature",
    "malformed", "be", "will", "can", "if", "when", "may", "by", "as", "at", "on", "only", "unsupported", "unknown",
    "revoked", "ignored", "set",
];
/// Ways to say where a secret is.
const REFERENCES: &[&str] =
    &["vault:", "ref+", "arn:", "op://", "sm://", "awssm://", "gcpsm://", "azkv://", "file:", "env:", "secretref:"];

/// Whether `value` under `name` is to be redacted. `said` is what the name was classified as.
pub(super) fn is_secret(name: &str, said: Name, value: &str, place: Place) -> bool {
    let value = value.trim();
    if is_harmless(value) {
        return false;
    }
    match said {
        Name::Plain => false,
        Name::Weak => place != Place::Prose && is_random(value) && !is_identity(value) && !value.contains("://"),
        Name::Secret(sort) => !is_number_for(sort, value) && !is_believed(name, sort, value, place),
    }
}

fn is_believed(name: &str, sort: Sort, value: &str, place: Place) -> bool {
    let refers = is_name(value) && !is_random(value);
    let referred = may_refer(name) && refers;
    let digits = value.bytes().any(|b| b.is_ascii_digit());
    let hyphened = refers && value.contains('-');
    match (sort, place) {
        // `PASS: TestLogin` is a report, `pass: 12` a count.
        (Sort::Password, Place::Prose) if name.eq_ignore_ascii_case("pass") => {
            !digits || value.bytes().any(|b| b.is_ascii_uppercase())
        }
        (Sort::Password, Place::Prose) => is_status(value) || referred,
        (Sort::Password, _) | (Sort::Secret, Place::Setting) => referred,
        (Sort::Secret, Place::Prose) => !digits || hyphened || is_qualified(value),
        (Sort::Secret, Place::Field) => referred || hyphened || is_qualified(value),
        (Sort::Token, Place::Prose) => !digits,
        (Sort::Token, _) => referred || value.contains("://"),
        (Sort::Auth, Place::Prose) => !is_random(value),
        (Sort::Auth, Place::Field) => listed(value, SCHEMES) || value.contains("://") || refers,
        (Sort::Auth, Place::Setting) => listed(value, SCHEMES) || value.contains("://"),
        (Sort::Cookie, Place::Prose) => true,
        (Sort::Cookie, Place::Field) => refers,
        (Sort::Cookie, Place::Setting) => false,
    }
}

/// Whether a word is one that a sentence says about a secret.
pub(super) fn is_status(word: &str) -> bool {
    listed(word, STATUS)
}

/// Nothing that anybody could use, whatever it is called.
pub(super) fn is_harmless(value: &str) -> bool {
    value.is_empty()
        || is_placeholder(value)
        || listed(value, WORDS)
        || is_masked(value)
        || is_reference(value)
        || is_path(value)
        || is_time(value)
        || value.strip_prefix("0x").is_some_and(|hex| hex.len() < 17 && hex.bytes().all(|b| b.is_ascii_hexdigit()))
}

/// A number or a duration. People choose numbers as passwords, so there only short ones are believed.
fn is_number_for(sort: Sort, value: &str) -> bool {
    let digits = value.trim_end_matches(|c: char| c.is_ascii_alphabetic() || c == '%');
    let unit = value.len() - digits.len();
    let number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit() || b == b'.') && unit <= 2;
    number
        && match sort {
            Sort::Password | Sort::Secret => digits.len() < 4,
            Sort::Token | Sort::Auth | Sort::Cookie => digits.len() < 12,
        }
}

fn is_masked(value: &str) -> bool {
    let angled = value.strip_prefix('<').and_then(|v| v.strip_suffix('>'));
    let boxed = value.strip_prefix('[').and_then(|v| v.strip_suffix(']'));
    let quiet = |v: &str| v.bytes().all(|b| b.is_ascii_alphabetic() || b" -_".contains(&b));
    value.bytes().all(|b| b == b'*' || b == b'.')
        || value.bytes().all(|b| b == b'x' || b == b'X')
        || angled.is_some_and(quiet)
        || boxed.is_some_and(|v| listed(v, &["redacted", "masked", "filtered", "hidden", "secret"]))
}

/// `$(NAME)`, `${NAME}`, `$NAME`, `{{ template }}`, or the address of a secret in a vault.
fn is_reference(value: &str) -> bool {
    let inner = value
        .strip_prefix("$(")
        .and_then(|v| v.strip_suffix(')'))
        .or_else(|| value.strip_prefix("${").and_then(|v| v.strip_suffix('}')))
        .or_else(|| value.strip_prefix('$').filter(|v| !v.bytes().any(|b| b.is_ascii_lowercase())));
    let variable = |v: &str| !v.is_empty() && v.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.-".contains(&b));
    let template = value.starts_with("{{") && value.ends_with("}}") && !value.contains(['"', '\'', '`']);
    let lower = value.get(..value.len().min(12)).unwrap_or_default().to_ascii_lowercase();
    let elsewhere = REFERENCES.iter().any(|prefix| lower.starts_with(prefix)) && value.contains('/');
    inner.is_some_and(variable)
        || template
        || matches!(value, "%s" | "%v" | "%q")
        || (elsewhere && !value.contains(char::is_whitespace) && !value.contains('@'))
        || (lower.starts_with("projects/") && value.contains("/secrets/") && !value.contains(char::is_whitespace))
        || (lower.starts_with("arn:") && value.matches(':').count() >= 5)
}

/// An absolute path of ordinary words.
fn is_path(value: &str) -> bool {
    let value = value.strip_prefix("file://").unwrap_or(value);
    let ordinary = |part: &str| {
        part.len() <= 64 && !is_random(part) && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-@:".contains(&b))
    };
    let rest = value.strip_prefix('/').or_else(|| value.strip_prefix("./")).or_else(|| value.strip_prefix("~/"));
    rest.is_some_and(|rest| rest.contains(['/', '.']) && rest.split('/').all(ordinary))
}

fn is_time(value: &str) -> bool {
    let mut shape = value.bytes();
    let date = (0..10)
        .all(|at| shape.next().is_some_and(|b| if matches!(at, 4 | 7) { b == b'-' } else { b.is_ascii_digit() }));
    date && shape.next().is_none_or(|b| b == b'T' || b == b' ')
}

/// A UUID or a digest with its algorithm: these name things.
fn is_identity(value: &str) -> bool {
    let uuid = value.len() == 36
        && value
            .bytes()
            .enumerate()
            .all(|(at, b)| if matches!(at, 8 | 13 | 18 | 23) { b == b'-' } else { b.is_ascii_hexdigit() });
    uuid || value.contains("sha256:") || value.contains("sha512:")
}

/// A name as Kubernetes objects have it.
fn is_name(value: &str) -> bool {
    let plain = |b: u8| b.is_ascii_lowercase() || b.is_ascii_digit();
    value.len() <= 253
        && value.bytes().next().is_some_and(|b| b.is_ascii_lowercase())
        && value.bytes().last().is_some_and(plain)
        && value.bytes().all(|b| plain(b) || b == b'-' || b == b'.')
}

/// `namespace/name`.
fn is_qualified(value: &str) -> bool {
    value.split_once('/').is_some_and(|(namespace, name)| is_name(namespace) && is_name(name)) && !is_random(value)
}

/// Long, and changing between letters, digits and cases as no word does.
pub(super) fn is_random(value: &str) -> bool {
    value.split(['-', '.', '_', '/', ':', ',', ' ']).any(is_random_run) || {
        let joined = value.bytes().filter(|b| !b"-_".contains(b)).count();
        joined >= 32 && !value.contains(['.', '/', ' ', ':']) && switches(value) * 4 >= joined
    }
}

fn is_random_run(run: &str) -> bool {
    let (mut lower, mut upper, mut digit) = (0, 0, 0);
    for b in run.bytes() {
        lower += usize::from(b.is_ascii_lowercase());
        upper += usize::from(b.is_ascii_uppercase());
        digit += usize::from(b.is_ascii_digit());
    }
    let hex = run.len() >= 32 && digit > 2 && run.bytes().all(|b| b.is_ascii_hexdigit());
    let mixed = run.len() >= 16 && digit >= 2 && lower + upper >= 2 && switches(run) * 5 >= run.len();
    let cased = run.len() >= 20 && lower >= 4 && upper >= 4 && switches(run) * 4 >= run.len();
    hex || mixed || cased
}

fn switches(run: &str) -> usize {
    let class = |b: u8| (b.is_ascii_lowercase(), b.is_ascii_uppercase(), b.is_ascii_digit());
    run.as_bytes().windows(2).filter(|pair| matches!(**pair, [a, b] if class(a) != class(b))).count()
}

fn listed(value: &str, list: &[&str]) -> bool {
    list.iter().any(|word| word.eq_ignore_ascii_case(value))
}
