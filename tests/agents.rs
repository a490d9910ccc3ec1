//! Questions that agents look into: a scripted model on a real socket, the program as people start it.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot ask is a failed one"
)]

#[path = "agents/budget.rs"]
mod budget;
mod cli_support;
#[path = "agents/instruct.rs"]
mod instruct;
#[path = "agents/lies.rs"]
mod lies;
#[path = "agents/prompts.rs"]
mod prompts;
#[path = "agents/replay.rs"]
mod replay;
#[path = "agents/session.rs"]
mod session;
#[path = "agents/teamwork.rs"]
mod teamwork;
#[path = "agents/trouble.rs"]
mod trouble;
#[path = "agents/window.rs"]
mod window;

// The support of other tests is shared; of its files only the scripted model is needed here.
#[path = "support/llm.rs"]
#[allow(dead_code, reason = "each test file uses its part")]
mod llm;

use cli_support::{Ended, Home};
use llm::{Asked, Reply, Scripted};
use serde_json::{Value, json};

const QUESTION: &str = "why is the pod in terranetes namespace not running?";

/// A home whose configuration knows the model, and is quick to lose its patience.
fn home(model: &Scripted, more: &str) -> Home {
    let home = Home::new();
    home.configure(&format!(
        "{more}\n[llm]\nmodel = \"scripted-1\"\nbase_url = \"{}\"\nretries = 2\nretry_wait = \"10ms\"\nidle_timeout = \"2s\"\n",
        model.base()
    ));
    home
}

/// Asks the demo, as data.
fn ask(home: &Home, more: &[&str]) -> Ended {
    home.run(&[&["ask", "--demo", "-o", "json", QUESTION], more].concat())
}

/// The engine's own answer.
fn engine() -> Value {
    let ended = Home::new().run(&["ask", "--demo", "-o", "json", QUESTION]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    ended.json()
}

/// A report without what is volatile.
fn stable(mut report: Value) -> Value {
    report.as_object_mut().unwrap().remove("stats");
    report
}

fn is_lead(asked: &Asked) -> bool {
    asked.tools().contains(&"submit_report")
}

/// How many turns the agent has taken before.
fn turns(asked: &Asked) -> usize {
    asked.body["messages"].as_array().unwrap().iter().filter(|message| message["role"] == "assistant").count()
}

/// The results of calls that an agent got to read.
fn results(asked: &Asked) -> Vec<String> {
    let messages = asked.body["messages"].as_array().unwrap();
    let results = messages.iter().filter(|message| message["role"] == "tool");
    results.map(|message| message["content"].as_str().unwrap().to_owned()).collect()
}

/// The draft that says what a report of the engine says.
fn draft(report: &Value) -> Value {
    let object =
        |object: &Value| json!({ "kind": object["kind"], "namespace": object["namespace"], "name": object["name"] });
    let cited = |ids: &Value| -> Vec<Value> {
        let ids = ids.as_array().unwrap();
        let found = report["evidence"].as_array().unwrap().iter().filter(|one| ids.contains(&one["id"]));
        found
            .map(|one| json!({ "observation": one["observation"], "at": one["pointer"], "quote": one["excerpt"] }))
            .collect()
    };
    let causes = report["root_causes"].as_array().unwrap().iter().map(|cause| {
        let chain = cause["chain"].as_array().unwrap().iter().map(|link| {
            json!({ "object": object(&link["object"]), "statement": link["statement"], "evidence": cited(&link["evidence"]) })
        });
        json!({ "cause": cause["cause"], "object": object(&cause["object"]), "statement": cause["statement"],
            "chain": chain.collect::<Vec<_>>() })
    });
    json!({ "verdict": report["verdict"], "summary": report["summary"], "root_causes": causes.collect::<Vec<_>>() })
}

/// Submits at once what the engine says.
fn agrees() -> Scripted {
    let draft = draft(&engine());
    Scripted::with(move |_| Reply::calls(&[("submit_report", draft.clone())]))
}
