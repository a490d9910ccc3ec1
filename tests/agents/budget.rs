//! Budgets: close to their end agents conclude, at their end the engine answers, with what was proven until then.

use serde_json::json;

use crate::llm::{Asked, Reply, Scripted};
use crate::{ask, draft, engine, home, is_lead, results, turns};

/// Whether the agent is told to call this one tool.
fn must(asked: &Asked) -> Option<&str> {
    asked.body["tool_choice"]["function"]["name"].as_str()
}

/// A lead that never has enough, with specialists that never have either.
fn endless() -> Scripted {
    Scripted::with(|asked| {
        let turn = turns(asked);
        if is_lead(asked) {
            Reply::calls(&[(
                "delegate",
                json!({ "tasks": [{ "agent": "kubernetes", "task": format!("look at {turn}") }] }),
            )])
        } else if turn == 0 {
            Reply::calls(&[("describe", json!({ "kind": "Deployment", "name": "echo", "namespace": "terranetes" }))])
        } else {
            Reply::calls(&[("report_findings", json!({ "summary": "There is more to look at." }))])
        }
    })
}

#[test]
fn at_the_end_of_a_budget_the_answer_is_the_engines() {
    for (flag, value, words) in [
        ("--max-steps", "4", "the budget of 4 turns is used up"),
        ("--max-tokens", "300", "the budget of 300 tokens is used up"),
        ("--max-cost", "0.002", "the budget of 0.002 US dollars is used up"),
    ] {
        let model = endless();
        let home = home(&model, "");
        let config = std::fs::read_to_string(home.config_file()).unwrap();
        home.configure(&format!("{config}input_price = 5\noutput_price = 10\n"));
        let ended = ask(&home, &[flag, value]);
        assert_eq!(ended.code, Some(0), "{ended:?}");
        let report = ended.json();
        assert_eq!(report["root_causes"], engine()["root_causes"], "{flag}");
        assert!(report["not_seen"].to_string().contains(words), "{flag}: {}", report["not_seen"]);
        assert!(ended.err.contains(words), "{}", ended.err);
        assert!(report["stats"]["usage"]["cost"].as_f64().unwrap() > 0.0);
    }
}

#[test]
fn what_specialists_proved_until_then_is_told() {
    let cause = draft(&engine())["root_causes"][0].clone();
    let idea = json!({ "cause": "Other", "object": cause["object"], "statement": cause["statement"], "chain": cause["chain"] });
    let model = Scripted::with(move |asked| match (is_lead(asked), turns(asked)) {
        (true, turn) => Reply::calls(&[(
            "delegate",
            json!({ "tasks": [{ "agent": "kubernetes", "task": format!("look {turn}") }] }),
        )]),
        (false, _) => Reply::calls(&[("report_findings", json!({ "summary": "", "causes": [idea] }))]),
    });
    let report = ask(&home(&model, ""), &["--max-steps", "3"]).json();
    let ideas = report["hypotheses"].as_array().unwrap();
    assert!(ideas.iter().any(|one| one["origin"] == "model"), "{report}");
    assert_eq!(report["root_causes"], engine()["root_causes"]);
}

/// What a specialist saw that the engine does not say, with what is borne out and what is not.
fn facts() -> serde_json::Value {
    let known = draft(&engine())["root_causes"][0]["chain"][0].clone();
    let with = |statement: &str| {
        let mut fact = known.clone();
        fact["statement"] = statement.into();
        fact
    };
    let ghost = json!({ "kind": "Node", "name": "ghost" });
    let lie = json!({ "object": ghost, "statement": "It is down.", "evidence": known["evidence"] });
    json!([known, with("Nothing starts there."), lie, with("Nothing starts there."), with("It restarted 4711 times.")])
}

/// The statements of ideas that are a model's.
fn ideas(report: &serde_json::Value) -> Vec<(&str, usize)> {
    let ideas = report["hypotheses"].as_array().unwrap().iter().filter(|one| one["origin"] == "model");
    ideas.map(|one| (one["statement"].as_str().unwrap(), one["evidence"].as_array().unwrap().len())).collect()
}

#[test]
fn what_specialists_saw_until_then_is_told_as_far_as_it_stands() {
    let facts = facts();
    let model = Scripted::with(move |asked| match (is_lead(asked), turns(asked)) {
        (true, turn) => Reply::calls(&[(
            "delegate",
            json!({ "tasks": [{ "agent": "kubernetes", "task": format!("look {turn}") }] }),
        )]),
        (false, _) => Reply::calls(&[("report_findings", json!({ "summary": "", "findings": facts }))]),
    });
    let report = ask(&home(&model, ""), &["--max-steps", "3"]).json();
    let found = ideas(&report);
    assert!(matches!(found[..], [("Nothing starts there.", 1..)]), "once, with evidence, and nothing else: {report}");
    assert_eq!(report["root_causes"], engine()["root_causes"]);
}

