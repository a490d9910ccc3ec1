//! What goes wrong between a client and an endpoint, and what is tried again.

use super::*;

#[test]
fn an_answer_that_is_no_stream_is_read_all_the_same() {
    let whole = json!({ "id": "1", "object": "chat.completion", "model": "m-1",
        "choices": [{ "index": 0, "message": { "role": "assistant", "content": "The\ndisk." }, "finish_reason": "stop" }],
        "usage": { "prompt_tokens": 3, "completion_tokens": 4 } });
    let pretty = serde_json::to_string_pretty(&whole).unwrap();
    let turn = answered(Reply::raw(200, "application/json; charset=utf-8", pretty)).unwrap();
    assert_eq!((turn.text.as_str(), turn.streamed, turn.usage.output), ("The\ndisk.", false, 4));
}

#[test]
fn errors_inside_of_a_200_are_errors() {
    let said = |failure: &Failure| failure.to_string();
    let broken = answered(Reply::sse(fixture("openrouter/broken.sse"))).unwrap_err();
    assert_eq!(broken.kind, Kind::Broken);
    assert!(said(&broken).contains("Provider disconnected unexpectedly"), "{broken}");
    for (reply, kind, words) in [
        (
            Reply::sse("data: {\"error\": {\"message\": \"slow down\", \"type\": \"rate_limit_error\"}}\n\n"),
            Kind::Busy,
            "slow down",
        ),
        (
            Reply::sse(
                "event: error\ndata: {\"type\":\"error\",\"error\":{\"type\":\"overloaded_error\",\"message\":\"Overloaded\"}}\n\n",
            ),
            Kind::Broken,
            "Overloaded",
        ),
        (Reply::sse("data: {\"error\": \"out of memory\"}\n\n"), Kind::Broken, "out of memory"),
        (
            Reply::sse("data: {\"object\":\"error\",\"message\":\"EngineCore died\",\"code\":500}\n\n"),
            Kind::Broken,
            "EngineCore died",
        ),
        (Reply::json(200, &json!({ "error": { "message": "no credit", "code": 402 } })), Kind::Quota, "no credit"),
        (Reply::json(200, &json!({ "detail": [{ "msg": "field required" }] })), Kind::Broken, "field required"),
    ] {
        let failure = answered(reply).unwrap_err();
        assert_eq!(failure.kind, kind, "{failure}");
        assert!(said(&failure).contains(words), "{failure}");
    }
}

#[test]
fn garbage_half_streams_and_web_pages_are_no_answers() {
    let tools = fixture("openai/tools.sse");
    let cut_at = tools.len() / 2;
    for (what, reply, kind) in [
        ("not JSON", Reply::sse("data: {\"choices\": [{\"delta\"\n\n"), Kind::Garbage),
        ("binary", Reply::sse([b"data: ".to_vec(), vec![0xff, 0xfe, 0x00, b'\n', b'\n']].concat()), Kind::Garbage),
        ("a web page", Reply::raw(200, "text/html", "<html><title>Log in</title></html>"), Kind::Garbage),
        ("nothing", Reply::sse(""), Kind::Cut),
        ("only comments", Reply::sse(": ping\n\n: ping\n\n"), Kind::Cut),
        ("only the end", Reply::sse("data: [DONE]\n\n"), Kind::Cut),
        ("half of it, politely", Reply::sse(tools[..cut_at].to_vec()), Kind::Cut),
        ("half of it", Reply::sse(tools.clone()).cut_after(cut_at), Kind::Cut),
        ("half a character", Reply::sse(fixture("openai/text.sse")).cut_after(700), Kind::Cut),
    ] {
        let failure = answered(reply).expect_err(what);
        assert_eq!(failure.kind, kind, "{what}: {failure}");
        assert!(failure.may_pass());
    }
    let failure = answered(Reply::raw(302, "text/html", "").header("location", "http://127.0.0.1:1/v1")).unwrap_err();
    assert!(failure.to_string().contains("which is not followed"), "{failure}");
    let failure = answered(Reply::raw(502, "text/html", "<html><body>Bad gateway</body></html>")).unwrap_err();
    assert!(failure.to_string().contains("a web page came back"), "{failure}");
    // Empty events keep a connection alive, and are nothing else.
    let kept = [b"data: \n\n: ping\n\nevent: keepalive\ndata: {}\n\n".to_vec(), fixture("openai/text.sse")].concat();
    assert_eq!(answered(Reply::sse(kept)).unwrap().text, "The disk is full — 98 %.");
}

