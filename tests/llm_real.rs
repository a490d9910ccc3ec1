//! The wire to a real model behind a real server. `tests/llm/run` sets both up and runs this; without it nothing here does.
//!
//! The model is tiny: it proves the wire, not the answers.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot ask is a failed one"
)]

mod cli_support;

use cli_support::{Ended, Home};
use serde_json::json;
use sre::clock::Clock;
use sre::config::llm::Role;
use sre::config::{Environment, Flags, Places};
use sre::llm::{Arguments, Client, Delta, Finish, Kind, Message, Request, ToolCall, ToolSpec};
use sre::transport::audit::Audit;

fn base() -> String {
    std::env::var("SRE_TEST_MODEL").unwrap_or_else(|_| panic!("tests/llm/run sets SRE_TEST_MODEL"))
}

/// A client of the server, with more lines for `[llm]`.
fn client(more: &str) -> Client {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("config.toml");
    let body = "body = { temperature = 0, cache_prompt = false }";
    let text = format!("[llm]\nmodel = \"smollm2-135m\"\nbase_url = \"{}\"\n{body}\n{more}\n", base());
    std::fs::write(&file, text).unwrap();
    let flags = Flags { config: Some(file), ..Flags::default() };
    let config = sre::config::load(&flags, &Environment::from_lookup(|_| None), &Places::default()).unwrap();
    Client::new(config.llm.model(Role::Lead).unwrap(), &Audit::counting(Clock::Wall)).unwrap()
}

fn run<T>(work: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(work)
}

/// A conversation in which the tool was called before: a tiny model does what was done before.
fn conversation() -> Request {
    let mut messages = vec![Message::System("Call get_pod_logs for the pod.".to_owned())];
    let ask =
        |pod: &str, namespace: &str| Message::User(format!("Why is pod {pod} in namespace {namespace} crashing?"));
    for (pod, namespace) in [("api-0", "pay"), ("db-2", "core"), ("login-7", "auth"), ("front-3", "web")] {
        let arguments = json!({ "namespace": namespace, "pod": pod });
        let call = ToolCall {
            id: format!("call_{pod}"),
            name: "get_pod_logs".to_owned(),
            arguments: Arguments::Object(arguments.as_object().unwrap().clone()),
            extra: None,
        };
        messages.push(ask(pod, namespace));
        messages.push(Message::Assistant {
            text: String::new(),
            calls: vec![call.clone()],
            echo: serde_json::Map::default(),
        });
        messages.push(Message::result(&call, "(no output)"));
    }
    messages.push(ask("web-1", "shop"));
    let parameters = json!({ "type": "object", "required": ["namespace", "pod"],
        "properties": { "namespace": { "type": "string" }, "pod": { "type": "string" } } });
    let tool =
        ToolSpec { name: "get_pod_logs".to_owned(), description: "Get the logs of a pod".to_owned(), parameters };
    Request { tools: vec![tool], max_tokens: Some(96), ..Request::new(messages) }
}

#[test]
#[ignore = "tests/llm/run sets up the model"]
fn words_come_in_pieces_and_are_counted() {
    let request = Request {
        max_tokens: Some(24),
        ..Request::new(vec![Message::User("What is a pod in Kubernetes?".to_owned())])
    };
    let (pieces, turn) = run(async {
        let mut turning = client("").turn(request);
        let (mut pieces, mut whole) = (0, None);
        while let Some(delta) = turning.next().await {
            match delta.unwrap() {
                Delta::Text(_) => pieces += 1,
                Delta::Done(turn) => whole = Some(*turn),
                other => panic!("{other:?}"),
            }
        }
        (pieces, whole.unwrap())
    });
    assert!(pieces > 5 && turn.streamed && !turn.text.is_empty(), "{turn:?}");
    assert_eq!(turn.finish, Finish::Length);
    assert!(!turn.usage.estimated && turn.usage.output == 24 && turn.usage.input > 10, "{:?}", turn.usage);
}

#[test]
#[ignore = "tests/llm/run sets up the model"]
fn a_tool_is_called() {
    let turn = run(client("").turn(conversation()).whole()).unwrap();
    assert_eq!(turn.finish, Finish::ToolCalls, "{turn:?}");
    let [call] = turn.tool_calls.as_slice() else { panic!("{turn:?}") };
    let Arguments::Object(arguments) = &call.arguments else { panic!("{call:?}") };
    assert_eq!((call.name.as_str(), &arguments["pod"]), ("get_pod_logs", &json!("web-1")));
}

