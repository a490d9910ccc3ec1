//! What a container's log says of its start: the port that it listens on, how long it took, what it was still doing.

use std::sync::LazyLock;

use jiff::{SignedDuration, Timestamp};
use regex::Regex;

use crate::diagnosis::objects::container::Container;
use crate::evidence::fact::Fact;
use crate::evidence::log::{Log, LogLine};

static LISTENS: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(
        r"(?i)(?:\blisten(?:ing|s)?\b|\bserving\b|\brunning (?:on|at)\b|\bstarted (?:on|at)\b|\bbound to\b|\bbinding to\b|\baccept\w* connections\b|\binitialized with port\b|\bstarting\b.*\bserver\b|\bavailable (?:on|at)\b)(.*)$",
    )
    .ok()
});
static TAIL_PORT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?i)(?:\bport\(?s?\)?["']?[\s=:]+["']?|:)(\d{2,5})\b"#).ok());
static NAMED_PORT: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r#"(?i)\bport["']?[\s=:]+["']?(\d{2,5})\b"#).ok());
static UP: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\blistening\b|\baccept\w* connections\b|\bserver (?:is )?(?:started|running|up|ready)\b|\bstarted\b.{0,60}\bin [\d.]+|\bready to (?:accept|serve)\b|\bstarted on port|\bready for connections\b")
        .ok()
});
static TOOK: LazyLock<Option<Regex>> = LazyLock::new(|| {
    Regex::new(r"(?i)\b(?:started|ready|up|initiali[sz]ed|start-?up|boot(?:ed)?|warm(?:ed)?[ -]?up)\b[^\n]{0,60}?\b(?:in|took|after|within)\s+([\d.]+)\s*(ms|milliseconds?|s|secs?|seconds?|m|mins?|minutes?)\b").ok()
});
static DURATION: LazyLock<Option<Regex>> =
    LazyLock::new(|| Regex::new(r"(?i)(?:^|[\s=:(,])([\d]+(?:\.\d+)?)\s*(ms|s)\b").ok());
/// Words of an application that is not up yet.
const STARTING: &[&str] = &[
    "starting",
    "loading",
    "migrat",
    "initializ",
    "initialis",
    "warming",
    "warm-up",
    "waiting for",
    "booting",
    "compiling",
    "downloading",
    "replaying",
    "restoring",
    "applying",
    "indexing",
    "recover",
    "building",
    "preparing",
];

/// A line of a log that says something.
pub struct Line {
    /// What it says.
    pub fact: Fact,
    /// How long it says that something took; nothing where it does not.
    pub took: SignedDuration,
    /// Its text.
    pub text: String,
}

/// The ports that the container says it listens on; those of the instance that ended, else of the present one.
pub fn ports(container: &Container<'_>) -> Vec<(i64, Fact)> {
    container
        .logs()
        .iter()
        .map(|log| log.lines.iter().filter_map(|line| Some((port(&line.text)?, log.fact(line)))).collect())
        .find(|found: &Vec<_>| !found.is_empty())
        .unwrap_or_default()
}

fn port(line: &str) -> Option<i64> {
    let tail = LISTENS.as_ref()?.captures(line)?.get(1)?.as_str();
    let number = |regex: &Option<Regex>, text: &str| -> Option<i64> {
        regex
            .as_ref()?
            .captures_iter(text)
            .filter_map(|c| c.get(1)?.as_str().parse().ok())
            .find(|n| (80..65536).contains(n))
    };
    number(&TAIL_PORT, tail).or_else(|| number(&NAMED_PORT, line))
}

/// How long a start took, by the container's own words or by the time of the line that says it is up.
pub fn start(container: &Container<'_>) -> Option<Line> {
    container.logs().iter().find_map(|log| {
        let began = begin(container, log);
        log.lines.iter().find_map(|line| {
            let took = took(&line.text).or_else(|| {
                let up = UP.as_ref()?.is_match(&line.text);
                let at = if up { time(line) } else { None }?;
                Some(at.duration_since(began?)).filter(SignedDuration::is_positive)
            })?;
            Some(Line { fact: log.fact(line), took, text: line.text.clone() })
        })
    })
}

