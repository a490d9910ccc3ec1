//! Calls for models that know no tools, and the probe that finds out what a model can do.

use super::*;

#[test]
fn calls_in_the_text_take_the_forms_that_models_were_trained_on() {
    let arguments = json!({ "namespace": "shop" });
    let object = |name: &str, given: &str| json!({ name: "list_pods", given: arguments }).to_string();
    for text in [
        object("name", "arguments"),
        object("tool", "args"),
        object("action", "action_input"),
        format!("<tool_call>\n{}\n</tool_call>", object("name", "parameters")),
        format!("Let me see.\n\n```json\n{}\n```\nThat should do.", object("name", "arguments")),
        json!({ "function": { "name": "list_pods", "arguments": arguments.to_string() } }).to_string(),
        json!({ "tool_calls": [{ "type": "function", "function": { "name": "list_pods", "arguments": arguments } }] })
            .to_string(),
        "{\"tool_calls\": [{\"name\": \"list_pods\", \"arguments\": {\"namespace\": \"shop\",},},],}".to_owned(),
    ] {
        let turn = ask(&Scripted::start([Reply::text(&text)]), "tool_mode = \"json\"").unwrap();
        assert_eq!(calls(&turn), [("list_pods".to_owned(), arguments.clone())], "{text}");
        assert!(!turn.text.contains('{') && turn.finish == Finish::ToolCalls, "{turn:?}");
    }
    for text in [
        "The answer is {\"name\": \"checkout\", \"arguments\": {}}.",
        "{\"cause\": \"DiskFull\", \"name\": \"list_pods\"}",
        "Nothing to call.",
        "{\"tool_calls\": []}",
    ] {
        let turn = ask(&Scripted::start([Reply::text(text)]), "tool_mode = \"json\"").unwrap();
        assert_eq!((turn.tool_calls.len(), turn.text.as_str()), (0, text));
    }
}

#[test]
fn the_rules_of_calls_in_the_text_are_told_once_and_nothing_native_is_sent() {
    let server = Scripted::start([Reply::text("a"), Reply::text("b")]);
    let client = client(&server, "tool_mode = \"json\"");
    run(client.turn(question()).whole()).unwrap();
    let bare = Request { messages: vec![Message::User("Hi".to_owned())], ..question() };
    run(client.turn(Request { tool_choice: ToolChoice::Named("get_events".to_owned()), ..bare }).whole()).unwrap();
    for asked in server.asked() {
        assert!(asked.body.get("tools").is_none() && asked.body.get("tool_choice").is_none());
        assert_eq!((asked.said().len(), asked.body["messages"][0]["role"].as_str()), (2, Some("system")));
        assert!(
            asked.said()[0].contains("- get_events: Does get_events") && asked.said()[0].contains("\"tool_calls\"")
        );
    }
    assert!(server.asked()[0].said()[0].starts_with("You look.\n\n"));
    assert!(server.asked()[1].said()[0].contains("Call get_events now."));
}

#[test]
fn a_probe_finds_out_what_a_model_can_do() {
    let call = || Reply::calls(&[("get_pod", json!({ "pod": "web-1" }))]);
    let ready = || Reply::text("```json\n{\"ready\": true}\n```");
    let server = Scripted::start([call(), ready()]);
    let probe = run(client(&server, "model = \"scripted-1\"").probe());
    assert_eq!((&probe.answered, probe.listed, probe.context_window), (&Ok(()), Some(true), Some(8192)));
    assert_eq!([&probe.streaming, &probe.tools, &probe.json], [&Ability::Yes; 3]);

    let probe = run(client(
        &Scripted::start([Reply::text("I am a pod."), Reply::text("Yes!")]),
        "context_window = 500",
    )
    .probe());
    assert_eq!((probe.listed, probe.context_window), (Some(false), Some(500)));
    assert!(matches!((&probe.tools, &probe.json), (Ability::No(_), Ability::No(_))), "{probe:?}");

    let in_text = Reply::text("{\"tool_calls\": [{\"name\": \"get_pod\", \"arguments\": {\"pod\": \"web-1\"}}]}");
    let refused = Reply::raw(400, "application/json", fixture("ollama/no_tools.json"));
    let probe = run(client(&Scripted::start([refused, in_text, ready()]), "").probe());
    assert_eq!((&probe.tools, probe.tools_in_text), (&Ability::Yes, true));

    let server = Scripted::with(|_| Reply::error(401, "no"));
    let probe = run(client(&server, "").probe());
    assert_eq!(
        (probe.answered.unwrap_err().kind, probe.tools, probe.listed),
        (Kind::Unauthorized, Ability::Untried, None)
    );
}
