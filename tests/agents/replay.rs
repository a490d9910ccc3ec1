//! A recorded run of agents is told again without a network and without a model: the same report, byte for byte.

use serde_json::{Value, json};

use crate::llm::{Reply, Scripted};
use crate::{Home, QUESTION, ask, draft, engine, home, is_lead, stable, turns};

/// Two specialists, many calls, one of them wrong, and a lie that is struck.
fn team() -> Scripted {
    let mut report = draft(&engine());
    report["hypotheses"] = json!([{ "cause": "NodeNotReady", "statement": "A node is down.",
        "object": { "kind": "Node", "name": "ghost" } }]);
    Scripted::with(move |asked| match (is_lead(asked), turns(asked)) {
        (true, 0) => Reply::calls(&[(
            "delegate",
            json!({ "tasks": [
            { "agent": "kubernetes", "task": "look at the pods" }, { "agent": "gitops-and-changes", "task": "what changed?" } ] }),
        )]),
        (true, 1) => Reply::calls(&[("ask_engine", json!({ "namespace": "reporting" }))]),
        (true, _) => Reply::calls(&[("submit_report", report.clone())]),
        (false, 0) => Reply::calls(&[
            ("describe", json!({ "kind": "Deployment", "name": "echo", "namespace": "terranetes" })),
            ("events", json!({ "namespace": "terranetes" })),
            ("changes", json!({ "namespace": "terranetes" })),
        ]),
        (false, _) => Reply::calls(&[("report_findings", json!({ "summary": "The image is not there." }))]),
    })
}

/// Asks with a model, then tells the run again where there is none.
fn both(model: &Scripted, more: &[&str]) -> (Value, Value) {
    let home = home(model, "");
    let dir = home.dir.path().join("run");
    let recorded = ask(&home, &[&["--record", dir.to_str().unwrap()], more].concat()).json();
    let asked = model.turns();
    let replayed = Home::new().run(&["ask", "--replay", dir.to_str().unwrap(), "-o", "json"]);
    assert_eq!(model.turns(), asked, "nobody is asked");
    assert!(!replayed.err.contains("answer other requests"), "{}", replayed.err);
    (recorded, replayed.json())
}

fn bytes(report: &Value) -> String {
    let mut report = stable(report.clone());
    report["cluster"]["source"] = Value::Null;
    serde_json::to_string_pretty(&report).unwrap()
}

#[test]
fn a_run_of_agents_is_told_again_byte_for_byte() {
    let (recorded, replayed) = both(&team(), &[]);
    assert!(recorded["struck"].as_array().is_some_and(|struck| !struck.is_empty()), "{recorded}");
    assert_eq!(bytes(&recorded), bytes(&replayed));
    assert_eq!(recorded["stats"]["usage"], replayed["stats"]["usage"]);
}

#[test]
fn a_run_that_a_budget_ended_is_told_again_as_well() {
    let (recorded, replayed) = both(&team(), &["--max-steps", "5"]);
    assert!(recorded["not_seen"].to_string().contains("used up"), "{recorded}");
    assert_eq!(bytes(&recorded), bytes(&replayed));
}

#[test]
fn a_run_whose_model_broke_down_is_told_again_as_well() {
    let model = Scripted::with(|asked| match turns(asked) {
        0 => Reply::calls(&[("ask_engine", json!({ "namespace": "terranetes" }))]),
        _ => Reply::error(400, "no more"),
    });
    let (recorded, replayed) = both(&model, &[]);
    assert!(recorded["not_seen"].to_string().contains("no more"), "{recorded}");
    assert_eq!(bytes(&recorded), bytes(&replayed));
}

#[test]
fn a_run_that_time_ended_is_told_again_as_well() {
    let model = Scripted::with(|asked| match (is_lead(asked), turns(asked)) {
        (true, 0) => Reply::calls(&[("delegate", json!({ "tasks": [{ "agent": "kubernetes", "task": "look" }] }))]),
        (true, _) => Reply::text("I think").stall_after(100),
        (false, _) => Reply::calls(&[("report_findings", json!({ "summary": "" }))]),
    });
    let (recorded, replayed) = both(&model, &["--max-time", "1s"]);
    assert!(recorded["not_seen"].to_string().contains("used up"), "{recorded}");
    assert_eq!(bytes(&recorded), bytes(&replayed));
}

#[test]
fn a_flag_decides_whether_a_recording_is_told_again() {
    let model = team();
    let home = home(&model, "");
    let dir = home.dir.path().join("run");
    ask(&home, &["--record", dir.to_str().unwrap()]);
    let dir = dir.to_str().unwrap();
    let asked = model.turns();
    let none = home.run(&["ask", "--replay", dir, "--model", "none", "-o", "json"]).json();
    assert_eq!((none["stats"]["usage"].clone(), model.turns()), (Value::Null, asked));
    let anew = home.run(&["ask", "--replay", dir, "--model", "scripted-1", "-o", "json"]).json();
    assert_eq!(anew["verdict"], "root_cause");
    assert!(model.turns() > asked, "it was asked anew");
    // A run without a model stays one, whatever the configuration names.
    let plain = home.dir.path().join("plain");
    ask(&home, &["--record", plain.to_str().unwrap(), "--model", "none"]);
    let asked = model.turns();
    let again = home.run(&["ask", "--replay", plain.to_str().unwrap(), "-o", "json", QUESTION]).json();
    assert_eq!((again["stats"]["usage"].clone(), model.turns()), (Value::Null, asked));
}
