//! The session in a real pseudo-terminal: tmux holds it, types into it, and reads the screen back.

#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "tests start programs, and a test that cannot is a failed one"
)]

mod cli_support;
mod support;

use std::process::Command;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use cli_support::Home;
use support::{recording, server};

/// How long anything may take on a machine that does other things too.
const PATIENCE: Duration = Duration::from_mins(1);

static NUMBER: AtomicU32 = AtomicU32::new(0);

/// A terminal with a shell in which the session is started.
struct Terminal {
    home: Home,
    socket: String,
}

impl Terminal {
    fn new(columns: u16, rows: u16) -> Self {
        let socket = format!("sre-test-{}-{}", std::process::id(), NUMBER.fetch_add(1, Ordering::SeqCst));
        let terminal = Self { home: Home::new(), socket };
        let (columns, rows) = (columns.to_string(), rows.to_string());
        let mut shell = Command::new("tmux");
        shell.args(["-L", &terminal.socket, "-f", "/dev/null", "new-session", "-d", "-x", &columns, "-y", &rows]);
        // The shell is there before and after the session: what the session leaves behind shows in it.
        shell.args(["env", "-i"]);
        let home = terminal.home.dir.path().display().to_string();
        shell.args([
            &format!("HOME={home}"),
            &format!("XDG_CONFIG_HOME={home}/config"),
            &format!("XDG_DATA_HOME={home}/data"),
        ]);
        shell.args(["PATH=/usr/bin:/bin", "LANG=C.UTF-8", "TERM=screen-256color", "PS1=shell> ", "sh", "-i"]);
        assert!(shell.status().unwrap().success(), "tmux does not start; tests/run installs it");
        terminal.wait_for("shell>");
        terminal
    }