#[test]
fn an_endless_answer_has_an_end() {
    let server = Scripted::with(|_| {
        let line = format!("data: {}\n\n", event(&json!({ "content": "x".repeat(60_000) })));
        Reply::sse(line.repeat(700))
    });
    let failure = ask(&server, "retries = 0").unwrap_err();
    assert_eq!(failure.kind, Kind::Garbage, "{failure}");
    assert!(failure.to_string().contains("longer than 8 MiB"), "{failure}");
    let many: Vec<Value> = (0..200)
        .map(|index| event(&json!({ "tool_calls": [{ "index": index, "id": format!("c{index}"), "function": { "name": "list_pods" } }] })))
        .collect();
    let failure = answered(Reply::events(&many)).unwrap_err();
    assert!(failure.to_string().contains("more than 128 tools"), "{failure}");
}

#[test]
fn what_may_pass_is_tried_again_and_said() {
    let server = Scripted::start([
        Reply::error(429, "slow down").header("retry-after", "3600"),
        Reply::error(503, "starting"),
        Reply::sse(fixture("openai/tools.sse")).cut_after(900),
        Reply::text("The disk."),
    ]);
    let deltas = run(async {
        let mut turning = client(&server, "").turn(question());
        let mut deltas = Vec::new();
        while let Some(delta) = turning.next().await {
            deltas.push(delta.unwrap());
        }
        deltas
    });
    let again: Vec<&str> = deltas
        .iter()
        .filter_map(|delta| match delta {
            Delta::Again { why, after } => {
                assert!(*after <= Duration::from_millis(2), "an hour is more than `retry_wait`");
                Some(why.as_str())
            }
            _ => None,
        })
        .collect();
    assert_eq!(again.len(), 3);
    assert!(again[0].contains("slow down") && again[1].contains("starting") && again[2].contains("cut"), "{again:?}");
    let Some(Delta::Done(turn)) = deltas.last() else { panic!("{deltas:?}") };
    assert_eq!(
        (turn.text.as_str(), turn.tool_calls.len()),
        ("The disk.", 0),
        "what came before the cut does not count"
    );
    assert_eq!(server.turns(), 4);
    let bodies: Vec<Value> = server.asked().into_iter().map(|asked| asked.body).collect();
    assert!(bodies.iter().all(|body| *body == bodies[0]));
}

#[test]
fn trying_again_has_an_end_and_what_cannot_pass_is_not_tried_again() {
    for (status, turns) in [(429, 3), (500, 3), (502, 3), (529, 3), (400, 1), (401, 1), (403, 1), (404, 1), (501, 1)] {
        let server = Scripted::with(move |_| Reply::error(status, "no"));
        let failure = ask(&server, "retries = 2").unwrap_err();
        assert_eq!((failure.status, server.turns()), (Some(status), turns), "{failure}");
    }
    let server = Scripted::with(|_| Reply::raw(429, "application/json", fixture("openai/quota.json")));
    assert_eq!((ask(&server, "").unwrap_err().kind, server.turns()), (Kind::Quota, 1));
}

#[test]
fn silence_has_an_end_before_and_within_an_answer() {
    let text = fixture("openai/text.sse");
    for bytes in [0, 600] {
        let server = Scripted::start([Reply::sse(text.clone()).stall_after(bytes), Reply::text("The disk.")]);
        let turn = ask(&server, "idle_timeout = \"300ms\"").unwrap();
        assert_eq!((turn.text.as_str(), server.turns()), ("The disk.", 2));
        server.wait_for_hang_up(1);
    }
    let server = Scripted::with(|_| Reply::sse("").then(Step::Stall));
    let failure = ask(&server, "idle_timeout = \"50ms\"\nretries = 1").unwrap_err();
    assert_eq!((failure.kind, server.turns()), (Kind::Silent, 2), "{failure}");
    // Signs of life alone do not carry a turn for ever.
    let server = Scripted::with(|_| {
        let words = event(&json!({ "content": "x" }));
        Reply::sse(format!("data: {words}\n\n").repeat(4000)).paced(30, Duration::from_millis(2))
    });
    let failure = ask(&server, "timeout = \"400ms\"").unwrap_err();
    assert_eq!((failure.kind, server.turns()), (Kind::Deadline, 1), "{failure}");
}

