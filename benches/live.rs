//! A question to a real API server, as a whole process, beside what `kubectl get pods -A -o json` costs on the same
//! server: `cargo bench --bench live`. Needs what `tests/run --only-install` installs.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    reason = "a bench that panics has failed; it starts servers and processes, and prints its figures"
)]

#[path = "../tests/support/mod.rs"]
mod support;

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use support::apiserver::{ApiServer, servers};

/// How often each command runs.
const ROUNDS: usize = 11;

/// Questions: a proven root cause, one with dependencies, a healthy subject, everything.
const QUESTIONS: &[&[&str]] = &[
    &["why is the pod in terranetes namespace not running?"],
    &["why is orders-api crash looping?"],
    &["is mysql in databases healthy?"],
    &["-A", "what is broken?"],
];

fn main() {
    let (server, _) = ApiServer::with_recording(&[]);
    let kubeconfig = server.admin_kubeconfig();
    for question in QUESTIONS {
        let time = median(|| ask(&kubeconfig, question));
        println!("{:>6} ms  sre ask {}", time.as_millis(), question.join(" "));
    }
    for kubectl in ["kubectl-1.20", "kubectl-1.37"] {
        let program = servers().join(kubectl);
        let time = median(|| run(Command::new(&program).args(["get", "pods", "-A", "-o", "json"]), &kubeconfig));
        println!("{:>6} ms  {kubectl} get pods -A -o json", time.as_millis());
    }
}

fn ask(kubeconfig: &Path, question: &[&str]) {
    let mut command = Command::new(env!("CARGO_BIN_EXE_sre"));
    run(command.args(["ask", "-q", "-o", "json"]).args(question), kubeconfig);
}

fn run(command: &mut Command, kubeconfig: &Path) {
    let folder = kubeconfig.parent().unwrap();
    let status = command
        .env("KUBECONFIG", kubeconfig)
        .env("HOME", folder)
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("XDG_CONFIG_HOME", folder.join("config"))
        .env("XDG_CACHE_HOME", folder.join("cache"))
        .stdout(Stdio::null())
        .status();
    assert!(status.unwrap().success());
}

fn median(mut act: impl FnMut()) -> Duration {
    let mut times: Vec<Duration> = (0..ROUNDS)
        .map(|_| {
            let start = Instant::now();
            act();
            start.elapsed()
        })
        .collect();
    times.sort();
    times[ROUNDS / 2]
}
