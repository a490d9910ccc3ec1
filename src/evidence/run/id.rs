//! The id of a run: when it began, and eight digits that tell two of the same second apart.

use std::fmt;

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;

const WHEN: &str = "%Y%m%dT%H%M%SZ";
const WHEN_LENGTH: usize = 16;
const DIGITS: usize = 8;

/// `20261122T142900Z-1f3a9c04`: sorts by time, works as a file name everywhere.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct RunId(String);

impl RunId {
    /// The id of a run that begins at `at`. The `seed` is whatever makes this run different from another one of the
    /// same second: random bytes, or the question and the process.
    pub fn new(at: Timestamp, seed: &[u8]) -> Self {
        let hash = blake3::hash(seed).to_hex();
        let digits: String = hash.chars().take(DIGITS).collect();
        Self(format!("{}-{digits}", at.strftime(WHEN)))
    }

    /// Reads an id, strictly: nothing else is ever used as a name of a directory.
    pub fn parse(text: &str) -> Option<Self> {
        let (when, digits) = text.split_once('-')?;
        let hexadecimal = digits.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
        let well_formed = when.len() == WHEN_LENGTH && digits.len() == DIGITS && hexadecimal;
        (well_formed && moment(when).is_some()).then(|| Self(text.to_owned()))
    }

    /// The second in which the run began.
    pub fn began(&self) -> Timestamp {
        self.0.split_once('-').and_then(|(when, _)| moment(when)).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for RunId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn moment(when: &str) -> Option<Timestamp> {
    let civil = DateTime::strptime(WHEN, when).ok()?;
    TimeZone::UTC.to_timestamp(civil).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_id_tells_when_the_run_began() {
        let at: Timestamp = "2026-11-22T14:29:00.5Z".parse().unwrap();
        let id = RunId::new(at, b"seed");
        assert!(id.as_str().starts_with("20261122T142900Z-"), "{id}");
        assert_eq!(RunId::parse(id.as_str()), Some(id.clone()));
        assert_eq!(id.began(), "2026-11-22T14:29:00Z".parse().unwrap());
        assert_ne!(id, RunId::new(at, b"another seed"));
    }

    #[test]
    fn nothing_else_passes_for_an_id() {
        for text in ["", "..", "20261122T142900Z", "20261122T142900Z-xyz", "20269922T142900Z-00000000", "a/b-00000000"]
        {
            assert_eq!(RunId::parse(text), None, "{text}");
        }
    }
}
