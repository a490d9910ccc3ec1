//! A real API server (1.20) with the recorded cluster in it, read with exactly the rights of `sre rbac`: what a bundle
//! answers, the live cluster answers; nothing is ever written; a right that is missing is named.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed; servers of the test's own need sockets and processes"
)]

mod cli_support;
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;
use std::sync::OnceLock;

use cli_support::Home;
use http::Request;
use serde_json::{Value, json};
use sre::investigate::{Options, Source};
use sre::report::model::{Report, RootCause, Verdict};
use support::apiserver::ApiServer;
use support::asking::{self, ask};
use support::recording;

/// Who has the rights of `sre rbac`.
const READER: &str = "reader";
/// Who has those of `sre rbac --helm`.
const HELM: &str = "helm-reader";

/// Questions that this server cannot be asked as the recording was, and why.
const DIFFERENT: &[(&str, &str)] = &[];

/// Requests to a root cause, and to "healthy".
const TO_A_CAUSE: u64 = 20;
const TO_HEALTHY: u64 = 45;
/// Questions that cost more: a name that has to be searched; the way of traffic, which leads through routes, policies and
/// callees; and what lies outside of the namespace, such as volumes, webhooks and the Services behind them.
const FURTHER: &[&str] = &[
    "why did db-migrate fail?",
    "catalog-api is running but gets no traffic",
    "why is the cart service unreachable?",
    "stock-ui cannot reach stock-api",
    "reviews v3 gets no traffic, why?",
    "postgres does not start, why?",
    "portal has no pods, why?",
];

/// The documents that `sre rbac` prints.
fn role(flags: &[&str]) -> Vec<Value> {
    let ended = Home::new().run(&[&["rbac"], flags].concat());
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    serde_saphyr::from_multiple::<Value>(&ended.out).unwrap()
}

/// Group and resource of everything that a role grants.
fn granted(role: &Value) -> BTreeSet<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let of_rule = |rule: &Value| {
        let group = text(&rule["apiGroups"][0]);
        rule["resources"].as_array().unwrap().iter().map(|name| (group.clone(), text(name))).collect::<Vec<_>>()
    };
    role["rules"].as_array().unwrap().iter().flat_map(of_rule).collect()
}

/// A role without one resource.
fn without(role: &Value, lost: &(String, String)) -> Value {
    let mut role = role.clone();
    let rules = role["rules"].as_array_mut().unwrap();
    for rule in rules.iter_mut().filter(|rule| rule["apiGroups"][0] == *lost.0) {
        rule["resources"].as_array_mut().unwrap().retain(|name| *name != *lost.1);
    }
    rules.retain(|rule| rule["resources"].as_array().is_some_and(|names| !names.is_empty()));
    role
}

/// Who lacks a resource.
fn lacking(lost: &(String, String)) -> String {
    // Two groups may call a kind alike.
    format!("lacks-{}.{}", lost.1.replace('/', "-"), lost.0).trim_end_matches('.').to_owned()
}

/// The server, and the role of the reader.
fn server() -> &'static (ApiServer, Value) {
    static SERVER: OnceLock<(ApiServer, Value)> = OnceLock::new();
    SERVER.get_or_init(|| {
        let plain = role(&[]).remove(0);
        let mut grants = vec![(READER.to_owned(), plain.clone()), (HELM.to_owned(), role(&["--helm"]).remove(0))];
        grants.extend(granted(&plain).iter().map(|lost| (lacking(lost), without(&plain, lost))));
        let users: Vec<&str> = grants.iter().map(|(user, _)| user.as_str()).collect();
        let (server, loaded) = ApiServer::with_recording(&users);
        assert!(loaded.refused.len() <= 2, "{:#?}", loaded.refused);
        for (user, role) in &grants {
            grant(&server, user, role.clone());
        }
        (server, plain)
    })
}

fn grant(server: &ApiServer, user: &str, mut role: Value) {
    role["metadata"]["name"] = user.into();
    let binding = json!({
        "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": {"name": user},
        "roleRef": {"apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": user},
        "subjects": [{"apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": user}],
    });
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let client = server.admin().await;
        for (plural, body) in [("clusterroles", role), ("clusterrolebindings", binding)] {
            let path = format!("/apis/rbac.authorization.k8s.io/v1/{plural}");
            let request = Request::post(path).header("content-type", "application/json");
            client.request::<Value>(request.body(body.to_string().into_bytes()).unwrap()).await.unwrap();
        }
    });
}

