//! What the session does with what happens: pure, so each case is a few lines.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot begin is a failed one"
)]

mod tui_support;

use std::sync::Arc;

use crossterm::event::{KeyCode, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use sre::diagnosis::telemetry::firing::Firing;
use sre::evidence::event::Event;
use sre::investigate::Source;
use sre::tui::{
    Answer, Document, Entry, Focus, Health, Intent, Loaded, Look, Message, Pane, State, Status, Trouble, update,
};
use tui_support::{Recorded, answered, enter, healthy, press, press_with, screen, state, types};

fn new() -> State {
    state(Look::default())
}

fn started(run: &str) -> Event {
    Event::Started { run: run.into(), question: "why?".into(), source: "demo:echo-pod".into() }
}

fn requested(id: &str) -> Event {
    Event::Requested { observation: id.into(), phase: "objects".into(), request: "GET /".into(), label: "pods".into() }
}

fn job(state: &State) -> u64 {
    state.active.unwrap().job
}

fn notes(state: &State) -> Vec<String> {
    state
        .talk
        .iter()
        .filter_map(|entry| match entry {
            Entry::Note(text) => Some(text.clone()),
            _ => None,
        })
        .collect()
}

#[test]
fn a_question_is_asked_and_its_answer_is_shown() {
    let mut state = new();
    let intents = enter(&mut state, "why is web in shop down?");
    let [Intent::Ask(_, place, question)] = intents.as_slice() else { panic!("{intents:?}") };
    assert_eq!((question.as_str(), &place.namespace), ("why is web in shop down?", &None));
    let recorded = Recorded::new();
    let job = job(&state);
    let kept = update(&mut state, Message::Told(job, started("r")));
    assert_eq!(kept, [Intent::Keep], "from its beginning on a run belongs to the session on disk");
    update(&mut state, Message::Answered(job, Ok(Answer::Report(recorded.report.clone()))));
    assert!(state.active.is_none());
    assert!(screen(&mut state, 120, 40).contains("ImageNotFound at Deployment terranetes/echo-pod"));
}

#[test]
fn questions_wait_for_their_turn() {
    let mut state = new();
    enter(&mut state, "first?");
    assert!(enter(&mut state, "second?").is_empty());
    assert!(enter(&mut state, "/scan").is_empty());
    assert!(screen(&mut state, 80, 24).contains("waiting: second?"));
    let first = job(&state);
    let intents = update(&mut state, Message::Answered(first, Err(Trouble::new("no"))));
    assert!(intents.iter().any(|intent| matches!(intent, Intent::Ask(_, _, question) if question == "second?")));
    let second = job(&state);
    let intents = update(&mut state, Message::Answered(second, Err(Trouble::new("no"))));
    assert!(intents.iter().any(|intent| matches!(intent, Intent::Scan(..))), "{intents:?}");
}

#[test]
fn no_more_wait_than_can_be_answered() {
    let mut state = new();
    for number in 0..100 {
        enter(&mut state, &format!("question {number}?"));
    }
    assert_eq!(state.waiting.len(), 20);
    assert!(state.note.unwrap().contains("not taken"));
}

#[test]
fn esc_stops_and_concludes_from_what_was_read() {
    let mut state = new();
    enter(&mut state, "why?");
    let running = job(&state);
    update(&mut state, Message::Told(running, started("run-1")));
    update(&mut state, Message::Told(running, requested("o1")));
    let intents = press(&mut state, KeyCode::Esc);
    assert_eq!(intents[0], Intent::Stop(running));
    assert!(matches!(&intents[1], Intent::Conclude(_, run, _) if run == "run-1"), "{intents:?}");
    assert_eq!(state.runs[0].status, Status::Stopped);
    assert!(screen(&mut state, 120, 40).contains("stopped after 1 reads"));
    // What still comes of the stopped one is nobody's.
    update(&mut state, Message::Answered(running, Err(Trouble::new("late"))));
    assert!(!screen(&mut state, 120, 40).contains("late"));
}

#[test]
fn esc_before_anything_was_read_goes_on_with_what_waits() {
    let mut state = new();
    enter(&mut state, "first?");
    enter(&mut state, "second?");
    let intents = press(&mut state, KeyCode::Esc);
    assert!(matches!(intents.as_slice(), [Intent::Stop(_), Intent::Ask(_, _, question)] if question == "second?"));
}

#[test]
fn a_follow_up_keeps_what_the_answer_was_about() {
    let recorded = Recorded::new();
    let mut state = new();
    healthy(&mut state);
    answered(&mut state, &recorded);
    let intents = enter(&mut state, "what changed before that?");
    let [Intent::Ask(_, place, _)] = intents.as_slice() else { panic!("{intents:?}") };
    assert_eq!(place.namespace.as_deref(), Some("terranetes"));
    assert!(screen(&mut state, 120, 40).contains("about namespace terranetes, as in the answer before"));
    press(&mut state, KeyCode::Esc);
    let intents = enter(&mut state, "and what about shop?");
    let [Intent::Ask(_, place, _)] = intents.as_slice() else { panic!("{intents:?}") };
    assert_eq!(place.namespace, None, "a question that names something is about that");
}

#[test]
fn a_follow_up_names_the_objects_of_the_answer() {
    let recorded = Recorded::new();
    let mut report = recorded.report.as_ref().clone();
    report.subject.scope = sre::report::model::Scope::Object;
    report.subject.objects = vec![report.root_causes[0].object.clone()];
    let mut state = new();
    enter(&mut state, "why?");
    let first = job(&state);
    update(&mut state, Message::Answered(first, Ok(Answer::Report(Arc::new(report)))));
    let intents = enter(&mut state, "since when?");
    let [Intent::Ask(_, place, question)] = intents.as_slice() else { panic!("{intents:?}") };
    assert_eq!(question, "since when? (about deployment/echo-pod)");
    assert_eq!(place.namespace.as_deref(), Some("terranetes"));
}

#[test]
fn a_citation_opens_its_place_and_a_late_one_opens_nothing() {
    let recorded = Recorded::new();
    let mut state = new();
    answered(&mut state, &recorded);
    let intents = enter(&mut state, "e2");
    let [Intent::Open(first, target)] = intents.as_slice() else { panic!("{intents:?}") };
    assert_eq!(target.citation.as_deref(), Some("e2"));
    assert!(target.pointer.as_deref().unwrap().starts_with('/'));
    let intents = {
        state.focus = Focus::Prompt;
        enter(&mut state, "/evidence e1")
    };
    let [Intent::Open(second, _)] = intents.as_slice() else { panic!("{intents:?}") };
    update(&mut state, Message::Opened(*first, Ok(Arc::new(Document::default()))));
    assert!(matches!(state.evidence, Loaded::Loading(_)), "the first was overtaken");
    update(&mut state, Message::Opened(*second, Ok(Arc::new(Document::default()))));
    assert!(matches!(state.evidence, Loaded::Here(_)));
    state.focus = Focus::Prompt;
    assert!(enter(&mut state, "e999").is_empty());
    assert!(state.note.as_deref().unwrap().contains("no citation e999"));
}

#[test]
fn the_cited_place_is_in_sight_and_can_be_searched_and_folded() {
    let recorded = Recorded::new();
    let mut state = new();
    answered(&mut state, &recorded);
    let intents = enter(&mut state, "e2");
    let [Intent::Open(job, target)] = intents.as_slice() else { panic!("{intents:?}") };
    update(&mut state, Message::Opened(*job, recorded.open(target)));
    let seen = screen(&mut state, 80, 24);
    let cited: Vec<&str> = seen.lines().filter(|line| line.starts_with('>')).collect();
    assert!(cited.len() == 1 && cited[0].contains("message: \"Back-off pulling image"), "{seen}");
    press(&mut state, KeyCode::Char('/'));
    assert_eq!(state.focus, Focus::Search);
    enter(&mut state, "LAB-worker-1");
    let seen = screen(&mut state, 80, 24);
    assert!(seen.contains("`LAB-worker-1` 1 of"), "{seen}");
    assert!(seen.contains("nodeName: \"lab-worker-1\""), "what was folded away was opened:\n{seen}");
    press(&mut state, KeyCode::Char('/'));
    enter(&mut state, "no such words");
    assert!(state.note.as_deref().unwrap().contains("is not in it"));
    press(&mut state, KeyCode::Home);
    press(&mut state, KeyCode::Char('j'));
    let before = screen(&mut state, 80, 24);
    press(&mut state, KeyCode::Enter);
    assert_ne!(before, screen(&mut state, 80, 24));
    press(&mut state, KeyCode::Enter);
    assert_eq!(before, screen(&mut state, 80, 24));
}

#[test]
fn a_read_of_the_tree_opens_and_a_phase_folds() {
    let recorded = Recorded::new();
    let mut state = new();
    answered(&mut state, &recorded);
    press_with(&mut state, KeyCode::Char('2'), KeyModifiers::ALT);
    let rows = state.runs[0].tree.rows(&state.closed);
    let phase = rows.iter().position(|(at, _)| !state.runs[0].tree.node(*at).unwrap().children.is_empty()).unwrap();
    for _ in 0..phase {
        press(&mut state, KeyCode::Down);
    }
    press(&mut state, KeyCode::Enter);
    assert!(state.runs[0].tree.rows(&state.closed).len() < rows.len());
    press(&mut state, KeyCode::Enter);
    press(&mut state, KeyCode::Down);
    let intents = press(&mut state, KeyCode::Enter);
    assert!(
        matches!(intents.as_slice(), [Intent::Open(_, target)] if target.observation.starts_with('o')),
        "{intents:?}"
    );
}

#[test]
fn names_and_commands_are_completed() {
    let mut state = new();
    healthy(&mut state);
    types(&mut state, "/na");
    press(&mut state, KeyCode::Tab);
    assert_eq!(state.prompt.text(), "/namespace ");
    types(&mut state, "ter");
    press(&mut state, KeyCode::Tab);
    assert_eq!(state.prompt.text(), "/namespace terranetes ");
    press(&mut state, KeyCode::Enter);
    assert_eq!(state.place.namespace.as_deref(), Some("terranetes"));
    types(&mut state, "why is echo");
    press(&mut state, KeyCode::Tab);
    assert_eq!(state.prompt.text(), "why is terranetes/echo-pod ");
}

#[test]
fn the_history_comes_back_and_goes() {
    let mut state = new();
    enter(&mut state, "/cost");
    enter(&mut state, "/help");
    types(&mut state, "dra");
    press(&mut state, KeyCode::Up);
    press(&mut state, KeyCode::Up);
    press(&mut state, KeyCode::Up);
    assert_eq!(state.prompt.text(), "/cost");
    press(&mut state, KeyCode::Down);
    press(&mut state, KeyCode::Down);
    assert_eq!(state.prompt.text(), "dra", "what was being typed is not lost");
}

#[test]
fn alerts_are_listed_told_when_they_are_new_and_asked_about() {
    let mut state = new();
    let felt = |state: &mut State, alerts: Vec<serde_json::Value>| {
        let alerts = Some(Firing::all(&serde_json::json!({"items": alerts})));
        let health = Health { alerts, ..Health::default() };
        update(state, Message::Felt(state.watch, Ok(health)));
    };
    let alert = |name: &str, deployment: &str, at: &str| {
        serde_json::json!({
            "labels": {"alertname": name, "namespace": "shop", "deployment": deployment, "severity": "critical"},
            "annotations": {"summary": "too \u{1b}[31mslow"}, "status": {"state": "active"}, "startsAt": at,
        })
    };
    let old = alert("Slow", "web", "2026-11-22T10:00:00Z");
    felt(&mut state, vec![old.clone()]);
    assert_eq!(state.note, None, "what fired before the session began is not new");
    assert!(screen(&mut state, 120, 40).contains("1 alert (F8)"));

    enter(&mut state, "/alerts");
    let text = screen(&mut state, 300, 40);
    assert!(text.contains("1. Slow (critical) at deployment/web in shop since 2026-11-22 10:00Z: too slow"), "{text}");

    felt(&mut state, vec![old, alert("Down", "cart", "2026-11-22T11:00:00Z")]);
    assert_eq!(state.note.as_deref(), Some("Down fires at deployment/cart in shop: F8 asks about the newest alert"));
    press(&mut state, KeyCode::F(8));
    assert!(screen(&mut state, 120, 40).contains("what is wrong with deployment/cart in shop?"));
    enter(&mut state, "/alerts 2");
    assert_eq!(state.waiting[0].text, "what is wrong with deployment/web in shop?");
    enter(&mut state, "/alerts 3");
    assert!(state.note.as_ref().unwrap().contains("no alert `3`"));
}

#[test]
fn every_command_answers() {
    let recorded = Recorded::new();
    for (line, said) in [
        ("/alerts", "no source of alerts"),
        ("/incident", "no store of incidents"),
        ("/agents", "need a model"),
        ("/model", "the engine answers alone"),
        ("/cost", "1 run"),
        ("/namespace shop", "namespace shop is meant"),
        ("/tools", "what cannot be seen"),
        ("/tools nothing", "nothing"),
        ("/help", "/changes"),
        ("/nonsense", "there is no command /nonsense"),
        ("/report", "ImageNotFound"),
    ] {
        let mut state = new();
        answered(&mut state, &recorded);
        healthy(&mut state);
        enter(&mut state, line);
        let text = screen(&mut state, 200, 200);
        let notes = notes(&state).join("\n");
        assert!(text.contains(said) || notes.contains(said), "{line}: {text}");
    }
}

#[test]
fn what_is_copied_and_saved_is_the_answer() {
    let recorded = Recorded::new();
    let mut state = new();
    assert!(enter(&mut state, "/copy").is_empty());
    answered(&mut state, &recorded);
    let intents = enter(&mut state, "/copy");
    assert!(matches!(intents.as_slice(), [Intent::Copy(text)] if text.contains("ROOT CAUSE")));
    let intents = enter(&mut state, "/save answer.json");
    let [Intent::Save(_, path, text)] = intents.as_slice() else { panic!("{intents:?}") };
    assert_eq!(path.to_str(), Some("answer.json"));
    assert!(text.contains("\"sre.report/v1\""));
}

#[test]
fn another_context_is_another_source() {
    let mut state = new();
    let intents = enter(&mut state, "/context prod");
    assert!(matches!(&state.place.source, Source::Live { context: Some(name), .. } if name == "prod"));
    let [Intent::Watch(job, _), Intent::Keep] = intents.as_slice() else { panic!("{intents:?}") };
    assert_eq!(*job, state.watch);
    // What was said of the source before is of another one.
    update(&mut state, Message::Felt(job - 1, Ok(sre::tui::Health::default())));
    assert!(matches!(state.health, Loaded::Loading(_)));
}

#[test]
fn leaving_takes_one_key_or_two() {
    let mut state = new();
    assert_eq!(press_with(&mut state, KeyCode::Char('d'), KeyModifiers::CONTROL), [Intent::Quit]);
    assert!(press_with(&mut state, KeyCode::Char('c'), KeyModifiers::CONTROL).is_empty());
    assert_eq!(press_with(&mut state, KeyCode::Char('c'), KeyModifiers::CONTROL), [Intent::Quit]);
    let mut state = new();
    enter(&mut state, "why?");
    assert!(matches!(press_with(&mut state, KeyCode::Char('c'), KeyModifiers::CONTROL)[0], Intent::Stop(_)));
    assert_eq!(enter(&mut state, "/q"), [Intent::Quit]);
}

#[test]
fn the_mouse_scrolls_and_points() {
    let recorded = Recorded::new();
    let mut state = new();
    answered(&mut state, &recorded);
    screen(&mut state, 120, 24);
    let at = |kind, column, row| Message::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE });
    update(&mut state, at(MouseEventKind::Down(MouseButton::Left), 100, 8));
    assert_eq!((state.focus, state.tree_row), (Focus::Pane(Pane::Tree), 5));
    update(&mut state, at(MouseEventKind::ScrollDown, 100, 8));
    assert_eq!(state.tree_row, 8);
    assert_eq!(enter(&mut state, "/mouse"), [Intent::Mouse(true)], "a slash goes to the prompt from anywhere");
}

