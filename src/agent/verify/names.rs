//! Names in a sentence: whatever it calls by a name has to be there, in that namespace, or to be proven absent.

use std::sync::LazyLock;

use regex::Regex;

use crate::agent::draft::Named;
use crate::agent::verify::place::Fault;
use crate::agent::verify::seen::{Known, holds_word};
use crate::agent::verify::sentence::Ground;
use crate::evidence::kinds;
use crate::report::model::Rule;

/// Words that follow a kind and are no names.
const NO_NAMES: &[&str] = &[
    "a",
    "an",
    "all",
    "also",
    "and",
    "any",
    "anti-affinity",
    "are",
    "as",
    "asks",
    "at",
    "before",
    "by",
    "can",
    "cannot",
    "controller",
    "could",
    "did",
    "disruption",
    "do",
    "does",
    "exists",
    "fails",
    "failed",
    "for",
    "from",
    "gets",
    "has",
    "have",
    "if",
    "in",
    "into",
    "is",
    "it",
    "its",
    "itself",
    "keeps",
    "labels",
    "may",
    "must",
    "name",
    "named",
    "names",
    "never",
    "no",
    "nor",
    "not",
    "object",
    "objects",
    "of",
    "on",
    "or",
    "pressure",
    "resource",
    "runs",
    "security",
    "selector",
    "should",
    "so",
    "spec",
    "status",
    "still",
    "stays",
    "template",
    "templates",
    "that",
    "the",
    "their",
    "them",
    "then",
    "there",
    "they",
    "this",
    "to",
    "under",
    "until",
    "was",
    "were",
    "when",
    "where",
    "which",
    "while",
    "who",
    "will",
    "with",
    "without",
    "would",
    "account",
    "accounts",
    "affinity",
    "port",
    "ports",
    "class",
    "volume",
    "claim",
    "policy",
    "policies",
    "group",
    "groups",
    "set",
    "sets",
    "level",
    "type",
    "types",
    "refers",
    "refer",
    "points",
    "selects",
    "needs",
    "wants",
    "waits",
    "cluster-wide",
    "now",
    "only",
    "uses",
    "serves",
    "mounts",
    "restarts",
    "crashes",
    "started",
    "starts",
    "stops",
    "logs",
    "events",
    "event",
    "log",
    "spec's",
    "and/or",
    "per",
];

/// Parts of compound words of English: `read-only`, `out-of-memory`.
const COMPOUND: &[&str] = &[
    "able", "after", "all", "anti", "as", "at", "back", "based", "by", "case", "co", "cross", "down", "end", "ever",
    "fail", "first", "free", "full", "half", "high", "hand", "in", "init", "is", "it", "known", "last", "left",
    "level", "like", "long", "looking", "loop", "looping", "low", "made", "memory", "mis", "multi", "never", "non",
    "not", "of", "off", "on", "one", "only", "open", "out", "over", "per", "pre", "re", "read", "ready", "related",
    "right", "run", "self", "short", "side", "single", "so", "specific", "step", "sub", "term", "time", "to", "two",
    "un", "under", "up", "use", "well", "wide", "write", "zero", "stop",
];

/// Words for kinds that are shorter than the kind.
const SHORT: &[(&str, &str)] = &[
    ("pvc", "PersistentVolumeClaim"),
    ("pv", "PersistentVolume"),
    ("svc", "Service"),
    ("hpa", "HorizontalPodAutoscaler"),
    ("pdb", "PodDisruptionBudget"),
    ("deploy", "Deployment"),
    ("sts", "StatefulSet"),
    ("ds", "DaemonSet"),
    ("rs", "ReplicaSet"),
    ("cm", "ConfigMap"),
    ("ns", "Namespace"),
    ("sa", "ServiceAccount"),
    ("po", "Pod"),
    ("no", "Node"),
];

static GONE: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(concat!(
        r"(?i)\b(does not exist|do(es)?n't exist|did not exist|is not there|not there|is missing|are missing|missing|",
        r"not found|is absent|absent|no such|there is no|has no|is gone|was deleted|never created|nonexistent|",
        r"non-existent|none named|is not defined|not defined|isn't there|does not have|is unknown|cannot be found)\b"
    ))
    .ok()
});

