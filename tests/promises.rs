//! What a person or a program gets to see, to the byte: the faces of one answer, and that nothing but the evidence
//! decides about them.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stderr,
    clippy::indexing_slicing,
    reason = "tests start the program, and a test that cannot is a failed one"
)]

mod cli_support;
mod support;

use std::fs;
use std::process::Command;

use cli_support::{Ended, Home};
use serde_json::Value;
use support::asking::assert_same;
use support::recording;

/// The demo's question.
const QUESTION: &str = "why is the pod in terranetes namespace not running?";

/// Figures of a run, wherever they are printed.
const VOLATILE: &[(&str, &str)] = &[
    (r"\b\d+(\.\d+)? m?s\b", "[time]"),
    (r"\d{8}T\d{6}Z-[0-9a-f]{8}", "[run]"),
    (r#""?duration_ms"?: \d+"#, "duration_ms: [time]"),
    (r#"(version"?: )"?\d+\.\d+\.\d+"?"#, "${1}[version]"),
    (r#""millis":\d+"#, r#""millis":[time]"#),
    (r#""at":"[^"]+""#, r#""at":"[time]""#),
    (r#""at":[0-9.]+"#, r#""at":[time]"#),
];

/// A text without the figures of its run.
fn settled(text: &str) -> String {
    let without = |text: String, (pattern, instead): &(&str, &str)| {
        regex::Regex::new(pattern).unwrap().replace_all(&text, *instead).into_owned()
    };
    VOLATILE.iter().fold(text.to_owned(), without)
}

/// Lines of reads that run side by side: which ends first is nobody's promise.
fn unordered(text: &str) -> String {
    let text = settled(text);
    let mut lines: Vec<&str> = text.lines().collect();
    lines.sort_unstable();
    lines.join("\n")
}

/// The demo, asked at that width in that format.
fn demo(columns: &str, format: &str) -> String {
    let output =
        Home::new().sre(&["ask", "--demo", "-q", "-o", format, QUESTION]).env("COLUMNS", columns).output().unwrap();
    let ended = Ended::from(output);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    ended.out
}

#[test]
fn text_at_80_columns() {
    insta::assert_snapshot!("demo_text_80", settled(&demo("80", "text")));
}

#[test]
fn text_at_40_columns() {
    insta::assert_snapshot!("demo_text_40", settled(&demo("40", "text")));
}

#[test]
fn markdown() {
    insta::assert_snapshot!("demo_markdown", settled(&demo("80", "markdown")));
}

#[test]
fn json() {
    insta::assert_snapshot!("demo_json", settled(&demo("80", "json")));
}

#[test]
fn yaml() {
    let yaml = demo("80", "yaml");
    insta::assert_snapshot!("demo_yaml", settled(&yaml));
    let read: Value = serde_saphyr::from_str(&yaml).unwrap();
    let json: Value = serde_json::from_str(&demo("80", "json")).unwrap();
    assert_same(&stable(read), &stable(json), "YAML and JSON are one report");
}

#[test]
fn steps_and_audit_and_trace() {
    let home = Home::new();
    let ended = home.run(&["ask", "--demo", "--audit", "audit.jsonl", "--trace", "trace.jsonl", QUESTION]);
    insta::assert_snapshot!("demo_steps", unordered(&ended.err));
    let audit = fs::read_to_string(home.dir.path().join("audit.jsonl")).unwrap();
    insta::assert_snapshot!("demo_audit", unordered(&audit));
    for line in audit.lines().map(|line| serde_json::from_str::<Value>(line).unwrap()) {
        assert_eq!((&line["method"], &line["purpose"]), (&Value::from("GET"), &Value::from("investigate")), "{line}");
        assert!(line["rule"].is_string() && line.get("refused").is_none(), "{line}");
    }

    let trace = fs::read_to_string(home.dir.path().join("trace.jsonl")).unwrap();
    let events: Vec<Value> = trace.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let types: Vec<&str> = events.iter().map(|event| event["type"].as_str().unwrap()).collect();
    assert_eq!((types.first(), types.last()), (Some(&"started"), Some(&"reported")));
    assert_eq!(types.iter().filter(|kind| ["started", "reported"].contains(kind)).count(), 2, "once each");
    let times: Vec<f64> = events.iter().map(|event| event["at"].as_f64().unwrap()).collect();
    assert!(times.is_sorted(), "{times:?}");
    for observed in events.iter().filter(|event| event["type"] == "observed") {
        let asked = |event: &&Value| event["type"] == "requested" && event["observation"] == observed["observation"];
        assert_eq!(events.iter().filter(asked).count(), 1, "{observed}");
    }
    insta::assert_snapshot!("demo_trace", unordered(&trace));
}

#[test]
fn a_program_gets_the_same_words_whatever_terminal_stands_around_it() {
    let home = Home::new();
    let asked = |variables: &[(&str, &str)]| {
        let mut command = home.sre(&["ask", "--demo", "-q", "-o", "json", QUESTION]);
        stable(Ended::from(command.envs(variables.iter().copied()).output().unwrap()).json())
    };
    let plain = asked(&[]);
    for variables in [
        &[("COLUMNS", "17"), ("TERM", "dumb")][..],
        &[("LANG", "tr_TR.UTF-8"), ("TZ", "Asia/Tokyo")],
        &[("CLICOLOR_FORCE", "1")],
    ] {
        assert_same(&plain, &asked(variables), &format!("{variables:?}"));
    }
}

/// Questions without and with an answer, by every sort of evidence.
const QUESTIONS: &[&str] = &[
    QUESTION,
    "payment-gateway restarts all the time, why?",
    "why is orders-api crash looping?",
    "why is redis pending in databases?",
    "is mysql in databases healthy?",
    "what is wrong in backups?",
    "why is quarkblatt down?",
    "what is broken?",
];

fn stable(mut report: Value) -> Value {
    report["stats"] = Value::Null;
    report
}

#[test]
fn the_same_question_gives_the_same_bytes() {
    let home = Home::new();
    for (number, question) in QUESTIONS.iter().enumerate() {
        for format in ["json", "text", "markdown", "yaml"].into_iter().take(if number == 0 { 4 } else { 2 }) {
            let asked = || settled(&home.run(&["ask", "--demo", "-q", "-o", format, question]).out);
            let first = asked();
            assert!(!first.is_empty());
            assert_eq!(first, asked(), "{question} as {format}");
        }
    }
}

/// A wall clock that is off by so much; none where the machine has no `faketime` and nobody insists.
fn elsewhen(home: &Home, offset: &str) -> Option<Command> {
    let Some(faketime) =
        ["/usr/bin/faketime", "/usr/local/bin/faketime"].into_iter().find(|path| fs::exists(path).unwrap())
    else {
        assert!(std::env::var_os("CI").is_none(), "faketime is not installed: apt-get install faketime");
        eprintln!("SKIPPED: faketime is not installed, the wall clock was not moved");
        return None;
    };
    let program = home.process();
    let mut command = Command::new(faketime);
    command.args(["-f", offset]).arg(program.get_program()).env_clear().current_dir(home.dir.path());
    command.envs(program.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Some(command)
}

#[test]
fn the_wall_clock_decides_nothing() {
    let home = Home::new();
    for question in QUESTIONS {
        let arguments = ["ask", "--demo", "-q", "-o", "json", question];
        let now = stable(home.run(&arguments).json());
        for offset in ["+3653d", "-3653d"] {
            let Some(mut moved) = elsewhen(&home, offset) else { return };
            let then = Ended::from(moved.args(arguments).output().unwrap());
            assert_eq!(then.err, "", "{question} {offset}");
            let run = then.json()["stats"]["run"].as_str().unwrap().to_owned();
            assert!(!run.starts_with(&this_year()), "the clock did not move: {run}");
            assert_same(&now, &stable(then.json()), &format!("{question} {offset}"));
        }
    }
}

/// The year of the machine, as ids of runs begin with it.
fn this_year() -> String {
    sre::clock::Clock::Wall.now().to_string().chars().take(4).collect()
}

#[test]
fn a_run_is_replayed_as_of_its_own_time() {
    let home = Home::new();
    fs::copy(recording::archive(), home.dir.path().join("incident.tar.zst")).unwrap();
    let question = "is mysql in databases healthy?";
    let arguments = ["ask", "-q", "-o", "json", "--bundle", "incident.tar.zst", "--record", "run", question];
    let report = stable(home.run(&arguments).json());
    let Some(mut moved) = elsewhen(&home, "+3653d") else { return };
    let replayed = Ended::from(moved.args(["ask", "-q", "-o", "json", "--replay", "run"]).output().unwrap());
    assert_same(&report, &stable(replayed.json()), "ten years later");
}
