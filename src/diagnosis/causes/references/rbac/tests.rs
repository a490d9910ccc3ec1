use serde_json::json;

use super::*;
use crate::evidence::samples::graph;

fn with_rule(rule: &Value) -> Graph {
    let account = json!({"kind": "ServiceAccount", "name": "web", "namespace": "shop"});
    graph(&[
        (&kinds::CLUSTER_ROLE_BINDING, None, json!([])),
        (&kinds::ROLE_BINDING, Some("shop"), json!([binding("web", &account, "Role", "web")])),
        (&kinds::ROLE, Some("shop"), json!([role("shop", "web", rule)])),
    ])
}

fn binding(name: &str, subject: &Value, kind: &str, role: &str) -> Value {
    json!({"metadata": {"name": name, "namespace": "shop"}, "subjects": [subject], "roleRef": {"kind": kind, "name": role}})
}

fn role(namespace: &str, name: &str, rule: &Value) -> Value {
    json!({"metadata": {"name": name, "namespace": namespace}, "rules": [rule]})
}

fn asks(verb: &str, resource: &str, group: &str, name: Option<&str>, namespace: Option<&str>) -> Refusal {
    Refusal {
        account_namespace: "shop".to_owned(),
        account: "web".to_owned(),
        verb: verb.to_owned(),
        resource: resource.to_owned(),
        group: group.to_owned(),
        name: name.map(str::to_owned),
        namespace: namespace.map(str::to_owned),
    }
}

fn granted(graph: &Graph, request: &Refusal) -> bool {
    matches!(access(graph, request), Access::Granted(_))
}

#[test]
fn rules_and_wildcards() {
    let cases = [
        (json!({"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}), "pods", "", None, true),
        (json!({"verbs": ["*"], "apiGroups": ["*"], "resources": ["*"]}), "pods/log", "", None, true),
        (json!({"verbs": ["list"], "apiGroups": [""], "resources": ["pods"]}), "pods", "", None, false),
        (
            json!({"verbs": ["get"], "apiGroups": [""], "resources": ["deployments"]}),
            "deployments",
            "apps",
            None,
            false,
        ),
        (json!({"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}), "pods/log", "", None, false),
        (json!({"verbs": ["get"], "apiGroups": [""], "resources": ["pods/log"]}), "pods/log", "", None, true),
        (
            json!({"verbs": ["get"], "apiGroups": ["*"], "resources": ["*/scale"]}),
            "deployments/scale",
            "apps",
            None,
            true,
        ),
        (json!({"verbs": ["get"], "apiGroups": ["*"], "resources": ["*/scale"]}), "deployments", "apps", None, false),
        (
            json!({"verbs": ["get"], "apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["a"]}),
            "configmaps",
            "",
            Some("a"),
            true,
        ),
        (
            json!({"verbs": ["get"], "apiGroups": [""], "resources": ["configmaps"], "resourceNames": ["a"]}),
            "configmaps",
            "",
            Some("b"),
            false,
        ),
        (json!({"verbs": ["get"], "nonResourceURLs": ["*"]}), "pods", "", None, false),
    ];
    for (rule, resource, group, name, expected) in cases {
        let graph = with_rule(&rule);
        assert_eq!(granted(&graph, &asks("get", resource, group, name, Some("shop"))), expected, "{rule}");
    }
}

#[test]
fn a_role_binding_reaches_its_own_namespace_only() {
    let graph = with_rule(&json!({"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}));
    assert!(granted(&graph, &asks("get", "pods", "", None, Some("shop"))));
    assert!(matches!(access(&graph, &asks("get", "pods", "", None, None)), Access::Refused { .. }));
    assert!(matches!(access(&graph, &asks("get", "pods", "", None, Some("other"))), Access::Unknown));
}

#[test]
fn groups_of_accounts() {
    let read = json!({"verbs": ["list"], "apiGroups": [""], "resources": ["nodes"]});
    for (group, expected) in [
        ("system:serviceaccounts", true),
        ("system:serviceaccounts:shop", true),
        ("system:serviceaccounts:bank", false),
        ("system:authenticated", true),
        ("system:unauthenticated", false),
    ] {
        let subject = json!({"kind": "Group", "name": group});
        let binding =
            json!({"metadata": {"name": "b"}, "subjects": [subject], "roleRef": {"kind": "ClusterRole", "name": "r"}});
        let role = json!({"metadata": {"name": "r"}, "rules": [read]});
        let graph = graph(&[
            (&kinds::CLUSTER_ROLE_BINDING, None, json!([binding])),
            (&kinds::CLUSTER_ROLE, None, json!([role])),
        ]);
        assert_eq!(granted(&graph, &asks("list", "nodes", "", None, None)), expected, "{group}");
    }
}

#[test]
fn a_binding_to_an_absent_role_grants_nothing_and_is_told() {
    let account = json!({"kind": "ServiceAccount", "name": "web", "namespace": "shop"});
    let graph = graph(&[
        (&kinds::CLUSTER_ROLE_BINDING, None, json!([])),
        (&kinds::ROLE_BINDING, Some("shop"), json!([binding("web", &account, "Role", "gone")])),
        (&kinds::ROLE, Some("shop"), json!([])),
    ]);
    match access(&graph, &asks("get", "pods", "", None, Some("shop"))) {
        Access::Refused { bound, lists, .. } => {
            assert_eq!(lists.len(), 2);
            assert!(bound.first().is_some_and(|b| b.absent.is_some() && b.role.name == "gone"));
        }
        other => panic!("{other:?}"),
    }
}

/// Whom bindings grant the listing of pods to, where they nearly mean `shop/web`.
fn near(subjects: &[Value]) -> Vec<String> {
    let bindings: Vec<Value> = subjects
        .iter()
        .enumerate()
        .map(|(at, subject)| binding(&format!("b{at}"), subject, "Role", "reader"))
        .collect();
    let rule = json!({"verbs": ["list"], "apiGroups": [""], "resources": ["pods"]});
    let graph = graph(&[
        (&kinds::CLUSTER_ROLE_BINDING, None, json!([])),
        (&kinds::ROLE_BINDING, Some("shop"), json!(bindings)),
        (&kinds::ROLE, Some("shop"), json!([role("shop", "reader", &rule)])),
    ]);
    match access(&graph, &asks("list", "pods", "", None, Some("shop"))) {
        Access::Refused { near, .. } => near.iter().map(|other| other.account.path()).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_binding_that_means_another_account_is_told() {
    let subject = |name: &str, ns: &str| json!({"kind": "ServiceAccount", "name": name, "namespace": ns});
    let all = [subject("batch", "shop"), subject("wep", "shop"), subject("web", "shop-staging")];
    assert_eq!(near(&all), ["shop-staging/web", "shop/wep", "shop/batch"]);
    let others = [subject("batch", "jobs"), subject("default", "shop"), json!({"kind": "User", "name": "web"})];
    assert!(near(&others).is_empty());
}

#[test]
fn bindings_are_counted_in_words() {
    let graph = with_rule(&json!({"verbs": ["get"], "apiGroups": [""], "resources": ["pods"]}));
    match access(&graph, &asks("list", "pods", "", None, Some("shop"))) {
        Access::Refused { lists, .. } => {
            let said: Vec<&str> = lists.iter().map(|fact| fact.excerpt.as_str()).collect();
            assert_eq!(said, ["no ClusterRoleBinding", "1 RoleBinding in shop, which does not grant it"]);
        }
        other => panic!("{other:?}"),
    }
}
