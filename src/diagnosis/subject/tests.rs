//! What words come to, over small clusters: a recording that answers as an API server would.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Value, json};

use super::Subject;
use super::resolve::{Flags, Resolution, resolve};
use super::words::Words;
use crate::clock::Clock;
use crate::cluster::bundle;
use crate::cluster::fetch::Fetcher;
use crate::cluster::reader::Reader;
use crate::evidence::event;
use crate::evidence::graph::Graph;
use crate::evidence::kinds::{self, Kind};
use crate::evidence::narrator::Narrator;
use crate::transport::audit::Audit;
use crate::transport::kubernetes;
use crate::transport::redact::Redactor;

const NOW: &str = "2026-11-22T14:29:00Z";
const NAMESPACES: &[&str] = &["crm", "default", "partner-api", "shop", "tools"];

/// A cluster of a few namespaces in which these objects are called so, and nothing else is.
fn cluster(objects: &[(&Kind, &str, &str)]) -> bundle::Store {
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut put = |path: String, items: &[Value]| {
        files.insert(path, json!({"kind": "List", "apiVersion": "v1", "items": items}).to_string().into_bytes());
    };
    let named = |namespace: Option<&str>, name: &str| {
        json!({"metadata": {"name": name, "namespace": namespace, "uid": format!("{namespace:?}-{name}")},
            "spec": spec(name), "status": {}})
    };
    for kind in kinds::ALL {
        if !kind.namespaced {
            put(format!("cluster-resources/{}.json", kind.bundle), &[]);
        }
        for place in NAMESPACES.iter().filter(|_| kind.namespaced) {
            let own = objects.iter().filter(|(of, namespace, _)| of == kind && namespace == place);
            let own: Vec<Value> = own.map(|(_, _, name)| named(Some(place), name)).collect();
            put(format!("cluster-resources/{}/{place}.json", kind.bundle), &own);
        }
    }
    let namespaces: Vec<Value> = NAMESPACES
        .iter()
        .map(|name| json!({"metadata": {"name": name, "labels": {"kubernetes.io/metadata.name": name}}}))
        .collect();
    put("cluster-resources/namespaces.json".to_owned(), &namespaces);
    let version = json!({"info": {"major": "1", "minor": "33", "gitVersion": "v1.33.1"}, "string": "v1.33.1"});
    files.insert("cluster-info/cluster_version.json".to_owned(), version.to_string().into_bytes());
    bundle::from_files("test", files).unwrap()
}

/// A spec that an Ingress and an `HTTPRoute` could have, for the host that the name tells.
fn spec(name: &str) -> Value {
    let host = format!("{name}.acme.example");
    json!({
        "hostnames": [host],
        "rules": [{
            "host": host,
            "http": {"paths": [{"backend": {"service": {"name": format!("{name}-web")}}}]},
            "backendRefs": [{"name": format!("{name}-web")}],
        }],
    })
}

/// What a question comes to, and what was asked on the way.
fn asked(store: bundle::Store, namespace: Option<&str>, question: &str) -> (Resolution, Vec<String>) {
    let now = NOW.parse().unwrap();
    let (events, heard) = event::channel();
    drop(heard);
    let flags = Flags { namespace: namespace.map(str::to_owned), ..Flags::default() };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let audit = Audit::counting(Clock::Fixed(now));
        let client = kubernetes::client(bundle::Service::new(store), "default", &audit);
        let fetcher = Fetcher::new(client, Redactor::default());
        let reader = Reader::new(fetcher, Narrator::new(events, None), now, Duration::from_secs(9));
        let resolved = resolve(&Words::of(question), &flags, &reader, &mut Graph::new(now)).await;
        (resolved, reader.observations().iter().map(|observation| observation.request.clone()).collect())
    })
}

/// The subject in short; what is unclear about it where that is all there is.
fn told(resolved: &Resolution) -> String {
    match (&resolved.unclear, &resolved.subject) {
        (Some(unclear), _) => unclear.why.clone(),
        (None, Subject::Objects(keys)) => keys.iter().map(ToString::to_string).collect::<Vec<_>>().join(", "),
        (None, Subject::Namespace(namespace)) => format!("namespace {namespace}"),
        (None, Subject::Cluster) => "the cluster".to_owned(),
    }
}

fn about(objects: &[(&Kind, &str, &str)], namespace: Option<&str>, question: &str) -> String {
    told(&asked(cluster(objects), namespace, question).0)
}

const PARTNER: &[(&Kind, &str, &str)] = &[(&kinds::DEPLOYMENT, "partner-api", "partner-api-sync")];

#[test]
fn the_namespace_of_the_flag_is_that_in_the_question_too() {
    for question in [
        "what is broken in partner-api",
        "is anything broken in partner-api?",
        "partner-api down",
        "something is off in the partner-api namespace",
        "partner-api namespace: whats up",
    ] {
        assert_eq!(about(PARTNER, Some("partner-api"), question), "namespace partner-api", "{question}");
    }
    let syncs = &[(&kinds::DEPLOYMENT, "crm", "contact-sync")];
    assert_eq!(about(syncs, Some("crm"), "crm contacts not syncing"), "Deployment crm/contact-sync");
    assert_eq!(about(syncs, Some("crm"), "crm is slow"), "namespace crm");
    let missed = about(syncs, Some("crm"), "why is crm-9 in crm down?");
    assert_eq!(missed, "nothing is called \"crm-9\" in namespace crm", "another name is still missed");
    let kind = about(syncs, Some("crm"), "is deployment/crm down?");
    assert_eq!(kind, "nothing is called \"crm\" in namespace crm", "a Deployment is no namespace");
    assert_eq!(about(PARTNER, Some("partner-api"), "partner-api pods are gone"), "namespace partner-api");
}

