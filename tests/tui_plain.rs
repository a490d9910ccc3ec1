//! The session line by line, and what can be resumed.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot begin is a failed one"
)]
#![allow(clippy::disallowed_methods, reason = "tests start the program")]

mod cli_support;

use cli_support::{Ended, Home};

const QUESTION: &str = "why is the pod in terranetes namespace not running?";

fn session(home: &Home, arguments: &[&str], lines: &str) -> Ended {
    home.sre(&[&["--plain"], arguments].concat()).write_stdin(lines.to_owned()).output().unwrap().into()
}

#[test]
fn lines_are_answered_in_their_order() {
    let home = Home::new();
    let ended = session(&home, &["--demo"], &format!("{QUESTION}\ne2\n/cost\nwhat changed?\n/quit\nnever read\n"));
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let at = |words: &str| ended.out.find(words).unwrap_or_else(|| panic!("{words:?} is not in {}", ended.out));
    assert!(at("ROOT CAUSE") < at("Back-off pulling image"));
    assert!(at("Back-off pulling image") < at("1 run, "));
    assert!(at("1 run, ") < at("about namespace terranetes, as in the answer before"));
    assert!(!ended.out.contains("never read") && !ended.out.contains('\u{1b}'));
    assert!(ended.err.contains("sre --resume="), "{ended:?}");
}

#[test]
fn the_cited_line_is_marked() {
    let home = Home::new();
    let ended = session(&home, &["--demo"], &format!("{QUESTION}\ne2\n"));
    let marked: Vec<&str> = ended.out.lines().filter(|line| line.starts_with('>')).collect();
    assert!(matches!(marked.as_slice(), [line] if line.contains("message: \"Back-off pulling image")), "{marked:?}");
}

#[test]
fn a_session_is_listed_and_resumed() {
    let home = Home::new();
    session(&home, &["--demo"], &format!("{QUESTION}\n/scan terranetes\n"));
    let listed = home.run(&["sessions", "-o", "json"]).json();
    assert_eq!(listed.as_array().unwrap().len(), 1);
    assert_eq!(listed[0]["questions"][0], QUESTION);
    assert_eq!(listed[0]["source"], "demo:echo-pod");
    assert_eq!(listed[0]["runs"].as_array().unwrap().len(), 2);
    let id = listed[0]["id"].as_str().unwrap();

    // On the same source, though no flag names it; and about what was asked about.
    let ended = session(&home, &[&format!("--resume={id}")], "e1\nsince when?\n");
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.contains("ROOT CAUSE") && ended.out.contains("resumed session"), "{}", ended.out);
    assert!(ended.out.contains("about namespace terranetes"), "{}", ended.out);
    let listed = home.run(&["sessions", "-o", "json"]).json();
    assert_eq!((listed.as_array().unwrap().len(), listed[0]["runs"].as_array().unwrap().len()), (1, 3));
    let table = home.run(&["sessions"]).out;
    assert!(table.contains("since when?") && table.contains(id), "{table}");
}

#[test]
fn what_was_removed_is_missed_and_no_more() {
    let home = Home::new();
    session(&home, &["--demo"], &format!("{QUESTION}\n"));
    let listed = home.run(&["sessions", "-o", "json"]).json();
    std::fs::remove_dir_all(home.runs().join(listed[0]["runs"][0].as_str().unwrap())).unwrap();
    let ended = session(&home, &["--resume"], "");
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.contains("is not there any more"), "{}", ended.out);
}

#[test]
fn what_cannot_be_resumed_is_said() {
    let home = Home::new();
    home.run(&["--plain", "--resume"]).is_usage_error("there is no session to resume");
    session(&home, &["--demo"], &format!("{QUESTION}\n"));
    home.run(&["--plain", "--resume=1999"]).is_usage_error("no session begins with `1999`");
    let file = std::fs::read_dir(home.runs().join("sessions")).unwrap().next().unwrap().unwrap().path();
    std::fs::write(&file, "{\"schema\": \"x\"").unwrap();
    home.run(&["--plain", "--resume"]).is_usage_error("is damaged");
    assert_eq!(home.run(&["sessions", "-o", "json"]).json(), serde_json::json!([]));
}

#[test]
fn without_a_terminal_there_is_help_or_a_hint() {
    let home = Home::new();
    let ended = home.run(&[]);
    assert_eq!(ended.code, Some(2));
    assert!(ended.err.contains("Usage: sre") && ended.err.contains("--plain"), "{ended:?}");
    home.run(&["--demo"]).is_usage_error("a session needs a terminal");
    home.run(&["--plain", "ask", "--demo", "why?"]).is_usage_error("belong to the session");
    home.run(&["--plain", "--demo", "--record", "x"]).is_usage_error("`--record` is about one run");
}

#[test]
fn a_source_that_cannot_be_opened_is_told_and_the_session_goes_on() {
    let home = Home::new();
    let ended = session(&home, &["--bundle", "nothing.tar"], "why?\n/cost\n");
    assert_eq!(ended.code, Some(0), "{ended:?}");
    assert!(ended.out.contains("nothing.tar") && ended.out.contains("no model took part"), "{}", ended.out);
}

#[test]
fn a_reader_that_goes_away_is_no_trouble() {
    use std::io::{BufRead, BufReader, Write};
    let home = Home::new();
    let mut process = home.process();
    process.args(["--plain", "--demo"]).stdin(std::process::Stdio::piped());
    process.stdout(std::process::Stdio::piped()).stderr(std::process::Stdio::piped());
    let mut session = process.spawn().unwrap();
    let mut first = String::new();
    BufReader::new(session.stdout.take().unwrap()).read_line(&mut first).unwrap();
    assert!(first.starts_with("sre, demo:echo-pod"), "{first}");
    // Nobody reads from here on.
    let _ = session.stdin.take().unwrap().write_all(format!("{QUESTION}\n/help\n/help\n").as_bytes());
    let ended: Ended = session.wait_with_output().unwrap().into();
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{ended:?}");
}
