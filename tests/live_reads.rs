//! How a live cluster is read: page by page, again where that may help, in the forms that it has and by its own clock.
//! What must not be sent never opens a socket.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "tests start the program, and a test that cannot is a failed one"
)]

#[path = "live_support/asking.rs"]
mod asking;
mod cli_support;
mod live_support;

use std::fs;

use asking::ask;
use cli_support::Home;
use live_support::{Answer, Server, VERSION, answer, forbidden, json, kubeconfig, nothing, unserved};
use serde_json::Value;

/// Answers the version, and everything else as `rest` says by its path.
fn cluster(rest: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Server {
    Server::plain(move |head| {
        let path = head.split(' ').nth(1).unwrap();
        if path == "/version" { json(200, VERSION) } else { rest(path) }
    })
}

fn not_seen(report: &Value) -> Vec<String> {
    let lines = report["not_seen"].as_array().unwrap();
    lines.iter().map(|line| format!("{}: {}", line["what"].as_str().unwrap(), line["why"].as_str().unwrap())).collect()
}

#[test]
fn an_identity_that_may_read_nothing_is_no_access() {
    let server = cluster(|_| forbidden());
    let home = Home::new();
    let ended = ask(&home, &kubeconfig(&server.url("http"), "", "token: abc"), &["-n", "shop", "-o", "json"]);
    assert_eq!((ended.code, &ended.json()["verdict"]), (Some(3), &Value::from("no_access")));
    let lines = not_seen(&ended.json());
    assert!(lines.iter().any(|line| line.contains("forbidden: forbidden: User")), "{lines:?}");
    assert!(ended.json()["summary"].as_str().unwrap().starts_with("This identity may not read anything"));
}

#[test]
fn a_server_that_only_fails_is_no_access_and_its_word_is_passed_on() {
    let sick = r#"{"kind":"Status","apiVersion":"v1","status":"Failure","message":"etcd is not there","code":503}"#;
    let server = Server::plain(move |_| json(503, sick));
    let home = Home::new();
    let ended = ask(&home, &kubeconfig(&server.url("http"), "", ""), &["-o", "json"]);
    assert_eq!((ended.code, &ended.json()["verdict"]), (Some(3), &Value::from("no_access")));
    assert_eq!(not_seen(&ended.json()), ["Namespaces in all namespaces: failed: etcd is not there"]);
}

/// The namespace that every question here is about.
fn shop() -> Answer {
    json(200, r#"{"kind":"Namespace","apiVersion":"v1","metadata":{"name":"shop"},"status":{"phase":"Active"}}"#)
}

#[test]
fn one_dead_aggregated_api_costs_one_line() {
    let server = cluster(|path| {
        if path.starts_with("/apis/argoproj.io/") {
            answer(503, "content-type: text/plain; charset=utf-8\r\n", "service unavailable\n")
        } else if path == "/api/v1/namespaces/shop" {
            shop()
        } else {
            nothing()
        }
    });
    let home = Home::new();
    let ended = ask(&home, &kubeconfig(&server.url("http"), "", ""), &["-n", "shop", "-o", "json"]);
    assert_eq!(ended.code, Some(0), "{ended:?}");
    let lines = not_seen(&ended.json());
    let dead = "Applications in shop: failed: HTTP 503: service unavailable";
    assert_eq!(lines.iter().filter(|line| line.contains("failed")).collect::<Vec<_>>(), [dead], "{lines:?}");
}

#[test]
fn pages_that_came_are_kept_and_those_that_did_not_are_told() {
    let pod =
        |name: &str| format!(r#"{{"metadata":{{"name":"{name}","namespace":"shop"}},"status":{{"phase":"Running"}}}}"#);
    let first =
        format!(r#"{{"kind":"PodList","apiVersion":"v1","metadata":{{"continue":"abc"}},"items":[{}]}}"#, pod("a"));
    let server = cluster(move |path| {
        if path.contains("/namespaces/shop/pods?") {
            if path.contains("continue=abc") {
                json(500, "{\"kind\":\"Status\",\"code\":500}")
            } else {
                json(200, &first)
            }
        } else if path.ends_with("/namespaces/shop") {
            shop()
        } else {
            nothing()
        }
    });
    let home = Home::new();
    let ended = ask(&home, &kubeconfig(&server.url("http"), "", ""), &["-n", "shop", "-o", "json"]);
    let lines = not_seen(&ended.json());
    let told = "more Pods in shop: truncated: 1 came, the pages after them did not".to_owned();
    assert!(lines.contains(&told), "{lines:?}");
    assert_ne!(ended.json()["verdict"], "healthy");
    let tries = server.requests().iter().filter(|head| head.contains("continue=abc")).count();
    assert_eq!(tries, 3, "a read may be sent again");
}

#[test]
fn a_server_that_is_busy_is_asked_again_when_it_says() {
    let turns = std::sync::atomic::AtomicUsize::new(0);
    let server = cluster(move |path| {
        if path.starts_with("/api/v1/namespaces?") && turns.fetch_add(1, std::sync::atomic::Ordering::SeqCst) == 0 {
            return answer(
                429,
                "retry-after: 0\r\ncontent-type: text/plain\r\n",
                "Too many requests, please try again later.\n",
            );
        }
        if path.contains("/pods?") {
            return answer(429, "retry-after: 3600\r\n", "Too many requests, please try again later.\n");
        }
        if path == "/api/v1/namespaces/shop" { shop() } else { nothing() }
    });
    let home = Home::new();
    let ended = ask(&home, &kubeconfig(&server.url("http"), "", ""), &["-n", "shop", "-o", "json"]);
    let count = |part: &str| server.requests().iter().filter(|head| head.contains(part)).count();
    assert_eq!(count("GET /api/v1/namespaces?labelSelector="), 2, "{ended:?}");
    assert_eq!(count("GET /api/v1/namespaces/shop/pods?"), 1, "an hour is not waited for");
    let told = "Pods in shop: failed: HTTP 429: Too many requests, please try again later.".to_owned();
    assert!(not_seen(&ended.json()).contains(&told), "{ended:?}");
}

#[test]
fn a_list_may_take_long_as_long_as_each_page_of_it_comes_in_time() {
    let list = |from: usize| {
        format!(
            r#"{{"kind":"NamespaceList","apiVersion":"v1","metadata":{{"continue":"{}"}},"items":[{{"metadata":{{"name":"n{from}"}}}}]}}"#,
            if from < 3 { "more" } else { "" }
        )
    };
    let turns = std::sync::atomic::AtomicUsize::new(0);
    let server = cluster(move |path| {
        if !path.starts_with("/api/v1/namespaces?") {
            return nothing();
        }
        std::thread::sleep(std::time::Duration::from_millis(400));
        json(200, &list(turns.fetch_add(1, std::sync::atomic::Ordering::SeqCst)))
    });
    let home = Home::new();
    let ended = ask(&home, &kubeconfig(&server.url("http"), "", ""), &["-o", "json"]);
    let pages = server.requests().iter().filter(|head| head.contains("GET /api/v1/namespaces?")).count();
    assert_eq!(pages, 4, "{ended:?}");
    assert!(!not_seen(&ended.json()).iter().any(|line| line.contains("Namespaces")), "{ended:?}");
}

#[test]
fn now_is_what_the_cluster_says_and_a_wrong_clock_is_told() {
    let date = "content-type: application/json\r\ndate: Sun, 22 Nov 2020 14:31:46 GMT\r\n";
    let server = Server::plain(
        move |head| {
            if head.starts_with("GET /version ") { answer(200, date, VERSION) } else { nothing() }
        },
    );
    let home = Home::new();
    let folder = home.dir.path().join(".kube");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config"), kubeconfig(&server.url("http"), "", "")).unwrap();
    let ended = home.run(&["ask", "--record", "kept", "-o", "json", "what is wrong?"]);
    assert_eq!(ended.json()["cluster"]["as_of"], "2020-11-22T14:31:46Z");
    assert!(ended.err.contains("min ahead of the cluster's; the cluster's is used"), "{ended:?}");
    let replayed = home.run(&["ask", "--replay", "kept", "-o", "json"]);
    assert_eq!(replayed.json()["cluster"]["as_of"], "2020-11-22T14:31:46Z");
    let versions = server.requests().iter().filter(|head| head.starts_with("GET /version ")).count();
    assert_eq!(versions, 1, "what opening it brought is not asked for again");
}

/// What a server of 1.20 has not got yet.
const GONE: [&str; 4] = ["discovery.k8s.io/v1/", "batch/v1/cronjobs", "policy/v1/", "autoscaling/v2/"];

#[test]
fn an_old_server_is_asked_in_its_own_forms_and_the_next_question_knows_them() {
    let demo = sre::cluster::demo::find("no-traffic").unwrap();
    let question = demo.question;
    let store = sre::cluster::demo::open(demo).unwrap();
    let now = store.now().unwrap();
    let date = jiff::fmt::rfc2822::to_string(&now.to_zoned(jiff::tz::TimeZone::UTC)).unwrap().replace("+0000", "GMT");
    let server = Server::plain(move |head| {
        let path = head.split(' ').nth(1).unwrap();
        let in_namespace =
            path.replace("batch/v1/namespaces/", "batch/v1/").split('?').next().unwrap().ends_with("/cronjobs");
        if GONE.iter().any(|gone| path.contains(gone)) || (path.contains("/batch/v1/") && in_namespace) {
            return unserved();
        }
        let path = path.replace("/v1beta1/", "/v1/").replace("/v2beta2/", "/v2/");
        let accept = head.lines().find_map(|line| line.strip_prefix("accept: "));
        let response = store.respond(&http::Method::GET, &path, accept);
        let body = String::from_utf8(response.body().to_vec()).unwrap();
        let body = body.replace("\"discovery.k8s.io/v1\"", "\"discovery.k8s.io/v1beta1\"");
        answer(response.status().as_u16(), &format!("content-type: application/json\r\ndate: {date}\r\n"), &body)
    });
    let home = Home::new();
    let folder = home.dir.path().join(".kube");
    fs::create_dir_all(&folder).unwrap();
    fs::write(folder.join("config"), kubeconfig(&server.url("http"), "", "")).unwrap();
    let told = |report: Value| (report["verdict"].clone(), report["summary"].clone(), report["not_seen"].clone());
    let recorded = told(home.run(&["ask", "--demo=no-traffic", "-o", "json", question]).json());
    let first = home.run(&["ask", "--record", "kept", "-o", "json", question]);
    assert_eq!(told(first.json()), recorded);
    let refused = || server.requests().iter().filter(|head| head.contains("discovery.k8s.io/v1/")).count();
    assert!(refused() > 0);
    let before = refused();
    assert_eq!(told(home.run(&["ask", "-o", "json", question]).json()), recorded);
    assert_eq!(refused(), before, "what the server lacks is known");
    assert_eq!(told(home.run(&["ask", "--replay", "kept", "-o", "json"]).json()), recorded);

    let cache = home.dir.path().join(".cache/sre/served.json");
    fs::write(&cache, "{\"servers\": [").unwrap();
    assert_eq!(told(home.run(&["ask", "-o", "json", question]).json()), recorded);
    assert!(fs::read_to_string(&cache).unwrap().contains("discovery.k8s.io/v1beta1/endpointslices"));
}

/// Method, path and a header.
type Asked = (&'static str, String, Option<(&'static str, &'static str)>);

#[tokio::test]
async fn what_must_be_refused_never_opens_a_socket() {
    use sre::transport::audit::Audit;

    let server = Server::plain(|_| json(200, VERSION));
    let config = kube::Config::new(server.url("http").parse().unwrap());
    let audit = Audit::counting(sre::clock::Clock::Wall);
    let client = sre::transport::kubernetes::live(config, &audit).unwrap();
    let send = async |method: &str, path: &str, header: Option<(&str, &str)>| {
        let mut request = http::Request::builder().method(method).uri(path).header("accept", "application/json");
        if let Some((name, value)) = header {
            request = request.header(name, value);
        }
        client.send(request.body(kube::client::Body::empty()).unwrap()).await
    };
    let pod = "/api/v1/namespaces/shop/pods/cart";
    let mut refused: Vec<Asked> = Vec::new();
    for subresource in ["exec?command=id", "attach", "portforward?ports=80", "proxy/", "eviction", "binding", "status"]
    {
        refused.push(("GET", format!("{pod}/{subresource}"), None));
        refused.push(("POST", format!("{pod}/{subresource}"), None));
    }
    for method in ["POST", "PUT", "PATCH", "DELETE", "OPTIONS", "CONNECT", "TRACE"] {
        refused.push((method, pod.to_owned(), None));
        refused.push((method, "/api/v1/namespaces/shop/pods".to_owned(), None));
        refused.push((method, "/apis/apps/v1/namespaces/shop/deployments/cart".to_owned(), None));
    }
    refused.push(("POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews".to_owned(), None));
    for upgrade in [("upgrade", "websocket"), ("upgrade", "SPDY/3.1"), ("connection", "Upgrade")] {
        refused.push(("GET", pod.to_owned(), Some(upgrade)));
    }
    for path in [
        "/api/v1/nodes/n/proxy/metrics",
        "/api/v1/namespaces/shop/services/http:prometheus:9090/proxy/api/v1/query",
        "/api/v1/namespaces/shop/secrets/db",
        "/api/v1/namespaces/shop/serviceaccounts/default/token",
        "/metrics",
        "/debug/pprof/profile",
        "/api/v1/pods?watch=true",
        "/api/v1/namespaces/shop/pods/cart/log?follow=true",
        "/api/v1/namespaces/shop/pods/../secrets",
        "/api/v1/namespaces/shop/pods/%2e%2e/secrets",
    ] {
        refused.push(("GET", path.to_owned(), None));
    }
    for (method, path, header) in &refused {
        let error = send(method, path, *header).await.expect_err(path);
        assert!(sre::transport::kubernetes::refusal(&error).is_some(), "{method} {path}: {error}");
    }
    assert_eq!((server.connections(), server.requests().len()), (0, 0), "not even a connection");
    assert!(send("GET", &format!("{pod}/log?container=c"), None).await.is_ok());
    assert!(send("GET", "/api/v1/namespaces/shop/pods?limit=500", None).await.is_ok());
    assert_eq!(server.requests().len(), 2, "what is allowed arrives");
}