#[test]
fn an_object_that_is_called_as_its_namespace_is_found() {
    let same = &[(&kinds::DEPLOYMENT, "shop", "shop"), (&kinds::DEPLOYMENT, "shop", "cart")];
    assert_eq!(about(same, Some("shop"), "why is shop down?"), "Deployment shop/shop");
    assert_eq!(about(same, Some("shop"), "is cart in shop down?"), "Deployment shop/cart, Deployment shop/shop");
}

#[test]
fn words_of_people_on_call_are_no_names_that_are_missed() {
    for question in
        ["whats wrong", "any incidents right now", "im on-call, its flaky, theres a p1", "isnt it sluggish?"]
    {
        assert_eq!(about(PARTNER, None, question), "the cluster", "{question}");
        assert_eq!(about(PARTNER, Some("shop"), question), "namespace shop", "{question}");
    }
    assert_eq!(about(PARTNER, None, "in shop ns, whats up"), "namespace shop");
    assert_eq!(
        about(PARTNER, None, "checkouts broken, whats wrong"),
        "nothing is called \"checkouts\" anywhere readable"
    );
    assert_eq!(about(PARTNER, None, "whats wrong in incidents"), "nothing is called \"incidents\" anywhere readable");
}

#[test]
fn what_bears_a_vague_name_is_found_by_it() {
    let vague = &[(&kinds::DEPLOYMENT, "shop", "incidents"), (&kinds::DEPLOYMENT, "tools", "outages-exporter")];
    assert_eq!(about(vague, None, "why is incidents down?"), "Deployment shop/incidents");
    assert_eq!(about(vague, Some("shop"), "incidents down"), "Deployment shop/incidents");
    assert_eq!(about(vague, None, "outages is down"), "Deployment tools/outages-exporter");
    let quoted = about(PARTNER, None, "why is \"incidents\" down?");
    assert_eq!(quoted, "nothing is called \"incidents\" anywhere readable", "quoted it is a name");
}

#[test]
fn the_word_after_a_namespace_that_is_named_is_none() {
    let cart = &[(&kinds::DEPLOYMENT, "shop", "cart")];
    assert_eq!(about(cart, None, "in shop namespace cart is down"), "Deployment shop/cart");
    assert_eq!(about(cart, None, "is cart in namespace shopp down"), "there is no namespace \"shopp\"");
}

const CONSOLE: &[(&Kind, &str, &str)] = &[
    (&kinds::DEPLOYMENT, "tools", "console"),
    (&kinds::SERVICE, "tools", "console"),
    (&kinds::SERVICE, "shop", "console"),
    (&kinds::INGRESS, "tools", "ops"),
    (&kinds::HTTP_ROUTE, "shop", "store"),
];

#[test]
fn names_of_the_cluster_are_those_of_objects() {
    for question in [
        "console.tools unreachable",
        "console.tools.svc.cluster.local:8080",
        "http://console.tools.svc:8080/health answers 503",
        "cannot reach console.tools from the vpn",
        "in shop, calls to console-9.console.tools.svc fail",
    ] {
        let found = about(CONSOLE, None, question);
        assert_eq!(found, "Deployment tools/console, Service tools/console", "{question}");
    }
    let elsewhere = about(CONSOLE, Some("shop"), "http://console.tools is down");
    assert_eq!(elsewhere, "nothing is called \"console.tools\" in namespace shop", "flags win over words");
}

#[test]
fn hosts_are_those_of_the_routes_that_have_them() {
    for question in ["ops.acme.example is down", "https://ops.acme.example returns 503", "ops.acme.example/login fails"]
    {
        assert_eq!(about(CONSOLE, None, question), "Ingress tools/ops, Service tools/ops-web", "{question}");
    }
    let route = about(CONSOLE, None, "https://store.acme.example/cart answers 404");
    assert_eq!(route, "HTTPRoute shop/store, Service shop/store-web");
    let nobody = about(CONSOLE, None, "is www.acme.example down?");
    assert_eq!(nobody, "nothing is called \"www.acme.example\" anywhere readable");
}

#[test]
fn who_is_found_by_name_costs_no_look_at_addresses() {
    let routes = |requests: &[String]| requests.iter().any(|request| request.contains("httproutes"));
    let (found, requests) = asked(cluster(CONSOLE), None, "console in tools cannot reach ops.acme.example");
    assert_eq!(told(&found), "Deployment tools/console, Service tools/console");
    assert!(!requests.iter().any(|request| request.contains("ingresses")) && !routes(&requests), "{requests:?}");
    let (place, requests) = asked(cluster(CONSOLE), Some("tools"), "ops.acme.example is slow");
    assert_eq!(told(&place), "namespace tools", "where a scope is given a bare word may be about it");
    assert!(!routes(&requests), "{requests:?}");
    let (missed, requests) = asked(cluster(CONSOLE), None, "is api.acme.example down?");
    assert!(missed.unclear.is_some() && routes(&requests), "{requests:?}");
}
