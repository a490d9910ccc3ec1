//! Rules as real servers list them, and their corners.

use serde_json::{Value, json};

use super::{Rules, Write};

fn recorded(text: &str) -> Rules {
    let review: Value = serde_json::from_str(text).unwrap();
    serde_json::from_value(review["status"].clone()).unwrap()
}

fn rules(resource_rules: &Value) -> Rules {
    serde_json::from_value(json!({ "resourceRules": resource_rules, "nonResourceRules": null })).unwrap()
}

fn written(rules: &Rules) -> Vec<(String, String)> {
    rules.writes().into_iter().map(|write| (write.verbs.join(","), write.resources.join(","))).collect()
}

#[test]
fn a_reader_as_a_real_server_lists_it_reads_and_does_not_write() {
    let reader = recorded(include_str!("../../../tests/data/rights/ssrr-readonly.json"));
    assert!(reader.allows("list", "", "pods") && reader.allows("get", "", "pods/log"));
    assert!(reader.allows("list", "apps", "deployments") && !reader.allows("list", "extensions", "pods"));
    assert!(!reader.allows("list", "", "secrets") && !reader.allows("delete", "", "pods"));
    assert!(reader.allows_path("get", "/version") && reader.allows_path("get", "/apis/apps/v1"));
    assert!(!reader.allows_path("get", "/metrics"));
    assert_eq!(written(&reader), []);
}

#[test]
fn an_administrator_as_a_real_server_lists_it_writes_everything() {
    let admin = recorded(include_str!("../../../tests/data/rights/ssrr-admin.json"));
    assert!(admin.allows("list", "anything.example.com", "things"));
    assert!(admin.allows_path("post", "/anything"));
    assert_eq!(written(&admin), [("*".to_owned(), "everything,path *".to_owned())]);
}

#[test]
fn questions_about_oneself_are_no_writes() {
    let asking = rules(&json!([
        { "verbs": ["create"], "apiGroups": ["authorization.k8s.io"], "resources": ["selfsubjectaccessreviews"] },
        { "verbs": ["create"], "apiGroups": ["authentication.k8s.io"], "resources": ["selfsubjectreviews"] },
    ]));
    assert_eq!(written(&asking), []);
    let elsewhere =
        rules(&json!([{ "verbs": ["create"], "apiGroups": ["example.com"], "resources": ["selfsubjectreviews"] }]));
    assert_eq!(written(&elsewhere).len(), 1);
}

#[test]
fn names_narrow_a_read_and_are_told_of_a_write() {
    let named = rules(&json!([
        { "verbs": ["get", "delete"], "apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["b", "a"] },
    ]));
    assert!(!named.allows("get", "", "configmaps"));
    let write = Write {
        verbs: vec!["delete".to_owned()],
        resources: vec!["configmaps".to_owned()],
        names: vec!["a".to_owned(), "b".to_owned()],
    };
    assert_eq!(named.writes(), [write]);
}

#[test]
fn subresources_are_their_own() {
    let of = |resource: &str| rules(&json!([{ "verbs": ["get"], "apiGroups": [""], "resources": [resource] }]));
    assert!(!of("pods").allows("get", "", "pods/log"));
    assert!(of("*/log").allows("get", "", "pods/log") && !of("*/log").allows("get", "", "pods"));
    assert!(of("*").allows("get", "", "pods/log"));
    // RBAC takes `pods/*` for a name like any other: it grants nothing.
    assert!(!of("pods/*").allows("get", "", "pods/log"));
}

#[test]
fn whoever_may_connect_may_do_more_than_read() {
    let of = |verb: &str, group: &str, resource: &str| {
        written(&rules(&json!([{ "verbs": [verb], "apiGroups": [group], "resources": [resource] }])))
    };
    for (verb, resource) in
        [("create", "pods/exec"), ("get", "pods/exec"), ("get", "nodes/proxy"), ("get", "*"), ("get", "pods/*")]
    {
        assert_eq!(of(verb, "", resource), [(verb.to_owned(), resource.to_owned())]);
    }
    assert_eq!(of("get", "apps", "*"), []);
    assert_eq!(of("get", "", "pods/log"), []);
    assert_eq!(of("list", "", "*"), []);
}

#[test]
fn verbs_that_nobody_knows_are_writes() {
    let of = |verb: &str| {
        let rule =
            json!([{ "verbs": [verb, "watch"], "apiGroups": ["rbac.authorization.k8s.io"], "resources": ["roles"] }]);
        written(&rules(&rule))
    };
    for verb in ["bind", "escalate", "impersonate", "deletecollection", "patch", "*", "sign"] {
        assert_eq!(of(verb), [(verb.to_owned(), "roles.rbac.authorization.k8s.io".to_owned())]);
    }
}

#[test]
fn an_incomplete_list_says_so_and_null_is_nothing() {
    let status =
        json!({ "resourceRules": null, "nonResourceRules": [], "incomplete": true, "evaluationError": "webhook" });
    let rules: Rules = serde_json::from_value(status).unwrap();
    assert!(rules.incomplete && rules.evaluation_error == "webhook" && rules.writes().is_empty());
    assert_eq!(serde_json::from_value::<Rules>(json!({})).unwrap(), Rules::default());
}
