//! What the tests of the session share: a recorded investigation, keys, and a screen to read.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::missing_panics_doc, reason = "a test that cannot begin is a failed one")]

use std::sync::Arc;
use std::time::Duration;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use ratatui_core::backend::TestBackend;
use ratatui_core::buffer::Buffer;
use ratatui_core::terminal::Terminal;
use sre::config::{self, Environment, Flags, Places};
use sre::evidence::event::{self, Event};
use sre::investigate::{self, Options, Servers, Source};
use sre::report::model::Report;
use sre::tui::{self, Answer, Health, Intent, Look, Message, Names, Place, Setup, State, Target, Topology, Unwell};
use tempfile::TempDir;

pub(crate) const QUESTION: &str = "why is the pod in terranetes namespace not running?";
/// As long as a real one.
const RUN: &str = "20261122T142933Z-00000000";

/// A real investigation of the recorded cluster, with what differs from run to run made the same.
pub(crate) struct Recorded {
    pub(crate) runs: TempDir,
    pub(crate) id: String,
    pub(crate) events: Vec<Event>,
    pub(crate) report: Arc<Report>,
}

pub(crate) fn options(runs: Option<&TempDir>) -> Options {
    Options {
        source: Source::Demo("echo-pod".to_owned()),
        namespace: None,
        all_namespaces: false,
        audit: None,
        record: None,
        runs: runs.map(|dir| dir.path().to_owned()),
        read_timeout: Duration::from_secs(10),
        deadline: Duration::from_mins(2),
        servers: Servers::default(),
        agents: None,
    }
}

pub(crate) fn place() -> Place {
    Place { source: Source::Demo("echo-pod".to_owned()), namespace: None, all_namespaces: false }
}

pub(crate) fn runtime() -> tokio::runtime::Runtime {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap()
}

impl Recorded {
    pub(crate) fn new() -> Self {
        let runs = TempDir::new().unwrap();
        let options = options(Some(&runs));
        let (report, events) = runtime().block_on(async {
            let (sender, mut receiver) = event::channel();
            let listening = async {
                let mut events = Vec::new();
                while let Some(event) = receiver.recv().await {
                    events.push(event);
                }
                events
            };
            tokio::join!(investigate::run(QUESTION, &options, sender), listening)
        });
        let mut report = report.unwrap();
        let id = std::mem::replace(&mut report.stats.run, RUN.to_owned());
        report.stats.duration_ms = 114;
        let events = steady(events);
        Self { runs, id, events, report: Arc::new(report) }
    }

    /// A document of the run.
    pub(crate) fn open(&self, target: &Target) -> Result<Arc<tui::Document>, tui::Trouble> {
        let target = Target { run: self.id.clone(), ..target.clone() };
        tui::load(self.runs.path(), &target).map(Arc::new).map_err(|error| tui::Trouble::from(&error))
    }

    pub(crate) fn topology(&self) -> Arc<Topology> {
        let config = config::load(&Flags::default(), &Environment::from_lookup(|_| None), &Places::default()).unwrap();
        let setup =
            Setup { place: place(), options: options(Some(&self.runs)), look: Look::default(), llm: config.llm };
        Arc::new(runtime().block_on(tui::related(&setup, &self.id)).unwrap())
    }
}

/// Reads arrive in any order and take any time; here they do not.
fn steady(events: Vec<Event>) -> Vec<Event> {
    let mut asked = Vec::new();
    let mut came = Vec::new();
    let mut rest = Vec::new();
    for event in events {
        match event {
            Event::Observed { observation, status, outcome, bytes, .. } => {
                came.push(Event::Observed { observation, status, outcome, bytes, millis: 3 });
            }
            Event::Started { question, source, .. } => {
                asked.push(Event::Started { run: RUN.to_owned(), question, source });
            }
            Event::Requested { .. } | Event::Resolved { .. } => asked.push(event),
            other => rest.push(other),
        }
    }
    came.sort_by_key(|event| match event {
        Event::Observed { observation, .. } => observation.trim_start_matches('o').parse::<u32>().unwrap(),
        _ => 0,
    });
    asked.into_iter().chain(came).chain(rest).collect()
}

pub(crate) fn state(look: Look) -> State {
    State::new("20261122T142933Z-00000001", place(), look)
}

pub(crate) fn press(state: &mut State, code: KeyCode) -> Vec<Intent> {
    tui::update(state, Message::Key(KeyEvent::new(code, KeyModifiers::NONE)))
}

pub(crate) fn press_with(state: &mut State, code: KeyCode, modifiers: KeyModifiers) -> Vec<Intent> {
    tui::update(state, Message::Key(KeyEvent::new(code, modifiers)))
}

pub(crate) fn types(state: &mut State, text: &str) {
    for c in text.chars() {
        press(state, KeyCode::Char(c));
    }
}

pub(crate) fn enter(state: &mut State, text: &str) -> Vec<Intent> {
    types(state, text);
    press(state, KeyCode::Enter)
}

/// Asks, lets all steps be told, and answers.
pub(crate) fn answered(state: &mut State, recorded: &Recorded) {
    enter(state, QUESTION);
    let job = state.active.unwrap().job;
    for event in &recorded.events {
        tui::update(state, Message::Told(job, event.clone()));
    }
    tui::update(state, Message::Answered(job, Ok(Answer::Report(recorded.report.clone()))));
}

pub(crate) fn healthy(state: &mut State) {
    let object = recorded_object();
    let health = Health {
        workloads: 41,
        unwell: vec![Unwell { object, ready: 0, wanted: 2 }],
        nodes: 3,
        nodes_unready: 0,
        warnings: 110,
        alerts: None,
        unseen: Vec::new(),
        bounded: false,
    };
    tui::update(state, Message::Felt(state.watch, Ok(health)));
    let names = Names {
        namespaces: vec!["shop".to_owned(), "terranetes".to_owned()],
        objects: vec!["terranetes/echo-pod".to_owned()],
        contexts: Vec::new(),
    };
    tui::update(state, Message::Named(state.watch, Arc::new(names)));
}

fn recorded_object() -> sre::report::model::ObjectRef {
    sre::report::model::ObjectRef {
        api_version: "apps/v1".to_owned(),
        kind: "Deployment".to_owned(),
        namespace: Some("terranetes".to_owned()),
        name: "echo-pod".to_owned(),
    }
}

/// Draws the session on a terminal of this size, as the loop does.
pub(crate) fn drawn(state: &mut State, columns: u16, rows: u16) -> Buffer {
    tui::update(state, Message::Resize(columns, rows));
    let mut terminal = Terminal::new(TestBackend::new(columns, rows)).unwrap();
    // Twice: a drawing tells where things are, the next one knows.
    for _ in 0..2 {
        let mut seen = tui::Seen::default();
        terminal
            .draw(|frame| {
                let area = frame.area();
                seen = tui::draw(state, area, frame.buffer_mut());
            })
            .unwrap();
        state.seen = seen;
    }
    terminal.backend().buffer().clone()
}

/// What stands on the screen.
pub(crate) fn screen(state: &mut State, columns: u16, rows: u16) -> String {
    text(&drawn(state, columns, rows))
}

pub(crate) fn text(buffer: &Buffer) -> String {
    let mut text = String::new();
    for y in 0..buffer.area.height {
        let mut line = String::new();
        let mut skip = 0_usize;
        for x in 0..buffer.area.width {
            let symbol = buffer[(x, y)].symbol();
            if skip > 0 {
                skip -= 1;
                continue;
            }
            skip = unicode_width::UnicodeWidthStr::width(symbol).saturating_sub(1);
            line.push_str(symbol);
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}
