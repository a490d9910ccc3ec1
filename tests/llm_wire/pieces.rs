//! How words, thoughts, calls and counts are put together from their pieces.

use super::*;

#[test]
fn calls_are_put_together_from_whatever_tells_them_apart() {
    let pod = json!({ "namespace": "shop" }).to_string();
    let events = json!({ "namespace": "shop", "kind": "Pod" });
    let (one, two) = (
        json!({ "name": "list_pods", "arguments": pod }),
        json!({ "name": "get_events", "arguments": events.to_string() }),
    );
    let named = |name: &str| json!({ "function": { "name": name } });
    let half = |text: &str| json!({ "function": { "arguments": text } });
    let object = json!({ "name": "get_events", "arguments": events });
    let shapes: Vec<(&str, Vec<Value>)> = vec![
        (
            "no index, one event",
            vec![event(&json!({ "tool_calls": [{ "id": "a", "function": one }, { "id": "b", "function": two }] }))],
        ),
        (
            "no index, no id, two events",
            vec![
                event(&json!({ "tool_calls": [{ "function": one }] })),
                event(&json!({ "tool_calls": [{ "function": two }] })),
            ],
        ),
        (
            "all with index 0",
            vec![
                event(&json!({ "tool_calls": [{ "index": 0, "id": "a", "function": one }] })),
                event(&json!({ "tool_calls": [{ "index": 0, "id": "b", "function": two }] })),
            ],
        ),
        ("an object", vec![event(&json!({ "tool_calls": [{ "function": one }, { "function": object }] }))]),
        (
            "one call, not a list",
            vec![
                event(&json!({ "tool_calls": { "function": one } })),
                event(&json!({ "tool_calls": { "function": object } })),
            ],
        ),
        (
            "pieces by position",
            vec![
                event(&json!({ "tool_calls": [named("list_pods"), named("get_events")] })),
                event(&json!({ "tool_calls": [half("{\"namespace\": "), half("{\"namespace\": \"shop\", ")] })),
                event(&json!({ "tool_calls": [half("\"shop\"}"), half("\"kind\": \"Pod\"}")] })),
            ],
        ),
        (
            "pieces by id, in turns",
            vec![
                event(&json!({ "tool_calls": [{ "id": "a", "function": { "name": "list_pods" } }] })),
                event(&json!({ "tool_calls": [{ "id": "b", "function": { "name": "get_events" } }] })),
                event(&json!({ "tool_calls": [{ "id": "a", "function": { "arguments": pod } }] })),
                event(&json!({ "tool_calls": [{ "id": "b", "function": { "arguments": events.to_string() } }] })),
            ],
        ),
        (
            "the name again with each piece, an empty object first",
            vec![
                event(
                    &json!({ "tool_calls": [{ "index": 3, "id": "a", "function": { "name": "list_pods", "arguments": "{}" } }] }),
                ),
                event(
                    &json!({ "tool_calls": [{ "index": 3, "id": "a", "function": { "name": "list_pods", "arguments": pod } }] }),
                ),
                event(
                    &json!({ "tool_calls": [{ "index": "5", "id": "b", "function": { "name": "get_events", "arguments": events.to_string() } }] }),
                ),
            ],
        ),
        (
            "a whole message",
            vec![
                json!({ "choices": [{ "message": { "content": null, "tool_calls": [{ "id": "a", "function": one }, { "id": "b", "function": object }] }, "finish_reason": "tool_calls" }] }),
            ],
        ),
        (
            "JSON inside of JSON, the same id twice",
            vec![
                event(
                    &json!({ "tool_calls": [{ "id": "a", "function": { "name": "list_pods", "arguments": json!(pod).to_string() } }] }),
                ),
                event(&json!({ "tool_calls": [{ "index": 7, "id": "a", "function": two }] })),
            ],
        ),
    ];
    for (shape, mut events) in shapes {
        events.push(ended("stop"));
        let turn = answered(Reply::events(&events)).unwrap_or_else(|failure| panic!("{shape}: {failure}"));
        assert_eq!((calls(&turn), &turn.finish), (both(), &Finish::ToolCalls), "{shape}");
        assert_ne!(turn.tool_calls[0].id, turn.tool_calls[1].id, "{shape}");
    }
}

#[test]
fn arguments_that_are_no_object_are_told_and_not_guessed() {
    for (arguments, why) in [
        (json!("{\"namespace\": "), "not valid JSON"),
        (json!("namespace=shop"), "not valid JSON"),
        (json!("[1]"), "not a JSON object"),
        (json!(7), "not a JSON object"),
    ] {
        let call =
            json!({ "tool_calls": [{ "index": 0, "function": { "name": "list_pods", "arguments": arguments } }] });
        let turn = answered(Reply::events(&[event(&call), ended("tool_calls")])).unwrap();
        let Arguments::Broken { why: said, .. } = &turn.tool_calls[0].arguments else { panic!("{turn:?}") };
        assert!(said.contains(why), "{said}");
        // What goes back is JSON all the same: endpoints refuse a conversation with broken arguments in it.
        let server = Scripted::start([Reply::text("ok")]);
        let mut next = question();
        next.messages.push(Message::said(&turn));
        run(client(&server, "").turn(next).whole()).unwrap();
        let sent = server.asked()[0].body["messages"][2]["tool_calls"][0]["function"]["arguments"].clone();
        assert!(serde_json::from_str::<Value>(sent.as_str().unwrap()).unwrap().is_object());
    }
    // No arguments at all are an empty object.
    let call = json!({ "tool_calls": [{ "index": 0, "function": { "name": "list_pods" } }] });
    let turn = answered(Reply::events(&[event(&call), ended("tool_calls")])).unwrap();
    assert_eq!(calls(&turn), [("list_pods".to_owned(), json!({}))]);
}