    fn tmux(&self, arguments: &[&str]) -> String {
        let output = Command::new("tmux").arg("-L").arg(&self.socket).args(arguments).output().unwrap();
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    fn keys(&self, keys: &[&str]) {
        self.tmux(&[&["send-keys"], keys].concat());
    }

    fn types(&self, text: &str) {
        self.tmux(&["send-keys", "-l", text]);
    }

    fn enter(&self, text: &str) {
        self.types(text);
        self.keys(&["Enter"]);
    }

    fn start(&self, arguments: &str) {
        self.enter(&format!("{} {arguments}; echo \"ended with $?\"", env!("CARGO_BIN_EXE_sre")));
    }

    fn screen(&self) -> String {
        self.tmux(&["capture-pane", "-p"])
    }

    fn wait(&self, what: &str, is_there: impl Fn(&str) -> bool) -> String {
        let began = Instant::now();
        loop {
            let screen = self.screen();
            if is_there(&screen) {
                return screen;
            }
            assert!(began.elapsed() < PATIENCE, "{what} does not come:\n{screen}");
            std::thread::sleep(Duration::from_millis(30));
        }
    }

    fn wait_for(&self, words: &str) -> String {
        self.wait(words, |screen| screen.contains(words))
    }

    /// The process of the session.
    fn process(&self) -> String {
        let shell = self.tmux(&["display-message", "-p", "#{pane_pid}"]);
        let children = Command::new("ps").args(["-o", "pid=", "--ppid", shell.trim()]).output().unwrap();
        String::from_utf8(children.stdout).unwrap().trim().to_owned()
    }

    /// The shell is back on its own screen, and its terminal is as it was: what is typed shows, a line ends at Enter.
    fn is_sane(&self) {
        self.wait("the shell", |screen| !screen.contains("Conversation"));
        self.enter("stty -a | tr ';' '\\n' | grep -c -e '-icanon' -e '-echo ' -e '-opost'; echo sane $((40 + 2))");
        let screen = self.wait_for("sane 42");
        assert!(screen.contains("\n0\nsane 42"), "the terminal is still raw:\n{screen}");
        let alternate = self.tmux(&["display-message", "-p", "#{alternate_on} #{cursor_flag}"]);
        assert_eq!(alternate.trim(), "0 1", "the session's screen or its hidden cursor are left behind");
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        self.tmux(&["kill-server"]);
    }
}

const QUESTION: &str = "why is the pod in terranetes namespace not running?";

#[test]
fn a_session_from_the_first_question_to_the_last_key_and_on() {
    let terminal = Terminal::new(120, 40);
    terminal.start("--demo");
    terminal.wait_for("41 workloads");
    terminal.enter(QUESTION);
    terminal.wait_for("ImageNotFound at Deployment terranetes/echo-pod");

    // Expand a read: the tree, down to the first one, open.
    terminal.keys(&["M-2"]);
    terminal.keys(&["Down", "Down"]);
    terminal.keys(&["Enter"]);
    terminal.wait_for("3 Evidence · o1");
    terminal.wait_for("GET /version");

    // Jump from a citation to its place.
    terminal.keys(&["M-1"]);
    terminal.keys(&["n"]);
    terminal.keys(&["n"]);
    terminal.keys(&["Enter"]);
    terminal.wait_for("3 Evidence · e2");
    // A screen may be read while half of it is drawn.
    terminal.wait("the cited place, marked", |screen| {
        screen.lines().any(|line| line.contains(">  ") && line.contains("message: \"Back-off pulling image"))
    });

    // Follow up: what it is about is kept.
    terminal.keys(&["Escape"]);
    terminal.wait_for("Enter ask");
    terminal.enter("what changed before that?");
    terminal.wait_for("about namespace terranetes, as in the answer before");
    terminal.wait_for("2 of 2");

    // Another size.
    terminal.tmux(&["resize-window", "-x", "60", "-y", "16"]);
    terminal
        .wait("the small screen", |screen| screen.contains("1 Conversation") && !screen.contains("2 Investigation"));
    terminal.tmux(&["resize-window", "-x", "130", "-y", "45"]);
    terminal.wait_for("2 Investigation");

    // Stop: both keys come at once, so it cannot have been done before.
    terminal.tmux(&["send-keys", "-l", "why is catalog-api getting no traffic?\r\u{3}"]);
    terminal.wait_for("stopped");
    terminal.enter("/quit");
    terminal.wait_for("sre --resume=");
    terminal.wait_for("ended with 0");
    terminal.is_sane();

    // Resume, and ask on.
    terminal.enter("clear");
    terminal.start("--resume");
    terminal.wait_for("resumed session");
    terminal.wait_for("demo:echo-pod");
    terminal.keys(&["M-1"]);
    terminal.keys(&["Home"]);
    terminal.wait_for(QUESTION);
    terminal.keys(&["Escape"]);
    terminal.enter("e2");
    terminal.wait_for("3 Evidence · e2");
    terminal.keys(&["C-d"]);
    terminal.wait_for("ended with 0");
    terminal.is_sane();
}

#[test]
fn what_is_stopped_keeps_what_it_found() {
    let terminal = Terminal::new(150, 50);
    let folder = terminal.home.dir.path();
    let kubeconfig = server::serve_but(&recording::archive(), folder, 3, Some("/endpointslices"));
    terminal.start(&format!("--kubeconfig {}", kubeconfig.display()));
    terminal.wait_for("41 workloads");
    terminal.enter(QUESTION);
    terminal.wait("the pods, and the slices not", |screen| {
        screen.contains("pods in terranetes  2 items") && !screen.contains("endpointslices in terranetes  ")
    });
    terminal.keys(&["Escape"]);
    terminal.wait_for("this is what they show");
    terminal.wait_for("ImageNotFound at");
    terminal.enter("e1");
    terminal.wait_for("3 Evidence · e1");
    terminal.keys(&["C-d"]);
    terminal.wait_for("ended with 0");
    let runs = terminal.home.run(&["runs", "-o", "json"]).json();
    let states: Vec<&str> = runs.as_array().unwrap().iter().map(|run| run["status"].as_str().unwrap()).collect();
    assert!(
        states.contains(&"interrupted") && states.contains(&"finished") && !states.contains(&"running"),
        "{states:?}"
    );
}

#[test]
fn signals_end_it_in_order() {
    for signal in ["-TERM", "-HUP", "-INT"] {
        let terminal = Terminal::new(100, 30);
        terminal.start("--demo");
        terminal.wait_for("41 workloads");
        terminal.enter(QUESTION);
        terminal.wait_for("ImageNotFound");
        assert!(Command::new("kill").args([signal, &terminal.process()]).status().unwrap().success());
        terminal.wait_for("ended with 0");
        terminal.is_sane();
        let sessions = terminal.home.run(&["sessions", "-o", "json"]).json();
        assert_eq!(sessions[0]["questions"][0], QUESTION, "{signal}");
        let listed = terminal.home.run(&["runs", "-o", "json"]).json();
        assert_eq!(listed[0]["status"], "finished", "{signal}: {listed}");
    }
}

#[test]
fn a_terminal_that_goes_away_leaves_no_process_and_an_intact_session() {
    let terminal = Terminal::new(100, 30);
    terminal.start("--demo");
    terminal.wait_for("41 workloads");
    terminal.enter(QUESTION);
    terminal.wait_for("ImageNotFound");
    let process = terminal.process();
    terminal.tmux(&["kill-server"]);
    let began = Instant::now();
    while Command::new("kill").args(["-0", &process]).stderr(std::process::Stdio::null()).status().unwrap().success() {
        assert!(began.elapsed() < PATIENCE, "the session lives on without a terminal");
        std::thread::sleep(Duration::from_millis(30));
    }
    let sessions = terminal.home.run(&["sessions", "-o", "json"]).json();
    assert_eq!(sessions[0]["questions"][0], QUESTION);
}

#[test]
fn a_panic_gives_the_terminal_back_before_it_is_told() {
    let terminal = Terminal::new(100, 30);
    let helper = std::env::current_exe().unwrap();
    terminal.enter(&format!(
        "SRE_TEST_PANIC=1 {} --exact --nocapture panics_on_purpose; echo \"ended with $?\"",
        helper.display()
    ));
    terminal.wait_for("on purpose");
    terminal.wait_for("ended with 101");
    terminal.is_sane();
}

/// Not a test of its own: the process that the test above lets panic.
#[test]
fn panics_on_purpose() {
    if std::env::var_os("SRE_TEST_PANIC").is_some() {
        let _taken = sre::tui::take_terminal().unwrap();
        panic!("on purpose");
    }
}

#[test]
fn a_dumb_terminal_gets_lines() {
    let terminal = Terminal::new(100, 30);
    terminal.enter("export TERM=dumb");
    terminal.start("--demo");
    terminal.wait_for("41 workloads");
    terminal.enter(QUESTION);
    terminal.wait_for("RULED OUT");
    terminal.enter("e2");
    terminal.wait_for(">               message: \"Back-off pulling image");
    terminal.enter("/quit");
    terminal.wait_for("ended with 0");
    terminal.is_sane();
}
