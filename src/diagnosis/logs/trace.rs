//! Stack traces: which lines of a log belong together, and which of them say something.
//!
//! A trace is one message over many lines. Its head says what failed, its deepest cause says why; the frames between
//! them say only where in the code. Java, Kotlin and Scala, .NET, Python, Go, Node.js, Ruby, Rust and PHP.

use jiff::Timestamp;

use crate::diagnosis::logs::severity::{self, Severity};
use crate::evidence::log::LogLine;

/// What a line is within a trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// Says something of its own.
    Message,
    /// Says what is behind the message before it.
    Cause,
    /// Announces a trace whose message stands at its end.
    Opening,
    /// Says where.
    Frame,
}

/// Beginnings of lines that name what is behind.
const CAUSES: &[&str] = &["caused by:", "---> ", "[cause]:"];
/// Beginnings of traces that end with their message.
const OPENINGS: &[&str] = &[
    "Traceback (most recent call last)",
    "During handling of the above exception",
    "The above exception was the direct cause",
];
/// Beginnings of lines that only say where.
const FRAMES: &[&str] = &[
    "goroutine ",
    "at ",
    "... ",
    "created by ",
    "stack backtrace",
    "stack trace:",
    "Stack trace:",
    "note: run with",
    "Node.js v",
    "exit status ",
    "--- End of",
    "Wrapped by:",
    "^",
];

/// A message with everything of a trace that belongs to it.
#[derive(Debug, Clone)]
pub struct Block<'l> {
    /// The line that says what failed.
    pub head: &'l LogLine,
    /// What is behind it, the deepest last.
    pub causes: Vec<&'l LogLine>,
    /// How serious it is, as a whole.
    pub severity: Severity,
    /// The places of its decisive line among the lines.
    pub place: usize,
    /// Whether the next message belongs to it.
    open: bool,
}

impl<'l> Block<'l> {
    /// The line that says why: its deepest cause, else its head.
    pub fn line(&self) -> &'l LogLine {
        self.causes.last().copied().unwrap_or(self.head)
    }

    fn new(head: &'l LogLine, place: usize) -> Self {
        Self { head, causes: Vec::new(), severity: severity::of(&head.text), place, open: false }
    }

    fn deeper(&mut self, cause: &'l LogLine, place: usize) {
        self.causes.push(cause);
        self.place = place;
        // A trace under a line that states a harmless level was survived.
        let survived = severity::is_harmless(&self.head.text) && !self.open;
        let least = if survived { Severity::Word } else { severity::of(&cause.text).max(Severity::Error) };
        self.severity = self.severity.max(least);
    }
}

/// The lines of a log as messages, oldest first.
pub fn blocks(lines: &[LogLine]) -> Vec<Block<'_>> {
    let mut found: Vec<Block<'_>> = Vec::new();
    let mut opened = false;
    let mut listed = false;
    for (place, line) in lines.iter().enumerate() {
        let part = part(&line.text);
        match (part, found.last_mut()) {
            (Part::Cause, Some(block)) => {
                block.deeper(line, place);
                // `Caused by:` alone has what it names on the next lines.
                listed = line.text.trim_end().ends_with(':');
            }
            (Part::Frame, Some(block)) if listed && !is_location(&line.text) => {
                block.deeper(line, place);
            }
            (Part::Message, Some(block)) if opened => {
                block.open = true;
                block.deeper(line, place);
                (opened, listed) = (false, false);
            }
            (Part::Message, _) | (Part::Cause, None) => {
                found.push(Block::new(line, place));
                (opened, listed) = (false, false);
            }
            (Part::Opening, _) => (opened, listed) = (true, false),
            (Part::Frame, _) => listed = false,
        }
    }
    found
}

/// What a trace of several lines says in the end: its deepest cause, the message that ends it, else its first line.
pub fn deepest(text: &str) -> &str {
    let mut said = text.lines().next().unwrap_or_default();
    let mut opened = false;
    for line in text.lines().filter(|line| !line.trim().is_empty()) {
        match part(line) {
            Part::Cause => said = line,
            Part::Opening => opened = true,
            Part::Message if opened => said = line,
            Part::Message | Part::Frame => {}
        }
    }
    said.trim()
}

/// Whether a line only shows where in the code something happened, or announces that.
pub fn is_frame(line: &str) -> bool {
    matches!(part(line), Part::Frame | Part::Opening)
}

fn part(line: &str) -> Part {
    let (indented, text) = laid_out(line);
    let head: String = text.chars().take(16).collect::<String>().to_lowercase();
    if CAUSES.iter().any(|start| head.starts_with(start.trim_end())) || (indented && text.starts_with("panic: ")) {
        Part::Cause
    } else if OPENINGS.iter().any(|start| text.starts_with(start)) {
        Part::Opening
    } else if indented || FRAMES.iter().any(|start| text.starts_with(start)) || is_go_frame(text) {
        Part::Frame
    } else {
        Part::Message
    }
}