#[test]
fn what_one_saw_is_not_lost_to_another_that_waits() {
    let facts = facts();
    let model = Scripted::with(move |asked| {
        let tasks = json!([{ "agent": "kubernetes", "task": "look" }, { "agent": "logs", "task": "wait" }]);
        match (is_lead(asked), asked.said().join("\n").contains("Your task: look")) {
            (true, _) => Reply::calls(&[("delegate", json!({ "tasks": tasks }))]),
            (false, true) => Reply::calls(&[("report_findings", json!({ "summary": "", "findings": facts }))]),
            (false, false) => Reply::text("I think that").stall_after(100),
        }
    });
    let home = home(&model, "");
    let dir = home.dir.path().join("run");
    let report = ask(&home, &["--max-time", "3s", "--record", dir.to_str().unwrap()]).json();
    assert!(report["not_seen"].to_string().contains("is used up"), "{report}");
    assert!(matches!(ideas(&report)[..], [("Nothing starts there.", 1..)]), "{report}");
    let again = home.run(&["ask", "--replay", dir.to_str().unwrap(), "-o", "json"]).json();
    assert_eq!((&again["hypotheses"], &again["struck"]), (&report["hypotheses"], &report["struck"]));
}

#[test]
fn wall_time_ends_what_waits() {
    let model = Scripted::with(|_| Reply::text("I think that").stall_after(100));
    let report = ask(&home(&model, ""), &["--max-time", "300ms"]).json();
    assert_eq!(report["root_causes"], engine()["root_causes"]);
    assert!(report["not_seen"].to_string().contains("is used up"), "{}", report["not_seen"]);
    model.wait_for_hang_up(1);
}

#[test]
fn close_to_the_end_agents_are_asked_to_conclude() {
    let report = draft(&engine());
    let model = Scripted::with(move |asked| match (is_lead(asked), must(asked)) {
        (true, None) => Reply::calls(&[(
            "delegate",
            json!({ "tasks": [{ "agent": "kubernetes", "task": format!("look {}", turns(asked)) }] }),
        )]),
        (true, Some("submit_report")) => Reply::calls(&[("submit_report", report.clone())]),
        (false, Some("report_findings")) => Reply::calls(&[("report_findings", json!({ "summary": "" }))]),
        (false, None) => {
            Reply::calls(&[("pods", json!({ "namespace": "terranetes", "owner": format!("x{}", turns(asked)) }))])
        }
        other => panic!("{other:?}"),
    });
    let ended = ask(&home(&model, ""), &["--max-steps", "16"]);
    assert!(!ended.json()["not_seen"].to_string().contains("used up"), "{ended:?}");
    let asked = model.asked();
    let last = asked.iter().rfind(|one| is_lead(one)).unwrap();
    let said = last.said().join("\n");
    assert!(said.contains("Conclude now: the budget of 16 turns is almost used up"), "{said}");
}

#[test]
fn the_same_call_again_and_again_ends_in_a_conclusion() {
    let report = draft(&engine());
    let model = Scripted::with(move |asked| match (is_lead(asked), must(asked)) {
        (true, None) if turns(asked) == 0 => {
            Reply::calls(&[("delegate", json!({ "tasks": [{ "agent": "kubernetes", "task": "look" }] }))])
        }
        (true, _) => Reply::calls(&[("submit_report", report.clone())]),
        (false, None) => Reply::calls(&[("pods", json!({ "namespace": "terranetes" }))]),
        (false, Some(_)) => Reply::calls(&[("report_findings", json!({ "summary": "" }))]),
    });
    let ended = ask(&home(&model, ""), &[]);
    assert_eq!(ended.json()["verdict"], "root_cause", "{ended:?}");
    let asked = model.asked();
    let last = asked.iter().rfind(|one| !is_lead(one)).unwrap();
    assert_eq!(turns(last), 3);
    assert!(results(last)[1].starts_with("(as before)"), "{}", results(last)[1]);
    assert!(last.said().join("\n").contains("the same call again and again"));
}

#[test]
fn an_agent_that_only_talks_is_stopped() {
    let model = Scripted::with(|_| Reply::text("I would look at the pods first."));
    let ended = ask(&home(&model, ""), &[]);
    let report = ended.json();
    assert_eq!(report["root_causes"], engine()["root_causes"]);
    assert!(ended.err.contains("did not call it"), "{}", ended.err);
    assert!(model.turns() < 8, "{}", model.turns());
}

#[test]
fn a_report_in_words_is_taken_where_it_has_the_form() {
    let report = draft(&engine());
    let model = Scripted::start([Reply::text(&format!("Here is my report:\n```json\n{report}\n```"))]);
    let ended = ask(&home(&model, ""), &[]);
    assert_eq!(ended.json()["root_causes"], engine()["root_causes"], "{ended:?}");
    assert_eq!(model.turns(), 1);
}
