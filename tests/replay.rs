//! A run on disk is the evidence: it answers again without its source, and every citation can be read in full.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests start the program, and a test that cannot is a failed one"
)]

mod cli_support;
mod support;

use std::fs;

use cli_support::{Ended, Home};
use serde_json::Value;
use support::asking::assert_same;
use support::recording;

/// Flags and question: every kind of answer, and every kind of evidence.
const QUESTIONS: &[&[&str]] = &[
    &["why is the pod in terranetes namespace not running?"],
    &["-n", "terranetes", "why is it down?"],
    &["why is orders-api crash looping?"],
    &["why does report-worker keep restarting?"],
    &["-n", "payments", "why does payment-gateway restart?"],
    &["why are there no log-shipper pods?"],
    &["-n", "frontend", "what is wrong?"],
    &["why is the new storefront release not rolling out?"],
    &["is mysql in databases healthy?"],
    &["why is quarkblatt in databases down?"],
    &["-A", "what is broken?"],
];

/// The recording under a name that can be taken away.
fn home_with_bundle() -> Home {
    let home = Home::new();
    fs::copy(recording::archive(), home.dir.path().join("incident.tar.zst")).unwrap();
    home
}

fn ask(home: &Home, source: &[&str], question: &[&str]) -> Value {
    let ended = home.run(&[&["ask", "-q", "-o", "json"], source, question].concat());
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{question:?}");
    ended.json()
}

fn stable(mut report: Value) -> Value {
    report["stats"] = Value::Null;
    report
}

#[test]
fn a_replay_is_the_same_report_also_after_the_source_is_gone() {
    let home = home_with_bundle();
    let bundle = ["--bundle", "incident.tar.zst"];
    let mut reports = Vec::new();
    for (number, question) in QUESTIONS.iter().enumerate() {
        let dir = format!("run-{number}");
        reports.push(stable(ask(&home, &[&bundle[..], &["--record", &dir]].concat(), question)));
    }
    fs::remove_file(home.dir.path().join("incident.tar.zst")).unwrap();
    for (number, (question, report)) in QUESTIONS.iter().zip(&reports).enumerate() {
        let dir = format!("run-{number}");
        let replay = ["--replay", dir.as_str()];
        let again = stable(ask(&home, &replay, question));
        assert_same(report, &again, &format!("{question:?} asked again of its run"));
        let silent = stable(ask(&home, &replay, &[]));
        assert_same(report, &silent, &format!("the run of {question:?} knows its question and its flags"));
    }
    // The run of a replay can be replayed too.
    ask(&home, &["--replay", "run-0", "--record", "second"], &[]);
    assert_same(&reports[0], &stable(ask(&home, &["--replay", "second"], &[])), "a replay of a replay");
}

#[test]
fn a_replay_of_a_bundle_with_broken_files_still_tells_of_them() {
    let home = Home::new();
    let bundle = recording::unpacked(home.dir.path(), |_, _| ());
    fs::write(bundle.join("cluster-resources/pods/terranetes.json"), "{\"items\": [").unwrap();
    let question = ["what is wrong in terranetes?"];
    let ended =
        home.run(&[&["ask", "-q", "-o", "json", "--bundle", "realworld", "--record", "run"], &question[..]].concat());
    let report = stable(ended.json());
    assert!(report["not_seen"].to_string().contains("terranetes.json"), "{report}");
    assert_ne!(report["verdict"], "healthy");
    fs::remove_dir_all(&bundle).unwrap();
    let again = home.run(&["ask", "-q", "-o", "json", "--replay", "run"]);
    assert_same(&report, &stable(again.json()), "what could not be seen is part of the run");
}

#[test]
fn a_replay_refuses_to_guess_what_its_run_never_read() {
    let home = home_with_bundle();
    ask(&home, &["--bundle", "incident.tar.zst", "--record", "run"], &["is mysql in databases healthy?"]);
    for question in ["why is echo-pod not running?", "what is wrong in media?", "is everything ok in demo-healthy?"] {
        let ended = home.run(&["ask", "-q", "-o", "json", "--replay", "run", question]);
        let report = ended.json();
        let code = if report["verdict"] == "no_access" { 3 } else { 0 };
        assert_eq!((ended.code, ended.err.as_str()), (Some(code), ""), "{question:?}");
        assert!(!["healthy", "root_cause"].contains(&report["verdict"].as_str().unwrap()), "{question}: {report}");
        assert!(report["not_seen"].as_array().is_some_and(|list| !list.is_empty()), "{question}: {report}");
    }
}

/// White space folded: the page breaks lines where the value does not.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Whether the page shows what the report quotes, whole or in the two halves that its middle was cut out of.
fn shows(page: &str, excerpt: &str) -> bool {
    let page = folded(page);
    excerpt.split(" … ").all(|part| page.contains(&folded(part)))
}

