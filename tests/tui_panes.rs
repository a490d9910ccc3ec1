//! What the session looks like: each pane empty, loading, streaming, failed and full; each size; each look.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot draw is a failed one"
)]

mod tui_support;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crossterm::event::{KeyCode, KeyModifiers};
use ratatui_core::buffer::Buffer;
use sre::evidence::event::Event;
use sre::tui::{Intent, Look, Message, Pane, Shade, State, Trouble, update};
use tui_support::{Recorded, answered, drawn, enter, healthy, press, press_with, screen, state, text};

const SIZES: [(u16, u16); 4] = [(60, 16), (80, 24), (120, 40), (200, 50)];

fn trouble() -> Trouble {
    Trouble {
        chain: vec!["the cluster does not answer".to_owned(), "connection refused by 10.0.0.1:6443".to_owned()],
        hints: vec!["check it with `sre doctor`".to_owned()],
    }
}

fn go(state: &mut State, pane: Pane) -> Vec<Intent> {
    let digit =
        char::from_digit(u32::try_from(Pane::ALL.iter().position(|known| *known == pane).unwrap() + 1).unwrap(), 10);
    press_with(state, KeyCode::Char(digit.unwrap()), KeyModifiers::ALT)
}

/// A question that is being investigated, with the first half of its steps.
fn asking(recorded: &Recorded) -> State {
    let mut state = state(Look::default());
    healthy(&mut state);
    enter(&mut state, tui_support::QUESTION);
    let job = state.active.unwrap().job;
    for event in recorded.events.iter().take(8) {
        update(&mut state, Message::Told(job, event.clone()));
    }
    state
}

/// The same with agents at work.
fn streaming(recorded: &Recorded) -> State {
    let mut state = asking(recorded);
    state.model = Some("test-model".to_owned());
    let job = state.active.unwrap().job;
    let events = [
        Event::Asking { model: "test-model".into(), host: "localhost".into() },
        Event::Said { agent: "lead".into(), text: "The **image** of `echo-pod` ".into(), reasoning: false },
        Event::Said {
            agent: "lead".into(),
            text: "may not exist:\n\n1. look at the pods\n2. ask the reg".into(),
            reasoning: false,
        },
        Event::ToolCalled {
            agent: "lead".into(),
            call: "lead/1.1".into(),
            tool: "delegate".into(),
            arguments: "{}".into(),
        },
        Event::Delegated {
            agent: "kubernetes".into(),
            task: "find out why no pod starts".into(),
            call: "lead/1.1".into(),
        },
        Event::ToolCalled {
            agent: "kubernetes".into(),
            call: "kubernetes/1.1".into(),
            tool: "list_pods".into(),
            arguments: "{\"namespace\":\"terranetes\"}".into(),
        },
        Event::ToolAnswered {
            agent: "kubernetes".into(),
            call: "kubernetes/1.1".into(),
            observations: vec!["o4".into()],
            bytes: 2_140,
            millis: 12,
            failed: false,
        },
        Event::ToolCalled {
            agent: "kubernetes".into(),
            call: "kubernetes/1.2".into(),
            tool: "read_log".into(),
            arguments: "{}".into(),
        },
    ];
    for event in events {
        update(&mut state, Message::Told(job, event));
    }
    state
}

/// An investigation that failed, and everything that was opened after it.
fn failed(recorded: &Recorded) -> State {
    let mut state = asking(recorded);
    let job = state.active.unwrap().job;
    update(&mut state, Message::Answered(job, Err(trouble())));
    let watch = state.watch;
    update(&mut state, Message::Felt(watch, Err(trouble())));
    state
}

fn full(recorded: &Recorded, look: Look) -> State {
    let mut state = state(look);
    healthy(&mut state);
    answered(&mut state, recorded);
    state
}

/// Opens the second citation of the answer, as far as the request.
fn opening(state: &mut State) -> (u64, sre::tui::Target) {
    go(state, Pane::Talk);
    press(state, KeyCode::Char('n'));
    press(state, KeyCode::Char('n'));
    let intents = press(state, KeyCode::Enter);
    let [Intent::Open(job, target)] = intents.as_slice() else { panic!("{intents:?}") };
    (*job, target.clone())
}

fn opened(state: &mut State, recorded: &Recorded) {
    let (job, target) = opening(state);
    update(state, Message::Opened(job, recorded.open(&target)));
}

fn related(state: &mut State, recorded: &Recorded) {
    let intents = go(state, Pane::Topology);
    let [Intent::Relate(job, _)] = intents.as_slice() else { panic!("{intents:?}") };
    update(state, Message::Related(*job, Ok(recorded.topology())));
}