/// Whether a sentence says of something that it is not there.
pub(super) fn denies(sentence: &str) -> bool {
    GONE.as_ref().is_some_and(|it| it.is_match(sentence))
}

static ASKED: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(declared|declares|referenced|refers|asked for|asks for|is named|expected|wanted|needed)\b").ok()
});

/// Whether a sentence says that something should be there.
fn is_asked_for(sentence: &str) -> bool {
    ASKED.as_ref().is_some_and(|it| it.is_match(sentence))
}

/// Whether a sentence denies its own subject: it begins so.
fn denies_itself(sentence: &str) -> bool {
    let begins = |it: regex::Match<'_>| {
        let plain = ["does not exist", "doesn't exist", "is not there", "is missing", "not found", "is absent"];
        it.start() <= 3 && plain.contains(&it.as_str().to_lowercase().as_str())
    };
    GONE.as_ref().and_then(|it| it.find(sentence.trim())).is_some_and(begins)
}

/// The kind that a word means, singular.
pub(super) fn kind_of(word: &str) -> Option<&'static str> {
    let is = |it: &&kinds::Kind| {
        it.kind.eq_ignore_ascii_case(word) && (word.len() > 4 || word == &*it.kind || word.eq_ignore_ascii_case("pod"))
    };
    if let Some(kind) = kinds::ALL.iter().copied().find(|it| is(it) || it.kind.eq_ignore_ascii_case(word)) {
        return Some(&kind.kind);
    }
    SHORT.iter().find(|(short, _)| *short == word && *short != "no").map(|(_, kind)| *kind)
}

/// The same in the plural.
pub(super) fn kind_of_many(word: &str) -> Option<&'static str> {
    let plural = |it: &&kinds::Kind| it.plural.eq_ignore_ascii_case(word);
    kinds::ALL.iter().copied().find(plural).map(|kind| &*kind.kind)
}

/// The first name that is not borne out.
pub(super) fn fault(sentence: &str, ground: &Ground<'_, '_>) -> Option<Fault> {
    if let Some(object) = ground.object
        && let Some(fault) = subject(sentence, object, ground)
    {
        return Some(fault);
    }
    let raw: Vec<&str> = sentence.split_whitespace().collect();
    let words: Vec<&str> = raw.iter().map(|it| trimmed(it)).collect();
    words.iter().enumerate().find_map(|(index, word)| {
        // A kind at the end of a clause names nothing.
        let before = index.checked_sub(1).and_then(|it| raw.get(it)).copied().unwrap_or_default();
        let before = if before.ends_with([',', ';', ':', '.', ')']) { "" } else { trimmed(before) };
        let after = words.get(index + 1..words.len().min(index + 4)).unwrap_or_default().join(" ");
        one(before, word, &after, sentence, ground)
    })
}

/// What a link says of its own object.
fn subject(sentence: &str, object: &Named, ground: &Ground<'_, '_>) -> Option<Fault> {
    match ground.seen.find(object) {
        Known::Present(_) if denies_itself(sentence) => Some((Rule::NotAbsent, format!("{} exists", called(object)))),
        Known::Present(_) | Known::Told => None,
        Known::Absent(_) if denies(sentence) || is_asked_for(sentence) => None,
        Known::Absent(_) => Some((Rule::UnknownObject, format!("{} does not exist", called(object)))),
        Known::Elsewhere(places) => Some(elsewhere(object, &places)),
        Known::Unseen if ground.places.iter().any(|place| holds_word(&place.text, &object.name)) => None,
        Known::Unseen => Some((Rule::UnknownObject, format!("{} was not seen", called(object)))),
    }
}

pub(super) fn elsewhere(object: &Named, places: &[String]) -> Fault {
    let why = format!("{} is in namespace {}, not there", called(object), places.join(", "));
    (Rule::UnknownObject, why)
}

/// `Pod shop/web-1`
pub(super) fn called(object: &Named) -> String {
    match object.namespace.as_deref().filter(|it| !it.is_empty()) {
        Some(namespace) => format!("{} {namespace}/{}", object.kind, object.name),
        None => format!("{} {}", object.kind, object.name),
    }
}

