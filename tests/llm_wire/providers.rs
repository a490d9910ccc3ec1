//! What the endpoints of each provider send and refuse, in their own shapes.

use super::*;

#[test]
fn two_calls_at_once_in_the_shape_of_every_provider() {
    for (shape, input, cached, output, reasoning) in [
        ("openai/tools.sse", 412, 256, 131, ""),
        ("azure/tools.sse", 398, 0, 47, ""),
        ("gemini/tools.sse", 371, 0, 41, ""),
        ("anthropic/tools.sse", 655, 0, 112, ""),
        ("openrouter/tools.sse", 503, 384, 88, "Pods first, then events."),
        ("ollama/tools.sse", 289, 0, 156, "The user wants to know."),
        ("ollama/tools_old.sse", 0, 0, 0, ""),
        ("vllm/tools.sse", 344, 0, 77, "First the pods."),
        ("llama.cpp/tools.sse", 307, 236, 58, ""),
    ] {
        // However the bytes are cut, in the middle of a character or of an event.
        for bytes in [usize::MAX, 7] {
            let reply = Reply::sse(fixture(shape)).paced(bytes.min(1 << 20), Duration::ZERO);
            let turn = answered(reply).unwrap_or_else(|failure| panic!("{shape}: {failure}"));
            assert_eq!((calls(&turn), &turn.finish), (both(), &Finish::ToolCalls), "{shape}");
            assert_eq!(turn.reasoning, reasoning, "{shape}");
            assert!(turn.streamed && turn.model.is_some(), "{shape}");
            assert!(turn.tool_calls[0].id != turn.tool_calls[1].id, "{shape}");
            if input == 0 {
                assert!(turn.usage.estimated && turn.usage.input > 0, "{shape}: nobody counted");
            } else {
                let told = (turn.usage.input, turn.usage.cached, turn.usage.output);
                assert_eq!((told, turn.usage.estimated), ((input, cached, output), false), "{shape}");
            }
        }
    }
}

