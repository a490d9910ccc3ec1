//! Models as a person meets them: `sre models`, the model of `sre doctor`, and no word to any of them that was not asked for.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests start the program, and a test that cannot is a failed one"
)]

mod cli_support;
mod support;

use cli_support::{Ended, Home};
use serde_json::{Value, json};
use support::llm::{Reply, Scripted};

fn ran(home: &Home, arguments: &[&str], variables: &[(&str, &str)]) -> Ended {
    home.sre(arguments).envs(variables.iter().copied()).output().unwrap().into()
}

fn probed() -> Scripted {
    Scripted::start([Reply::calls(&[("get_pod", json!({ "pod": "web-1" }))]), Reply::text("{\"ready\": true}")])
}

fn check(ended: &Ended) -> Value {
    let doctor = ended.json();
    doctor["checks"].as_array().unwrap().iter().find(|check| check["area"] == "model").unwrap().clone()
}

#[test]
fn the_models_of_an_endpoint() {
    let server = Scripted::start([]);
    let base = server.base();
    let ended = ran(&Home::new(), &["models"], &[("SRE_LLM_BASE_URL", &base), ("SRE_LLM_API_KEY", "sk-hush")]);
    assert_eq!((ended.code, ended.err.as_str()), (Some(0), ""));
    assert_eq!(ended.out, "MODEL       CONTEXT  OWNER\nscripted-1  8192     test\n");
    assert_eq!(server.asked()[0].headers["authorization"], "Bearer sk-hush");

    let home = Home::new();
    home.configure(&format!("[llm.specialist]\nbase_url = \"{base}\""));
    let ended = home.run(&["models", "--role", "specialist", "-o", "json"]);
    assert_eq!((ended.code, ended.json()["models"][0]["id"].as_str()), (Some(0), Some("scripted-1")));
    assert!(!server.asked()[1].headers.contains_key("authorization"));
}

#[test]
fn an_endpoint_that_cannot_be_asked_is_an_error_that_says_why() {
    let home = Home::new();
    home.run(&["models"]).is_usage_error("no endpoint is configured");
    // A key that lies around is no endpoint either.
    ran(&home, &["models"], &[("OPENAI_API_KEY", "sk-hush")]).is_usage_error("no endpoint is configured");
    let refusing = Scripted::with(|_| Reply::error(401, "Incorrect API key provided: sk-hush"));
    for (base, words) in [("http://127.0.0.1:1/v1", "nobody listens there"), (&refusing.base(), "HTTP 401")] {
        let ended = ran(&home, &["models"], &[("SRE_LLM_BASE_URL", base), ("SRE_LLM_API_KEY", "sk-hush")]);
        assert_eq!((ended.code, ended.out.as_str()), (Some(3), ""), "{ended:?}");
        assert!(ended.err.contains(words) && ended.err.contains("hint:"), "{}", ended.err);
    }
}

#[test]
fn the_doctor_tries_a_model_that_is_named() {
    let server = probed();
    let home = Home::new();
    let audit = home.dir.path().join("audit");
    let arguments = ["doctor", "--demo", "-o", "json", "--model", "scripted-1", "--audit", audit.to_str().unwrap()];
    let ended = ran(&home, &arguments, &[("SRE_LLM_BASE_URL", &server.base()), ("SRE_LLM_API_KEY", "sk-hush")]);
    let check = check(&ended);
    assert_eq!((ended.code, check["status"].as_str()), (Some(0), Some("ok")), "{check:#}");
    let details = ["streaming: yes", "tool calls: yes", "JSON answers: yes", "context: 8192 tokens"];
    assert_eq!(check["details"], json!(details));
    assert!(ended.err.contains(&server.base()), "who is asked is said before: {}", ended.err);
    let audit = std::fs::read_to_string(audit).unwrap();
    assert_eq!(audit.matches("\"purpose\":\"model\"").count(), 3);
    assert!(!format!("{audit}{}{}", ended.out, ended.err).contains("hush"));
}

#[test]
fn a_model_that_fails_keeps_nobody_from_an_answer() {
    let home = Home::new();
    let ended = ran(
        &home,
        &["doctor", "--demo", "-o", "json"],
        &[("SRE_LLM_MODEL", "m"), ("SRE_LLM_BASE_URL", "http://127.0.0.1:1/v1")],
    );
    let check = check(&ended);
    assert_eq!(
        (ended.code, check["status"].as_str(), &ended.json()["ready"]),
        (Some(0), Some("warning"), &json!(true))
    );
    assert!(check["what"].as_str().unwrap().contains("nobody listens there"), "{check:#}");
    assert_eq!(check["why"], "the engine answers alone as long as that is so");

    // What a doctor knows about keys of other hosts.
    let server = probed();
    home.configure(&format!("[llm]\nmodel = \"m\"\nbase_url = \"{}\"", server.base()));
    let ended = ran(&home, &["doctor", "--demo", "-o", "json"], &[("OPENAI_API_KEY", "sk-hush")]);
    let details = self::check(&ended)["details"].clone();
    assert!(
        details.as_array().unwrap().contains(&json!("the key from OPENAI_API_KEY is for another host and is not sent"))
    );
    assert!(server.asked().iter().all(|asked| !asked.headers.contains_key("authorization")));
}

#[test]
fn nobody_is_asked_who_was_not_named() {
    let server = Scripted::start([]);
    let variables = [
        ("OPENAI_BASE_URL", server.base()),
        ("OPENAI_API_KEY", "sk-hush".to_owned()),
        ("SRE_LLM_API_KEY", "sk-hush".to_owned()),
    ];
    let variables: Vec<(&str, &str)> = variables.iter().map(|(name, value)| (*name, value.as_str())).collect();
    let home = Home::new();
    home.configure(&format!("[llm]\nbase_url = \"{}\"\nmodel = \"m\"", server.base()));
    for arguments in [
        &["ask", "--demo", "--model", "none", "what is broken?"][..],
        &["doctor", "--demo", "--model", "none"],
        &["scan", "--demo", "--model", "none"],
        &["config", "show", "--model", "none"],
    ] {
        assert_eq!(ran(&home, arguments, &variables).code, Some(0), "{arguments:?}");
    }
    let bare = Home::new();
    for arguments in [&["ask", "--demo", "what is broken?"][..], &["doctor", "--demo"]] {
        assert_eq!(ran(&bare, arguments, &variables).code, Some(0), "{arguments:?}");
    }
    assert!(server.asked().is_empty(), "{:?}", server.asked());
}
