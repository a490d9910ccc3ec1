//! Finds secrets in text: one pass of an automaton over the words and marks that secrets come with, and a small reader
//! for each, which looks at its neighbourhood only. The work is linear in the text and nearly nothing where no such
//! word occurs, which is most text.

use std::borrow::Cow;
use std::sync::LazyLock;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::shapes::Shape;
use super::{OPENING, Redactor, commands, pairs, placeholder_length, shapes, urls};

/// How a text is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mode {
    /// Sentences, logs, command lines.
    Prose,
    /// Lines of settings.
    Config,
}

/// Text that can be looked at anywhere without a panic; outside of it there is nothing.
#[derive(Debug, Clone, Copy)]
pub(super) struct Text<'a>(pub(super) &'a str);

impl<'a> Text<'a> {
    /// The byte at `at`, zero outside.
    pub(super) fn at(self, at: usize) -> u8 {
        self.0.as_bytes().get(at).copied().unwrap_or(0)
    }

    /// The byte before `at`, zero outside.
    pub(super) fn before(self, at: usize) -> u8 {
        at.checked_sub(1).map_or(0, |at| self.at(at))
    }

    pub(super) fn len(self) -> usize {
        self.0.len()
    }

    pub(super) fn slice(self, start: usize, end: usize) -> &'a str {
        self.0.get(start..end).unwrap_or("")
    }

    pub(super) fn from(self, start: usize) -> &'a str {
        self.0.get(start..).unwrap_or("")
    }

    /// The first place at or after `at` whose byte is not wanted.
    pub(super) fn run(self, at: usize, wanted: impl Fn(u8) -> bool) -> usize {
        self.run_within(at, self.len(), wanted)
    }

    /// The same, looking no further than `end`: what is looked for over and over must not read on to the end of a line
    /// of megabytes.
    pub(super) fn run_within(self, mut at: usize, end: usize, wanted: impl Fn(u8) -> bool) -> usize {
        let end = end.min(self.len());
        while at < end && wanted(self.at(at)) {
            at += 1;
        }
        while !self.0.is_char_boundary(at) && at < self.len() {
            at += 1;
        }
        at
    }

    /// The first place from which every byte before `at` is wanted.
    pub(super) fn run_back(self, at: usize, wanted: impl Fn(u8) -> bool) -> usize {
        self.run_back_within(0, at, wanted)
    }

    /// The same, looking no further back than `start`.
    pub(super) fn run_back_within(self, start: usize, mut at: usize, wanted: impl Fn(u8) -> bool) -> usize {
        while at > start && wanted(self.before(at)) {
            at -= 1;
        }
        while !self.0.is_char_boundary(at) {
            at += 1;
        }
        at
    }

    /// The end of the line that `at` is in, or of as much of it as one value may take.
    pub(super) fn line_end(self, at: usize) -> usize {
        self.run_within(at, at.saturating_add(LONGEST_LINE), |b| b != b'\n')
    }
}

/// How far a line is read for one value.
const LONGEST_LINE: usize = 64 * 1024;

/// A secret in a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    pub(super) start: usize,
    pub(super) end: usize,
    pub(super) how: How,
}

/// In which form a secret stands in the text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum How {
    /// As it is.
    Plain,
    /// Percent-encoded.
    Percent,
}

/// What is found in one pass.
#[derive(Debug)]
pub(super) struct Finder<'a> {
    pub(super) text: Text<'a>,
    pub(super) mode: Mode,
    /// Up to where a reader has taken everything there is.
    pub(super) read_to: usize,
    spans: Vec<Span>,
}

impl Finder<'_> {
    /// Marks a secret. Nothing and placeholders are none.
    pub(super) fn mark(&mut self, start: usize, end: usize) {
        self.mark_as(start, end, How::Plain);
    }

    /// Whether the secret that was marked last reaches over a place.
    fn covers(&self, at: usize) -> bool {
        self.spans.last().is_some_and(|span| span.start <= at && at < span.end)
    }

    /// Marks a secret in some form.
    pub(super) fn mark_as(&mut self, start: usize, end: usize, how: How) {
        let secret = self.text.slice(start, end);
        if !secret.is_empty() && !super::is_placeholder(secret) {
            self.spans.push(Span { start, end, how });
        }
    }
}

#[derive(Debug, Clone, Copy)]
enum Trigger {
    Placeholder,
    Word,
    Url,
    Command,
    Shape(Shape),
}

