//! The wire to models: every shape and every failure that endpoints are known for, over real HTTP.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that cannot talk to its server is a failed one"
)]

#[path = "llm_wire/failures.rs"]
mod failures;
#[path = "llm_wire/guard.rs"]
mod guard;
#[path = "llm_wire/pieces.rs"]
mod pieces;
#[path = "llm_wire/providers.rs"]
mod providers;
#[path = "llm_wire/sent.rs"]
mod sent;
mod support;
#[path = "llm_wire/text.rs"]
mod text;

use std::io::Write;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use serde_json::{Value, json};
use sre::clock::Clock;
use sre::config::llm::{Model, Role};
use sre::config::{Environment, Flags, Places};
use sre::llm::{
    Ability, Arguments, Client, Delta, Failure, Finish, Format, Kind, Message, Request, ToolChoice, ToolSpec, Turn,
};
use sre::transport::audit::Audit;
use support::llm::{Reply, Scripted, Step};

/// A model of the configuration; what is not said is quick.
fn model(base: &str, more: &str) -> Model {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    let text =
        format!("[llm]\nmodel = \"m\"\nbase_url = \"{base}\"\nretry_wait = \"2ms\"\nidle_timeout = \"20s\"\n{more}\n");
    // What is said twice is meant the second time.
    let mut lines: Vec<&str> = Vec::new();
    for line in text.lines() {
        let name = line.split(" = ").next().unwrap();
        lines.retain(|known| known.split(" = ").next() != Some(name));
        lines.push(line);
    }
    std::fs::write(&file, lines.join("\n")).unwrap();
    let flags = Flags { config: Some(file), ..Flags::default() };
    let config = sre::config::load(&flags, &Environment::from_lookup(|_| None), &Places::default()).unwrap();
    config.llm.model(Role::Lead).unwrap().clone()
}

fn client(server: &Scripted, more: &str) -> Client {
    Client::new(&model(&server.base(), more), &Audit::counting(Clock::Wall)).unwrap()
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

fn tool(name: &str) -> ToolSpec {
    let parameters = json!({ "type": "object", "properties": { "namespace": { "type": "string" } } });
    ToolSpec { name: name.to_owned(), description: format!("Does {name}"), parameters }
}

fn question() -> Request {
    let messages = vec![Message::System("You look.".to_owned()), Message::User("What is wrong?".to_owned())];
    Request { tools: vec![tool("list_pods"), tool("get_events")], ..Request::new(messages) }
}

fn ask(server: &Scripted, more: &str) -> Result<Turn, Failure> {
    run(client(server, more).turn(question()).whole())
}

/// One reply, one answer.
fn answered(reply: Reply) -> Result<Turn, Failure> {
    ask(&Scripted::start([reply]), "retries = 0")
}

fn fixture(path: &str) -> Vec<u8> {
    std::fs::read(format!("{}/tests/data/llm/{path}", env!("CARGO_MANIFEST_DIR"))).unwrap()
}

/// Names and arguments of the calls.
fn calls(turn: &Turn) -> Vec<(String, Value)> {
    let arguments = |arguments: &Arguments| match arguments {
        Arguments::Object(object) => Value::Object(object.clone()),
        Arguments::Broken { text, .. } => json!({ "broken": text }),
    };
    turn.tool_calls.iter().map(|call| (call.name.clone(), arguments(&call.arguments))).collect()
}

fn both() -> Vec<(String, Value)> {
    vec![
        ("list_pods".to_owned(), json!({ "namespace": "shop" })),
        ("get_events".to_owned(), json!({ "namespace": "shop", "kind": "Pod" })),
    ]
}

/// An event that adds to the answer.
fn event(delta: &Value) -> Value {
    json!({ "choices": [{ "index": 0, "delta": delta }] })
}

fn ended(finish: &str) -> Value {
    json!({ "choices": [{ "index": 0, "delta": {}, "finish_reason": finish }] })
}
