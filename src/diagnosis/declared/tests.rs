//! Comparing what is declared with what servers make of it: nothing differs that nobody changed.

use proptest::prelude::*;
use serde_json::{Value, json};

use super::compare::compare;

/// The differences in words.
fn told(declared: &Value, live: &Value) -> Vec<String> {
    compare(declared, live).iter().map(|difference| difference.place().words(false)).collect()
}

fn declared() -> Value {
    json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "labels": {"team": "a"}}, "spec": {
        "replicas": 2, "selector": {"matchLabels": {"app": "web"}}, "strategy": {"rollingUpdate": null},
        "template": {"metadata": {"labels": {"app": "web"}, "creationTimestamp": null}, "spec": {
            "hostNetwork": false, "nodeSelector": {},
            "containers": [{"name": "web", "image": "acme/web:1", "args": ["--port", "8080"],
                "ports": [{"containerPort": 8080, "name": "http"}, {"containerPort": 9090, "name": "metrics"}],
                "env": [{"name": "MODE", "value": "fast"}, {"name": "EMPTY", "value": ""}],
                "resources": {"requests": {"cpu": "1000m", "memory": "1.5Gi"}},
                "readinessProbe": {"httpGet": {"path": "/ready", "port": 8080}}}],
            "volumes": [{"name": "tmp", "emptyDir": {}}]}}}})
}

/// As a server and an injector would have it.
fn live() -> Value {
    json!({"apiVersion": "apps/v1", "kind": "Deployment", "metadata": {"name": "web", "namespace": "shop", "uid": "1"}, "spec": {
        "replicas": 2, "revisionHistoryLimit": 10, "selector": {"matchLabels": {"app": "web"}},
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxSurge": "25%", "maxUnavailable": "25%"}},
        "template": {"metadata": {"labels": {"app": "web", "injected": "true"}}, "spec": {
            "containers": [{"name": "proxy", "image": "mesh/proxy:1"}, {"name": "web", "image": "acme/web:1",
                "args": ["--port", "8080"],
                "ports": [{"containerPort": 9090, "name": "metrics", "protocol": "TCP"}, {"containerPort": 8080, "name": "http", "protocol": "TCP"}],
                "env": [{"name": "ADDED", "value": "1"}, {"name": "MODE", "value": "fast"}, {"name": "EMPTY"}],
                "resources": {"requests": {"cpu": "1", "memory": "1536Mi"}}, "terminationMessagePolicy": "File",
                "readinessProbe": {"httpGet": {"path": "/ready", "port": 8080, "scheme": "HTTP"}, "periodSeconds": 10}}],
            "volumes": [{"name": "token", "projected": {}}, {"name": "tmp", "emptyDir": {}}],
            "dnsPolicy": "ClusterFirst"}}}, "status": {"replicas": 2}})
}

#[test]
fn what_servers_and_injectors_add_is_no_difference() {
    assert_eq!(told(&declared(), &live()), Vec::<String>::new());
}

#[test]
fn what_somebody_changed_is_told_by_its_name() {
    for (pointer, value, name) in [
        ("/spec/replicas", json!(0), "replicas"),
        ("/spec/template/spec/containers/1/image", json!("acme/web:2"), "container web image"),
        ("/spec/template/spec/containers/1/env/1/value", json!("slow"), "container web env MODE"),
        ("/spec/template/spec/containers/1/args", json!(["--port", "8081"]), "container web args"),
        (
            "/spec/template/spec/containers/1/ports/1/containerPort",
            json!(8081),
            "container web ports.http.containerPort",
        ),
        (
            "/spec/template/spec/containers/1/resources/requests/memory",
            json!("1Gi"),
            "container web resources.requests.memory",
        ),
        (
            "/spec/template/spec/containers/1/readinessProbe/httpGet/port",
            json!(9090),
            "container web readinessProbe.httpGet.port",
        ),
    ] {
        let mut changed = live();
        *changed.pointer_mut(pointer).unwrap() = value;
        let found = compare(&declared(), &changed);
        let names: Vec<String> = found.iter().map(|difference| difference.place().words(true)).collect();
        assert_eq!(names, [name], "{pointer}");
        assert_eq!(found[0].live_at, pointer, "{pointer}");
    }
}

#[test]
fn what_was_taken_away_is_told() {
    let mut changed = live();
    changed.pointer_mut("/spec/template/spec/containers/1/env").unwrap().as_array_mut().unwrap().remove(1);
    assert_eq!(told(&declared(), &changed), ["env MODE"]);
}

#[test]
fn tolerations_and_other_nameless_things_may_be_in_any_order() {
    let one = json!({"spec": {"tolerations": [{"key": "gpu", "operator": "Exists"}]}});
    let more = json!({"spec": {"tolerations": [{"key": "a", "operator": "Exists"}, {"key": "gpu", "operator": "Exists", "effect": "NoSchedule"}]}});
    assert_eq!(told(&one, &more), Vec::<String>::new());
    let none =
        json!({"spec": {"tolerations": [{"key": "a", "operator": "Exists"}, {"key": "b", "operator": "Exists"}]}});
    assert_eq!(told(&one, &none), ["tolerations"]);
}

/// Any tree of the shapes that objects are made of.
fn tree() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        (-5_i64..5000).prop_map(Value::from),
        "[a-z0-9:./{}$-]{0,12}".prop_map(Value::from),
        Just(json!("[redacted:secret:a1b2]")),
    ];
    let name = prop_oneof![
        Just("containers"),
        Just("env"),
        Just("ports"),
        Just("name"),
        Just("image"),
        Just("requests"),
        Just("cpu"),
        Just("args"),
        Just("a/b"),
        Just("m~n"),
        Just("protocol"),
        Just("containerPort"),
    ];
    leaf.prop_recursive(4, 40, 5, move |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::btree_map(name.clone().prop_map(str::to_owned), inner, 0..5)
                .prop_map(|map| Value::Object(map.into_iter().collect())),
        ]
    })
}

/// A tree with what servers add everywhere that nothing was declared.
fn defaulted(value: &Value) -> Value {
    match value {
        Value::Object(map) => {
            let mut all: serde_json::Map<String, Value> =
                map.iter().map(|(name, value)| (name.clone(), defaulted(value))).collect();
            all.insert("addedByServer".to_owned(), json!("Always"));
            Value::Object(all)
        }
        Value::Array(items) => items.iter().map(defaulted).collect(),
        other => other.clone(),
    }
}

proptest! {
    #[test]
    fn nothing_differs_from_itself_with_defaults(spec in tree()) {
        let declared = json!({"kind": "X", "spec": spec});
        let live = json!({"kind": "X", "spec": defaulted(&spec), "status": {"x": 1}});
        prop_assert_eq!(compare(&declared, &live), vec![]);
    }

    #[test]
    fn no_two_trees_panic_and_every_difference_is_where_it_says(one in tree(), other in tree()) {
        let (declared, live) = (json!({"spec": one}), json!({"spec": other}));
        for difference in compare(&declared, &live) {
            if let Some(value) = &difference.live {
                prop_assert_eq!(live.pointer(&difference.live_at), Some(value));
            }
            prop_assert_eq!(declared.pointer(&difference.declared_at), Some(&difference.declared));
        }
    }
}