#[test]
fn dropping_a_turn_ends_its_request() {
    let server = Scripted::start([Reply::sse(fixture("openai/text.sse")).stall_after(700)]);
    run(async {
        let mut turning = client(&server, "").turn(question());
        assert!(matches!(turning.next().await, Some(Ok(Delta::Text(_)))));
        drop(turning);
        // The request ends while this runtime goes on.
        tokio::task::spawn_blocking(move || server.wait_for_hang_up(1)).await.unwrap();
    });
    // A turn that nobody waits for is never asked.
    let server = Scripted::start([]);
    drop(client(&server, "").turn(question()));
    assert_eq!(server.turns(), 0);
}

#[test]
fn nobody_there_is_said_so() {
    let port = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port();
    let audit = Audit::counting(Clock::Wall);
    let client = Client::new(&model(&format!("http://127.0.0.1:{port}/v1"), ""), &audit).unwrap();
    let deltas = run(async {
        let mut turning = client.turn(question());
        let mut deltas = Vec::new();
        while let Some(delta) = turning.next().await {
            deltas.push(delta);
        }
        deltas
    });
    let [Ok(Delta::Again { why, after }), Err(failure)] = &deltas[..] else { panic!("{deltas:?}") };
    assert!(why.contains("nobody listens there") && *after < Duration::from_millis(500), "{why}, {after:?}");
    assert_eq!(failure.kind, Kind::Unreachable);
    assert!(failure.to_string().contains("nobody listens there"), "{failure}");
    assert_eq!(audit.totals().requests, 2, "a server may be about to start, and is not waited for any longer");
    let hasty = Client::new(&model(&format!("http://127.0.0.1:{port}/v1"), "retries = 0"), &audit).unwrap();
    assert_eq!(run(hasty.turn(question()).whole()).unwrap_err().kind, Kind::Unreachable);
    assert_eq!(audit.totals().requests, 3, "who wants no repetition gets none");
    let tls = Client::new(&model(&format!("https://127.0.0.1:{port}/v1"), "retries = 0"), &audit).unwrap();
    assert_eq!(run(tls.turn(question()).whole()).unwrap_err().kind, Kind::Unreachable);
    let server = Scripted::start([]);
    let tls = Client::new(&model(&server.base().replace("http:", "https:"), "retries = 0"), &audit).unwrap();
    let failure = run(tls.turn(question()).whole()).unwrap_err();
    assert!(failure.to_string().contains("TLS"), "{failure}");
}

#[test]
fn a_server_that_goes_away_is_waited_for_as_long_as_any_other() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    let server = std::thread::spawn(move || {
        let (mut socket, _) = listener.accept().unwrap();
        let mut asked = [0; 64];
        _ = std::io::Read::read(&mut socket, &mut asked).unwrap();
        drop(listener);
        let answer = "HTTP/1.1 503 Service Unavailable\r\nconnection: close\r\ncontent-length: 0\r\n\r\n";
        std::io::Write::write_all(&mut socket, answer.as_bytes()).unwrap();
    });
    let audit = Audit::counting(Clock::Wall);
    let more = "retries = 3\nretry_wait = \"20ms\"";
    let client = Client::new(&model(&format!("http://127.0.0.1:{port}/v1"), more), &audit).unwrap();
    let failure = run(client.turn(question()).whole()).unwrap_err();
    server.join().unwrap();
    assert!(failure.to_string().contains("nobody listens there"), "{failure}");
    assert_eq!(audit.totals().requests, 4, "it may be starting again");
}
