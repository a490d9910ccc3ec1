//! How words, thoughts, calls and counts are put together from their pieces.

use super::*;

/// Both calls come out of these events, each given by the `tool_calls` of its delta.
fn are_both_calls(shape: &str, lists: &[Value]) {
    let mut events: Vec<Value> = lists.iter().map(|list| event(&json!({ "tool_calls": list }))).collect();
    events.push(ended("stop"));
    let turn = answered(Reply::events(&events)).unwrap_or_else(|failure| panic!("{shape}: {failure}"));
    assert_eq!((calls(&turn), &turn.finish), (both(), &Finish::ToolCalls), "{shape}");
    assert_ne!(turn.tool_calls[0].id, turn.tool_calls[1].id, "{shape}");
}

const PODS: &str = r#"{"namespace": "shop"}"#;
const EVENTS: &str = r#"{"namespace": "shop", "kind": "Pod"}"#;

#[test]
fn whole_calls_are_told_apart_by_whatever_tells_them_apart() {
    let one = json!({ "name": "list_pods", "arguments": PODS });
    let two = json!({ "name": "get_events", "arguments": EVENTS });
    let object = json!({ "name": "get_events", "arguments": { "namespace": "shop", "kind": "Pod" } });
    let (a, b) = (json!({ "id": "a", "function": one }), json!({ "id": "b", "function": two }));
    let at_0 = |id: &str, function: &Value| json!([{ "index": 0, "id": id, "function": function }]);
    let quoted = json!({ "name": "list_pods", "arguments": json!(PODS).to_string() });
    are_both_calls("no index, one event", &[json!([a, b])]);
    are_both_calls("no index, no id, two events", &[json!([{ "function": one }]), json!([{ "function": two }])]);
    are_both_calls("all with index 0", &[at_0("a", &one), at_0("b", &two)]);
    are_both_calls("an object", &[json!([{ "function": one }, { "function": object }])]);
    are_both_calls("one call, not a list", &[json!({ "function": one }), json!({ "function": object })]);
    are_both_calls("the same id twice", &[json!([a]), json!([{ "index": 7, "id": "a", "function": two }])]);
    are_both_calls("JSON inside of JSON", &[json!([{ "id": "a", "function": quoted }, b])]);

    let message = json!({ "content": null, "tool_calls": [a, { "id": "b", "function": object }] });
    let whole = json!({ "choices": [{ "message": message, "finish_reason": "tool_calls" }] });
    assert_eq!(calls(&answered(Reply::events(&[whole])).unwrap()), both());
}

#[test]
fn pieces_of_calls_find_their_call() {
    let named = |name: &str| json!({ "function": { "name": name } });
    let more = |text: &str| json!({ "function": { "arguments": text } });
    let by_id = |id: &str, function: Value| json!([{ "id": id, "function": function }]);
    are_both_calls(
        "by position",
        &[
            json!([named("list_pods"), named("get_events")]),
            json!([more("{\"namespace\": "), more("{\"namespace\": \"shop\", ")]),
            json!([more("\"shop\"}"), more("\"kind\": \"Pod\"}")]),
        ],
    );
    are_both_calls(
        "by id, in turns",
        &[
            by_id("a", json!({ "name": "list_pods" })),
            by_id("b", json!({ "name": "get_events" })),
            by_id("a", json!({ "arguments": PODS })),
            by_id("b", json!({ "arguments": EVENTS })),
        ],
    );
    let at = |index: Value, id: &str, name: &str, text: &str| json!([{ "index": index, "id": id, "function": { "name": name, "arguments": text } }]);
    are_both_calls(
        "the name again with each piece, an empty object first",
        &[
            at(json!(3), "a", "list_pods", "{}"),
            at(json!(3), "a", "list_pods", PODS),
            at(json!("5"), "b", "get_events", EVENTS),
        ],
    );
    are_both_calls(
        "every call at index 0, its pieces without an id",
        &[
            at(json!(0), "a", "list_pods", ""),
            at(json!(0), "", "", PODS),
            at(json!(0), "b", "get_events", ""),
            at(json!(0), "", "", EVENTS),
        ],
    );
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
