//! What agents cost beside the model: `cargo bench --bench agent`. The model is scripted and answers at once, so what is
//! measured is ours: the loop, the wire, the tools, the verifier.

#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a benchmark that cannot run has nothing to tell")]
#![allow(clippy::disallowed_methods, reason = "the scripted model listens on a socket of its own")]
#![allow(missing_docs, reason = "the macros of the harness generate public items")]

#[path = "../tests/support/llm.rs"]
#[allow(dead_code, reason = "a benchmark uses its part")]
mod llm;

use std::time::Duration;

use divan::Bencher;
use llm::{Asked, Reply, Scripted};
use serde_json::json;
use sre::agent::{Budget, Roster};
use sre::config::{Environment, Flags, Places};
use sre::evidence::event;
use sre::investigate::{self, Agents, Options, Servers, Source};

fn main() {
    divan::main();
}

/// One specialist that makes so many calls, one a turn.
fn model(steps: usize) -> Scripted {
    let turns = |asked: &Asked| {
        asked.body["messages"].as_array().unwrap().iter().filter(|message| message["role"] == "assistant").count()
    };
    Scripted::with(move |asked| match (asked.tools().contains(&"submit_report"), turns(asked)) {
        (true, 0) => {
            Reply::calls(&[("delegate", json!({ "tasks": [{ "agent": "kubernetes", "task": "look at the pods" }] }))])
        }
        (true, _) => Reply::calls(&[("submit_report", json!({ "verdict": "root_cause", "summary": "" }))]),
        (false, turn) if turn < steps => {
            Reply::calls(&[("search", json!({ "name": format!("a{turn}"), "namespace": "terranetes" }))])
        }
        (false, _) => Reply::calls(&[("report_findings", json!({ "summary": "" }))]),
    })
}

/// A question with a team; the difference between two lines is what their steps cost.
#[divan::bench(args = [0, 1, 8], sample_count = 30)]
fn ask_with_tool_steps(bencher: Bencher<'_, '_>, steps: usize) {
    let model = model(steps);
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    std::fs::write(&file, format!("[llm]\nmodel = \"m\"\nbase_url = \"{}\"\n", model.base())).unwrap();
    let flags = Flags { config: Some(file), ..Flags::default() };
    let config = sre::config::load(&flags, &Environment::from_lookup(|_| None), &Places::default()).unwrap();
    let options = Options {
        source: Source::Demo("echo-pod".to_owned()),
        namespace: None,
        all_namespaces: false,
        audit: None,
        record: None,
        runs: None,
        read_timeout: Duration::from_secs(10),
        deadline: Duration::from_mins(2),
        servers: Servers::default(),
        agents: Some(Agents {
            llm: config.llm,
            budget: Budget { steps: 100, tokens: 10_000_000, cost: 1.0, time: Duration::from_mins(5) },
            roster: Roster::load(None).unwrap(),
            runbooks: Vec::new(),
            anew: false,
        }),
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    bencher.bench_local(|| {
        runtime.block_on(async {
            let (sender, mut receiver) = event::channel();
            let listening = async { while receiver.recv().await.is_some() {} };
            let question = "why is the pod in terranetes namespace not running?";
            let (report, ()) = tokio::join!(investigate::run(question, &options, sender), listening);
            report.unwrap()
        })
    });
}
