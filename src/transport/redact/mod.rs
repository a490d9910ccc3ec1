//! Redaction: what is observed is stored, shown and sent without the secrets in it.
//!
//! Everything that arrives goes through here once it is parsed, before facts are drawn from it, so facts, quotes and
//! replays see one text. Only values change, never keys and never the shape. Doing it twice changes nothing.
//!
//! **Placeholders** look like `[redacted:secret:a1b2]`. The word says what the value looked like (`secret`, `jwt`,
//! `private-key`, `aws-key`, `token`, `binary`) and the four digits are a keyed hash of the secret alone, so equal
//! secrets give equal placeholders wherever they stand: in an environment variable, base64 in a Secret, or
//! percent-encoded in a URL. A rollout that changed a password is visible without the password.
//!
//! **What the tag costs.** It must be the same in every run on the same evidence, so its key cannot be random; whoever
//! has a report can therefore test guesses against it. Sixteen bits let one wrong guess in 65536 pass and tell the
//! right one from the rest of a short list, no more: a random secret loses nothing, a password out of a dictionary of
//! a million words is narrowed to about fifteen. A team that minds gives a salt of its own ([`Redactor::new`]), which
//! stops guessing by outsiders and keeps runs comparable. Two different secrets share a tag once in 65536 pairs:
//! equal tags are a hint, different tags are a proof.
//!
//! **What it does not find**: secrets under names that say nothing and of no known form; a passphrase of plain words
//! in prose; values encoded (base64, gzip) outside of Secrets; a private key whose lines arrive one by one. Redact
//! whole bodies, not lines.

pub(crate) mod base64;
mod commands;
mod names;
mod pairs;
mod sanitize;
mod scan;
mod settings;
mod shapes;
mod tree;
mod urls;
mod values;

use std::borrow::Cow;

pub use self::sanitize::sanitize;
use self::scan::{Mode, Text};

/// Redacts values and texts of one run. Cheap to clone; the tables behind it are built on first use.
#[derive(Debug, Clone)]
pub struct Redactor {
    key: [u8; 32],
}

impl Default for Redactor {
    fn default() -> Self {
        Self::new(b"")
    }
}

impl Redactor {
    /// A redactor whose tags depend on `salt`; the empty salt is the documented default.
    pub fn new(salt: &[u8]) -> Self {
        Self { key: blake3::derive_key("sre 2026 redaction tags v1", salt) }
    }

    /// Redacts a parsed document in place. `kind` is what the source says it is (`Pod`, `SecretList`, empty when
    /// unknown); documents that name their own kind are believed.
    pub fn value(&self, value: &mut serde_json::Value, kind: &str) {
        tree::redact(self, value, kind);
    }

    /// Redacts prose: logs, messages, command lines, URLs.
    pub fn text<'a>(&self, text: &'a str) -> Cow<'a, str> {
        scan::redact(self, text, Mode::Prose)
    }

    /// Redacts the text of a configuration file, where a line `key: value` is a setting to its end.
    pub fn config<'a>(&self, text: &'a str) -> Cow<'a, str> {
        scan::redact(self, text, Mode::Config)
    }

    /// The placeholder for a secret.
    fn placeholder(&self, secret: &str) -> String {
        self.labelled(shapes::label(secret), shapes::normalised(secret).as_bytes())
    }

    fn labelled(&self, label: &str, secret: &[u8]) -> String {
        let hash = blake3::keyed_hash(&self.key, secret);
        let tag: String = hash.to_hex().chars().take(4).collect();
        format!("[redacted:{label}:{tag}]")
    }
}

const OPENING: &str = "[redacted:";

/// The length of the placeholder that `text` begins with.
fn placeholder_length(text: &str) -> Option<usize> {
    let rest = text.strip_prefix(OPENING)?;
    let (label, rest) = rest.split_once(':')?;
    let (tag, _) = rest.split_once(']')?;
    let labelled = (1..=16).contains(&label.len()) && label.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
    let tagged = tag.len() == 4 && tag.bytes().all(|b| b.is_ascii_hexdigit());
    (labelled && tagged).then_some(OPENING.len() + label.len() + 1 + 4 + 1)
}

/// Whether `text` is one placeholder and nothing else.
fn is_placeholder(text: &str) -> bool {
    placeholder_length(text) == Some(text.len())
}

/// Where the user of `user:password` ends: at the first colon that is not inside of a placeholder.
fn user_end(userinfo: &str) -> Option<usize> {
    let mut at = 0;
    loop {
        let rest = userinfo.get(at..)?;
        let colon = rest.find(':')?;
        match rest.find(OPENING).filter(|opening| *opening < colon) {
            Some(opening) => match placeholder_length(rest.get(opening..)?) {
                Some(length) => at += opening + length,
                None => return Some(at + colon),
            },
            None => return Some(at + colon),
        }
    }
}

/// Where the placeholder that begins at `at` ends.
fn begins_with_placeholder(text: &Text<'_>, at: usize) -> Option<usize> {
    placeholder_length(text.from(at)).map(|length| at + length)
}
