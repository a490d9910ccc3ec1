//! What the session promises about speed: `cargo bench --bench tui`.
//!
//! An investigation of 10,000 events with 50 MB of observations on disk; keys are pressed in every pane, and each is
//! timed until it is on the screen. Then the real program is left alone in a terminal (tmux), and what it does there is
//! read from `/proc`. It fails where a promise is not kept.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::format_collect,
    clippy::print_stdout,
    clippy::disallowed_methods,
    clippy::indexing_slicing,
    reason = "a benchmark that cannot run has nothing to tell"
)]

use std::process::Command;
use std::sync::Arc;
use std::time::{Duration, Instant};

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};
use jiff::Timestamp;
use ratatui_core::backend::TestBackend;
use ratatui_core::terminal::Terminal;
use sre::evidence::event::{self, Event};
use sre::evidence::run::{ObservationRecord, RunHead, RunId, RunWriter};
use sre::investigate::{self, Options, Servers, Source};
use sre::report::model::Report;
use sre::tui::{self, Answer, Intent, Look, Message, Place, State, Target};

const EVENTS: usize = 10_000;
const BODIES: usize = 110;
/// Pods of one list: some four hundred kilobytes.
const PODS: usize = 680;
const KEY_TO_SCREEN: Duration = Duration::from_millis(50);
const MEMORY: u64 = 150_000;
const IDLE: f64 = 1.0;

fn main() {
    let runs = tempfile::tempdir().unwrap();
    let (run, stored) = observations(runs.path());
    println!("{EVENTS} events, {:.1} MB of observations", megabytes(stored));
    let mut session = Session::new();
    let began = Instant::now();
    session.events(&run);
    println!("taken in, drawn at most 60 times a second: {:?}", began.elapsed());
    let opened = session.open(runs.path(), &run, &format!("o{}", BODIES + 1));
    println!("largest observation opened, beside the loop: {opened:?}");
    let times = session.keys();
    let at = |share: usize| times[(times.len() - 1) * share / 100];
    println!(
        "key to screen, {} keys at 200x50: median {:?}, p99 {:?}, worst {:?}",
        times.len(),
        at(50),
        at(99),
        at(100)
    );
    let memory = own("VmHWM:");
    println!("memory at most: {} MB", memory / 1000);
    let (share, resident) = idle();
    println!("the program left alone: {share:.2} % of a processor, {} MB", resident / 1000);
    assert!(at(99) <= KEY_TO_SCREEN, "a key takes longer than {KEY_TO_SCREEN:?}");
    assert!(memory <= MEMORY, "more memory than {} MB", MEMORY / 1000);
    assert!(share < IDLE, "it works while nothing happens");
}

#[expect(clippy::cast_precision_loss, reason = "a figure for a person")]
fn megabytes(bytes: usize) -> f64 {
    bytes as f64 / 1e6
}

/// A run with lists of pods, and a log of a few megabytes.
fn observations(runs: &std::path::Path) -> (String, usize) {
    let now: Timestamp = "2026-11-22T14:29:33Z".parse().unwrap();
    let id = RunId::new(now, b"bench");
    let head = RunHead {
        question: "why?".into(),
        source: "bench".into(),
        as_of: Some(now),
        started_at: now,
        version: String::new(),
        flags: std::collections::BTreeMap::default(),
        problems: Vec::new(),
    };
    let writer = RunWriter::create(None, Some(runs), &id, head).unwrap();
    let mut stored = 0;
    let mut put = |number: usize, body: &[u8], media: &str| {
        stored += body.len();
        let hash = writer.put_body(body);
        writer.observation(&ObservationRecord {
            id: format!("o{number}"),
            phase: "objects".into(),
            source: "kubernetes".into(),
            request: format!("GET /api/v1/namespaces/ns-{number}/pods"),
            status: 200,
            body: Some(hash),
            media_type: media.into(),
            bytes: body.len() as u64,
            truncated: false,
            reduced: None,
            partial: Vec::new(),
            observed_at: now,
        });
    };
    for number in 1..=BODIES {
        put(number, &pods(number, PODS), "application/json");
    }
    put(BODIES + 1, &pods(0, PODS * 16), "application/json");
    let lines: Vec<String> =
        (0..40_000).map(|line| format!("2026-11-22T14:29:33Z INFO request {line} took {} ms", line % 977)).collect();
    let log = lines.join("\n");
    put(BODIES + 2, log.as_bytes(), "text/plain");
    writer.finish(&report());
    (id.to_string(), stored)
}

