//! The decisive lines of a log: those that say why a program gave up.
//!
//! General on purpose: how serious a line is and how close it stands to the end decide. Frames of a stack trace are
//! passed over, so that the line that heads or ends the trace is found.

use crate::diagnosis::logs::severity::{self, Severity};
use crate::evidence::log::{Log, LogLine, without_time};

/// How far before the end a line may stand.
const WINDOW: usize = 60;
/// Characters of a line that a sentence quotes.
const QUOTED: usize = 240;

/// The line that says best why it ended, and the one before it that says what led there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decisive {
    /// The line itself.
    pub line: LogLine,
    /// How serious it is; [`Severity::Plain`] if the log only ends with it.
    pub severity: Severity,
    /// An error shortly before it.
    pub before: Option<LogLine>,
    /// What it announces with a colon at its end, on the next line.
    pub after: Option<LogLine>,
}

impl Decisive {
    /// Whether the line announces the next one.
    pub fn announces(&self) -> bool {
        self.line.text.trim_end().ends_with(':')
    }

    /// The lines in a few words.
    pub fn quote(&self) -> String {
        let text = without_time(&self.line.text);
        match &self.after {
            Some(after) => shorten(&format!("{text} {}", after.text.trim())),
            None => shorten(text),
        }
    }
}

/// A line as a sentence can hold it.
pub fn shorten(text: &str) -> String {
    let text = text.trim();
    if text.chars().count() <= QUOTED {
        return text.to_owned();
    }
    let head: String = text.chars().take(QUOTED).collect();
    format!("{head}…")
}

/// The decisive line of a log; its last words if no line speaks of trouble.
pub fn of(log: &Log) -> Option<Decisive> {
    let tail: Vec<(&LogLine, Severity)> = log
        .lines
        .iter()
        .rev()
        .take(WINDOW)
        .filter(|line| !severity::is_frame(&line.text))
        .map(|line| (line, severity::of(&line.text)))
        .collect();
    let worst = tail.iter().map(|(_, severity)| *severity).max()?;
    let (position, (line, severity)) = tail.iter().enumerate().find(|(_, (_, severity))| *severity == worst)?;
    let before = tail
        .iter()
        .skip(position + 1)
        .find(|(_, severity)| *severity >= Severity::Error)
        .map(|(line, _)| (*line).clone());
    let announces = line.text.trim_end().ends_with(':');
    let after = log.lines.iter().find(|next| next.first == line.last + 1).filter(|_| announces).cloned();
    let before = before.filter(|_| worst > Severity::Plain);
    Some(Decisive { line: (*line).clone(), severity: *severity, before, after })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::evidence::entity::EntityKey;
    use crate::evidence::kinds;
    use crate::evidence::log::LogKey;
    use crate::evidence::observation::ObservationId;

    fn decisive(text: &str) -> String {
        let pod = EntityKey::new(&kinds::POD, Some("shop"), "web");
        let key = LogKey { pod, container: "web".to_owned(), previous: true };
        of(&Log::parse(key, ObservationId(1), text)).map(|found| found.line.text).unwrap_or_default()
    }

    #[test]
    fn the_line_that_says_why() {
        let go = "INFO start\nERROR [db] pq: refused\nFATAL [main] cannot start\ngoroutine 1 [running]:\nmain.run(0xc0)\n\t/src/main.go:87 +0x1d4\n";
        assert_eq!(decisive(go), "FATAL [main] cannot start");
        let python = "starting\nTraceback (most recent call last):\n  File \"/app/a.py\", line 3, in <module>\n    run()\nKeyError: 'DATABASE_URL'\n";
        assert_eq!(decisive(python), "KeyError: 'DATABASE_URL'");
        let java = "INFO up\nException in thread \"main\" java.lang.IllegalStateException: no context\n\tat a.B.c(B.java:3)\nCaused by: java.io.IOException: config.yml is missing\n\tat a.B.d(B.java:9)\n\t... 12 more\n";
        assert_eq!(decisive(java), "Caused by: java.io.IOException: config.yml is missing");
        let node = "> app@1.0.0 start\nError: Cannot find module 'express'\n    at Module._load (node:internal:12:3)\nnpm ERR! code ELIFECYCLE\nnpm ERR! Exit status 1\n";
        assert_eq!(decisive(node), "Error: Cannot find module 'express'");
        let rust =
            "thread 'main' panicked at src/main.rs:4:5:\ncalled unwrap on None\nnote: run with `RUST_BACKTRACE=1`\n";
        assert_eq!(decisive(rust), "thread 'main' panicked at src/main.rs:4:5:");
    }

    #[test]
    fn harmless_lines_do_not_decide() {
        assert_eq!(
            decisive("config missing for x, using default\nINFO 0 errors\nbye"),
            "config missing for x, using default"
        );
        assert_eq!(decisive("one\ntwo"), "two");
        let spring = "2026-03-17T00:16:45.5+08:00 2026-03-16 16:16:45.525  INFO 1 --- [main] x.Y : No bean named 'errorChannel'\n2026-03-17T00:16:46.1+08:00 2026-03-16 16:16:46.232  INFO 1 --- [main] x.Z : done";
        assert!(decisive(spring).ends_with("done"));
        let failed = "APPLICATION FAILED TO START\nDescription:\nWeb server failed to start. Port 18673 was already in use.\nAction:\nIdentify and stop the process that's listening on port 18673";
        assert_eq!(decisive(failed), "Web server failed to start. Port 18673 was already in use.");
        let redis = "# Fatal error: can't open the RDB file: Permission denied\n# Fatal error loading the DB, check server logs. Exiting.";
        assert_eq!(decisive(redis), "# Fatal error: can't open the RDB file: Permission denied");
        assert_eq!(decisive("s3: AccessDenied: Access Denied\narchiving"), "s3: AccessDenied: Access Denied");
        assert_eq!(
            decisive("WARN retry failed\nE1122 14:29:00.1 main.go:3] no leader"),
            "E1122 14:29:00.1 main.go:3] no leader"
        );
        assert_eq!(
            decisive(
                r#"{"level":"error","msg":"boom"}
{"level":"info","msg":"error count reset"}"#
            ),
            r#"{"level":"error","msg":"boom"}"#
        );
    }
}