fn live(kubeconfig: PathBuf) -> Options {
    asking::of(Source::Live { context: None, kubeconfig: Some(kubeconfig), node_services: false })
}

fn asked_as(user: &str, question: &str) -> Report {
    ask(question, &live(server().0.kubeconfig(user)))
}

/// The causes of an answer with their objects, or its verdict.
fn answer(report: &Report) -> String {
    let one = |cause: &RootCause| format!("{} at {} {}", cause.cause, cause.object.kind, cause.object.name);
    match report.root_causes.as_slice() {
        [] => serde_json::to_value(report.verdict).unwrap().as_str().unwrap().to_owned(),
        causes => causes.iter().map(one).collect::<Vec<_>>().join(", "),
    }
}

#[test]
fn a_live_cluster_answers_as_its_recording_does() {
    // The first question to an old server learns which forms it serves.
    asked_as(HELM, "is everything fine in demo-healthy?");
    let mut wrong = Vec::new();
    for case in recording::questions() {
        let real = asked_as(HELM, &case.question);
        let recorded = ask(&case.question, &asking::of_bundle(&recording::archive()));
        let known = DIFFERENT.iter().any(|(question, _)| *question == case.question);
        if known == (answer(&real) == answer(&recorded)) {
            wrong.push(format!("{}: {}, recorded: {}", case.question, answer(&real), answer(&recorded)));
        }
        let allowed = match real.verdict {
            Verdict::RootCause if FURTHER.contains(&case.question.as_str()) => TO_HEALTHY,
            Verdict::RootCause => TO_A_CAUSE,
            _ => TO_HEALTHY,
        };
        if real.stats.requests > allowed {
            wrong.push(format!("{}: {} requests", case.question, real.stats.requests));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Who asked for what, and which question it was for.
fn readers_of_each_resource() -> BTreeMap<(String, String), String> {
    let (server, _) = server();
    let mut readers = BTreeMap::new();
    for case in recording::questions() {
        let audit = tempfile::NamedTempFile::new().unwrap();
        let options = Options { audit: Some(audit.path().to_owned()), ..live(server.kubeconfig(READER)) };
        ask(&case.question, &options);
        for line in std::fs::read_to_string(audit.path()).unwrap().lines() {
            let line: Value = serde_json::from_str(line).unwrap();
            let path = line["path"].as_str().unwrap().split('?').next().unwrap();
            if let Some(resource) = resource_of(path) {
                readers.entry(resource).or_insert_with(|| case.question.clone());
            }
        }
    }
    readers
}

/// Group and resource of a path.
fn resource_of(path: &str) -> Option<(String, String)> {
    let words: Vec<&str> = path.trim_start_matches('/').split('/').collect();
    let (group, rest) = match words.as_slice() {
        ["api", _, rest @ ..] => ("", rest),
        ["apis", group, _, rest @ ..] => (*group, rest),
        _ => return None,
    };
    let resource = match rest {
        ["namespaces", _, plural, _, below] => format!("{plural}/{below}"),
        ["namespaces", _, plural, ..] | [plural, ..] => (*plural).to_owned(),
        [] => return None,
    };
    Some((group.to_owned(), resource))
}

#[test]
fn a_right_that_is_missing_is_named_by_doctor_and_in_the_answer() {
    let (server, role) = server();
    let readers = readers_of_each_resource();
    let mut wrong = Vec::new();
    for lost in granted(role) {
        let user = lacking(&lost);
        let kubeconfig = server.kubeconfig(&user);
        let name = if lost.0.is_empty() { lost.1.clone() } else { format!("{}.{}", lost.1, lost.0) };
        let doctor = Home::new().run(&["doctor", "--kubeconfig", kubeconfig.to_str().unwrap(), "-o", "json"]);
        if !doctor.out.contains(&name) {
            wrong.push(format!("doctor does not name {name}: {}", doctor.out));
        }
        let Some(question) = readers.get(&lost) else { continue };
        let report = asked_as(&user, question);
        let words = format!("resource \"{}\"", lost.1);
        let named = report.not_seen.iter().any(|seen| seen.why.contains(&words));
        if !named {
            wrong.push(format!("{question} without {name}: {:?}", report.not_seen));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let unread: Vec<String> = granted(role).into_iter().filter(|r| !readers.contains_key(r)).map(|r| r.1).collect();
    insta::assert_debug_snapshot!("granted_and_read_by_none_of_the_questions", unread);
}

/// Every subcommand as a person would call it; `{}` stands for the kubeconfig.
const COMMANDS: &[(&str, &[&[&str]])] = &[
    (
        "ask",
        &[
            &["ask", "--kubeconfig", "{}", "what is broken?"],
            &["ask", "--kubeconfig", "{}", "-n", "shop", "-o", "json", "why?"],
        ],
    ),
    ("scan", &[&["scan", "--kubeconfig", "{}"], &["scan", "--kubeconfig", "{}", "-n", "shop", "-o", "junit"]]),
    ("changes", &[&["changes", "--kubeconfig", "{}", "-n", "shop", "--since", "all"]]),
    ("sessions", &[&["sessions"]]),
    ("doctor", &[&["doctor", "--kubeconfig", "{}"], &["doctor", "--kubeconfig", "{}", "-n", "shop"]]),
    (
        "bundle",
        &[
            &["bundle", "create", "--kubeconfig", "{}", "--to", "all.tar.zst"],
            &["bundle", "inspect", "all.tar.zst"],
            &["bundle", "verify", "all.tar.zst"],
        ],
    ),
    ("agents", &[&["agents", "list", "--kubeconfig", "{}"], &["agents", "show", "logs", "--kubeconfig", "{}"]]),
    ("models", &[&["models", "--kubeconfig", "{}", "--help"]]),
    ("rbac", &[&["rbac", "--kubeconfig", "{}"]]),
    ("evidence", &[&["evidence", "--kubeconfig", "{}", "o1"]]),
    (
        "tools",
        &[
            &["tools", "list", "--kubeconfig", "{}"],
            &["tools", "run", "pods", "--kubeconfig", "{}"],
            &["tools", "run", "diagnose", "--kubeconfig", "{}", "-n", "shop"],
            &[
                "tools",
                "run",
                "references",
                "--kubeconfig",
                "{}",
                "--args",
                "{\"kind\":\"node\",\"name\":\"lab-worker-1\"}",
            ],
            &["tools", "run", "rights", "--kubeconfig", "{}"],
            &["tools", "run", "discovery", "--kubeconfig", "{}", "--args", "{\"groups\":true}"],
            &["tools", "run", "top", "--kubeconfig", "{}", "--args", "{\"of\":\"nodes\"}"],
        ],
    ),
    ("runs", &[&["runs", "--kubeconfig", "{}"]]),
    ("demo", &[&["demo", "--kubeconfig", "{}", "list"]]),
    ("causes", &[&["causes", "--kubeconfig", "{}"]]),
    ("config", &[&["config", "--kubeconfig", "{}", "show"]]),
    ("schema", &[&["schema", "--kubeconfig", "{}"]]),
    ("completions", &[&["completions", "--kubeconfig", "{}", "bash"]]),
];

#[test]
fn whatever_is_run_the_server_is_only_read() {
    let (server, _) = server();
    let kubeconfig = server.kubeconfig(READER);
    let home = Home::new();
    let help = home.run(&["help"]).out;
    let listed = help.lines().skip_while(|line| !line.starts_with("Commands:")).skip(1);
    let listed: Vec<&str> = listed
        .take_while(|line| !line.is_empty())
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next())
        .collect();
    let known: Vec<&str> = COMMANDS.iter().map(|(name, _)| *name).chain(["help"]).collect();
    let strange: Vec<&&str> = listed.iter().filter(|name| !known.contains(name)).collect();
    assert!(strange.is_empty(), "run these too: {strange:?}");
    for arguments in COMMANDS.iter().flat_map(|(_, calls)| calls.iter()) {
        let arguments: Vec<&str> =
            arguments.iter().map(|word| if *word == "{}" { kubeconfig.to_str().unwrap() } else { word }).collect();
        let ended = home.run(&arguments);
        assert_eq!(ended.code, Some(0), "{arguments:?}: {}", ended.err);
    }
    let ours: Vec<Value> = server
        .audit()
        .into_iter()
        .filter(|line| {
            line["user"]["username"].as_str().is_some_and(|name| name.contains("reader") || name.starts_with("lacks-"))
        })
        .collect();
    assert!(ours.len() > 100, "{} requests", ours.len());
    for line in &ours {
        let verb = line["verb"].as_str().unwrap();
        let review = line["objectRef"]["resource"].as_str().is_some_and(|name| name.starts_with("selfsubject"));
        assert!(matches!(verb, "get" | "list" | "watch") || (verb == "create" && review), "{line}");
    }
}