#[test]
fn every_citation_can_be_read_again_and_holds_the_quote() {
    let home = home_with_bundle();
    let mut cited = 0;
    for (number, question) in QUESTIONS.iter().enumerate() {
        let dir = format!("run-{number}");
        let report = ask(&home, &["--bundle", "incident.tar.zst", "--record", &dir], question);
        // Of a very long report, every third: what it cites are the same kinds of places.
        let all = report["evidence"].as_array().unwrap();
        let step = if all.len() > 40 { 3 } else { 1 };
        for evidence in all.iter().step_by(step) {
            let id = evidence["id"].as_str().unwrap();
            let ended = home.run(&["evidence", id, "--run", &dir, "--full"]);
            assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""), "{question:?} {id}");
            let excerpt = evidence["excerpt"].as_str().unwrap();
            assert!(!excerpt.trim().is_empty(), "{question:?}: {evidence}");
            // Log lines are printed with their numbers in between, objects line by line; a program gets them as they are.
            let value = home.run(&["evidence", id, "--run", &dir, "-o", "json"]).json()["value"].clone();
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            assert!(
                shows(&ended.out, excerpt) || shows(&value, excerpt),
                "{question:?} {id}: {excerpt:?} is not in\n{}",
                ended.out
            );
            cited += 1;
        }
        let used: Vec<&str> = all.iter().map(|evidence| evidence["observation"].as_str().unwrap()).collect();
        for id in used.iter().step_by(4) {
            let ended = home.run(&["evidence", id, "--run", &dir]);
            assert_eq!(ended.code, Some(0), "{question:?} {id}: {ended:?}");
            assert!(ended.out.starts_with(&format!("{id}\nrequest   GET ")), "{ended:?}");
        }
        assert_every_id_is_cited(&report, &format!("{question:?}"));
    }
    assert!(cited > 100, "{cited} citations are hardly a test");
}

/// Ids that the report uses are those that it lists, and it uses all of them.
fn assert_every_id_is_cited(report: &Value, what: &str) {
    fn collect(value: &Value, used: &mut std::collections::BTreeSet<String>) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    match value.as_array().filter(|_| key == "evidence") {
                        Some(ids) => used.extend(ids.iter().filter_map(|id| id.as_str().map(str::to_owned))),
                        None => collect(value, used),
                    }
                }
            }
            Value::Array(list) => list.iter().for_each(|value| collect(value, used)),
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }
    let mut used = std::collections::BTreeSet::new();
    collect(report, &mut used);
    let listed = report["evidence"].as_array().unwrap().iter().map(|e| e["id"].as_str().unwrap().to_owned()).collect();
    assert_eq!(used, listed, "{what}");
}

#[test]
fn runs_are_kept_where_the_platform_keeps_data_and_listed() {
    let home = Home::new();
    home.run(&["ask", "--demo", "-q", "why is echo-pod not running?"]);
    let listed = home.run(&["runs", "-o", "json"]).json();
    let id = listed[0]["id"].as_str().unwrap();
    assert_eq!(listed.as_array().unwrap().len(), 1);
    assert_eq!(listed[0]["question"], "why is echo-pod not running?");
    let dir = home.runs().join(id);
    for part in ["manifest.json", "events.jsonl", "report.json", "bodies"] {
        assert!(dir.join(part).exists(), "{part}");
    }
    assert!(home.run(&["runs"]).out.contains("root cause  demo:echo-pod  why is echo-pod not running?"));
    assert_eq!(home.run(&["evidence", "e1"]).code, Some(0), "of the latest run");
    let replayed = home.run(&["ask", "-q", "-o", "json", "--replay", dir.to_str().unwrap()]);
    assert_eq!(replayed.json()["root_causes"][0]["cause"], "ImageNotFound");
}

#[cfg(unix)]
#[test]
fn what_is_kept_is_for_its_owner_alone() {
    use std::os::unix::fs::PermissionsExt as _;
    let home = Home::new();
    home.run(&["ask", "--demo", "-q", "why is echo-pod not running?"]);
    let mut pending = vec![home.runs()];
    while let Some(path) = pending.pop() {
        let mode = fs::metadata(&path).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{} has mode {mode:o}", path.display());
        if path.is_dir() {
            pending.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
}

#[test]
fn a_place_that_cannot_be_written_costs_one_warning_and_not_the_answer() {
    let home = Home::new();
    fs::write(home.dir.path().join("file"), "").unwrap();
    // A file stands where the folder should be: that stops everybody, the superuser included.
    let output = home.sre(&["ask", "--demo", "-o", "json", "why is echo-pod not running?"]);
    let mut output = output;
    let ended = Ended::from(output.env("SRE_RUNS_DIR", "file/runs").output().unwrap());
    assert_eq!(ended.code, Some(0));
    assert_eq!(ended.json()["root_causes"][0]["cause"], "ImageNotFound");
    assert_eq!(ended.err.matches("warning:").count(), 1, "{}", ended.err);
}

#[test]
fn a_damaged_run_is_an_error_that_names_it() {
    let home = home_with_bundle();
    let question = ["why is echo-pod not running?"];
    ask(&home, &["--bundle", "incident.tar.zst", "--record", "run"], &question);
    let run = home.dir.path().join("run");
    let bodies: Vec<_> = fs::read_dir(run.join("bodies")).unwrap().map(|entry| entry.unwrap().path()).collect();
    for body in &bodies {
        fs::write(body, "tampered").unwrap();
    }
    let ended = home.run(&["evidence", "e1", "--run", "run"]);
    assert_ne!(ended.code, Some(0), "what was changed after the fact is no evidence: {ended:?}");
    assert!(ended.err.starts_with("error: "), "{ended:?}");
    let report = home.run(&["ask", "-q", "-o", "json", "--replay", "run"]).json();
    assert!(!["healthy", "root_cause"].contains(&report["verdict"].as_str().unwrap()), "{report}");

    fs::write(run.join("manifest.json"), "{").unwrap();
    let ended = home.run(&["ask", "--replay", "run", "-o", "json"]);
    assert_eq!((ended.code, &ended.json()["verdict"]), (Some(3), &Value::from("no_access")));
    assert!(ended.err.contains("run"), "{ended:?}");
}