#[test]
fn words_reasoning_and_ends_come_as_they_come() {
    let parts = json!({ "content": [{ "type": "thinking", "thinking": [{ "type": "text", "text": "Hm." }] }, { "type": "text", "text": "The disk." }] });
    for (events, text, reasoning, finish) in [
        (
            vec![event(&json!({ "content": "The " })), event(&json!({ "content": "disk." })), ended("stop")],
            "The disk.",
            "",
            Finish::Stop,
        ),
        (vec![event(&parts), ended("end_turn")], "The disk.", "Hm.", Finish::Stop),
        (
            vec![event(&json!({ "thinking": "Hm." })), event(&json!({ "content": "The disk." })), ended("length")],
            "The disk.",
            "Hm.",
            Finish::Length,
        ),
        (
            vec![
                event(&json!({ "content": "<think>Hm." })),
                event(&json!({ "content": "</think>\nThe disk." })),
                ended("stop"),
            ],
            "The disk.",
            "Hm.",
            Finish::Stop,
        ),
        (vec![event(&json!({ "refusal": "No." })), ended("content_filter")], "No.", "", Finish::Filtered),
        (
            vec![event(&json!({ "content": "x" })), ended("weird_new_reason")],
            "x",
            "",
            Finish::Other("weird_new_reason".to_owned()),
        ),
        (
            vec![
                event(&json!({ "role": "assistant", "content": null })),
                event(&json!({ "content": "The disk.", "future": [1] })),
                json!({ "choices": null }),
                ended("STOP"),
            ],
            "The disk.",
            "",
            Finish::Stop,
        ),
        (
            vec![
                json!({ "choices": [{ "index": 1, "delta": { "content": "other" } }] }),
                event(&json!({ "content": "mine" })),
                ended("stop"),
            ],
            "mine",
            "",
            Finish::Stop,
        ),
    ] {
        let turn = answered(Reply::events(&events)).unwrap_or_else(|failure| panic!("{events:?}: {failure}"));
        assert_eq!((turn.text.as_str(), turn.reasoning.as_str(), turn.finish), (text, reasoning, finish), "{events:?}");
    }
}

#[test]
fn pieces_are_told_as_they_come_and_the_whole_turn_last() {
    let server = Scripted::start([Reply::sse(fixture("anthropic/tools.sse")).paced(40, Duration::from_millis(1))]);
    let deltas = run(async {
        let mut turning = client(&server, "").turn(question());
        let mut deltas = Vec::new();
        while let Some(delta) = turning.next().await {
            deltas.push(delta.unwrap());
        }
        assert!(turning.next().await.is_none());
        deltas
    });
    let said: Vec<String> = deltas
        .iter()
        .map(|delta| match delta {
            Delta::Text(text) => text.clone(),
            Delta::Call(name) => format!("[{name}]"),
            Delta::Done(turn) => format!("={}", turn.text),
            other => panic!("{other:?}"),
        })
        .collect();
    let words = "I'll look at the pods and their events.";
    assert_eq!(
        said,
        ["I'll look at the pods and", " their events.", "[list_pods]", "[get_events]", &format!("={words}")]
    );
}

#[test]
fn tokens_and_their_price() {
    let prices = "input_price = 2.0\ncached_price = 0.5\noutput_price = 10";
    let turn = ask(&Scripted::start([Reply::sse(fixture("openai/tools.sse"))]), prices).unwrap();
    let expected = ((412.0 - 256.0) * 2.0 + 256.0 * 0.5 + 131.0 * 10.0) / 1e6;
    assert!((turn.usage.cost.unwrap() - expected).abs() < 1e-12, "{:?}", turn.usage);
    assert_eq!(turn.usage.reasoning, 64);
    // Who sends the bill knows best; without prices nothing is made up.
    let turn = ask(&Scripted::start([Reply::sse(fixture("openrouter/tools.sse"))]), prices).unwrap();
    assert_eq!(turn.usage.cost, Some(0.000_213));
    assert_eq!(answered(Reply::sse(fixture("openai/tools.sse"))).unwrap().usage.cost, None);
    // Counts that grow with each event are not added up.
    let counting = |count: u64| json!({ "choices": [], "usage": { "prompt_tokens": 10, "completion_tokens": count } });
    let events = [counting(1), event(&json!({ "content": "ab" })), counting(2), ended("stop"), counting(3)];
    let usage = answered(Reply::events(&events)).unwrap().usage;
    assert_eq!((usage.input, usage.output), (10, 3));
}
