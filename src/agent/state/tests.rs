//! The machine, event by event.

use serde_json::{Value, json};

use super::*;
use crate::llm::{Arguments, Kind, ToolChoice};

fn spec(name: &str) -> ToolSpec {
    ToolSpec { name: name.into(), description: name.into(), parameters: json!({ "type": "object" }) }
}

fn machine() -> Machine {
    Machine::new(Setup {
        prefix: vec![Message::System("rules".into()), Message::User("task".into())],
        tools: vec![spec("pods"), spec("logs")],
        submit: spec("report_findings"),
        form: Form::Findings,
        turns: 6,
        window: 10_000,
    })
}

fn call(number: usize, name: &str, arguments: &Value) -> ToolCall {
    let arguments = Arguments::Object(arguments.as_object().unwrap().clone());
    ToolCall { id: format!("c{number}"), name: name.into(), arguments, extra: None }
}

fn turn(calls: &[(&str, Value)]) -> Event {
    let tool_calls =
        calls.iter().enumerate().map(|(number, (name, arguments))| call(number, name, arguments)).collect();
    Event::Turned(Box::new(Turn { tool_calls, ..Turn::default() }))
}

fn answer(text: &str) -> Answer {
    Answer { text: text.into(), observations: vec![format!("o-{text}")], failed: false }
}

fn go(machine: &mut Machine) -> Request {
    match machine.handle(Event::Go(Pressure::None)).remove(0) {
        Effect::Ask(request) => *request,
        other => panic!("{other:?}"),
    }
}

fn results(request: &Request) -> Vec<&str> {
    fn content(message: &Message) -> Option<&str> {
        match message {
            Message::Tool { content, .. } => Some(content),
            Message::System(_) | Message::User(_) | Message::Assistant { .. } => None,
        }
    }
    request.messages.iter().filter_map(content).collect()
}

fn failure(kind: Kind) -> Failure {
    Failure { kind, host: "h".into(), why: "w".into(), after: None, status: None }
}

#[test]
fn a_turn_is_asked_for_once_it_is_known_how_the_budget_presses() {
    let mut machine = machine();
    assert_eq!(machine.handle(Event::Begin), [Effect::Ready]);
    let request = go(&mut machine);
    assert_eq!(request.messages.len(), 2);
    assert_eq!(request.tool_choice, ToolChoice::Auto);
    let names: Vec<&str> = request.tools.iter().map(|tool| tool.name.as_str()).collect();
    assert_eq!(names, ["pods", "logs", "report_findings"]);
}

#[test]
fn answers_enter_the_conversation_in_the_order_of_the_calls() {
    let mut machine = machine();
    go(&mut machine);
    let effects = machine.handle(turn(&[("pods", json!({})), ("logs", json!({}))]));
    assert!(matches!(effects.as_slice(), [Effect::Call(0, _), Effect::Call(1, _)]), "{effects:?}");
    assert_eq!(machine.handle(Event::Answered(1, answer("second"))), []);
    assert_eq!(machine.handle(Event::Answered(0, answer("first"))), [Effect::Ready]);
    assert_eq!(results(&go(&mut machine)), ["first", "second"]);
    assert_eq!(machine.observations(), ["o-second", "o-first"]);
}

#[test]
fn the_same_call_has_the_answer_that_it_had_whatever_the_order_of_its_arguments() {
    let mut machine = machine();
    go(&mut machine);
    machine.handle(turn(&[("pods", json!({ "a": 1, "b": 2 }))]));
    machine.handle(Event::Answered(0, answer("pods")));
    go(&mut machine);
    assert_eq!(machine.handle(turn(&[("pods", json!({ "b": 2, "a": 1 }))])), [Effect::Ready]);
    assert_eq!(results(&go(&mut machine)), ["pods", "(as before)\npods"]);
    machine.handle(turn(&[("pods", json!({ "a": 1, "b": 2 }))]));
    assert_eq!(go(&mut machine).tool_choice, ToolChoice::Named("report_findings".into()));
}

#[test]
fn the_same_call_twice_in_a_turn_is_made_once() {
    let mut machine = machine();
    go(&mut machine);
    let effects = machine.handle(turn(&[("pods", json!({})), ("pods", json!({}))]));
    assert!(matches!(effects.as_slice(), [Effect::Call(0, _)]), "{effects:?}");
    machine.handle(Event::Answered(0, answer("pods")));
    assert!(results(&go(&mut machine))[1].contains("twice in this turn"));
}

