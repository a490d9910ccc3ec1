//! Past investigations: listed, forgotten, and read again citation by citation.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests start the program, and a test that cannot is a failed one"
)]

mod cli_support;

use std::collections::BTreeMap;
use std::path::Path;

use cli_support::Home;
use jiff::Timestamp;
use serde_json::json;
use sre::evidence::run::{ObservationRecord, RunHead, RunId, RunWriter};
use sre::report::model::Report;

const POD: &str = r#"{"kind":"Pod","status":{"containerStatuses":[{"message":"not\u001b[31m found\u009b2J"}]}}"#;
const LOG: &str = "one\ntwo\nthree\nfour \u{1b}]0;owned\u{7}\nfive\nsix\nseven\neight\n";

fn record(id: &str, request: &str, media_type: &str, body: Option<String>) -> ObservationRecord {
    ObservationRecord {
        id: id.into(),
        phase: "objects".into(),
        source: "kubernetes".into(),
        request: request.into(),
        status: if body.is_some() { 200 } else { 404 },
        body,
        media_type: media_type.into(),
        bytes: 4200,
        truncated: false,
        reduced: Some("kept 1 of 40 pods".into()),
        partial: Vec::new(),
        observed_at: "2026-11-22T14:29:00Z".parse().unwrap(),
    }
}

fn evidence(id: &str, observation: &str, pointer: &str) -> serde_json::Value {
    json!({
        "id": id, "observation": observation, "source": "kubernetes", "request": "GET x", "pointer": pointer,
        "object": {"apiVersion": "v1", "kind": "Pod", "namespace": "shop", "name": "web-1"},
        "excerpt": "…", "observed_at": "2026-11-22T14:29:00Z", "truncated": false,
    })
}

fn report() -> Report {
    serde_json::from_value(json!({
        "schema": "sre.report/v1", "question": "why?", "verdict": "root_cause", "summary": "It is the image.",
        "subject": {"scope": "cluster", "objects": [], "resolved_by": ""},
        "cluster": {"source": "demo:echo-pod", "as_of": "2026-11-22T14:29:00Z"},
        "evidence": [
            evidence("e1", "o1", "/status/containerStatuses/0/message"), evidence("e2", "o2", "L4-L5"),
            evidence("e3", "o1", "/status"), evidence("e4", "o3", ""), evidence("e5", "o1", "/spec/imagePullSecrets"),
        ],
        "stats": {"run": "r", "requests": 3, "bytes": 1, "duration_ms": 2, "version": "0.1.0"},
    }))
    .unwrap()
}

/// Writes a finished run that began then.
fn write_run(runs: &Path, began: Timestamp, question: &str) -> String {
    let id = RunId::new(began, question.as_bytes());
    let head = RunHead {
        question: question.into(),
        source: "demo:echo-pod".into(),
        as_of: None,
        started_at: began,
        version: "0.1.0".into(),
        flags: BTreeMap::new(),
        problems: Vec::new(),
    };
    let writer = RunWriter::create(None, Some(runs), &id, head).unwrap();
    let pod = writer.put_body(POD.as_bytes());
    let log = writer.put_body(LOG.as_bytes());
    let numbers = writer.put_body(&serde_json::to_vec(&vec![7; 5000]).unwrap());
    writer.observation(&record("o1", "GET /api/v1/namespaces/shop/pods/web-1", "application/json", Some(pod)));
    writer.observation(&record("o2", "GET /api/v1/namespaces/shop/pods/web-1/log", "text/plain", Some(log)));
    writer.observation(&record("o3", "GET /api/v1/namespaces/shop/secrets/x", "", None));
    writer.observation(&record("o4", "GET /api/v1/long", "application/json", Some(numbers)));
    writer.finish(&report());
    id.to_string()
}

fn home_with_run() -> (Home, String) {
    let home = Home::new();
    let id = write_run(&home.runs(), "2026-11-22T14:29:00Z".parse().unwrap(), "why is web down?");
    (home, id)
}