#[test]
fn nothing_of_a_cluster_or_a_model_reaches_the_screen_but_text() {
    let evil = "\u{1b}[2J\u{1b}]52;c;AAAA\u{7}a\u{202e}b\u{9b}31m\r\n\tc";
    let mut state = new();
    enter(&mut state, "why?");
    let running = job(&state);
    let events = [
        Event::Started { run: evil.into(), question: evil.into(), source: evil.into() },
        Event::Requested { observation: "o1".into(), phase: evil.into(), request: evil.into(), label: evil.into() },
        Event::Observed { observation: "o1".into(), status: 0, outcome: evil.into(), bytes: 1, millis: 1 },
        Event::Warned { message: evil.into() },
        Event::Said { agent: "lead".into(), text: format!("{evil} `{evil}`\n\n```\n{evil}\n```"), reasoning: false },
        Event::Delegated { agent: evil.into(), task: evil.into(), call: evil.into() },
        Event::ToolCalled { agent: evil.into(), call: "c".into(), tool: evil.into(), arguments: evil.into() },
    ];
    for event in events {
        update(&mut state, Message::Told(running, event));
    }
    update(&mut state, Message::Paste(evil.to_owned()));
    let unsafe_ones = |text: &str| -> Vec<char> {
        text.chars().filter(|c| (c.is_control() && *c != '\n') || matches!(c, '\u{202e}' | '\u{200b}')).collect()
    };
    let seen = screen(&mut state, 200, 50);
    assert!(unsafe_ones(&seen).is_empty(), "{seen:?}");
    update(&mut state, Message::Answered(running, Err(Trouble { chain: vec![evil.into()], hints: vec![evil.into()] })));
    let watch = state.watch;
    update(&mut state, Message::Felt(watch, Err(Trouble::new(evil))));
    update(&mut state, Message::Shown(1, Ok(evil.to_owned())));
    let seen = screen(&mut state, 200, 50);
    assert!(unsafe_ones(&seen).is_empty(), "{seen:?}");
    assert!(!seen.contains("52;c;AAAA"));
}

#[test]
fn the_order_of_arrival_does_not_matter() {
    let recorded = Recorded::new();
    let mut forth = new();
    answered(&mut forth, &recorded);
    let mut back = new();
    enter(&mut back, tui_support::QUESTION);
    let running = job(&back);
    let is_answer = |event: &&Event| matches!(event, Event::Observed { .. });
    for event in recorded.events.iter().filter(|event| !is_answer(event)) {
        update(&mut back, Message::Told(running, event.clone()));
    }
    for event in recorded.events.iter().filter(is_answer).rev() {
        update(&mut back, Message::Told(running, event.clone()));
    }
    update(&mut back, Message::Answered(running, Ok(Answer::Report(recorded.report.clone()))));
    assert_eq!(screen(&mut forth, 120, 40), screen(&mut back, 120, 40));
}
