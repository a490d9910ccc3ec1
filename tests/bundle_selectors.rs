//! Label and field selectors, as the API server reads them.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, helpers included"
)]

mod bundle_support;

use bundle_support::{get, list, store};
use proptest::prelude::*;
use serde_json::json;
use sre::cluster::bundle::{FieldSelector, LabelSelector, Store};

fn pods() -> Store {
    let pod = |name: &str, labels: serde_json::Value, node: Option<&str>, phase: &str| json!({"metadata": {"name": name, "namespace": "a", "labels": labels}, "spec": {"nodeName": node}, "status": {"phase": phase}});
    let items = [
        pod("p1", json!({"app": "web", "tier": "front", "n": "5"}), Some("n1"), "Running"),
        pod("p2", json!({"app": "db", "example.com/legacy": ""}), Some("n2"), "Failed"),
        pod("p3", json!(null), None, "Pending"),
    ];
    let event = |name: &str, kind: &str, reason: &str| {
        json!({"metadata": {"name": name, "namespace": "a"}, "reason": reason, "type": "Warning", "source": {"component": "kubelet"},
            "involvedObject": {"kind": kind, "name": "p1", "namespace": "a", "uid": "u1"}})
    };
    let events = [event("e1", "Pod", "BackOff"), event("e2", "ReplicaSet", "FailedCreate")];
    let nodes =
        [json!({"metadata": {"name": "n1"}, "spec": {"unschedulable": true}}), json!({"metadata": {"name": "n2"}})];
    store(&[
        ("cluster-resources/pods/a.json", &list("Pod", "v1", &items)),
        ("cluster-resources/events/a.json", &list("Event", "v1", &events)),
        ("cluster-resources/nodes.json", &list("Node", "v1", &nodes)),
        ("cluster-resources/configmaps/a.json", "[]"),
    ])
}

fn encoded(text: &str) -> String {
    text.bytes().fold(String::new(), |out, byte| format!("{out}%{byte:02X}"))
}

#[test]
fn label_selectors_select() {
    let store = pods();
    for (selector, names) in [
        ("", vec!["p1", "p2", "p3"]),
        ("app=web", vec!["p1"]),
        ("app==web,tier=front", vec!["p1"]),
        ("app!=web", vec!["p2", "p3"]),
        ("app in (web, db)", vec!["p1", "p2"]),
        ("app notin (web)", vec!["p2", "p3"]),
        ("app", vec!["p1", "p2"]),
        ("!app", vec!["p3"]),
        ("example.com/legacy", vec!["p2"]),
        ("example.com/legacy=", vec!["p2"]),
        ("n>4,n<6", vec!["p1"]),
        (" app  in(db) , example.com/legacy ", vec!["p2"]),
    ] {
        let path = format!("/api/v1/namespaces/a/pods?labelSelector={}", encoded(selector));
        assert_eq!(get(&store, &path).names(), names, "{selector}");
    }
}

#[test]
fn field_selectors_select() {
    let store = pods();
    for (path, selector, names) in [
        ("pods", "status.phase!=Running", vec!["p2", "p3"]),
        ("pods", "spec.nodeName=", vec!["p3"]),
        ("pods", "metadata.namespace=a,spec.nodeName==n1", vec!["p1"]),
        ("pods", "spec.hostNetwork=false,metadata.name=p1", vec!["p1"]),
        ("events", "involvedObject.kind=Pod,involvedObject.name=p1,involvedObject.uid=u1", vec!["e1"]),
        ("events", "reason!=BackOff,type=Warning,source=kubelet", vec!["e2"]),
    ] {
        let path = format!("/api/v1/namespaces/a/{path}?fieldSelector={}", encoded(selector));
        assert_eq!(get(&store, &path).names(), names, "{selector}");
    }
    assert_eq!(get(&store, "/api/v1/nodes?fieldSelector=spec.unschedulable%3Dfalse").names(), ["n2"]);
    let unsupported = get(&store, "/api/v1/namespaces/a/configmaps?fieldSelector=data.x%3D1");
    assert_eq!(unsupported.code, 400);
    assert!(unsupported.message().contains("is not a known field selector"));
}

#[test]
fn malformed_selectors_are_refused() {
    for bad in [
        "=", "a in", "a in (b", "a in b", "a,,b", "a,", ",a", "!", "!!a", "a=b=c", "a b", "a (b)", "-a", "a=-b",
        "a/b/c", "/a", "a>x", "é",
    ] {
        assert!(LabelSelector::parse(bad).is_err(), "{bad}");
    }
    for bad in ["a", "=b", "a=b=c", "a=b\\", "a=b\\x", "!a"] {
        assert!(FieldSelector::parse(bad).is_err(), "{bad}");
    }
    assert_eq!(
        get(&pods(), "/api/v1/pods?fieldSelector=nonsense").message(),
        "invalid selector: 'nonsense'; can't understand 'nonsense'"
    );
}

fn requirement() -> impl Strategy<Value = String> {
    let key = "[a-z][a-z0-9]{0,8}(/[A-Za-z][A-Za-z0-9_.-]{0,6}[A-Za-z0-9])?";
    let value = "([A-Za-z0-9]([A-Za-z0-9_.-]{0,6}[A-Za-z0-9])?)?";
    let set = prop::collection::vec(value, 1..4).prop_map(|values| values.join(","));
    prop_oneof![
        key.prop_map(|key| key),
        key.prop_map(|key| format!("!{key}")),
        (key, prop_oneof!["=", "==", "!="], value).prop_map(|(key, operator, value)| format!("{key}{operator}{value}")),
        (key, prop_oneof!["in", "notin"], set).prop_map(|(key, operator, set)| format!("{key} {operator} ({set})")),
        (key, prop_oneof!["<", ">"], any::<i32>().prop_filter("sign", |n| *n >= 0))
            .prop_map(|(k, o, n)| format!("{k}{o}{n}")),
    ]
}

proptest! {
    #[test]
    fn label_selectors_survive_a_round_trip(parts in prop::collection::vec(requirement(), 0..5)) {
        let parsed = LabelSelector::parse(&parts.join(",")).unwrap();
        prop_assert_eq!(LabelSelector::parse(&parsed.to_string()).unwrap(), parsed);
    }

    #[test]
    fn field_selectors_survive_a_round_trip(terms in prop::collection::vec(("[a-z.]{1,8}", any::<bool>(), "[ -~]{0,8}"), 0..4)) {
        let text: Vec<String> = terms.iter().map(|(field, equal, value)| {
            let value = value.replace('\\', "\\\\").replace(',', "\\,").replace('=', "\\=");
            format!("{field}{}{value}", if *equal { "=" } else { "!=" })
        }).collect();
        let parsed = FieldSelector::parse(&text.join(",")).unwrap();
        prop_assert_eq!(FieldSelector::parse(&parsed.to_string()).unwrap(), parsed);
    }

    #[test]
    fn no_text_makes_a_parser_panic(text in "[ -~é,!=()<>\\\\]{0,40}", path in "[ -~%é/?&=]{0,60}") {
        let _ = LabelSelector::parse(&text);
        let _ = FieldSelector::parse(&text);
        let store = store(&[("cluster-resources/pods/a.json", "[]")]);
        for path in [path.clone(), format!("/api/v1/{path}"), format!("/api/v1/pods?continue={path}&limit={text}")] {
            let response = store.respond(&http::Method::GET, &path, Some(&text));
            prop_assert!(response.status().as_u16() >= 200);
        }
    }
}
