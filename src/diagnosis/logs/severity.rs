//! How serious a line of a log is: by the level that it states, else by its words.

use crate::evidence::log::without_time;

/// How serious a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Says nothing of trouble, or states a harmless level.
    Plain,
    /// Uses words of trouble without a level, or is a wrapper's word for "it failed".
    Word,
    /// States an error.
    Error,
    /// States that the program gives up.
    Fatal,
}

/// Words with which a program says that it gives up.
const FATAL: &[&str] = &[
    "fatal",
    "panic:",
    "panicked at",
    "critical",
    "[emerg]",
    "[alert]",
    "[crit]",
    "uncaught",
    "unhandled exception",
    "unhandled promise rejection",
    "unhandledrejection",
    "exception in thread",
    "caused by:",
    "segmentation fault",
    "sigsegv",
    "core dumped",
    "terminate called",
    "failed to start",
    "out of memory",
    "outofmemoryerror",
];
/// Words with which a program says that something failed.
const ERROR: &[&str] =
    &["error:", "[error]", "|error|", " error ", "level=error", "\"level\":\"error\"", "severe", "exception:"];
/// Words of trouble.
const TROUBLE: &[&str] = &[
    "error",
    "fail",
    "cannot",
    "can't",
    "could not",
    "couldn't",
    "unable to",
    "denied",
    "refused",
    "forbidden",
    "not found",
    "no such",
    "invalid",
    "missing",
    "exception",
    "timed out",
    "timeout",
    "unknown",
    "unrecognized",
    "abort",
    "killed",
    "must be set",
    "is required",
    "is not set",
    "undefined",
];
/// Programs that start others and repeat that they failed; what they wrap is the news.
const WRAPPERS: &[&str] = &[
    "npm err!",
    "npm error",
    "error command failed with exit code",
    "elifecycle",
    "make: ***",
    "exited with code",
    "command failed with exit code",
    "exit status",
    "check server logs",
    "check the logs",
    "see the logs",
    "application failed to start",
];
/// Words that take the sting out of "error".
const HARMLESS: &[&str] =
    &["no error", "0 error", "errors: 0", "errors=0", "without error", "error=<nil>", "error=nil"];

/// How serious a line is, whatever program wrote it.
pub fn of(line: &str) -> Severity {
    let line = without_time(line);
    let lower = line.to_lowercase();
    let has = |words: &[&str]| words.iter().any(|word| lower.contains(word));
    if has(HARMLESS) {
        return Severity::Plain;
    }
    if has(WRAPPERS) {
        return Severity::Word;
    }
    match stated(line) {
        Some(Severity::Plain) => return Severity::Plain,
        Some(level) => return level.max(if has(FATAL) { Severity::Fatal } else { level }),
        None => {}
    }
    if has(FATAL) {
        Severity::Fatal
    } else if has(ERROR) || names_an_error(line) {
        Severity::Error
    } else if has(TROUBLE) {
        Severity::Word
    } else {
        Severity::Plain
    }
}

/// Whether a line states a level at which programs go on.
pub fn is_harmless(line: &str) -> bool {
    stated(without_time(line)) == Some(Severity::Plain)
}

/// The level that a line states near its beginning, or in a field: `ERROR`, `level=warn`, `"severity":"CRITICAL"`, klog's
/// `E1122`.
fn stated(line: &str) -> Option<Severity> {
    let head: String = line.chars().take(120).collect();
    for field in ["\"level\":", "\"severity\":", "\"log.level\":", "level=", "lvl=", "severity="] {
        if let Some((_, rest)) = line.split_once(field) {
            let word: String =
                rest.trim_start_matches([' ', '"']).chars().take_while(char::is_ascii_alphanumeric).collect();
            if let Some(level) = level(&word.to_uppercase()).or_else(|| numbered(&word)) {
                return Some(level);
            }
        }
    }
    let mut words = head
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| word.chars().any(|c| c.is_ascii_alphabetic()))
        .peekable();
    // In small letters only where it stands first.
    let first = words.peek().and_then(|word| level(&word.to_uppercase()));
    let in_capitals = |word: &&str| word.chars().all(|c| !c.is_ascii_lowercase());
    klog(&head).or(first).or_else(|| words.take(8).filter(in_capitals).find_map(level))
}

fn level(word: &str) -> Option<Severity> {
    match word {
        "TRACE" | "DEBUG" | "INFO" | "NOTICE" | "WARN" | "WARNING" => Some(Severity::Plain),
        "ERROR" | "ERR" | "SEVERE" => Some(Severity::Error),
        "FATAL" | "CRITICAL" | "CRIT" | "PANIC" | "EMERGENCY" | "EMERG" | "ALERT" => Some(Severity::Fatal),
        _ => None,
    }
}

/// The numbers that loggers of Node.js write for levels.
fn numbered(word: &str) -> Option<Severity> {
    match word {
        "10" | "20" | "30" | "40" => Some(Severity::Plain),
        "50" => Some(Severity::Error),
        "60" => Some(Severity::Fatal),
        _ => None,
    }
}

/// `E1122 14:29:00.000000 …`, `F…` for the end.
fn klog(head: &str) -> Option<Severity> {
    let first = head.split_whitespace().next()?;
    let mut letters = first.chars();
    let letter = letters.next()?;
    if letters.clone().count() != 4 || !letters.all(|c| c.is_ascii_digit()) {
        return None;
    }
    match letter {
        'I' | 'W' | 'D' => Some(Severity::Plain),
        'E' => Some(Severity::Error),
        'F' => Some(Severity::Fatal),
        _ => None,
    }
}

/// `ValueError: …`, `java.lang.IllegalStateException: …`: the name of an exception before a colon, or alone; `…
/// (Errno::ECONNREFUSED)`, `… (RuntimeError)` at the end of Ruby's.
fn names_an_error(line: &str) -> bool {
    let last = line.trim_end().rsplit_once(" (").and_then(|(_, last)| last.strip_suffix(')'));
    if last.is_some_and(|last| last.starts_with("Errno::") || (last.ends_with("Error") && !last.contains(' '))) {
        return true;
    }
    let name = line.split_once(':').map_or(line, |(name, _)| name).trim();
    !name.contains(char::is_whitespace)
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && (name.ends_with("Error") || name.ends_with("Exception"))
}