pub(super) fn trimmed(word: &str) -> &str {
    word.trim_matches(|c: char| {
        matches!(
            c,
            '.' | ','
                | ';'
                | ':'
                | '!'
                | '?'
                | '('
                | ')'
                | '['
                | ']'
                | '{'
                | '}'
                | '"'
                | '\''
                | '`'
                | '“'
                | '”'
                | '='
                | '-'
        )
    })
    .trim_end_matches("'s")
}

fn one(before: &str, word: &str, after: &str, sentence: &str, ground: &Ground<'_, '_>) -> Option<Fault> {
    if word.is_empty() || word.contains("://") {
        return unknown(word, ground).filter(|_| !word.is_empty());
    }
    let parts: Vec<&str> = word.split('/').collect();
    match (parts.as_slice(), kind_of(before)) {
        ([namespace, name], Some(kind)) if is_name(namespace) && is_name(name) => {
            object(kind, Some(namespace), name, after, sentence, ground)
        }
        ([kind, name], _) if kind_of(kind).is_some() && is_name(name) => {
            object(kind_of(kind)?, None, name, after, sentence, ground)
        }
        ([kind, namespace, name], _) if kind_of(kind).is_some() && is_name(name) => {
            object(kind_of(kind)?, Some(namespace), name, after, sentence, ground)
        }
        ([name], Some(kind)) if is_name(name) && !NO_NAMES.contains(name) => {
            // After a kind in lower case plain words are words, not names.
            let plain = name.chars().all(char::is_lowercase) && !before.starts_with(char::is_uppercase);
            if plain && !ground.seen.knows(name) {
                return None;
            }
            if plain { None } else { object(kind, None, name, after, sentence, ground) }
        }
        _ if is_like_a_name(word) => unknown(word, ground),
        _ => None,
    }
}

fn is_name(word: &str) -> bool {
    let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.');
    !word.is_empty() && word.chars().all(plain) && word.contains(|c: char| c.is_ascii_alphabetic())
}

/// Hyphens, and not a compound word of English; numbers are looked at elsewhere.
fn is_like_a_name(word: &str) -> bool {
    let lower = word.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '.' | '/'));
    let letters = word.chars().any(char::is_alphabetic);
    lower && letters && word.contains('-') && !word.split('-').any(|part| COMPOUND.contains(&part))
}

fn unknown(word: &str, ground: &Ground<'_, '_>) -> Option<Fault> {
    let known = ground.seen.knows(word) || ground.others.iter().any(|it| it.name == word);
    (!known && !ground.advises).then(|| (Rule::UnknownObject, format!("{word} was not seen anywhere")))
}

fn object(
    kind: &str,
    namespace: Option<&str>,
    name: &str,
    after: &str,
    sentence: &str,
    ground: &Ground<'_, '_>,
) -> Option<Fault> {
    let named = Named { kind: kind.to_owned(), namespace: namespace.map(str::to_owned), name: name.to_owned() };
    let own = ground.object.filter(|it| it.name == name && it.kind.eq_ignore_ascii_case(kind) && namespace.is_none());
    let named = own.cloned().unwrap_or(named);
    let denied = denies(sentence);
    match ground.seen.find(&named) {
        Known::Present(_) if denies_itself(after) && !ground.advises => {
            Some((Rule::NotAbsent, format!("{} exists", called(&named))))
        }
        Known::Present(_) | Known::Told => None,
        Known::Elsewhere(places) => Some(elsewhere(&named, &places)),
        Known::Absent(_) | Known::Unseen if ground.advises => {
            (!ground.seen.knows(name)).then(|| (Rule::UnknownObject, format!("{} was not seen", called(&named))))
        }
        Known::Absent(_) => {
            let cited = ground.places.iter().any(|place| holds_word(&place.text, name));
            let (plain, placed) = (format!("{kind} {name}"), format!("/{name}"));
            let told = ground.seen.sentences.iter().any(|it| holds_word(it, &plain) || holds_word(it, &placed));
            let borne = (denied || cited || told) && ground.seen.knows(name);
            (!borne).then(|| (Rule::UnknownObject, format!("{} does not exist", called(&named))))
        }
        Known::Unseen if ground.seen.knows(name) => None,
        Known::Unseen => Some((Rule::UnknownObject, format!("{} was not seen", called(&named)))),
    }
}
