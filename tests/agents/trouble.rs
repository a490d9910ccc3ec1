//! Endpoints that fail: the engine's answer stands, the exit code is the engine's, and a line says why.

use std::time::Duration;

use serde_json::json;

use crate::llm::{Reply, Scripted, Step};
use crate::{QUESTION, ask, draft, engine, home, is_lead, results, turns};

/// The engine's answer, with a word why no model took part.
fn is_the_engines(replies: Vec<Reply>, why: &str) {
    let model = Scripted::start(replies);
    let ended = ask(&home(&model, ""), &[]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let (report, engine) = (ended.json(), engine());
    assert_eq!((&report["verdict"], &report["root_causes"]), (&engine["verdict"], &engine["root_causes"]));
    let not_seen = report["not_seen"].to_string();
    assert!(not_seen.contains(why), "{why:?} is not in {not_seen}");
    assert!(ended.err.contains(why), "{why:?} is not in {}", ended.err);
}

/// The model's answer, in spite of what came before it.
fn is_overcome(before: Vec<Reply>) {
    let mut replies = before;
    replies.push(Reply::calls(&[("submit_report", draft(&engine()))]));
    let model = Scripted::start(replies);
    let ended = ask(&home(&model, ""), &[]);
    let report = ended.json();
    assert_eq!(report["stats"]["usage"]["turns"], 1, "{ended:?}");
    assert!(!report["not_seen"].to_string().contains("model"), "{report}");
}

#[test]
fn an_endpoint_that_nobody_listens_at() {
    let home = crate::Home::new();
    home.configure("[llm]\nmodel = \"m\"\nbase_url = \"http://127.0.0.1:1/v1\"\nretries = 0\n");
    let ended = home.run(&["ask", "--demo", "--exit-code", QUESTION]);
    assert_eq!(ended.code, Some(10), "{ended:?}");
    assert!(ended.err.contains("the model at 127.0.0.1:1 cannot be asked: nobody listens there"), "{}", ended.err);
    assert!(
        ended.out.contains("The answer is the engine's alone")
            || ended.out.contains("the answer is the engine's alone"),
        "{}",
        ended.out
    );
}

#[test]
fn refusals_are_told_in_their_words() {
    is_the_engines(vec![Reply::error(401, "Incorrect API key provided")], "Incorrect API key provided");
    is_the_engines(vec![Reply::error(404, "The model does not exist")], "The model does not exist");
    is_the_engines(vec![Reply::error(400, "messages must not be empty")], "messages must not be empty");
}

#[test]
fn trouble_that_does_not_pass_is_given_up() {
    is_the_engines(vec![Reply::error(500, "the server had an error"); 3], "the server had an error");
    is_the_engines(vec![Reply::error(429, "Too many requests"); 3], "Too many requests");
    is_the_engines(vec![Reply::raw(200, "text/html", "<html>Sign in</html>"); 3], "cannot be asked");
    is_the_engines(vec![Reply::text("words words words").cut_after(300); 3], "cut");
}

#[test]
fn trouble_that_passes_is_overcome() {
    is_overcome(vec![Reply::error(429, "slow down").header("retry-after", "1"), Reply::error(429, "slow down")]);
    is_overcome(vec![Reply::error(500, "the server had an error"), Reply::error(503, "overloaded")]);
    is_overcome(vec![Reply::text("half of it").cut_after(150)]);
    is_overcome(vec![Reply::sse("data: {\"choices\":[{\"delta\":{\"cont\n\n").then(Step::Cut)]);
}

#[test]
fn a_model_that_says_nothing_for_too_long_is_asked_again() {
    let report = draft(&engine());
    let stalled = Reply::text("I think that").stall_after(200);
    let model = Scripted::start([stalled, Reply::calls(&[("submit_report", report)])]);
    let home = home(&model, "");
    let ended = ask(&home, &[]);
    assert_eq!(ended.json()["stats"]["usage"]["turns"], 1, "{ended:?}");
    model.wait_for_hang_up(1);
}

#[test]
fn a_specialist_without_a_model_leaves_the_others_alone() {
    let report = draft(&engine());
    let model = Scripted::with(move |asked| match (is_lead(asked), turns(asked)) {
        (true, 0) => Reply::calls(&[(
            "delegate",
            json!({ "tasks": [
            { "agent": "logs", "task": "look at DURIAN" }, { "agent": "kubernetes", "task": "look" } ] }),
        )]),
        (true, _) => Reply::calls(&[("submit_report", report.clone())]),
        (false, _) if asked.body.to_string().contains("DURIAN") => Reply::error(400, "the prompt was filtered"),
        (false, _) => Reply::calls(&[("report_findings", json!({ "summary": "Nothing is amiss." }))]),
    });
    let ended = ask(&home(&model, ""), &[]);
    assert_eq!(ended.json()["verdict"], "root_cause", "{ended:?}");
    let asked = model.asked();
    let answer = &results(asked.iter().rfind(|one| is_lead(one)).unwrap())[0];
    assert!(answer.contains("logs on") && answer.contains("It has no findings: the model at"), "{answer}");
    assert!(answer.contains("kubernetes on") && answer.contains("Nothing is amiss."), "{answer}");
}

#[test]
fn a_conversation_that_is_too_long_is_shortened_and_then_concluded() {
    let report = draft(&engine());
    let too_long = || {
        Reply::error(
            400,
            "This model's maximum context length is 4096 tokens. However, your messages resulted in 9000 tokens.",
        )
    };
    let model = Scripted::with(move |asked| match (is_lead(asked), turns(asked)) {
        (true, 0) if asked.said().iter().any(|said| said.contains("was cut. You have read: nothing yet")) => {
            Reply::calls(&[("submit_report", report.clone())])
        }
        (true, _) => too_long(),
        (false, _) => Reply::error(418, "there is no specialist"),
    });
    let ended = ask(&home(&model, ""), &[]);
    assert_eq!(ended.json()["verdict"], "root_cause", "{ended:?}");
    assert_eq!(model.turns(), 2, "{ended:?}");
    let last = model.asked().pop().unwrap();
    assert_eq!(last.tools(), ["submit_report"]);
}

#[test]
fn what_was_read_stays_named_when_a_conversation_is_shortened() {
    let report = draft(&engine());
    let model = Scripted::with(move |asked| match (is_lead(asked), turns(asked)) {
        (true, 0) => Reply::calls(&[("delegate", json!({ "tasks": [{ "agent": "kubernetes", "task": "look" }] }))]),
        (true, _) => Reply::calls(&[("submit_report", report.clone())]),
        (false, 0) => Reply::calls(&[("pods", json!({ "namespace": "terranetes" }))]),
        (false, _) if results(asked)[0].starts_with("(shortened") => {
            Reply::calls(&[("report_findings", json!({ "summary": "Nothing." }))])
        }
        (false, _) => Reply::error(400, "maximum context length is 4096 tokens"),
    });
    let ended = ask(&home(&model, ""), &[]);
    assert_eq!(ended.json()["verdict"], "root_cause", "{ended:?}");
    let asked = model.asked();
    let last = asked.iter().rfind(|one| !is_lead(one)).unwrap();
    let note = &results(last)[0];
    assert!(note.contains("pods") && note.contains("It rests on o"), "{note}");
}

#[test]
fn pieces_that_come_slowly_are_put_together() {
    is_overcome_slowly();
}

fn is_overcome_slowly() {
    let report = draft(&engine());
    let model = Scripted::start([Reply::calls(&[("submit_report", report)]).paced(97, Duration::from_millis(1))]);
    let ended = ask(&home(&model, ""), &[]);
    assert_eq!(ended.json()["root_causes"], engine()["root_causes"]);
}
