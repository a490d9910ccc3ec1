//! The lead delegates, specialists look, and nobody sees what is another's.

use std::sync::{Arc, Barrier};
use std::time::Duration;

use serde_json::json;

use crate::llm::{Reply, Scripted};
use crate::{agrees, ask, draft, engine, home, is_lead, results, stable, turns};

fn tasks() -> serde_json::Value {
    json!({ "tasks": [
        { "agent": "kubernetes", "task": "Which image does the Deployment echo in terranetes use? PINEAPPLE" },
        { "agent": "logs", "task": "What do the pods in terranetes write? MANGO" },
    ] })
}

/// Two specialists at once: neither is answered before both have asked.
fn team() -> Scripted {
    let report = draft(&engine());
    let both = Arc::new(Barrier::new(2));
    Scripted::with(move |asked| match (is_lead(asked), turns(asked)) {
        (true, 0) => Reply::calls(&[("delegate", tasks())]),
        (true, _) => Reply::calls(&[("submit_report", report.clone())]),
        (false, 0) => {
            both.wait();
            Reply::calls(&[
                ("pods", json!({ "namespace": "terranetes" })),
                ("events", json!({ "namespace": "terranetes" })),
            ])
        }
        (false, _) => Reply::calls(&[("report_findings", json!({ "summary": "The pods do not start." }))]),
    })
}

#[test]
fn two_specialists_work_at_the_same_time() {
    let model = team();
    let ended = ask(&home(&model, ""), &[]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let report = ended.json();
    assert_eq!(report["verdict"], "root_cause");
    assert_eq!(report["root_causes"], engine()["root_causes"]);
    let agents: Vec<&str> = report["stats"]["usage"]["agents"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| one["agent"].as_str().unwrap())
        .collect();
    assert_eq!(agents, ["lead", "kubernetes", "logs"]);
    assert_eq!(report["stats"]["usage"]["turns"], 6);
    assert_eq!(report["stats"]["usage"]["input_tokens"], 600);
}

#[test]
fn an_agent_sees_its_own_task_tools_and_words_only() {
    let model = team();
    ask(&home(&model, ""), &[]);
    let asked = model.asked();
    for one in &asked {
        let all = one.body.to_string();
        if is_lead(one) {
            assert_eq!(one.tools(), ["delegate", "ask_engine", "submit_report"]);
        } else {
            assert!(!one.tools().contains(&"delegate") && one.tools().len() <= 13, "{:?}", one.tools());
            assert_eq!(all.contains("PINEAPPLE"), !all.contains("MANGO"), "one task, and not the other's");
            assert!(!all.contains("You lead the investigation"), "the lead's prompt");
            assert_eq!(one.tools().contains(&"placement"), all.contains("PINEAPPLE"), "another's tools");
        }
    }
    assert_eq!(asked.iter().filter(|one| !is_lead(one)).count(), 4);
}

#[test]
fn results_enter_a_conversation_in_the_order_of_the_calls() {
    let model = team();
    ask(&home(&model, ""), &[]);
    for one in model.asked().iter().filter(|one| !is_lead(one) && turns(one) == 1) {
        let ids: Vec<&str> =
            one.body["messages"].as_array().unwrap().iter().filter_map(|m| m["tool_call_id"].as_str()).collect();
        assert_eq!(ids.len(), 2);
        assert!(ids[0].ends_with("pods") && ids[1].ends_with("events"), "{ids:?}");
    }
}

#[test]
fn the_first_request_of_a_lead_is_small() {
    let model = agrees();
    ask(&home(&model, ""), &[]);
    let first = &model.asked()[0].body;
    let brief = first["messages"][1]["content"].as_str().unwrap();
    let evidence = &brief[brief.find("<<data").unwrap()..];
    let characters = first["messages"].to_string().len() + first["tools"].to_string().len() - evidence.len();
    assert!(characters / 4 < 4_000, "about {} tokens", characters / 4);
    println!("first request: about {} tokens beside {} of evidence", characters / 4, evidence.len() / 4);
}

#[test]
fn a_wrong_call_is_answered_with_what_would_be_right() {
    let report = draft(&engine());
    let model = Scripted::with(move |asked| match (is_lead(asked), turns(asked)) {
        (true, 0) => Reply::calls(&[
            ("pods", json!({})),
            ("delegate", json!({ "tasks": [{ "agent": "databases", "task": "look" }] })),
            ("delegate", json!({ "agent": "logs" })),
        ]),
        (true, 1) => Reply::calls(&[("delegate", json!({ "tasks": [{ "agent": "logs", "task": "look" }] }))]),
        (true, _) => Reply::calls(&[("submit_report", report.clone())]),
        (false, 0) => Reply::calls(&[("logs", json!({ "pood": "x" })), ("exec", json!({ "command": "rm" }))]),
        (false, _) => Reply::calls(&[("report_findings", json!({ "summary": "Nothing." }))]),
    });
    let ended = ask(&home(&model, ""), &[]);
    assert_eq!(ended.json()["verdict"], "root_cause", "{ended:?}");
    let asked = model.asked();
    let lead = results(asked.iter().find(|one| is_lead(one) && turns(one) == 1).unwrap());
    assert!(lead[0].contains("there is no tool `pods`; you have delegate, ask_engine"), "{}", lead[0]);
    assert!(lead[1].contains("there is no specialist `databases`; there are kubernetes"), "{}", lead[1]);
    assert!(lead[2].contains("{\"tasks\":[{"), "{}", lead[2]);
    let specialist = results(asked.iter().find(|one| !is_lead(one) && turns(one) == 1).unwrap());
    assert!(specialist[0].contains("did you mean `pod`?"), "{}", specialist[0]);
    assert!(specialist[1].contains("there is no tool `exec`; you have logs"), "{}", specialist[1]);
}

#[test]
fn a_lead_that_agrees_with_the_engine_adds_nothing_and_says_who_took_part() {
    let model = agrees();
    let home = home(&model, "");
    let ended = ask(&home, &[]);
    assert_eq!(stable(ended.json()), stable(engine()));
    let text = home.run(&["ask", "--demo", crate::QUESTION]);
    let last = text.out.trim_end().lines().last().unwrap().to_owned();
    assert!(last.contains("scripted-1") || text.out.contains("model scripted-1 at 127.0.0.1"), "{}", text.out);
    assert!(text.err.contains("127.0.0.1"), "the host is shown: {}", text.err);
}

#[test]
fn the_engine_can_be_asked_again() {
    let report = draft(&engine());
    let model = Scripted::with(move |asked| match turns(asked) {
        0 => Reply::calls(&[("ask_engine", json!({ "namespace": "terranetes" }))]).paced(7, Duration::from_millis(1)),
        _ => Reply::calls(&[("submit_report", report.clone())]),
    });
    let ended = ask(&home(&model, ""), &[]);
    assert_eq!(ended.json()["verdict"], "root_cause", "{ended:?}");
    let answer = &results(&model.asked()[1])[0];
    assert!(answer.contains("root cause") && answer.contains("<<data"), "{answer}");
}
