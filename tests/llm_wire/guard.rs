//! What the guard lets through to a model's endpoint: two requests, and nothing that resembles them.

use http::{HeaderMap, Method, Uri};
use sre::transport::guard::{Guard, ModelGuard, Purpose};

use super::*;

fn guard() -> ModelGuard {
    let uri = |text: &'static str| Uri::from_static(text);
    ModelGuard::new(uri("https://models.lab/v1/chat/completions"), uri("https://models.lab/v1/models"))
}

fn headers(names: &[&'static str]) -> HeaderMap {
    names.iter().map(|name| (name.parse().unwrap(), "x".parse().unwrap())).collect()
}

#[test]
fn turns_and_the_list_pass_and_each_has_a_reason() {
    let plain = headers(&["content-type", "accept", "user-agent"]);
    for (method, uri, rule) in [
        (Method::POST, "https://models.lab/v1/chat/completions", "model-turn"),
        (Method::GET, "https://models.lab/v1/models", "model-list"),
    ] {
        assert_eq!(guard().check(&method, &uri.parse().unwrap(), &plain).unwrap(), rule);
    }
    for rule in ModelGuard::declared() {
        assert_eq!((rule.purpose, rule.methods.len()), (Purpose::Model, 1));
        assert!(!rule.why.is_empty());
    }
    assert!(Guard::kubernetes().declared().iter().all(|rule| rule.purpose != Purpose::Model));
}

#[test]
fn everything_else_is_refused_by_name() {
    for (method, uri, names, rule) in [
        (Method::POST, "https://models.lab:8443/v1/chat/completions", &[][..], "host"),
        (Method::POST, "http://models.lab/v1/chat/completions", &[], "host"),
        (Method::POST, "https://evil.lab/v1/chat/completions", &[], "host"),
        (Method::POST, "https://user@models.lab/v1/chat/completions", &[], "host"),
        (Method::GET, "/v1/models", &[], "host"),
        (Method::POST, "https://models.lab/v1/files", &[], "undeclared-path"),
        (Method::POST, "https://models.lab/v1/chat/completions/", &[], "undeclared-path"),
        (Method::POST, "https://models.lab/v1//chat/completions", &[], "undeclared-path"),
        (Method::GET, "https://models.lab/v1/models/m", &[], "undeclared-path"),
        (Method::DELETE, "https://models.lab/v1/models", &[], "model-list"),
        (Method::POST, "https://models.lab/v1/models", &[], "model-list"),
        (Method::GET, "https://models.lab/v1/chat/completions", &[], "model-turn"),
        (Method::PUT, "https://models.lab/v1/chat/completions", &[], "model-turn"),
        (Method::POST, "https://models.lab/v1/chat/completions?api-version=1", &[], "model-turn"),
        (Method::GET, "https://models.lab/v1/models?limit=1", &[], "model-list"),
        (Method::POST, "https://models.lab/v1/chat/completions", &["authorization"], "no-credentials"),
        (Method::POST, "https://models.lab/v1/chat/completions", &["api-key"], "headers"),
        (Method::POST, "https://models.lab/v1/chat/completions", &["x-http-method-override"], "headers"),
        (Method::POST, "https://models.lab/v1/chat/completions", &["host"], "headers"),
        (Method::POST, "https://models.lab/v1/chat/completions", &["upgrade"], "headers"),
    ] {
        let refused = guard().check(&method, &uri.parse().unwrap(), &headers(names)).unwrap_err();
        assert_eq!(refused.rule, rule, "{method} {uri}: {refused}");
    }
}

#[test]
fn what_is_refused_reaches_no_socket_and_is_in_the_audit() {
    let server = Scripted::start([Reply::text("ok")]);
    let audit = Audit::counting(Clock::Wall);
    let wire = sre::transport::model::Wire::new(&model(&server.base(), ""), &audit).unwrap();
    for (method, path) in [("POST", "/v1/files"), ("DELETE", "/v1/models"), ("POST", "/v1/chat/completions?x=1")] {
        let uri = format!("{}{path}", server.base().trim_end_matches("/v1"));
        let request = http::Request::builder().method(method).uri(uri).body("").unwrap();
        let error = run(wire.send(request.try_into().unwrap())).unwrap_err();
        assert!(matches!(error, sre::transport::model::SendError::Refused(_)), "{error}");
    }
    assert_eq!((audit.totals().refused, audit.totals().requests, server.asked().len()), (3, 0, 0));
}