#[test]
#[ignore = "tests/llm/run sets up the model"]
fn a_tool_is_called_by_json_in_the_text() {
    let turn = run(client("tool_mode = \"json\"").turn(conversation()).whole()).unwrap();
    let [call] = turn.tool_calls.as_slice() else { panic!("{turn:?}") };
    assert_eq!(call.name, "get_pod_logs", "{turn:?}");
}

#[test]
#[ignore = "tests/llm/run sets up the model"]
fn a_conversation_that_is_too_long_is_known_as_one() {
    let long = "The pod was restarted once more. ".repeat(4000);
    let failure = run(client("retries = 0").turn(Request::new(vec![Message::User(long)])).whole()).unwrap_err();
    assert_eq!(failure.kind, Kind::TooLong(Some(8192)), "{failure}");
}

#[test]
#[ignore = "tests/llm/run sets up the model"]
fn the_program_lists_it_and_tries_it() {
    let home = Home::new();
    let with = |arguments: &[&str]| -> Ended {
        home.sre(arguments).env("SRE_LLM_BASE_URL", base()).env("SRE_LIMITS_DEADLINE", "10m").output().unwrap().into()
    };
    let listed = with(&["models", "-o", "json"]);
    assert_eq!(listed.json()["models"][0]["id"], "smollm2-135m", "{listed:?}");
    let doctor = with(&["doctor", "--demo", "-o", "json", "--model", "smollm2-135m"]).json();
    let check = doctor["checks"].as_array().unwrap().iter().find(|check| check["area"] == "model").unwrap().clone();
    assert!(check["what"].as_str().unwrap().ends_with("answers"), "{check:#}");
    assert!(check["details"].as_array().unwrap().contains(&json!("streaming: yes")), "{check:#}");
    println!("{check:#}");
}

/// Asks the demo with the model, and with this in the config file.
fn investigated(home: &Home) -> serde_json::Value {
    home.configure(&format!(
        "[llm]\nmodel = \"smollm2-135m\"\nbase_url = \"{}\"\nmax_tokens = 200\nretries = 0\nbody = {{ temperature = 0 }}\n",
        base()
    ));
    let question = "why is the pod in terranetes namespace not running?";
    let ended = home.run(&["ask", "--demo", "-o", "json", "--max-steps", "6", "--max-time", "8m", question]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let report = ended.json();
    assert_eq!(
        (&report["verdict"], &report["root_causes"][0]["cause"]),
        (&json!("root_cause"), &json!("ImageNotFound"))
    );
    report
}

#[test]
#[ignore = "tests/llm/run sets up the model"]
fn agents_investigate_and_what_they_say_is_accepted_or_struck() {
    let report = investigated(&Home::new());
    println!("{:#}\n{:#}\n{:#}", report["stats"], report["not_seen"], report["struck"]);
    assert!(report["stats"]["usage"]["turns"].as_u64().unwrap() > 0, "{report:#}");
    // A model this small hardly ever submits a report; what counts is that nothing of it is believed without evidence.
    let submitted = !report["not_seen"].to_string().contains("the agents' conclusion");
    let model = |part: &str| report[part].as_array().into_iter().flatten().any(|one| one["origin"] == "model");
    assert!(submitted || !model("root_causes"), "{report:#}");
}

#[test]
#[ignore = "tests/llm/run sets up the model"]
fn a_context_that_is_too_small_costs_the_model_and_not_the_answer() {
    let home = Home::new();
    let folder = home.config_file().parent().unwrap().join("prompts");
    std::fs::create_dir_all(&folder).unwrap();
    let long = "Pods restart, nodes fill up, claims wait; 0x7f 1e-9 {\"a\":[1,2]}. ".repeat(230);
    std::fs::write(folder.join("lead.md"), format!("---\nname: lead\ndomain: Leads\nmodel: lead\n---\n{long}\n"))
        .unwrap();
    let report = investigated(&home);
    let why = report["not_seen"].to_string();
    assert!(why.contains("the answer is the engine's alone"), "{why}");
}