/// A list as it comes, without a tree of it in between.
fn pods(list: usize, count: usize) -> Vec<u8> {
    let items: Vec<String> = (0..count)
        .map(|pod| {
            format!(
                r#"{{"metadata":{{"name":"web-{list}-{pod}","namespace":"shop","labels":{{"app":"web","tier":"front"}}}},"spec":{{"nodeName":"node-{}","containers":[{{"name":"web","image":"registry.example.com/shop/web:{pod}","env":[{{"name":"A","value":"b"}}],"resources":{{"requests":{{"cpu":"100m","memory":"128Mi"}}}}}}]}},"status":{{"phase":"Running","podIP":"10.0.0.1","conditions":[{{"type":"Ready","status":"True","lastTransitionTime":"2026-11-22T14:00:00Z"}}],"containerStatuses":[{{"name":"web","ready":true,"restartCount":0,"state":{{"running":{{"startedAt":"2026-11-22T14:00:00Z"}}}}}}]}}}}"#,
                pod % 50
            )
        })
        .collect();
    format!(r#"{{"kind":"PodList","items":[{}]}}"#, items.join(",")).into_bytes()
}

/// The report of a real question.
fn report() -> Report {
    let options = Options {
        source: Source::Demo("echo-pod".into()),
        namespace: None,
        all_namespaces: false,
        audit: None,
        record: None,
        runs: None,
        read_timeout: Duration::from_secs(10),
        deadline: Duration::from_mins(2),
        servers: Servers::default(),
        agents: None,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (sender, mut receiver) = event::channel();
        let listening = async { while receiver.recv().await.is_some() {} };
        let question = "why is the pod in terranetes namespace not running?";
        let (report, ()) = tokio::join!(investigate::run(question, &options, sender), listening);
        report.unwrap()
    })
}

struct Session {
    state: State,
    terminal: Terminal<TestBackend>,
}

impl Session {
    fn new() -> Self {
        let place = Place { source: Source::Demo("echo-pod".into()), namespace: None, all_namespaces: false };
        let state = State::new("20261122T142933Z-00000001", place, Look::default());
        Self { state, terminal: Terminal::new(TestBackend::new(200, 50)).unwrap() }
    }

    fn draw(&mut self) {
        let state = &self.state;
        let mut seen = tui::Seen::default();
        self.terminal
            .draw(|frame| {
                let area = frame.area();
                seen = tui::draw(state, area, frame.buffer_mut());
            })
            .unwrap();
        self.state.seen = seen;
    }

    fn events(&mut self, run: &str) {
        tui::update(&mut self.state, Message::Line("why?".into()));
        let job = self.state.active.unwrap().job;
        let started = Event::Started { run: run.into(), question: "why?".into(), source: "bench".into() };
        tui::update(&mut self.state, Message::Told(job, started));
        let mut drawn = Instant::now();
        for number in 0..EVENTS / 2 {
            let observation = format!("o{number}");
            let requested = Event::Requested {
                observation: observation.clone(),
                phase: format!("phase-{}", number % 20),
                request: "GET /".into(),
                label: format!("pods in namespace-{number}"),
            };
            let observed =
                Event::Observed { observation, status: 200, outcome: "600 items".into(), bytes: 512_000, millis: 7 };
            for event in [requested, observed] {
                tui::update(&mut self.state, Message::Told(job, event));
            }
            if drawn.elapsed() > Duration::from_millis(17) {
                self.draw();
                drawn = Instant::now();
            }
        }
        let mut answer = report();
        run.clone_into(&mut answer.stats.run);
        tui::update(&mut self.state, Message::Answered(job, Ok(Answer::Report(Arc::new(answer)))));
    }

    fn open(&mut self, runs: &std::path::Path, run: &str, observation: &str) -> Duration {
        let intents = tui::update(&mut self.state, Message::Line(observation.to_owned()));
        let Some(Intent::Open(job, _)) = intents.into_iter().next() else { panic!("nothing is opened") };
        let began = Instant::now();
        let pointer = Some("/items/9000/status/phase".to_owned());
        let target = Target { run: run.into(), observation: observation.into(), citation: None, pointer };
        let document = tui::load(runs, &target).unwrap();
        let took = began.elapsed();
        tui::update(&mut self.state, Message::Opened(job, Ok(Arc::new(document))));
        took
    }

