//! What is sent to an endpoint, with which key, and what is written down about it.

use super::*;

#[test]
fn a_request_says_what_it_must_and_no_more() {
    let server = Scripted::start([Reply::text("a"), Reply::text("b"), Reply::text("c")]);
    let client = client(
        &server,
        "body = { temperature = 0, provider = { order = [\"x\"] } }\nheaders = { X-Team = \"platform\" }",
    );
    run(client.turn(question()).whole()).unwrap();
    run(client.turn(Request { tool_choice: ToolChoice::Required, max_tokens: Some(5), ..question() }).whole()).unwrap();
    run(client.turn(Request::new(vec![Message::User("Hi".to_owned())])).whole()).unwrap();
    let asked = server.asked();
    assert_eq!((asked[0].method.as_str(), asked[0].path.as_str()), ("POST", "/v1/chat/completions"));
    assert_eq!(asked[0].tools(), ["list_pods", "get_events"]);
    let tool = json!({ "type": "function", "function": { "name": "list_pods", "description": "Does list_pods",
        "parameters": { "type": "object", "properties": { "namespace": { "type": "string" } } } } });
    assert_eq!(asked[0].body["tools"][0], tool);
    assert_eq!(asked[0].body["provider"]["order"][0], "x");
    assert_eq!(asked[0].headers["x-team"], "platform");
    assert!(asked[0].headers["user-agent"].starts_with("sre/"));
    assert!(!asked[0].headers.contains_key("authorization"), "local servers want no key");
    assert_eq!((&asked[1].body["tool_choice"], &asked[1].body["max_tokens"]), (&json!("required"), &json!(5)));
    let mut keys: Vec<&String> = asked[2].body.as_object().unwrap().keys().collect();
    keys.sort();
    assert_eq!(keys, ["messages", "model", "provider", "stream", "stream_options", "temperature"]);
}

#[test]
fn keys_come_from_variables_files_and_programs_and_go_into_one_header() {
    let folder = tempfile::tempdir().unwrap();
    let at = |name: &str| folder.path().join(name).display().to_string();
    std::fs::write(at("key"), "sk-from-file\r\n").unwrap();
    std::fs::write(at("broken"), "sk-two\nlines").unwrap();
    let program = |script: &str| format!("api_key_command = [\"/bin/sh\", \"-c\", \"{script}\"]");
    for (more, header, value) in [
        (format!("api_key_file = \"{}\"", at("key")), "authorization", "Bearer sk-from-file"),
        (format!("api_key_file = \"{}\"\nkey_header = \"api-key\"", at("key")), "api-key", "sk-from-file"),
        ("api_key_env = \"CARGO_PKG_NAME\"".to_owned(), "authorization", "Bearer sre"),
        (program("echo token-$((40 + 2))"), "authorization", "Bearer token-42"),
        ("headers = { X-Gateway = { env = \"CARGO_PKG_NAME\" } }".to_owned(), "x-gateway", "sre"),
    ] {
        let server = Scripted::start([Reply::text("ok")]);
        ask(&server, &more).unwrap();
        assert_eq!(server.asked()[0].headers[header], value, "{more}");
    }
    for (more, words) in [
        (format!("api_key_file = \"{}\"", at("absent")), "cannot be read"),
        (format!("api_key_file = \"{}\"", at("broken")), "characters that no header has"),
        ("api_key_env = \"SRE_TEST_UNSET\"".to_owned(), "SRE_TEST_UNSET, which is not set"),
        (program("echo log in first >&2; echo sk-hush; exit 3"), "log in first"),
        (program("true"), "is empty"),
        ("api_key_command = [\"/absent/helper\"]".to_owned(), "is not installed"),
        ("headers = { X-Gateway = { env = \"SRE_TEST_UNSET\" } }".to_owned(), "SRE_TEST_UNSET, which is not set"),
    ] {
        let server = Scripted::start([Reply::text("ok")]);
        let asked = Client::new(&model(&server.base(), &more), &Audit::counting(Clock::Wall));
        let failure = asked.and_then(|client| run(client.turn(question()).whole())).unwrap_err();
        assert!(failure.kind == Kind::Config && failure.to_string().contains(words), "{more}: {failure}");
        assert!(!failure.to_string().contains("hush") && server.turns() == 0, "{more}: {failure}");
    }
}

