//! A question travels from the command line to the report: what is printed where, what is kept, and which exit code
//! tells what.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests start the program, and a test that cannot is a failed one"
)]

mod cli_support;

use std::fs;
use std::process::Stdio;

use cli_support::{Ended, Home};
use serde_json::Value;

const QUESTION: &str = "why is the pod in terranetes namespace not running?";

#[test]
fn the_answer_is_on_standard_output_and_the_steps_are_on_standard_error() {
    let home = Home::new();
    let ended = home.run(&["ask", "--demo", QUESTION]);
    assert_eq!(ended.code, Some(0));
    assert!(ended.out.contains("ImageNotFound") && ended.out.contains("demo:echo-pod"), "{ended:?}");
    assert!(!ended.out.contains('\u{1b}') && !ended.err.contains('\u{1b}'), "no colours into a pipe");
    assert!(ended.err.lines().any(|line| line.contains("pods in terranetes") && line.contains(" ms")), "{ended:?}");
    let quiet = home.run(&["ask", "--demo", "-q", QUESTION]);
    assert_eq!(quiet.err, "");
}

#[test]
fn a_question_is_the_same_as_words_as_a_string_and_on_standard_input() {
    let home = Home::new();
    let words: Vec<&str> = ["ask", "--demo", "-o", "json"].into_iter().chain(QUESTION.split(' ')).collect();
    let piped = home.sre(&["ask", "--demo", "-o", "json", "-"]).write_stdin(QUESTION).output().unwrap();
    for ended in [home.run(&words), Ended::from(piped), home.run(&["--demo", "-o", "json", "ask", QUESTION])] {
        let report = ended.json();
        assert_eq!(report["question"], QUESTION);
        assert_eq!(report["root_causes"][0]["cause"], "ImageNotFound");
    }
}

#[test]
fn the_exit_code_tells_the_kind_of_answer_when_it_is_asked_to() {
    let home = Home::new();
    for (demo, question, code) in [
        ("--demo", QUESTION, 10),
        ("--demo=healthy", "is mysql in databases healthy?", 0),
        ("--demo", "why is quarkblatt-nonesuch in terranetes down?", 11),
    ] {
        let ended = home.run(&["ask", demo, "--exit-code", "-o", "json", question]);
        assert_eq!(ended.code, Some(code), "{question}: {}", ended.json()["summary"]);
        assert_eq!(home.run(&["ask", demo, question]).code, Some(0), "{question}");
    }
}

#[test]
fn json_is_one_report_that_keeps_the_schema() {
    let home = Home::new();
    let report = home.run(&["ask", "--demo", "-o", "json", QUESTION]).json();
    assert!(jsonschema::is_valid(&home.run(&["schema"]).json(), &report));
    let yaml = home.run(&["ask", "--demo", "-o", "yaml", QUESTION]).out;
    assert!(yaml.starts_with("schema: sre.report/v1\n"), "{yaml}");
    assert!(home.run(&["ask", "--demo", "-o", "markdown", QUESTION]).out.contains("ImageNotFound"));
}

#[test]
fn a_missing_bundle_is_an_answer_to_a_program() {
    let home = Home::new();
    let ended = home.run(&["ask", "--bundle", "absent.tar", "-o", "json", "why?"]);
    assert_eq!((ended.code, &ended.json()["verdict"]), (Some(3), &Value::from("no_access")));
    assert!(ended.err.contains("absent.tar"), "{ended:?}");
    assert_eq!(home.run(&["ask", "why?"]).code, Some(3), "without a cluster");
}