/// Whether a line of a list of causes has come to where things happened.
fn is_location(line: &str) -> bool {
    let (_, text) = laid_out(line);
    FRAMES.iter().any(|start| text.starts_with(start)) || is_go_frame(text)
}

/// Whether a line is indented, and its text. Behind a time stamp one space parts it from the line.
fn laid_out(line: &str) -> (bool, &str) {
    let rest = match line.split_once(char::is_whitespace) {
        Some((first, rest)) if first.parse::<Timestamp>().is_ok() => rest,
        _ => line,
    };
    let text = rest.trim_start();
    (text.len() < rest.len(), text)
}

/// `main.run(0xc0001a4000)`.
fn is_go_frame(text: &str) -> bool {
    let Some((function, rest)) = text.split_once('(') else { return false };
    function.contains('.')
        && !function.contains(char::is_whitespace)
        && rest.ends_with(')')
        && (rest.len() == 1 || rest.starts_with("0x") || rest.starts_with("{0x") || rest.starts_with("..."))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::entity::EntityKey;
    use crate::evidence::kinds;
    use crate::evidence::log::{Log, LogKey};
    use crate::evidence::observation::ObservationId;

    /// Head and decisive line of each message.
    fn told(text: &str) -> Vec<(String, String)> {
        let pod = EntityKey::new(&kinds::POD, Some("shop"), "web");
        let key = LogKey { pod, container: "web".to_owned(), previous: true };
        let log = Log::parse(key, ObservationId(1), text);
        blocks(&log.lines).iter().map(|b| (b.head.text.clone(), b.line().text.trim().to_owned())).collect()
    }

    fn one(text: &str) -> (String, String) {
        let all = told(text);
        assert_eq!(all.len(), 1, "{all:?}");
        all.into_iter().next().unwrap_or_default()
    }

    fn pair(head: &str, line: &str) -> (String, String) {
        (head.to_owned(), line.to_owned())
    }

    #[test]
    fn a_trace_is_one_message() {
        let java = "2026-11-22T14:00:00.1Z ERROR run failed\n2026-11-22T14:00:00.1Z \tat a.B.c(B.java:3)\n2026-11-22T14:00:00.1Z Caused by: a.BeanException: no pool\n2026-11-22T14:00:00.1Z \tat a.B.d(B.java:9)\n2026-11-22T14:00:00.1Z Caused by: java.sql.SQLException: denied\n2026-11-22T14:00:00.1Z \t... 12 more\n";
        assert_eq!(
            one(java),
            pair(
                "2026-11-22T14:00:00.1Z ERROR run failed",
                "2026-11-22T14:00:00.1Z Caused by: java.sql.SQLException: denied"
            )
        );
        let net = "Unhandled exception. System.AggregateException: one\n ---> Npgsql.NpgsqlException: two\n ---> System.Net.Sockets.SocketException (111): Connection refused\n   at A.B()\n   --- End of inner exception stack trace ---\n   at C.D()\n";
        assert_eq!(
            one(net),
            pair(
                "Unhandled exception. System.AggregateException: one",
                "---> System.Net.Sockets.SocketException (111): Connection refused"
            )
        );
        let python = "ERROR could not start\nTraceback (most recent call last):\n  File \"/a.py\", line 3, in <module>\n    run()\nConnectionRefusedError: [Errno 111] refused\n\nThe above exception was the direct cause of the following exception:\n\nTraceback (most recent call last):\n  File \"/b.py\", line 3\nOperationalError: no database\n";
        assert_eq!(one(python), pair("ERROR could not start", "OperationalError: no database"));
        let rust = "Error: cannot start\n\nCaused by:\n    0: cannot open the pool\n    1: Connection refused (os error 111)\n";
        assert_eq!(one(rust), pair("Error: cannot start", "1: Connection refused (os error 111)"));
        let node = "Error: no cache\n    at run (/app/a.js:3:9) {\n  [cause]: Error: connect ECONNREFUSED 10.0.0.1:6379\n      at x (node:net:1)\n";
        assert_eq!(one(node), pair("Error: no cache", "[cause]: Error: connect ECONNREFUSED 10.0.0.1:6379"));
        let ruby = "/app/a.rb:3:in `connect': refused (Errno::ECONNREFUSED)\n\tfrom /app/b.rb:1:in `<main>'\n";
        assert_eq!(one(ruby).0, one(ruby).1);
    }

    #[test]
    fn what_was_survived_is_no_end() {
        let text = "2026-11-22 14:00:00 WARN retrying\n\tat a.B.c(B.java:3)\nCaused by: java.io.IOException: refused\n";
        let pod = EntityKey::new(&kinds::POD, Some("shop"), "web");
        let key = LogKey { pod, container: "web".to_owned(), previous: true };
        let log = Log::parse(key, ObservationId(1), text);
        assert_eq!(blocks(&log.lines).first().map(|block| block.severity), Some(Severity::Word));
    }
}
