//! What an agent may call: every tool over the recorded cluster, what a wrong call is told, and that size breaks
//! nothing.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests start the program, and a test that cannot is a failed one"
)]

mod cli_support;
mod support;

use std::collections::BTreeSet;

use cli_support::Home;
use proptest::strategy::{Strategy, ValueTree};
use proptest::test_runner::TestRunner;
use regex::Regex;
use serde_json::{Value, json};
use sre::cluster::fetch::Fetched;
use sre::cluster::reader::Name;
use sre::evidence::event;
use sre::evidence::observation::{Body, Outcome};
use sre::investigate::{self, Options, Source, Workbench};
use sre::tools::{self, Answer, Context, ToolError, registry};
use support::asking;
use support::recording;
use support::served::Served;

/// A call for every tool, over the recording.
const CALLS: &[(&str, &str)] = &[
    ("search", r#"{"name":"store"}"#),
    ("search", r#"{"name":"storfront"}"#),
    ("namespaces", r#"{"name":"s"}"#),
    ("workloads", r#"{"namespace":"media"}"#),
    ("workloads", r#"{"unwell":true}"#),
    ("pods", r#"{"namespace":"catalog"}"#),
    ("pods", r#"{"unwell":true,"node":"lab-worker-1"}"#),
    ("resources", r#"{"kind":"deploy","namespace":"shop","wide":true}"#),
    ("resources", r#"{"kind":"secrets"}"#),
    ("resources", r#"{"kind":"pods","labels":"app=echo-pod"}"#),
    ("describe", r#"{"kind":"deployment","name":"storefront"}"#),
    ("describe", r#"{"kind":"svc","name":"nonesuch","namespace":"shop"}"#),
    ("yaml", r#"{"kind":"svc","name":"storefront"}"#),
    ("events", r#"{"namespace":"terranetes","warnings":true}"#),
    ("events", r#"{"contains":"backoff","since_minutes":5}"#),
    ("rollout_history", r#"{"kind":"deploy","name":"storefront"}"#),
    ("diff", r#"{"kind":"deploy","name":"storefront"}"#),
    ("diff", r#"{"kind":"deploy","name":"storefront","last_applied":true}"#),
    ("endpoints", r#"{"service":"storefront"}"#),
    ("nodes", "{}"),
    ("capacity", "{}"),
    ("capacity", r#"{"node":"lab-worker-1","resource":"memory"}"#),
    ("top", r#"{"of":"pods"}"#),
    ("quota", "{}"),
    ("helm_releases", "{}"),
    ("helm_releases", r#"{"name":"podinfo"}"#),
    ("applications", "{}"),
    ("applications", r#"{"name":"echo-pod"}"#),
    ("storage", r#"{"claim":"data-postgres-0"}"#),
    ("storage", r#"{"claim":"mysql-data"}"#),
    ("references", r#"{"kind":"deploy","name":"log-shipper"}"#),
    ("references", r#"{"kind":"pvc","name":"redis-data"}"#),
    ("callers", r#"{"service":"orders-db","everywhere":true}"#),
    ("callers", r#"{"workload":"orders-api","namespace":"orders"}"#),
    ("rights", "{}"),
    ("discovery", r#"{"version":"apps/v1"}"#),
    ("discovery", r#"{"groups":true}"#),
    ("diagnose", r#"{"kind":"deploy","name":"echo-pod"}"#),
    ("diagnose", r#"{"namespace":"demo-healthy"}"#),
    ("scan", r#"{"namespace":"media"}"#),
    ("changes", r#"{"namespace":"storefront","changes_only":true}"#),
    ("causes", r#"{"code":"imagenotfound"}"#),
    ("causes", r#"{"search":"certificate"}"#),
    ("observations", r#"{"contains":"storefront"}"#),
    ("read_observation", r#"{"id":"o1"}"#),
];
/// Calls about one pod, found by the app that it belongs to.
const OF_PODS: &[(&str, &str, &str)] = &[
    ("describe", "echo-pod", r#"{"kind":"pod","name":"POD"}"#),
    ("logs", "cart", r#"{"pod":"POD"}"#),
    ("logs", "cart", r#"{"pod":"POD","previous":true,"grep":"panic|error"}"#),
    ("placement", "spark-driver", r#"{"pod":"POD"}"#),
    ("network_policies", "vault-agent", r#"{"pod":"POD"}"#),
];

/// Runs something over an open source.
fn over<T>(options: &Options, work: impl AsyncFnOnce(&Context) -> T) -> T {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (sender, mut receiver) = event::channel();
        let listening = async { while receiver.recv().await.is_some() {} };
        let working = async {
            let bench: Workbench = investigate::workbench("a test", options, sender).await.unwrap();
            work(bench.context()).await
        };
        let (result, ()) = tokio::join!(working, listening);
        result
    })
}

fn recorded() -> Options {
    asking::of_bundle(&recording::archive())
}

async fn call(name: &str, arguments: &str, context: &Context) -> Result<Answer, ToolError> {
    tools::call(registry::find(name)?, arguments, context).await
}

async fn digest(name: &str, arguments: &str, context: &Context) -> String {
    match call(name, arguments, context).await {
        Ok(answer) => answer.digest,
        Err(error) => panic!("{error}"),
    }
}

/// The first pod of an app, by its label.
async fn pod(app: &str, context: &Context) -> String {
    let listed = call("resources", &format!(r#"{{"kind":"pods","name":"{app}-"}}"#), context).await.unwrap();
    let named = Regex::new(&format!(r"{app}-[a-z0-9-]+")).unwrap();
    named.find(&listed.digest).unwrap_or_else(|| panic!("no pod of {app}: {}", listed.digest)).as_str().to_owned()
}

/// Every call of the lists, with the pods put in.
async fn calls(context: &Context) -> Vec<(&'static str, String)> {
    let mut all: Vec<(&str, String)> = CALLS.iter().map(|(name, args)| (*name, (*args).to_owned())).collect();
    for (name, app, arguments) in OF_PODS {
        all.push((name, arguments.replace("POD", &pod(app, context).await)));
    }
    all
}

#[test]
fn every_tool_digests_what_it_reads() {
    let mut called = BTreeSet::new();
    for (name, arguments) in over(&recorded(), calls) {
        // Each call in a run of its own: what was read before must not show in what it says.
        let text = over(&recorded(), async |context| digest(name, &arguments, context).await);
        called.insert(name);
        let arguments: Value = serde_json::from_str(&arguments).unwrap();
        let key: String = arguments.to_string().chars().map(|c| if c.is_alphanumeric() { c } else { '_' }).collect();
        insta::with_settings!({ description => format!("{name} {arguments}") }, {
            insta::assert_snapshot!(format!("{name}{}", key.replace("__", "_").trim_end_matches('_')), text);
        });
    }
    let all: BTreeSet<&str> = registry::all().iter().map(|tool| tool.name()).collect();
    assert_eq!(called, all, "every tool has a call here");
    assert!(all.len() >= 20);
}

#[test]
fn the_same_call_is_answered_from_what_was_read() {
    over(&recorded(), async |context| {
        for (name, arguments) in calls(context).await {
            if name == "observations" {
                continue;
            }
            let first = call(name, &arguments, context).await.unwrap();
            let reads = context.reader.count();
            assert_eq!(first, call(name, &arguments, context).await.unwrap(), "{name} {arguments}");
            assert_eq!(reads, context.reader.count(), "{name} {arguments}");
        }
    });
}

#[test]
fn whatever_was_read_before_the_answer_is_the_same_but_for_the_ids() {
    let bare = |text: &str| Regex::new(r"\bo\d+\b").unwrap().replace_all(text, "oN").into_owned();
    // Which reads are told first goes by their ids.
    let body = |text: &str| bare(text).lines().filter(|l| !l.starts_with("rests on")).collect::<Vec<_>>().join("\n");
    let all = over(&recorded(), calls);
    let together = over(&recorded(), async |context| {
        let mut answers = Vec::new();
        for (name, arguments) in all.iter().rev() {
            answers.push(body(&digest(name, arguments, context).await));
        }
        answers
    });
    for ((name, arguments), later) in all.iter().rev().zip(together) {
        if *name != "observations" {
            let alone = over(&recorded(), async |context| digest(name, arguments, context).await);
            assert_eq!(body(&alone), later, "{name} {arguments}");
        }
    }
}

#[test]
fn calls_side_by_side_share_their_reads() {
    over(&recorded(), async |context| {
        let arguments = r#"{"namespace":"media"}"#;
        let one = async || call("workloads", arguments, context).await.unwrap();
        let (first, second, third) = tokio::join!(one(), one(), one());
        assert_eq!((&first, &first), (&second, &third));
        let mut requests: Vec<String> =
            context.reader.observations().iter().map(|observation| observation.request.clone()).collect();
        let all = requests.len();
        requests.sort();
        requests.dedup();
        assert_eq!(requests.len(), all, "{requests:?}");
    });
}

#[test]
fn ids_can_be_those_of_requests_whoever_asks_first() {
    let calls = [("workloads", r#"{"namespace":"media"}"#), ("scan", r#"{"namespace":"media"}"#), ("nodes", "{}")];
    let told = |order: [usize; 3]| {
        let mut told = over(&recorded(), async |context| {
            context.reader.name_by_request();
            let mut answers = Vec::new();
            for index in order {
                let (name, arguments) = calls[index];
                answers.push((name, digest(name, arguments, context).await));
            }
            answers
        });
        told.sort();
        told
    };
    let first = told([0, 1, 2]);
    assert_eq!(first, told([2, 1, 0]));
    assert!(first.iter().all(|(_, digest)| Regex::new(r"\bo1\d{8}\b").unwrap().is_match(digest)), "{first:?}");
}

#[test]
fn everything_that_a_digest_names_can_be_read_again() {
    let id = Regex::new(r"\bo[1-9]\d*\b").unwrap();
    let place = Regex::new(r"\b(o[1-9]\d*) (/[^\]:;\s]+)").unwrap();
    over(&recorded(), async |context| {
        for (name, arguments) in calls(context).await {
            let answer = call(name, &arguments, context).await.unwrap();
            assert!(answer.digest.len() <= context.limits.page + 1_500, "{name}: {} bytes", answer.digest.len());
            for found in id.find_iter(&answer.digest) {
                let arguments = json!({ "id": found.as_str() }).to_string();
                call("read_observation", &arguments, context).await.unwrap();
            }
            for found in place.captures_iter(&answer.digest).take(12) {
                let arguments = json!({ "id": &found[1], "path": &found[2] }).to_string();
                let read = call("read_observation", &arguments, context).await;
                assert!(read.is_ok(), "{name}: {} {}: {read:?}", &found[1], &found[2]);
            }
        }
    });
}

#[test]
fn a_wrong_call_is_told_what_would_be_right() {
    let wrong: &[(&str, &str)] = &[
        ("log", "{}"),
        ("kubectl_exec", "{}"),
        ("logs", "not json"),
        ("logs", "[1]"),
        ("logs", "{}"),
        ("logs", r#"{"pods":"x"}"#),
        ("logs", r#"{"pod":7}"#),
        ("logs", r#"{"pod":"x","lines":0}"#),
        ("logs", r#"{"pod":"x","lines":"ten"}"#),
        ("logs", r#"{"pod":"x","previous":"yes"}"#),
        ("logs", r#"{"pod":"cart","grep":"("}"#),
        ("logs", r#"{"pod":"cart"}"#),
        ("logs", r#"{"pod":"shop/cart"}"#),
        ("resources", r#"{"kind":"deploymnet"}"#),
        ("resources", r#"{"kind":"gateway"}"#),
        ("resources", r#"{"kind":"pods","context":"prod"}"#),
        ("resources", r#"{"kind":"pods","namespace":"../kube-system"}"#),
        ("describe", r#"{"kind":"svc","name":"../../secrets/x","namespace":"shop"}"#),
        ("describe", r#"{"kind":"sa","name":"default"}"#),
        ("top", r#"{"of":"disks"}"#),
        ("events", r#"{"kind":"pod"}"#),
        ("diff", r#"{"kind":"svc","name":"storefront"}"#),
        ("diff", r#"{"kind":"deploy","name":"storefront","from":7}"#),
        ("capacity", r#"{"node":"worker-1"}"#),
        ("discovery", r#"{"version":"apps/v1/../v2"}"#),
        ("callers", "{}"),
        ("diagnose", r#"{"kind":"pod"}"#),
        ("causes", r#"{"code":"ImageNotFond"}"#),
        ("read_observation", r#"{"id":"e3"}"#),
        ("read_observation", r#"{"id":"o99"}"#),
        ("read_observation", r#"{"id":"o1","path":"/gitversion"}"#),
        ("read_observation", r#"{"id":"o1","path":"$..x"}"#),
        ("read_observation", r#"{"id":"o1","page":9}"#),
    ];
    let text: Vec<String> = over(&recorded(), async |context| {
        let mut lines = Vec::new();
        for (name, arguments) in wrong {
            let error = call(name, arguments, context).await.expect_err(arguments);
            lines.push(format!("{name} {arguments}\n  {error}"));
        }
        lines
    });
    insta::assert_snapshot!("wrong_calls", text.join("\n"));
}

#[test]
fn every_schema_is_valid_and_every_argument_described() {
    let mut size = 0;
    for tool in registry::all() {
        let (name, schema) = (tool.name(), tool.schema());
        assert!(jsonschema::meta::is_valid(&schema), "{name}");
        assert_eq!(schema["type"], "object", "{name}");
        assert_eq!(schema["additionalProperties"], false, "{name} must refuse what it does not know");
        assert!(!schema.to_string().contains("$ref"), "{name}: models follow no references");
        assert!(tool.about().ends_with('.') && tool.about().len() > 20, "{name}: {}", tool.about());
        assert!(name.chars().all(|c| c.is_ascii_lowercase() || c == '_'), "{name}");
        for (argument, property) in schema["properties"].as_object().unwrap() {
            let about = property["description"].as_str().unwrap_or_default();
            assert!(!about.is_empty(), "{name}.{argument} has no description");
            // Where evidence comes from is settled before a tool is called.
            for no in ["host", "url", "server", "token", "password", "credential", "kubeconfig", "cluster"] {
                assert!(!argument.contains(no), "{name}.{argument}");
            }
            assert!(name == "read_observation" || argument != "context", "{name}.{argument}");
        }
        size += tool.about().len() + schema.to_string().len();
    }
    // About 250 bytes of declaration an argument at most: twelve tools must fit a prompt beside the evidence.
    assert!(size < 32_000, "{size} bytes of declarations");
}

#[test]
fn all_of_a_long_answer_is_there_page_by_page() {
    over(&recorded(), async |context| {
        let arguments = r#"{"kind":"pods"}"#;
        let answer = call("resources", arguments, context).await.unwrap();
        let kept = answer.observations.last().unwrap();
        let whole = context.reader.observation(*kept).unwrap();
        let Body::Text(whole) = &whole.body else { panic!("{whole:?}") };
        let mut read = String::new();
        for page in 1.. {
            let arguments = json!({ "id": kept.to_string(), "page": page }).to_string();
            let Ok(answer) = call("read_observation", &arguments, context).await else { break };
            assert!(answer.digest.len() <= context.limits.page + 1_500);
            let lines = answer.digest.lines().filter_map(|line| line.strip_prefix('L')?.split_once(' '));
            read.extend(lines.flat_map(|(_, text)| [text, "\n"]));
        }
        let plain = |text: &str| text.lines().map(str::trim_end).collect::<Vec<_>>().join("\n");
        assert_eq!(plain(&read), plain(whole));
    });
}

#[test]
fn patterns_and_paths_lead_to_places_that_can_be_cited() {
    over(&recorded(), async |context| {
        let listed = call("resources", r#"{"kind":"pods","namespace":"terranetes"}"#, context).await.unwrap();
        let id = listed.observations.first().unwrap().to_string();
        let grep = json!({ "id": id, "grep": "imagepullbackoff" }).to_string();
        let found = digest("read_observation", &grep, context).await;
        assert!(
            found.contains("/items/0/status/containerStatuses/0/state/waiting/reason = ImagePullBackOff"),
            "{found}"
        );
        let path = json!({ "id": id, "path": "$.items[*].spec.containers[0].image" }).to_string();
        let found = digest("read_observation", &path, context).await;
        assert!(found.contains("2 of 2 places") && found.contains("/items/1/spec/containers/0/image = "), "{found}");
    });
}

#[test]
fn the_engine_concludes_as_it_does_for_a_question() {
    for (namespace, name) in [("terranetes", "echo-pod"), ("orders", "orders-api"), ("databases", "redis")] {
        let question = format!("why is deployment/{name} not working?");
        let options = Options { namespace: Some(namespace.to_owned()), ..recorded() };
        let asked = serde_json::to_value(asking::ask(&question, &options)).unwrap();
        let told = over(&recorded(), async |context| {
            // What others read before must not change what it reads.
            for other in ["workloads", "scan", "changes"] {
                call(other, &json!({ "namespace": namespace }).to_string(), context).await.unwrap();
            }
            let about = json!({ "kind": "deploy", "name": name, "namespace": namespace, "question": question });
            let answer = call("diagnose", &about.to_string(), context).await.unwrap();
            let seen = answer.observations.iter().filter_map(|id| context.reader.observation(*id));
            let report = seen.into_iter().find(|one| one.source == "engine").unwrap();
            report.body.json().unwrap().as_ref().clone()
        });
        for causes in ["root_causes", "hypotheses"] {
            let brief = |report: &Value| {
                let all = report[causes].as_array().unwrap().iter();
                all.map(|one| json!([one["cause"], one["object"], one["confidence"]])).collect::<Vec<_>>()
            };
            assert_eq!(brief(&asked), brief(&told), "{name}: {causes}");
        }
        assert_eq!(asked["verdict"], told["verdict"], "{name}");
    }
}

#[test]
fn a_live_cluster_is_told_as_its_recording() {
    let home = Home::new();
    let served = Served::start(&recording::archive(), home.dir.path());
    let live = Options {
        source: Source::Live { context: None, kubeconfig: Some(served.kubeconfig.clone()), node_services: false },
        ..recorded()
    };
    // Rights are those of whoever asks a server; a recording has none.
    let all: Vec<_> = over(&recorded(), calls).into_iter().filter(|(name, _)| *name != "rights").collect();
    let told = over(&live, async |context| {
        let mut answers = Vec::new();
        for (name, arguments) in &all {
            answers.push(digest(name, arguments, context).await);
        }
        answers
    });
    let same = over(&recorded(), async |context| {
        let mut answers = Vec::new();
        for (name, arguments) in &all {
            answers.push(digest(name, arguments, context).await);
        }
        answers
    });
    for (((name, arguments), live), recorded) in all.iter().zip(told).zip(same) {
        assert_eq!(live, recorded, "{name} {arguments}");
    }
}

#[test]
fn the_command_line_lists_shows_and_calls() {
    let home = Home::new();
    let listed = home.run(&["tools", "list", "-o", "json"]).json();
    assert_eq!(listed.as_array().unwrap().len(), registry::all().len());
    let shown = home.run(&["tools", "show", "logs", "-o", "json"]).json();
    assert_eq!((shown["name"].as_str(), &shown["parameters"]["required"]), (Some("logs"), &json!(["pod"])));
    insta::assert_snapshot!("shown", home.run(&["tools", "show", "logs"]).out);
    let arguments = r#"{"namespace":"terranetes"}"#;
    let direct = home.run(&["tools", "run", "pods", "--demo", "-q", "--args", arguments]);
    assert_eq!((direct.code, direct.err.as_str()), (Some(0), ""));
    std::fs::write(home.dir.path().join("call.json"), arguments).unwrap();
    let from_file = home.run(&["tools", "run", "pods", "--demo", "-q", "--args", "@call.json"]);
    assert_eq!(direct, from_file);
    let input = home.sre(&["tools", "run", "pods", "--demo", "-q", "--args", "-"]).write_stdin(arguments).output();
    assert_eq!(direct, input.unwrap().into());
    assert_eq!(direct, home.run(&["tools", "run", "pods", "--demo", "-q", "-n", "terranetes"]));
    let data = home.run(&["tools", "run", "pods", "--demo", "-q", "--args", arguments, "-o", "json"]).json();
    assert_eq!(data["digest"].as_str(), Some(direct.out.as_str()));
    assert_eq!(data["observations"][0]["value"]["items"].as_array().unwrap().len(), 2);
    assert!(!home.runs().exists(), "a call leaves no run behind");
}

#[test]
fn a_call_that_cannot_be_made_ends_as_documented() {
    let home = Home::new();
    for (arguments, hint) in [
        (&["tools", "run", "lgos", "--demo"][..], "did you mean logs?"),
        (&["tools", "show", "lgos"], "did you mean logs?"),
        (&["tools", "run", "logs", "--demo", "--args", "{"], "it takes container"),
        (&["tools", "run", "logs", "--demo", "--args", r#"{"pood":"x"}"#], "did you mean `pod`?"),
        (&["tools", "run", "logs", "--demo", "--args", "@nowhere.json"], "nowhere.json"),
    ] {
        let ended = home.run(arguments);
        let said = ended.err.split_whitespace().collect::<Vec<_>>().join(" ");
        assert_eq!((ended.code, ended.out.as_str()), (Some(2), ""), "{arguments:?}");
        assert!(said.contains(hint), "{arguments:?}: {said}");
    }
    std::fs::write(
        home.dir.path().join("dead.yaml"),
        "apiVersion: v1\nkind: Config\ncurrent-context: a\ncontexts: [{name: a, context: {cluster: a, user: a}}]\n\
         clusters: [{name: a, cluster: {server: 'http://127.0.0.1:1'}}]\nusers: [{name: a, user: {}}]\n",
    )
    .unwrap();
    assert_eq!(home.run(&["tools", "run", "nodes", "-q", "--kubeconfig", "dead.yaml"]).code, Some(3));
}

#[test]
fn what_was_not_collected_is_not_called_absent() {
    over(&recorded(), async |context| {
        let answer =
            call("resources", r#"{"kind":"virtualservices","namespace":"storefront"}"#, context).await.unwrap();
        let seen = context.reader.observation(*answer.observations.first().unwrap()).unwrap();
        assert!(matches!(seen.outcome, Outcome::NotCollected(_)), "{seen:?}");
        assert!(answer.digest.contains("not seen: "), "{}", answer.digest);
    });
}

/// Bodies that are hard to page through: an endless line, an endless value, keys that need escapes, hidden characters.
fn hard() -> [Body; 2] {
    let value = json!({
        "items": [{"a": {"b/c": "x\u{1b}[31m\ny", "~": [1, 2, [3]]}}, null, "z".repeat(9_000)],
    });
    let text = "one\n\u{202e}two\n".repeat(400) + &"w".repeat(20_000);
    [Body::Json(value.into()), Body::Text(text.into())]
}

async fn keep(body: Body, request: &str, context: &Context) -> String {
    let (request, label) = (request.to_owned(), request.to_owned());
    let name = Name { phase: "tools", source: "tools", request, label };
    let fetched = Fetched { outcome: Outcome::Read, body, ..Fetched::failed("") };
    context.reader.keep(name, std::future::ready(fetched)).await.id.to_string()
}

#[test]
fn no_pattern_and_no_path_breaks_a_page() {
    let any = (r"(\PC|[\[\]*.$/'0-9a-z(){}|\\-]){0,24}", 0_usize..=20, 1_usize..9);
    let mut runner = TestRunner::deterministic();
    over(&recorded(), async |context| {
        let [json, text] = hard();
        let ids = [keep(json, "a document", context).await, keep(text, "a text", context).await];
        let mut answered = 0;
        for number in 0..400 {
            let (words, around, page) = any.new_tree(&mut runner).unwrap().current();
            let id = &ids[number % 2];
            for arguments in [
                json!({ "id": id, "grep": words, "context": around, "page": page }),
                json!({ "id": id, "path": words, "page": page }),
                json!({ "id": id, "path": "$.items[*]", "grep": words, "page": page }),
                json!({ "id": id, "page": page }),
                json!({ "id": words }),
            ] {
                let Ok(answer) = call("read_observation", &arguments.to_string(), context).await else { continue };
                answered += 1;
                assert!(answer.digest.len() <= context.limits.page + 1_500, "{arguments}: {}", answer.digest.len());
                assert!(!answer.digest.contains(['\u{1b}', '\u{202e}']), "{arguments}: {}", answer.digest);
            }
        }
        assert!(answered > 300, "{answered}");
    });
}
