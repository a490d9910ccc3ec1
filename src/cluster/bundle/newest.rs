//! The newest timestamp in a bundle: the clock of a bundle that does not say when it was collected.
//!
//! A scan over bytes, not a parse. Only objects of Kubernetes itself count: the fields of custom resources and the
//! contents of config maps may speak of the future. `deletionTimestamp` does, so it is not looked at.

use aho_corasick::AhoCorasick;
use jiff::Timestamp;

use super::collected::built_in;
use super::files::Files;
use super::layout::{self, Place};

/// Keys under which Kubernetes writes what has happened.
const KEYS: [&str; 14] = [
    "\"creationTimestamp\"",
    "\"lastTimestamp\"",
    "\"firstTimestamp\"",
    "\"eventTime\"",
    "\"lastObservedTime\"",
    "\"renewTime\"",
    "\"lastHeartbeatTime\"",
    "\"lastTransitionTime\"",
    "\"startedAt\"",
    "\"finishedAt\"",
    "\"startTime\"",
    "\"completionTime\"",
    "\"lastScheduleTime\"",
    "\"time\"",
];

/// The newest timestamp under one of the known keys.
pub(super) fn timestamp(files: &Files) -> Option<Timestamp> {
    let keys = AhoCorasick::new(KEYS).ok()?;
    let mut best = Best::default();
    for (path, _) in files.paths() {
        let Place::List { key, yaml: false, .. } = layout::place(path) else { continue };
        if built_in(&key).is_none() {
            continue;
        }
        if let Some(Ok(body)) = files.read(path) {
            for found in keys.find_iter(&body) {
                best.offer(body.get(found.end()..).and_then(value));
            }
        }
    }
    best.at
}

/// The string that follows a key, if it is short enough to be a time.
fn value(rest: &[u8]) -> Option<&str> {
    const LONGEST: usize = 40;
    let rest = rest.trim_ascii_start().strip_prefix(b":")?.trim_ascii_start().strip_prefix(b"\"")?;
    let end = rest.iter().take(LONGEST).position(|byte| *byte == b'"')?;
    std::str::from_utf8(rest.get(..end)?).ok()
}

#[derive(Default)]
struct Best {
    at: Option<Timestamp>,
    /// The text of `at` where it has the common form, which sorts like the time it tells.
    text: String,
}

impl Best {
    fn offer(&mut self, text: Option<&str>) {
        let Some(text) = text else { return };
        let common = text.len() == "2026-01-02T03:04:05Z".len() && text.ends_with('Z');
        if common && self.text.len() == text.len() && text <= self.text.as_str() {
            return;
        }
        let Ok(at) = text.parse::<Timestamp>() else { return };
        if self.at.is_none_or(|best| at > best) {
            self.at = Some(at);
            self.text = if common { text.to_owned() } else { String::new() };
        }
    }
}