/// A pane in all of its states, below each other.
fn in_all_states(recorded: &Recorded, pane: Pane) -> String {
    let mut sheet = String::new();
    let mut put = |name: &str, mut state: State| {
        go(&mut state, pane);
        let _ = writeln!(sheet, "=== {name}\n{}", screen(&mut state, 80, 24));
    };
    put("empty", state(Look::default()));
    let mut loading = full(recorded, Look::default());
    match pane {
        Pane::Evidence => drop(opening(&mut loading)),
        Pane::Topology => drop(go(&mut loading, pane)),
        Pane::Talk | Pane::Tree | Pane::Timeline => loading = asking(recorded),
    }
    put("loading", loading);
    put("streaming", streaming(recorded));
    let mut broken = failed(recorded);
    if matches!(pane, Pane::Evidence | Pane::Topology) {
        broken = full(recorded, Look::default());
        if pane == Pane::Evidence {
            let (job, _) = opening(&mut broken);
            update(&mut broken, Message::Opened(job, Err(trouble())));
        } else if let [Intent::Relate(job, _)] = go(&mut broken, pane).as_slice() {
            update(&mut broken, Message::Related(*job, Err(trouble())));
        }
    }
    put("failed", broken);
    let mut whole = full(recorded, Look::default());
    match pane {
        Pane::Evidence => opened(&mut whole, recorded),
        Pane::Topology => related(&mut whole, recorded),
        Pane::Talk | Pane::Tree | Pane::Timeline => {}
    }
    put("full", whole);
    sheet
}

fn check(name: &str, sheet: &str) {
    insta::with_settings!({prepend_module_to_snapshot => true, omit_expression => true}, {
        insta::assert_snapshot!(name, sheet);
    });
}

#[test]
fn every_pane_in_every_state() {
    let recorded = Recorded::new();
    for pane in Pane::ALL {
        check(&format!("pane_{}", pane.title().to_lowercase()), &in_all_states(&recorded, pane));
    }
}

#[test]
fn every_size() {
    let recorded = Recorded::new();
    for (columns, rows) in SIZES {
        let mut state = full(&recorded, Look::default());
        let talk = screen(&mut state, columns, rows);
        opened(&mut state, &recorded);
        let evidence = screen(&mut state, columns, rows);
        press(&mut state, KeyCode::Char('?'));
        let help = screen(&mut state, columns, rows);
        check(&format!("size_{columns}x{rows}"), &format!("{talk}\n{evidence}\n{help}"));
    }
}

#[test]
fn any_size_can_be_drawn() {
    let recorded = Recorded::new();
    let mut state = streaming(&recorded);
    for columns in 1..=130 {
        for rows in [1, 2, 5, 6, 7, 16, 60] {
            screen(&mut state, columns, rows);
        }
    }
    opened(&mut full(&recorded, Look::default()), &recorded);
}

/// Each cell's style as a letter, with what the letters mean.
fn styles(buffer: &Buffer) -> String {
    let mut letters: BTreeMap<String, char> = BTreeMap::new();
    for cell in buffer.content() {
        letters.entry(format!("{:?} on {:?}, {:?}", cell.fg, cell.bg, cell.modifier)).or_insert(' ');
    }
    for (letter, (_, place)) in ('a'..='z').zip(letters.iter_mut()) {
        *place = letter;
    }
    let mut sheet = String::new();
    for (style, letter) in &letters {
        let _ = writeln!(sheet, "{letter} = {style}");
    }
    for y in 0..buffer.area.height {
        for x in 0..buffer.area.width {
            let cell = &buffer[(x, y)];
            sheet.push(letters[&format!("{:?} on {:?}, {:?}", cell.fg, cell.bg, cell.modifier)]);
        }
        sheet.push('\n');
    }
    sheet
}

#[test]
fn every_look_says_the_same() {
    let recorded = Recorded::new();
    let mut texts = Vec::new();
    for (name, shade) in [("dark", Shade::Dark), ("light", Shade::Light), ("mono", Shade::Mono)] {
        let mut state = full(&recorded, Look { shade, ascii: false });
        opened(&mut state, &recorded);
        let buffer = drawn(&mut state, 120, 30);
        check(&format!("look_{name}"), &format!("{}\n{}", text(&buffer), styles(&buffer)));
        texts.push(text(&buffer));
    }
    assert!(texts.windows(2).all(|pair| pair[0] == pair[1]), "colour carries a meaning that words do not");
}

#[test]
fn ascii_is_ascii() {
    let recorded = Recorded::new();
    let look = Look { shade: Shade::Mono, ascii: true };
    for pane in Pane::ALL {
        let mut state = full(&recorded, look);
        match pane {
            Pane::Evidence => opened(&mut state, &recorded),
            Pane::Topology => related(&mut state, &recorded),
            Pane::Talk | Pane::Tree | Pane::Timeline => drop(go(&mut state, pane)),
        }
        let text = screen(&mut state, 80, 24);
        // What was observed, and cut by others, may hold other signs; what we draw holds none.
        let foreign: String = text.chars().filter(|c| !c.is_ascii() && *c != '…').collect();
        assert!(foreign.is_empty(), "{pane:?} draws {foreign:?}:\n{text}");
        if pane == Pane::Tree {
            check("look_ascii", &text);
        }
    }
}
