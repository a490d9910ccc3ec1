//! What questions to large clusters cost, as whole processes beside `kubectl get pods -A -o json` on the same server:
//! `cargo bench --bench scale`.
//!
//! The recorded cluster is grown to each size, served by `sre bundle serve`, and asked. `SRE_SCALE=1000,10000` names
//! other sizes than the usual ones, `SRE_SCALE_ROUNDS` how often each command runs, `SRE_SCALE_FOLDER` where the clusters
//! stay afterwards. Needs GNU time, and kubectl as `tests/run --only-install` installs it.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::print_stdout,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a bench that panics has failed; it starts servers and processes, and prints its figures"
)]

mod grow;
#[path = "../tests/support/mod.rs"]
mod support;

use std::path::Path;
use std::process::{Command, Stdio};

use serde_json::Value;
use support::apiserver::servers;
use support::served::Served;

/// Pods of the clusters.
const SIZES: &str = "1000,10000,50000";
/// Pods that a workload has for each one of its like in the recording, at most.
const FACTOR: usize = 4;
/// What is measured: the arguments of the program, or of kubectl.
const COMMANDS: &[(&str, &[&str])] = &[
    ("sre", &["ask", "-q", "-o", "json", "why is orders-api in orders crash looping?"]),
    ("sre", &["ask", "-q", "-o", "json", "is hello in demo-healthy healthy?"]),
    ("sre", &["ask", "-q", "-o", "json", "is orders-db healthy?"]),
    ("sre", &["scan", "-A", "-q", "-o", "json"]),
    ("kubectl", &["get", "pods", "-A", "-o", "json"]),
];

/// What a process cost.
#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    wall: f64,
    cpu: f64,
    mib: f64,
    requests: u64,
}

fn main() {
    let sizes = std::env::var("SRE_SCALE").unwrap_or_else(|_| SIZES.to_owned());
    let rounds = std::env::var("SRE_SCALE_ROUNDS").map_or(5, |rounds| rounds.parse().unwrap());
    println!("  pods  requests    wall     cpu      peak  command");
    for size in sizes.split(',') {
        measure(size.trim().parse().unwrap(), rounds);
    }
}

fn measure(size: usize, rounds: usize) {
    let temporary = tempfile::tempdir().unwrap();
    let kept = std::env::var_os("SRE_SCALE_FOLDER").map(|folder| Path::new(&folder).join(size.to_string()));
    let folder = kept.as_deref().unwrap_or(temporary.path());
    let grown = grow::grow(folder, size, FACTOR);
    let served = Served::start(&grown.bundle, folder);
    println!(
        "{:>6}  {} namespaces, {} nodes, {} workloads added, {} of them broken",
        grown.pods, grown.namespaces, grown.nodes, grown.workloads, grown.broken
    );
    for (program, arguments) in COMMANDS {
        let once = || run(program, arguments, &served.kubeconfig, folder);
        // The first one has the server read its files.
        let (first, output) = once();
        let mut costs: Vec<Cost> = (0..rounds).map(|_| once().0).collect();
        costs.sort_by(|a, b| a.wall.total_cmp(&b.wall));
        let mut cost = costs.get(costs.len() / 2).copied().unwrap_or(first);
        cost.requests = requests(program, arguments, &output, &served.kubeconfig, folder);
        println!(
            "{:>6}  {:>8} {:>6.2} s {:>6.2} s {:>5.0} MiB  {program} {}{}",
            grown.pods,
            cost.requests,
            cost.wall,
            cost.cpu,
            cost.mib,
            arguments.join(" "),
            told(&output)
        );
    }
}

/// Runs a program below GNU time, its output into a file as a shell would.
fn run(program: &str, arguments: &[&str], kubeconfig: &Path, folder: &Path) -> (Cost, Value) {
    let (figures, output) = (folder.join("figures"), folder.join("output"));
    let program =
        if program == "sre" { Path::new(env!("CARGO_BIN_EXE_sre")).to_owned() } else { servers().join("kubectl-1.37") };
    let status = command(Path::new("/usr/bin/time"), kubeconfig, folder)
        .args(["-f", "%e %U %S %M", "-o"])
        .arg(&figures)
        .arg(&program)
        .args(arguments)
        .stdout(if program.ends_with("sre") {
            Stdio::from(std::fs::File::create(&output).unwrap())
        } else {
            Stdio::null()
        })
        .status()
        .unwrap();
    // A scan that finds something says so with its code.
    assert!(matches!(status.code(), Some(0 | 1 | 3 | 10 | 11)), "{}: {status}", program.display());
    let text = std::fs::read_to_string(&figures).unwrap();
    let line = text.lines().last().unwrap();
    let figures: Vec<f64> = line.split(' ').map(|figure| figure.parse().unwrap()).collect();
    let cost = Cost { wall: figures[0], cpu: figures[1] + figures[2], mib: figures[3] / 1024.0, requests: 0 };
    let told = if program.ends_with("sre") { std::fs::read(&output).unwrap() } else { Vec::new() };
    (cost, serde_json::from_slice(&told).unwrap_or_default())
}

fn command(program: &Path, kubeconfig: &Path, folder: &Path) -> Command {
    let mut command = Command::new(program);
    command
        .env("KUBECONFIG", kubeconfig)
        .env("HOME", folder)
        .env("XDG_DATA_HOME", folder.join("data"))
        .env("XDG_CONFIG_HOME", folder.join("config"))
        .env("XDG_CACHE_HOME", folder.join("cache"));
    command
}

/// The requests that a command sends: as its report tells, or in kubectl's own words.
fn requests(program: &str, arguments: &[&str], output: &Value, kubeconfig: &Path, folder: &Path) -> u64 {
    if program == "sre" {
        let stats = output.pointer("/stats/requests").or_else(|| output.pointer("/reports/0/stats/requests"));
        return stats.and_then(Value::as_u64).unwrap();
    }
    let mut kubectl = command(&servers().join("kubectl-1.37"), kubeconfig, folder);
    let said = kubectl.args(arguments).arg("-v=6").stdout(Stdio::null()).output().unwrap();
    let said = String::from_utf8_lossy(&said.stderr).into_owned();
    said.lines().filter(|line| line.contains("\"Response\"") || line.contains(" 200 OK in ")).count() as u64
}

/// The answer in a few words.
fn told(output: &Value) -> String {
    let cause = output.pointer("/root_causes/0/cause").or_else(|| output.get("verdict")).and_then(Value::as_str);
    let findings = output.get("findings").and_then(Value::as_array).map(Vec::len);
    match (cause, findings) {
        (_, Some(findings)) => format!(" -> {findings} findings"),
        (Some(cause), None) => format!(" -> {cause}"),
        (None, None) => String::new(),
    }
}
