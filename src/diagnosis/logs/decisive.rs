//! The decisive lines of a log: those that say why a program gave up.
//!
//! General on purpose. A stack trace counts as one message, see [`trace`]. Of the messages that speak of trouble decides
//! one that stands close to the end, that is serious, and that is rare: what a program says all the time, or what a
//! sibling says that is well, is seldom why it ended.

use std::cmp::Reverse;

use crate::diagnosis::logs::drain::{Drain, Template};
use crate::diagnosis::logs::severity::{self, Severity};
use crate::diagnosis::logs::{message, trace};
use crate::evidence::log::{Log, LogLine};

/// How many messages before the end one may stand.
const WINDOW: usize = 60;
/// How many messages before the end are close to it.
const NEAR: usize = 8;
/// How often a program may say what is rare.
const RARE: usize = 3;
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
        let text = message::of(&self.line.text);
        match &self.after {
            Some(after) => shorten(&format!("{} {}", text.trim_end(), message::of(&after.text).trim())),
            None => shorten(&text),
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
    beside(log, &[])
}

/// The decisive line of a log, with the logs of the same program where it is well.
pub fn beside(log: &Log, well: &[Log]) -> Option<Decisive> {
    let (drain, places) = Drain::of(log);
    let mut usual = Drain::default();
    for line in well.iter().flat_map(|other| &other.lines) {
        usual.learn(&line.text, line.count);
    }
    let blocks = trace::blocks(&log.lines);
    let tail: Vec<&trace::Block<'_>> = blocks.iter().rev().take(WINDOW).collect();
    let worth = |at: usize, block: &trace::Block<'_>| {
        let times =
            places.get(block.place).and_then(|place| drain.get(*place)).map_or(0, |template: &Template| template.times);
        let said_anyway = usual.find(&block.line().text).is_some();
        let trouble = block.severity.min(Severity::Error);
        (trouble, !said_anyway, at < NEAR, block.severity, times <= RARE, Reverse(at))
    };
    let (at, block) = tail.iter().enumerate().max_by_key(|(at, block)| worth(*at, block))?;
    let line = block.line();
    let head =
        (line.first != block.head.first && severity::of(&block.head.text) >= Severity::Error).then_some(block.head);
    let earlier = || tail.iter().skip(at + 1).find(|block| block.severity >= Severity::Error).map(|block| block.line());
    let before = head.or_else(earlier).filter(|_| block.severity > Severity::Plain).cloned();
    let announces = line.text.trim_end().ends_with(':');
    let after = log.lines.iter().find(|next| next.first == line.last + 1).filter(|_| announces).cloned();
    Some(Decisive { line: line.clone(), severity: block.severity, before, after })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::evidence::entity::EntityKey;
    use crate::evidence::kinds;
    use crate::evidence::log::LogKey;
    use crate::evidence::observation::ObservationId;

    fn log(text: &str) -> Log {
        let pod = EntityKey::new(&kinds::POD, Some("shop"), "web");
        let key = LogKey { pod, container: "web".to_owned(), previous: true };
        Log::parse(key, ObservationId(1), text)
    }

    fn decisive(text: &str) -> String {
        of(&log(text)).map(|found| found.line.text).unwrap_or_default()
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
    fn what_is_close_and_rare_decides() {
        let retries = "ERROR cache: stale entry 7\n".repeat(20)
            + "ERROR ledger: connect to 10.0.0.7:5432 refused\nERROR cache: stale entry 8\nbye\n";
        assert_eq!(decisive(&retries), "ERROR ledger: connect to 10.0.0.7:5432 refused");
        let old = "FATAL plugin statistics is broken\n".to_owned()
            + &"INFO served\nINFO cleaned\n".repeat(12)
            + "ERROR no leader\n";
        assert_eq!(decisive(&old), "ERROR no leader");
        let survived =
            "WARN first try failed\n\tat a.B.c(B.java:1)\nCaused by: java.io.IOException: slow\nERROR no room\n";
        assert_eq!(decisive(survived), "ERROR no room");
    }

    #[test]
    fn what_a_sibling_that_is_well_says_does_not_decide() {
        let own = log("ERROR no licence for module 3\nERROR table orders is missing\nERROR no licence for module 4\n");
        let other = log("ERROR no licence for module 9\nINFO serving\n");
        let found = |well: &[Log]| beside(&own, well).map(|found| found.line.text).unwrap_or_default();
        assert_eq!(found(&[]), "ERROR no licence for module 4");
        assert_eq!(found(&[other]), "ERROR table orders is missing");
    }

    #[test]
    fn the_deepest_cause_decides_and_its_head_led_there() {
        let java = log(
            "ERROR Application run failed\norg.a.BeanException: no entityManagerFactory\n\tat a.B.c(B.java:3)\nCaused by: java.sql.SQLException: Access denied\n\tat a.B.d(B.java:9)\n",
        );
        let found = of(&java);
        let before = found.as_ref().and_then(|found| found.before.clone()).map(|line| line.text).unwrap_or_default();
        assert_eq!(
            found.map(|found| found.line.text).unwrap_or_default(),
            "Caused by: java.sql.SQLException: Access denied"
        );
        assert_eq!(before, "org.a.BeanException: no entityManagerFactory");
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

    proptest! {
        #![proptest_config(ProptestConfig { cases: 128, ..ProptestConfig::default() })]

        #[test]
        fn any_log_decides_by_one_of_its_lines(
            text in "(\\PC{0,40}\n|Caused by:\n|Caused by: a\n|\tat a.b[(]C.java:1[)]\n|Traceback [(]most recent call last[)]:\n|ERROR x\n|panic: y:\n| ---> z\n|\n){0,40}",
        ) {
            let own = log(&text);
            let found = beside(&own, &[log("ERROR x\n")]);
            prop_assert_eq!(&found, &beside(&own, &[log("ERROR x\n")]));
            let lines = |line: &LogLine| own.lines.contains(line);
            let parts = found.iter().flat_map(|found| [Some(&found.line), found.before.as_ref(), found.after.as_ref()]);
            prop_assert!(parts.flatten().all(lines));
            prop_assert!(found.is_none_or(|found| found.quote().chars().count() <= QUOTED + 1));
        }
    }
}