#[test]
fn what_a_provider_attached_goes_back_to_it() {
    for (shape, path, value) in [
        (
            "gemini/tools.sse",
            "/messages/2/tool_calls/0/extra_content/google/thought_signature",
            json!("CtEBAdHtim9pX2Zvcl90aGVfdGVzdA=="),
        ),
        ("vllm/tools.sse", "/messages/2/reasoning_content", json!("First the pods.")),
        (
            "openrouter/tools.sse",
            "/messages/2/reasoning_details",
            json!([{ "type": "reasoning.text", "text": "Pods first, then events.", "format": "unknown", "index": 0 }]),
        ),
        (
            "openai/tools.sse",
            "/messages/2/tool_calls/1/function/arguments",
            json!(r#"{"kind":"Pod","namespace":"shop"}"#),
        ),
    ] {
        let server = Scripted::start([Reply::sse(fixture(shape)), Reply::text("Done.")]);
        let client = client(&server, "");
        let turn = run(client.turn(question()).whole()).unwrap();
        let mut next = question();
        next.messages.push(Message::said(&turn));
        next.messages.extend(turn.tool_calls.iter().map(|call| Message::result(call, "nothing")));
        let last = run(client.turn(next).whole()).unwrap();
        assert_eq!((last.text.as_str(), &last.finish), ("Done.", &Finish::Stop));
        let sent = &server.asked()[1].body;
        let same = |sent: &Value| match (sent.as_str(), value.as_str()) {
            // The order of keys is nobody's promise.
            (Some(sent), Some(value)) if value.starts_with('{') => {
                serde_json::from_str::<Value>(sent).unwrap() == serde_json::from_str::<Value>(value).unwrap()
            }
            _ => *sent == value,
        };
        assert!(sent.pointer(path).is_some_and(same), "{shape}: {sent:#}");
        assert_eq!(sent["messages"][4]["tool_call_id"], turn.tool_calls[1].id.as_str(), "{shape}");
    }
}

#[test]
fn refusals_of_every_provider_mean_what_they_mean() {
    for (body, status, kind) in [
        ("openai/too_long.json", 400, Kind::TooLong(Some(128_000))),
        ("anthropic/too_long.json", 400, Kind::TooLong(Some(200_000))),
        ("gemini/too_long.json", 400, Kind::TooLong(Some(1_048_576))),
        ("vllm/too_long.json", 400, Kind::TooLong(Some(4096))),
        ("llama.cpp/too_long.json", 400, Kind::TooLong(Some(8192))),
        ("openai/quota.json", 429, Kind::Quota),
        ("openai/key.json", 401, Kind::Unauthorized),
        ("azure/filtered.json", 400, Kind::Rejected),
        ("azure/no_deployment.json", 404, Kind::NoModel),
        ("gemini/busy.json", 429, Kind::Busy),
        ("openrouter/upstream.json", 429, Kind::Busy),
        ("anthropic/overloaded.json", 529, Kind::Broken),
        ("ollama/no_model.json", 404, Kind::NoModel),
    ] {
        // The same inside of a 200, as gateways do it, is at least not taken for an answer.
        let reply = Reply::raw(status, "application/json", fixture(body));
        let failure = answered(reply).unwrap_err();
        assert_eq!((failure.kind, failure.status), (kind, Some(status)), "{body}: {failure}");
        let inside = answered(Reply::raw(200, "application/json", fixture(body))).unwrap_err();
        let expected = match kind {
            Kind::TooLong(_) | Kind::Quota | Kind::Busy => kind,
            _ => inside.kind,
        };
        assert_eq!(inside.kind, expected, "{body} in a 200: {inside}");
    }
    let failure = answered(Reply::raw(401, "application/json", fixture("openai/key.json"))).unwrap_err();
    let error = sre::error::Error::from(failure);
    assert!(error.message().contains("127.0.0.1") && error.message().contains("401"), "{error}");
    assert!(error.hints().iter().any(|hint| hint.contains("SRE_LLM_API_KEY")));
}

#[test]
fn an_endpoint_without_tools_is_asked_again_with_json_in_the_text() {
    for (body, status) in [
        ("ollama/no_tools.json", 400),
        ("vllm/no_tools.json", 400),
        ("openrouter/no_tools.json", 404),
        ("llama.cpp/no_tools.json", 500),
    ] {
        let call = "I will look.\n```json\n{\"tool_calls\": [{\"name\": \"list_pods\", \"arguments\": {\"namespace\": \"shop\"}}, \
                    {\"name\": \"get_events\", \"arguments\": {\"namespace\": \"shop\", \"kind\": \"Pod\"},}]}\n```";
        let replies =
            [Reply::raw(status, "application/json", fixture(body)), Reply::text(call), Reply::text("The disk.")];
        let server = Scripted::start(replies);
        let client = client(&server, "");
        let turn = run(client.turn(question()).whole()).unwrap_or_else(|failure| panic!("{body}: {failure}"));
        assert_eq!(
            (calls(&turn), turn.text.as_str(), turn.finish.clone()),
            (both(), "I will look.", Finish::ToolCalls)
        );
        let asked = server.asked();
        assert!(asked[1].tools().is_empty() && asked[1].said()[0].contains("list_pods"), "{body}");

        let mut next = question();
        next.messages.push(Message::said(&turn));
        next.messages.extend(turn.tool_calls.iter().map(|call| Message::result(call, "two pods")));
        assert_eq!(run(client.turn(next).whole()).unwrap().text, "The disk.");
        let asked = server.asked();
        assert_eq!(asked.len(), 3, "what was learnt is remembered");
        let roles: Vec<&str> = asked[2].body["messages"]
            .as_array()
            .unwrap()
            .iter()
            .map(|message| message["role"].as_str().unwrap())
            .collect();
        assert_eq!(roles, ["system", "user", "assistant", "user"], "the two sides take turns");
        assert!(asked[2].said()[3].contains("two pods") && asked[2].said()[2].contains("get_events"));

        // Told to do without, it is the end.
        let server = Scripted::start([Reply::raw(status, "application/json", fixture(body))]);
        let failure = ask(&server, "tool_mode = \"native\"").unwrap_err();
        assert_eq!((failure.kind, server.turns()), (Kind::NoTools, 1), "{body}");
    }
}

#[test]
fn a_field_that_is_not_taken_is_left_out_or_named_otherwise() {
    let stream_options =
        r#"{"error":{"message":"Unrecognized request argument supplied: stream_options","code":null}}"#;
    let format = r#"{"error":{"message":"Invalid parameter: 'response_format' of type 'json_schema' is not supported with this model."}}"#;
    let server = Scripted::start([
        Reply::raw(400, "application/json", fixture("openai/max_tokens.json")),
        Reply::raw(400, "application/json", stream_options),
        Reply::raw(422, "application/json", format),
        Reply::text("{}"),
        Reply::text("{}"),
    ]);
    let client = client(&server, "max_tokens = 77\nretries = 0");
    let schema = Format::Schema { name: "report".to_owned(), schema: json!({ "type": "object" }) };
    let request = Request { format: schema, ..question() };
    run(client.turn(request.clone()).whole()).unwrap();
    run(client.turn(request).whole()).unwrap();
    let bodies: Vec<Value> = server.asked().into_iter().map(|asked| asked.body).collect();
    assert_eq!(
        (&bodies[0]["max_tokens"], &bodies[0]["stream_options"]),
        (&json!(77), &json!({ "include_usage": true }))
    );
    assert_eq!(bodies[0]["response_format"]["json_schema"]["name"], "report");
    let last = bodies.last().unwrap();
    assert_eq!((&last["max_completion_tokens"], &last["max_tokens"]), (&json!(77), &Value::Null));
    assert_eq!((&last["stream_options"], &last["response_format"]), (&Value::Null, &Value::Null));
    assert_eq!(bodies.len(), 5, "nothing is learnt twice");
    // The same refusal twice is a refusal.
    let twice = || Reply::raw(400, "application/json", fixture("openai/max_tokens.json"));
    assert!(matches!(ask(&Scripted::start([twice(), twice()]), "").unwrap_err().kind, Kind::Quirk(_)));
}