#[test]
fn findings_end_the_work_once_they_are_accepted() {
    let mut machine = machine();
    go(&mut machine);
    let effects = machine.handle(turn(&[("report_findings", json!({ "summary": "found" })), ("pods", json!({}))]));
    let [Effect::Judge(submission)] = effects.as_slice() else { panic!("{effects:?}") };
    let Submission::Findings(findings) = &**submission else { panic!("{submission:?}") };
    assert_eq!(findings.summary, "found");
    assert_eq!(machine.handle(Event::Mend("mend it".into())), [Effect::Ready]);
    let request = go(&mut machine);
    assert!(results(&request).contains(&"mend it"));
    assert_eq!(request.tool_choice, ToolChoice::Named("report_findings".into()));
    assert_eq!(machine.handle(Event::Accepted), [Effect::End(End::Submitted)]);
}

#[test]
fn every_call_of_a_turn_has_a_result() {
    let mut machine = machine();
    go(&mut machine);
    let many: Vec<(&str, Value)> = (0..10).map(|number| ("pods", json!({ "n": number }))).collect();
    let effects = machine.handle(turn(&many));
    assert_eq!(effects.len(), 8);
    for number in 0..8 {
        machine.handle(Event::Answered(number, answer("x")));
    }
    let request = go(&mut machine);
    assert_eq!(results(&request).len(), 10);
    assert!(results(&request)[9].contains("8 calls at most"));
}

#[test]
fn pressure_asks_for_a_conclusion_and_then_ends_the_work() {
    let mut machine = machine();
    let effects = machine.handle(Event::Go(Pressure::Soft("time is short".into())));
    let [Effect::Ask(request)] = effects.as_slice() else { panic!("{effects:?}") };
    assert!(matches!(request.messages.last(), Some(Message::User(text)) if text.contains("time is short")));
    assert_eq!(request.tools.len(), 3, "the prefix stays as it was");
    machine.handle(turn(&[("pods", json!({}))]));
    assert!(results(&go(&mut machine))[0].contains("it is time to conclude"));
    let ended = machine.handle(Event::Go(Pressure::Hard("over".into())));
    assert_eq!(ended, [Effect::End(End::Stopped("over".into()))]);
}

#[test]
fn an_agent_that_never_concludes_is_stopped() {
    let mut machine = machine();
    for number in 0..50 {
        let effects = machine.handle(Event::Go(Pressure::None));
        if let [Effect::End(End::Stopped(why))] = effects.as_slice() {
            assert!(why.contains("report_findings"), "{why}");
            assert!(number >= 6, "{number}");
            return;
        }
        for effect in machine.handle(turn(&[("pods", json!({ "n": number }))])) {
            match effect {
                Effect::Call(number, _) => drop(machine.handle(Event::Answered(number, answer("x")))),
                Effect::End(End::Stopped(_)) => return,
                _ => {}
            }
        }
    }
    panic!("it goes on for ever");
}

#[test]
fn a_conversation_that_is_too_long_is_shortened_then_cut_then_given_up() {
    let mut machine = machine();
    go(&mut machine);
    machine.handle(turn(&[("pods", json!({}))]));
    machine.handle(Event::Answered(0, Answer { text: "x".repeat(5_000), ..answer("pods") }));
    assert_eq!(go(&mut machine).messages.len(), 4);
    assert_eq!(machine.handle(Event::Failed(failure(Kind::TooLong(Some(4_000))))), [Effect::Ready]);
    let request = go(&mut machine);
    assert!(results(&request)[0].contains("It rests on o-pods; read_observation"), "{:?}", results(&request));
    assert_eq!(machine.handle(Event::Failed(failure(Kind::TooLong(None)))), [Effect::Ready]);
    let request = go(&mut machine);
    assert_eq!((request.tools.len(), results(&request).len()), (1, 0));
    assert!(matches!(&request.messages[2], Message::User(text) if text.contains("You have read: o-pods.")));
    let last = failure(Kind::TooLong(None));
    assert_eq!(machine.handle(Event::Failed(last.clone())), [Effect::End(End::Broken(last))]);
}

#[test]
fn a_long_conversation_is_shortened_before_it_is_too_long_and_its_beginning_stays() {
    let mut machine = machine();
    let first = go(&mut machine);
    for number in 0..4 {
        machine.handle(turn(&[("pods", json!({ "n": number }))]));
        machine.handle(Event::Answered(0, Answer { text: "x".repeat(9_000), ..answer(&number.to_string()) }));
        let request = go(&mut machine);
        assert_eq!(request.messages[..2], first.messages[..2]);
    }
    let request = go(&mut machine);
    let size: usize = request.messages.iter().map(Message::chars).sum();
    assert!(size / 4 < 10_000, "{size}");
    for number in 0..4 {
        let named = results(&request).iter().any(|text| text.contains(&format!("o-{number}")));
        assert!(named || results(&request)[number].len() == 9_000, "o-{number} is lost");
    }
}

#[test]
fn a_model_that_cannot_be_asked_is_the_end() {
    let mut machine = machine();
    let broken = failure(Kind::Unauthorized);
    assert_eq!(machine.handle(Event::Failed(broken.clone())), [Effect::End(End::Broken(broken))]);
}