#[test]
fn the_trace_has_each_step_and_the_audit_each_request() {
    let home = Home::new();
    let ended = home.run(&["ask", "--demo", "-q", "--trace", "t.jsonl", "--audit", "a.jsonl", QUESTION]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    let lines = |name: &str| -> Vec<Value> {
        let text = fs::read_to_string(home.dir.path().join(name)).unwrap();
        text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
    };
    let trace = lines("t.jsonl");
    assert_eq!(trace.first().unwrap()["type"], "started");
    assert_eq!(trace.last().unwrap()["type"], "reported");
    assert!(trace.iter().all(|line| line["at"].is_f64()));
    let requested = trace.iter().filter(|line| line["type"] == "requested").count();
    assert_eq!(lines("a.jsonl").len(), requested);
    home.run(&["ask", "--demo", "--audit", "no/such/folder/a", QUESTION]).is_usage_error("no/such/folder/a");
}

#[test]
fn a_run_is_kept_cited_from_and_replayed() {
    let home = Home::new();
    let mut asked = home.run(&["ask", "--demo", "-o", "json", "--record", "kept", QUESTION]).json();
    assert!(!home.runs().exists(), "`--record` names the only place");
    home.run(&["ask", "--demo", "--record", "kept", QUESTION]).is_usage_error("not empty");

    let cited = home.run(&["evidence", "e1", "--run", "kept", "-o", "json"]).json();
    assert_eq!(cited["value"], "georgeezejiofor/echo-pod:blue-bad-v1");

    let mut replayed = home.run(&["ask", "--replay", "kept", "-o", "json"]).json();
    for report in [&mut asked, &mut replayed] {
        report["stats"] = Value::Null;
    }
    assert_eq!(asked, replayed, "the recorded question, the recorded time, the same answer");

    let run = home.run(&["runs", "-o", "json"]).json();
    assert_eq!(run[0]["verdict"], "root_cause", "a replay is a run too");
    assert_eq!(home.run(&["evidence", "e1"]).code, Some(0));
}

#[test]
fn runs_that_cannot_be_kept_cost_a_warning_and_not_the_answer() {
    let home = Home::new();
    fs::write(home.dir.path().join("file"), "").unwrap();
    let output = home.sre(&["ask", "--demo", QUESTION]).env("SRE_RUNS_DIR", "file/runs").output().unwrap();
    let ended = Ended::from(output);
    assert_eq!(ended.code, Some(0));
    assert!(ended.out.contains("ImageNotFound"));
    assert_eq!(ended.err.matches("warning:").count(), 1, "{}", ended.err);
    assert!(ended.err.contains("in memory only"), "{}", ended.err);
}

#[test]
fn a_reader_that_goes_away_costs_neither_the_run_nor_an_error() {
    let home = Home::new();
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    let output = home.process().args(["ask", "--demo", "-q", QUESTION]).stdout(writer).output().unwrap();
    assert_eq!((output.status.code(), output.stderr), (Some(0), Vec::new()));
    assert_eq!(home.run(&["runs", "-o", "json"]).json()[0]["status"], "finished");
}

#[cfg(unix)]
#[test]
fn ctrl_c_ends_a_run_that_waits_and_keeps_what_it_has() {
    let home = Home::new();
    // It tells its version and says nothing more.
    let server = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let address = server.local_addr().unwrap();
    std::thread::spawn(move || {
        let version = r#"{"gitVersion":"v1.36.2"}"#;
        let head = format!("HTTP/1.1 200 OK\r\ncontent-length: {}\r\n\r\n{version}", version.len());
        let (mut first, _) = server.accept().unwrap();
        let request = std::io::BufRead::lines(std::io::BufReader::new(&first));
        assert!(request.map_while(Result::ok).any(|line| line.is_empty()), "the end of a head");
        std::io::Write::write_all(&mut first, head.as_bytes()).unwrap();
        let _kept = (first, server.accept());
        std::thread::park();
    });
    let kubeconfig = format!(
        "{{apiVersion: v1, kind: Config, current-context: a, contexts: [{{name: a, context: {{cluster: a, user: a}}}}], \
         clusters: [{{name: a, cluster: {{server: 'http://{address}'}}}}], users: [{{name: a, user: {{}}}}]}}"
    );
    fs::write(home.dir.path().join("kubeconfig"), kubeconfig).unwrap();
    let mut process = home.process();
    let child = process.args(["ask", "--kubeconfig", "kubeconfig", "--trace", "t.jsonl", "why?"]);
    let child = child.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let trace = home.dir.path().join("t.jsonl");
    while !fs::read_to_string(&trace).is_ok_and(|text| text.contains("requested")) {
        std::thread::sleep(std::time::Duration::from_millis(5));
    }
    let killed = std::process::Command::new("kill").args(["-INT", &child.id().to_string()]).status().unwrap();
    assert!(killed.success());
    let ended = Ended::from(child.wait_with_output().unwrap());
    assert_eq!((ended.code, ended.out.as_str()), (Some(130), ""), "{ended:?}");
    assert_eq!(home.run(&["runs", "-o", "json"]).json()[0]["status"], "interrupted");
}