    /// Presses keys in every pane; how long each took, shortest first.
    fn keys(&mut self) -> Vec<Duration> {
        let plain = |code| KeyEvent::new(code, KeyModifiers::NONE);
        let moves = [KeyCode::Down, KeyCode::PageDown, KeyCode::Up, KeyCode::End, KeyCode::PageUp, KeyCode::Home];
        let mut keys = Vec::new();
        for round in 0..40 {
            for pane in '1'..='5' {
                keys.push(KeyEvent::new(KeyCode::Char(pane), KeyModifiers::ALT));
                keys.extend(moves.iter().map(|code| plain(*code)));
                keys.push(plain(KeyCode::Char('j')));
                if pane == '3' {
                    keys.extend([KeyCode::Enter, KeyCode::Right, KeyCode::Left, KeyCode::Char('n')].map(plain));
                    if round % 10 == 0 {
                        keys.extend(
                            [KeyCode::Char('/'), KeyCode::Char('4'), KeyCode::Char('2'), KeyCode::Enter].map(plain),
                        );
                    }
                }
            }
            keys.push(plain(KeyCode::Char('i')));
            keys.extend("why is it slow".chars().map(|c| plain(KeyCode::Char(c))));
            keys.push(KeyEvent::new(KeyCode::Char('u'), KeyModifiers::CONTROL));
        }
        let mut times = Vec::with_capacity(keys.len());
        for key in keys {
            let began = Instant::now();
            tui::update(&mut self.state, Message::Key(key));
            self.draw();
            times.push((began.elapsed(), format!("{:?} in {:?}", key.code, self.state.focus)));
        }
        times.sort();
        let slow: Vec<&str> = times.iter().rev().take(24).map(|(_, key)| key.as_str()).collect();
        println!("the slowest: {}", slow.join(", "));
        times.into_iter().map(|(time, _)| time).collect()
    }
}

/// A figure of this process, in kilobytes.
fn own(name: &str) -> u64 {
    figure(&std::fs::read_to_string("/proc/self/status").unwrap(), name)
}

fn figure(status: &str, name: &str) -> u64 {
    let line = status.lines().find(|line| line.starts_with(name)).unwrap();
    line.split_whitespace().nth(1).unwrap().parse().unwrap()
}

/// The program after a question, left alone: its share of a processor in percent, and its memory in kilobytes.
fn idle() -> (f64, u64) {
    const WATCHED: Duration = Duration::from_secs(10);
    let home = tempfile::tempdir().unwrap();
    let socket = format!("sre-bench-{}", std::process::id());
    let tmux = |arguments: &[&str]| {
        let output = Command::new("tmux").args(["-L", &socket, "-f", "/dev/null"]).args(arguments).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    };
    let place = format!("HOME={}", home.path().display());
    let program = [env!("CARGO_BIN_EXE_sre"), "--demo"];
    let begin = ["new-session", "-d", "-x", "200", "-y", "50", "env", "-i", &place, "LANG=C.UTF-8", "TERM=screen"];
    tmux(&[&begin[..], &program].concat());
    std::thread::sleep(Duration::from_secs(3));
    tmux(&["send-keys", "-l", "why is the pod in terranetes namespace not running?\r"]);
    std::thread::sleep(Duration::from_secs(5));
    let process = tmux(&["display-message", "-p", "#{pane_pid}"]);
    let folder = std::path::Path::new("/proc").join(process.trim());
    let worked = || {
        let stat = std::fs::read_to_string(folder.join("stat")).unwrap();
        let fields: Vec<&str> = stat.rsplit(')').next().unwrap().split_whitespace().collect();
        // Hundredths of a second, by user and by system.
        fields[11].parse::<f64>().unwrap() + fields[12].parse::<f64>().unwrap()
    };
    let before = worked();
    std::thread::sleep(WATCHED);
    let share = (worked() - before) / WATCHED.as_secs_f64();
    let resident = figure(&std::fs::read_to_string(folder.join("status")).unwrap(), "VmRSS:");
    tmux(&["kill-server"]);
    (share, resident)
}