#[test]
fn a_citation_shows_the_whole_value_and_where_it_came_from() {
    let (home, id) = home_with_run();
    let ended = home.run(&["evidence", "e1"]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    let expected = "e1\n\
        object    v1 Pod shop/web-1\n\
        request   GET /api/v1/namespaces/shop/pods/web-1\n\
        observed  2026-11-22T14:29:00Z by o1 in kubernetes\n\
        answer    200, 4 kB\n\
        reduced   kept 1 of 40 pods\n\
        pointer   /status/containerStatuses/0/message\n\
        \n\
        not found\n";
    assert_eq!(ended.out.replace("4.2 kB", "4 kB"), expected, "without terminal escapes");
    let json = home.run(&["evidence", "e1", "-o", "json"]);
    assert!(!json.out.contains(['\u{1b}', '\u{9b}']));
    assert_eq!(json.json()["value"], "not\u{1b}[31m found\u{9b}2J", "a program gets it to the character");
    assert_eq!(json.json()["run"], id.as_str());
    assert!(home.run(&["evidence", "e3"]).out.contains("  \"containerStatuses\": ["));
}

#[test]
fn cited_lines_of_a_log_have_their_neighbours() {
    let (home, _) = home_with_run();
    let ended = home.run(&["evidence", "e2"]);
    let log = ended.out.split_once("\n\n").unwrap().1;
    assert_eq!(log, "     2  two\n     3  three\n>    4  four\n>    5  five\n     6  six\n     7  seven\n");
    let value = home.run(&["evidence", "e2", "-o", "json"]).json()["value"].clone();
    assert_eq!(value, "four \u{1b}]0;owned\u{7}\nfive", "the cited lines only");
}

#[test]
fn what_is_missing_can_be_cited_too() {
    let (home, _) = home_with_run();
    assert!(home.run(&["evidence", "e4"]).out.contains("answer    404"));
    assert!(home.run(&["evidence", "e4"]).out.ends_with("\n(nothing came back)\n"));
    assert!(home.run(&["evidence", "e5"]).out.ends_with("\n(nothing stands there)\n"));
    assert_eq!(home.run(&["evidence", "e5", "-o", "json"]).json()["value"], serde_json::Value::Null);
}

#[test]
fn an_observation_is_shown_whole_up_to_a_bound() {
    let (home, _) = home_with_run();
    assert!(home.run(&["evidence", "o2"]).out.ends_with("     8  eight\n"));
    let ended = home.run(&["evidence", "o4"]);
    assert!(ended.out.lines().count() < 250);
    assert!(ended.err.contains("`--full` prints all"), "{}", ended.err);
    let ended = home.run(&["evidence", "o4", "--full"]);
    assert!(ended.out.lines().count() > 5000 && ended.err.is_empty());
    assert_eq!(home.run(&["evidence", "o1", "-o", "json"]).json()["value"]["kind"], "Pod");
}

#[test]
fn unknown_ids_are_told_what_exists() {
    let (home, _) = home_with_run();
    home.run(&["evidence", "e9"]).is_usage_error("it has e1, e2, e3, e4, e5");
    home.run(&["evidence", "o9"]).is_usage_error("it has o1, o2, o3, o4");
    home.run(&["evidence", "7"]).is_usage_error("neither a citation nor an observation");
    home.run(&["evidence"]).is_usage_error("<ID>");
    home.run(&["evidence", "e1", "--run", "2025"]).is_usage_error("no run begins with `2025`");
    Home::new().run(&["evidence", "e1"]).is_usage_error("there are no runs");
}

#[test]
fn a_run_is_named_by_its_id_or_its_directory() {
    let (home, id) = home_with_run();
    write_run(&home.runs(), "2026-11-23T00:00:00Z".parse().unwrap(), "a later one");
    let dir = home.runs().join(&id).display().to_string();
    for run in [&id, "20261122", &dir] {
        let ended = home.run(&["evidence", "e1", "--run", run, "-o", "json"]);
        assert_eq!(ended.json()["run"], id.as_str());
    }
    home.run(&["evidence", "e1", "--run", "2026"]).is_usage_error("several runs");
    let ended = home.run(&["evidence", "e1", "--run", home.dir.path().to_str().unwrap()]);
    assert_eq!(ended.code, Some(3));
    assert!(ended.err.contains("is not a run"), "{}", ended.err);
}

#[test]
fn damaged_runs_are_named_and_passed_over() {
    let (home, id) = home_with_run();
    let broken = home.runs().join("20261201T000000Z-00000000");
    std::fs::create_dir(&broken).unwrap();
    std::fs::write(broken.join("manifest.json"), "{").unwrap();
    let ended = home.run(&["runs", "-o", "json"]);
    assert_eq!(ended.json().as_array().unwrap().len(), 1);
    assert!(ended.err.contains("20261201T000000Z-00000000 is damaged"), "{}", ended.err);
    assert_eq!(home.run(&["evidence", "e1", "-o", "json"]).json()["run"], id.as_str(), "the latest that can be read");
}

#[test]
fn runs_are_listed_newest_first() {
    let home = Home::new();
    let ended = home.run(&["runs"]);
    assert_eq!((ended.code, ended.out.as_str()), (Some(0), ""));
    assert!(ended.err.contains("no runs in"), "{}", ended.err);
    assert_eq!(home.run(&["runs", "-o", "json"]).json(), json!([]));

    let old = write_run(&home.runs(), "2026-11-20T08:00:00Z".parse().unwrap(), "old \u{1b}[2Jquestion");
    let new = write_run(&home.runs(), "2026-11-22T08:00:00Z".parse().unwrap(), "new question");
    let lines: Vec<String> = home.run(&["runs"]).out.lines().map(str::to_owned).collect();
    assert!(lines[0].starts_with("ID "));
    assert_eq!(lines[1], format!("{new}  2026-11-22 08:00Z  root cause  demo:echo-pod  new question"));
    assert_eq!(lines[2], format!("{old}  2026-11-20 08:00Z  root cause  demo:echo-pod  old question"));
    let json = home.run(&["runs", "-o", "json"]).json();
    assert_eq!(json[0]["id"], new.as_str());
    assert_eq!(json[0]["verdict"], "root_cause");
}

#[test]
fn old_runs_are_forgotten_on_request() {
    let home = Home::new();
    home.configure("[runs]\nkeep_days = 3");
    let old = write_run(&home.runs(), "2020-01-01T00:00:00Z".parse().unwrap(), "old");
    let new = write_run(&home.runs(), "2020-02-01T00:00:00Z".parse().unwrap(), "new");
    let ended = home.run(&["runs", "prune"]);
    assert_eq!(ended.out, format!("{old}\n"));
    assert!(ended.err.contains("removed 1 run"), "{}", ended.err);
    assert_eq!(home.run(&["runs", "-o", "json"]).json()[0]["id"], new.as_str(), "the latest stays");
    assert_eq!(home.run(&["runs", "prune", "-o", "json"]).json()["removed"], json!([]));
}

#[test]
fn runs_can_be_kept_elsewhere() {
    let home = Home::new();
    let elsewhere = home.dir.path().join("elsewhere");
    let id = write_run(&elsewhere, "2026-11-22T14:29:00Z".parse().unwrap(), "why?");
    let output = home.sre(&["runs", "-o", "json"]).env("SRE_RUNS_DIR", &elsewhere).output().unwrap();
    assert_eq!(cli_support::Ended::from(output).json()[0]["id"], id.as_str());
}