/// When the instance of a log began.
fn begin(container: &Container<'_>, log: &Log) -> Option<Timestamp> {
    let state =
        if log.key.previous || container.running().is_none() { container.last_exit() } else { container.running() };
    state?.time_at("/startedAt")
}

fn time(line: &LogLine) -> Option<Timestamp> {
    line.text.split_whitespace().next()?.trim_matches(|c| c == '[' || c == ']').parse().ok()
}

fn took(line: &str) -> Option<SignedDuration> {
    let found = TOOK.as_ref()?.captures(line)?;
    duration(found.get(1)?.as_str(), found.get(2)?.as_str())
}

fn duration(number: &str, unit: &str) -> Option<SignedDuration> {
    let number: f64 = number.trim_end_matches('.').parse().ok()?;
    let seconds = match unit.to_lowercase().as_str() {
        unit if unit.starts_with("ms") || unit.starts_with("milli") => number / 1000.0,
        unit if unit.starts_with('m') => number * 60.0,
        _ => number,
    };
    SignedDuration::try_from_secs_f64(seconds).ok()
}

/// The last words of the instance that ended, if they are those of an application that was still starting.
pub fn still_starting(container: &Container<'_>) -> Option<Line> {
    let log = container.logs().into_iter().next()?;
    let up = log.lines.iter().any(|line| UP.as_ref().is_some_and(|r| r.is_match(&line.text)));
    let last = log.lines.iter().rev().take(3).find(|line| {
        let lower = line.text.to_lowercase();
        STARTING.iter().any(|word| lower.contains(word))
    })?;
    (!up).then(|| plain(&log, last))
}

/// The slowest answer to a path that the log tells of, in seconds.
pub fn slowest(container: &Container<'_>, path: &str) -> Option<Line> {
    let mut worst: Option<Line> = None;
    for log in container.logs() {
        for line in log.lines.iter().filter(|line| path.len() > 1 && line.text.contains(path)) {
            let Some(took) = DURATION.as_ref().and_then(|regex| {
                regex.captures_iter(&line.text).filter_map(|c| duration(c.get(1)?.as_str(), c.get(2)?.as_str())).max()
            }) else {
                continue;
            };
            if worst.as_ref().is_none_or(|known| took > known.took) {
                worst = Some(Line { fact: log.fact(line), took, text: line.text.clone() });
            }
        }
    }
    worst
}

/// The last line that holds one of these words.
pub fn says(container: &Container<'_>, words: &[&str]) -> Option<Line> {
    container.logs().iter().find_map(|log| {
        let line =
            log.lines.iter().rev().find(|line| words.iter().any(|word| line.text.to_lowercase().contains(word)))?;
        Some(plain(log, line))
    })
}

fn plain(log: &Log, line: &LogLine) -> Line {
    Line { fact: log.fact(line), took: SignedDuration::ZERO, text: line.text.clone() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ports_that_servers_say_they_listen_on() {
        let cases = [
            ("2026-11-22T14:27:08Z INFO  starting echo server version=blue-v1 port=8080", Some(8080)),
            ("Tomcat started on port(s): 8443 (https) with context path ''", Some(8443)),
            ("{\"level\":\"info\",\"port\":3000,\"msg\":\"server listening\"}", Some(3000)),
            ("14:27:08 main.go:31: listening on 0.0.0.0:9090", Some(9090)),
            ("LOG:  listening on IPv4 address \"0.0.0.0\", port 5432", Some(5432)),
            ("Now listening on: http://[::]:5000", Some(5000)),
            ("connecting to redis:6379", None),
            ("14:27:59 listening", None),
        ];
        for (line, wanted) in cases {
            assert_eq!(port(line), wanted, "{line}");
        }
    }

    #[test]
    fn how_long_a_start_took() {
        let seconds = |line: &str| took(line).map(|took| took.as_millis());
        assert_eq!(seconds("Started PaymentApplication in 42.5 seconds (process running for 44.1)"), Some(42_500));
        assert_eq!(seconds("server ready in 900 ms"), Some(900));
        assert_eq!(seconds("boot took 2 min"), Some(120_000));
        assert_eq!(seconds("retrying in 5 s"), None);
    }
}