/// Words are in lower case: they are found in any.
const WORDS: &[&str] =
    &["pass", "pwd", "secret", "token", "key", "jwt", "cred", "auth", "cookie", "sig=", "signature="];
const COMMANDS: &[&str] = &[
    "mysql",
    "mongo",
    "sshpass",
    "redis-cli",
    "docker login",
    "podman login",
    "registry login",
    "ldap",
    "curl ",
    "wget ",
];

struct Triggers {
    automaton: AhoCorasick,
    kinds: Vec<Trigger>,
}

static TRIGGERS: LazyLock<Triggers> = LazyLock::new(|| {
    let mut patterns: Vec<&str> = vec![OPENING, "://"];
    let mut kinds = vec![Trigger::Placeholder, Trigger::Url];
    for (list, kind) in [(WORDS, Trigger::Word), (COMMANDS, Trigger::Command)] {
        patterns.extend(list);
        kinds.extend(list.iter().map(|_| kind));
    }
    for (pattern, shape) in shapes::MARKS {
        patterns.push(pattern);
        kinds.push(Trigger::Shape(*shape));
    }
    #[expect(clippy::expect_used, reason = "the patterns are literals and every test builds them")]
    let automaton = AhoCorasick::builder()
        .ascii_case_insensitive(true)
        .match_kind(MatchKind::LeftmostLongest)
        .kind(Some(AhoCorasickKind::DFA))
        .build(&patterns)
        .expect("a few dozen short literals");
    Triggers { automaton, kinds }
});

/// Whether a name contains a word that the names of secrets are made of.
pub(super) fn mentions_secret(name: &str) -> bool {
    TRIGGERS.automaton.is_match(name)
}

/// Replaces the secrets of a text. What a replacement uncovers is looked at again, so doing it twice changes nothing.
pub(super) fn redact<'a>(redactor: &Redactor, text: &'a str, mode: Mode) -> Cow<'a, str> {
    let mut current = Cow::Borrowed(text);
    for _ in 0..8 {
        match pass(redactor, &current, mode) {
            Some(next) => current = Cow::Owned(next),
            None => break,
        }
    }
    current
}

fn pass(redactor: &Redactor, text: &str, mode: Mode) -> Option<String> {
    let mut finder = Finder { text: Text(text), mode, read_to: 0, spans: Vec::new() };
    let triggers = &*TRIGGERS;
    let mut skip = 0;
    for found in triggers.automaton.find_iter(text) {
        let (start, end) = (found.start(), found.end());
        if start < skip {
            continue;
        }
        match triggers.kinds.get(found.pattern().as_usize()) {
            Some(Trigger::Placeholder) => {
                skip = placeholder_length(finder.text.from(start)).map_or(skip, |length| start + length);
            }
            // Within a secret there is nothing more to find, and what repeats itself must not be read over and over.
            Some(Trigger::Word | Trigger::Shape(Shape::Jwt | Shape::Pem)) if finder.covers(start) => {}
            Some(Trigger::Word) if start < finder.read_to => {}
            Some(Trigger::Word) => skip = pairs::read(&mut finder, start, end),
            Some(Trigger::Url) => urls::read(&mut finder, start),
            Some(Trigger::Command) => commands::read(&mut finder, start, end),
            Some(Trigger::Shape(shape)) => shapes::read(&mut finder, *shape, start, end),
            None => {}
        }
    }
    replace(redactor, text, finder.spans)
}

fn replace(redactor: &Redactor, text: &str, mut spans: Vec<Span>) -> Option<String> {
    if spans.is_empty() {
        return None;
    }
    spans.sort_by_key(|span| (span.start, std::cmp::Reverse(span.end)));
    let mut merged: Vec<Span> = Vec::with_capacity(spans.len());
    for span in spans {
        match merged.last_mut() {
            Some(last) if span.start < last.end => last.end = last.end.max(span.end),
            _ => merged.push(span),
        }
    }
    let text = Text(text);
    let mut out = String::with_capacity(text.len());
    let mut done = 0;
    for span in merged {
        out.push_str(text.slice(done, span.start));
        let secret = text.slice(span.start, span.end);
        match span.how {
            How::Plain => out.push_str(&redactor.placeholder(secret)),
            How::Percent => out.push_str(&redactor.placeholder(&urls::decode(secret))),
        }
        done = span.end;
    }
    out.push_str(text.from(done));
    Some(out)
}