#[test]
fn a_token_that_expired_is_asked_for_once_more() {
    let folder = tempfile::tempdir().unwrap();
    let count = folder.path().join("count").display().to_string();
    let more = format!("api_key_command = [\"/bin/sh\", \"-c\", \"echo x >> {count}; wc -l < {count} | tr -d ' '\"]");
    let server = Scripted::with(|asked| match asked.headers["authorization"].as_str() {
        "Bearer 2" => Reply::text("ok"),
        _ => Reply::error(401, "the token has expired"),
    });
    let client = client(&server, &more);
    run(client.turn(question()).whole()).unwrap();
    run(client.turn(question()).whole()).unwrap();
    let used: Vec<String> = server.asked().iter().map(|asked| asked.headers["authorization"].clone()).collect();
    assert_eq!(used, ["Bearer 1", "Bearer 2", "Bearer 2"]);
    let server = Scripted::with(|_| Reply::error(401, "no"));
    assert_eq!((ask(&server, &more).unwrap_err().kind, server.turns()), (Kind::Unauthorized, 2));
}

#[test]
fn azure_has_deployments_where_others_have_models() {
    let answer = || Reply::sse(fixture("azure/tools.sse"));
    for (base, path) in [
        ("", "/openai/deployments/m/chat/completions?api-version=2024-10-21"),
        ("/openai", "/openai/deployments/m/chat/completions?api-version=2024-10-21"),
        ("/openai/deployments/other", "/openai/deployments/other/chat/completions?api-version=2024-10-21"),
        ("/openai/v1", "/openai/v1/chat/completions?api-version=2024-10-21"),
    ] {
        let server = Scripted::start([answer()]);
        let base = server.base().replace("/v1", base);
        let more = "api_version = \"2024-10-21\"\nkey_header = \"api-key\"\napi_key_env = \"CARGO_PKG_NAME\"";
        let client = Client::new(&model(&base, more), &Audit::counting(Clock::Wall)).unwrap();
        assert_eq!(calls(&run(client.turn(question()).whole()).unwrap()), both());
        run(client.models()).unwrap();
        let asked = server.asked();
        assert_eq!((asked[0].path.as_str(), asked[0].headers["api-key"].as_str()), (path, "sre"));
        assert!(!asked[0].headers.contains_key("authorization"));
        assert!(
            asked[1].path.starts_with("/openai/") && asked[1].path.ends_with("/models?api-version=2024-10-21"),
            "{}",
            asked[1].path
        );
    }
}

#[test]
fn models_as_every_endpoint_lists_them() {
    for (shape, id, context) in [
        ("llama.cpp/models.json", "smollm2-135m", Some(8192)),
        ("vllm/models.json", "Qwen/Qwen3-32B", Some(40_960)),
        ("openrouter/models.json", "deepseek/deepseek-v3.2", Some(163_840)),
        ("gemini/models.json", "models/gemini-3-flash-preview", None),
    ] {
        let server = Scripted::with(move |_| Reply::raw(200, "application/json", fixture(shape)));
        let listed = run(client(&server, "").models()).unwrap();
        assert_eq!((listed[0].id.as_str(), listed[0].context_window), (id, context), "{shape}");
        assert_eq!((server.asked()[0].method.as_str(), server.asked()[0].path.as_str()), ("GET", "/v1/models"));
    }
    let server = Scripted::with(|_| Reply::json(200, &json!({ "hello": 1 })));
    assert_eq!(run(client(&server, "").models()).unwrap_err().kind, Kind::Garbage);
}

#[test]
fn every_request_is_in_the_audit_and_no_key_is() {
    #[derive(Clone, Default)]
    struct Lines(Arc<Mutex<Vec<u8>>>);
    impl Write for Lines {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.lock().unwrap().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let lines = Lines::default();
    let audit = Audit::writer(lines.clone(), Clock::Wall);
    let server = Scripted::start([Reply::error(500, "no"), Reply::text("ok")]);
    let client = Client::new(&model(&server.base(), "api_key_env = \"CARGO_PKG_NAME\""), &audit).unwrap();
    run(async {
        client.turn(question()).whole().await.unwrap();
        client.models().await.unwrap();
    });
    assert_eq!(audit.flush().requests, 3);
    let text = String::from_utf8(lines.0.lock().unwrap().clone()).unwrap();
    let parsed: Vec<Value> = text.lines().map(|line| serde_json::from_str(line).unwrap()).collect();
    let told: Vec<(&str, u64)> =
        parsed.iter().map(|line| (line["rule"].as_str().unwrap(), line["status"].as_u64().unwrap())).collect();
    assert_eq!(told, [("model-turn", 500), ("model-turn", 200), ("model-list", 200)]);
    for line in &parsed {
        assert_eq!(line["purpose"], "model");
        assert!(line["path"].as_str().unwrap().starts_with("http://127.0.0.1"), "{line}");
    }
    assert!(parsed[1]["bytes"].as_u64().unwrap() > 100);
    assert!(!text.contains("Bearer") && !text.contains("What is wrong?"));
}
