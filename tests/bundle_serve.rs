//! A served bundle is the recorded cluster to whoever asks over HTTP: it answers the same, it watches, it can be neither
//! changed nor tricked nor tied up, and it ends when it is told to.

#![cfg(unix)]
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed; clients need sockets and the program a process"
)]

mod cli_support;
mod support;

use std::io::{Read, Write};
use std::os::unix::fs::PermissionsExt as _;
use std::sync::LazyLock;

use cli_support::Home;
use http::Method;
use serde_json::Value;
use sre::cluster::bundle::{self, Limits, Store};
use sre::investigate::Source;
use support::asking::{self, ask, assert_same, placeless};
use support::recording;
use support::served::{Answer, Served};
use tempfile::TempDir;

static STORE: LazyLock<Store> = LazyLock::new(|| bundle::open(&recording::archive(), &Limits::default()).unwrap());

/// The recording on a socket.
fn serve() -> (Served, TempDir) {
    let dir = TempDir::new().unwrap();
    (Served::start(&recording::archive(), dir.path()), dir)
}

fn types(events: &[Value]) -> Vec<&str> {
    events.iter().map(|event| event["type"].as_str().unwrap()).collect()
}

#[test]
fn it_answers_as_the_bundle_does_and_by_its_clock() {
    let (served, _dir) = serve();
    let full = "application/json";
    let metadata = "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1";
    let aggregated = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
    for (path, accept) in [
        ("/version", full),
        ("/api", full),
        ("/apis", aggregated),
        ("/apis/apps/v1", full),
        ("/api/v1/namespaces/orders/pods", full),
        ("/api/v1/pods?labelSelector=app%3Dorders-api", full),
        ("/api/v1/events?fieldSelector=type%3DWarning&limit=3", full),
        ("/api/v1/namespaces/orders/secrets", metadata),
        ("/api/v1/nodes/lab-worker-1", full),
        ("/api/v1/namespaces/orders/pods/none", full),
        ("/api/v1/pods?limit=x", full),
        ("/api/v1/pods?continue=x", full),
        ("/apis/none.example/v1/things", full),
        ("/apis/networking.istio.io/v1/sidecars", full),
        ("/metrics", full),
        ("/nowhere", full),
        ("/api/v1/pods", "application/xml"),
        ("/api/v1/watch/pods", full),
    ] {
        let expected = STORE.respond(&Method::GET, path, Some(accept));
        let answer = served.ask("GET", path, &[&format!("Accept: {accept}")]);
        assert_eq!(answer.code, expected.status().as_u16(), "{path}");
        assert!(answer.body.as_bytes() == expected.body(), "{path}: {answer:?}");
        assert_eq!(answer.header("date"), Some("sun, 22 nov 2026 14:29:33 gmt"), "{path}");
        let kind = expected.headers()["content-type"].to_str().unwrap().to_lowercase();
        assert_eq!(answer.header("content-type"), Some(kind.as_str()), "{path}");
    }
    let partial = served.get("/apis/argoproj.io/v1alpha1/applications");
    assert!(partial.header("x-sre-partial").is_some(), "{partial:?}");
    assert_eq!(served.ask("HEAD", "/version", &[]).body, "");
}

/// Ages are counted to the second over HTTP, and to the fraction in a bundle; no answer may depend on that.
#[test]
fn every_question_is_answered_over_a_socket_as_from_the_file() {
    let (served, _dir) = serve();
    let live =
        asking::of(Source::Live { context: None, kubeconfig: Some(served.kubeconfig.clone()), node_services: false });
    for case in recording::questions() {
        let expected = placeless(&ask(&case.question, &asking::of_bundle(&recording::archive())));
        assert_same(&expected, &placeless(&ask(&case.question, &live)), &case.question);
    }
}

#[test]
fn pages_follow_each_other_to_the_end() {
    let (served, _dir) = serve();
    let (mut names, mut token) = (Vec::new(), String::new());
    loop {
        let page = served.get(&format!("/api/v1/pods?limit=40&continue={token}")).json();
        let items = page["items"].as_array().unwrap();
        names.extend(items.iter().map(|item| item["metadata"]["name"].as_str().unwrap().to_owned()));
        token = page["metadata"]["continue"].as_str().unwrap_or_default().to_owned();
        if token.is_empty() {
            break;
        }
    }
    let all = served.get("/api/v1/pods").json();
    let all: Vec<_> = all["items"].as_array().unwrap().iter().map(|item| item["metadata"]["name"].clone()).collect();
    assert_eq!(names, all);
}

#[test]
fn a_log_that_is_followed_is_sent_and_ends() {
    let (served, _dir) = serve();
    let path = "/api/v1/namespaces/reporting/pods";
    let pods = served.get(path).json();
    let pod = pods["items"][0]["metadata"]["name"].as_str().unwrap();
    let log = served.get(&format!("{path}/{pod}/log?follow=true"));
    assert_eq!((log.code, log.header("content-type")), (200, Some("text/plain")), "{log:?}");
    assert!(!log.body.is_empty() && log.body == served.get(&format!("{path}/{pod}/log")).body);
}

#[test]
fn nothing_in_it_can_be_changed() {
    let (served, _dir) = serve();
    let pod = "/api/v1/namespaces/orders/pods/x";
    for (method, path) in [
        ("POST", "/api/v1/namespaces/orders/pods"),
        ("PUT", pod),
        ("PATCH", pod),
        ("DELETE", pod),
        ("DELETE", "/api/v1/namespaces/orders/pods"),
        ("POST", "/api/v1/namespaces/orders/pods/x/eviction"),
        ("POST", "/api/v1/namespaces/orders/pods/x/exec?command=id"),
        ("GET", "/api/v1/namespaces/orders/pods/x/exec?command=id"),
        ("GET", "/api/v1/namespaces/orders/pods/x/attach"),
        ("GET", "/api/v1/namespaces/orders/pods/x/portforward"),
        ("GET", "/api/v1/namespaces/orders/services/x/proxy/metrics"),
        ("GET", "/api/v1/nodes/x/proxy/"),
        ("OPTIONS", "/api/v1/pods"),
    ] {
        let answer = served.ask(method, path, &[]);
        assert_eq!((answer.code, answer.reason().as_str()), (405, "MethodNotAllowed"), "{method} {path}");
        assert!(answer.json()["message"].as_str().unwrap().contains("this is a bundle"), "{answer:?}");
    }
    let upgrade = served.ask("GET", "/api/v1/pods?watch=true", &["Upgrade: websocket"]);
    assert_eq!((upgrade.code, upgrade.reason().as_str()), (400, "BadRequest"));
    // Objects may be called like what is refused.
    assert_eq!(served.get("/api/v1/namespaces/orders/services/proxy").code, 404);
}

#[test]
fn a_watch_without_a_version_begins_with_what_is_there() {
    let (served, _dir) = serve();
    let pods = served.get("/api/v1/namespaces/orders/pods").json();
    for version in ["", "&resourceVersion=0"] {
        let watch = served.get(&format!("/api/v1/namespaces/orders/pods?watch=true&timeoutSeconds=1{version}"));
        assert!(watch.code == 200 && watch.whole, "{watch:?}");
        let events = watch.events();
        assert_eq!(events.len(), pods["items"].as_array().unwrap().len());
        for (event, pod) in events.iter().zip(pods["items"].as_array().unwrap()) {
            assert_eq!((&event["type"], &event["object"]["kind"]), (&"ADDED".into(), &"Pod".into()));
            assert_eq!(event["object"]["apiVersion"], "v1");
            assert_eq!(event["object"]["status"], pod["status"]);
        }
    }
}

#[test]
fn a_watch_from_a_version_waits_for_nothing_and_ends_in_time() {
    let (served, _dir) = serve();
    let list = served.get("/apis/apps/v1/deployments").json();
    let version = list["metadata"]["resourceVersion"].as_str().unwrap();
    let watch = served.get(&format!("/apis/apps/v1/deployments?watch=1&resourceVersion={version}&timeoutSeconds=1"));
    assert!(watch.code == 200 && watch.whole && watch.body.is_empty(), "{watch:?}");
}

#[test]
fn a_streaming_list_ends_with_a_bookmark() {
    let (served, _dir) = serve();
    let query = "watch=true&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan";
    let path = format!("/api/v1/namespaces/orders/pods?{query}&timeoutSeconds=1");
    let events = served.get(&path).events();
    assert_eq!(types(&events), ["ADDED", "ADDED", "ADDED", "BOOKMARK"]);
    let last = &events[3]["object"];
    assert_eq!(last["metadata"]["annotations"]["k8s.io/initial-events-end"], "true");
    assert_eq!((&last["kind"], &last["apiVersion"]), (&"Pod".into(), &"v1".into()));
    assert!(last["metadata"]["resourceVersion"].as_str().unwrap().parse::<u64>().unwrap() > 0);

    let accept = "Accept: application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1";
    let events = served.ask("GET", &path, &[accept]).events();
    assert_eq!(types(&events), ["ADDED", "ADDED", "ADDED", "BOOKMARK"]);
    assert!(events.iter().all(|event| event["object"]["kind"] == "PartialObjectMetadata"));
    assert!(events[0]["object"]["spec"].is_null() && events[0]["object"]["metadata"]["name"].is_string());
}

#[test]
fn a_watch_selects_like_a_list_and_refuses_like_one() {
    let (served, _dir) = serve();
    let of = |path: &str| {
        let watch = served.get(&format!("{path}&watch=true&timeoutSeconds=1"));
        let events = watch.events();
        events.iter().map(|event| event["object"]["metadata"]["name"].as_str().unwrap().to_owned()).collect::<Vec<_>>()
    };
    assert_eq!(of("/api/v1/nodes?fieldSelector=metadata.name%3Dlab-worker-1"), ["lab-worker-1"]);
    assert_eq!(of("/api/v1/nodes/lab-worker-1?x=y"), ["lab-worker-1"]);
    assert_eq!(of("/api/v1/pods?labelSelector=app%3Dnone"), [""; 0]);
    let labelled = of("/api/v1/namespaces/orders/pods?labelSelector=app%3Dorders-api");
    assert!(labelled.len() == 2 && labelled.iter().all(|name| name.starts_with("orders-api-")), "{labelled:?}");
    for (path, code, reason) in [
        ("/api/v1/pods?fieldSelector=none%3Dx", 400, "BadRequest"),
        ("/api/v1/pods?resourceVersion=x", 400, "BadRequest"),
        ("/api/v1/pods?sendInitialEvents=true", 400, "BadRequest"),
        ("/api/v1/pods?timeoutSeconds=soon", 400, "BadRequest"),
        ("/api/v1/nonsense?x=y", 404, "NotFound"),
        ("/apis/security.istio.io/v1/namespaces/orders/peerauthentications?x=y", 403, "NotCollected"),
    ] {
        let answer = served.get(&format!("{path}&watch=true"));
        assert_eq!((answer.code, answer.reason().as_str()), (code, reason), "{path}");
    }
}

#[test]
fn the_client_that_others_use_understands_a_watch() {
    use futures::{StreamExt as _, TryStreamExt as _};
    use kube::api::{Api, DynamicObject, WatchEvent, WatchParams};
    use kube::core::{ApiResource, GroupVersionKind};

    let (served, _dir) = serve();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let config = kube::Config::new(format!("http://{}", served.address).parse().unwrap());
        let client = kube::Client::try_from(config).unwrap();
        let pods = ApiResource::from_gvk(&GroupVersionKind::gvk("", "v1", "Pod"));
        let api: Api<DynamicObject> = Api::namespaced_with(client, "orders", &pods);
        let listed = api.list(&kube::api::ListParams::default()).await.unwrap();
        let params = WatchParams::default().initial_events().timeout(60);
        let mut watch = api.watch(&params, "0").await.unwrap().boxed();
        let mut names = Vec::new();
        // It stays open: only the bookmark tells that this was all.
        while let Some(event) = watch.try_next().await.unwrap() {
            match event {
                WatchEvent::Added(pod) => names.push(pod.metadata.name),
                WatchEvent::Bookmark(mark) => {
                    assert!(mark.metadata.annotations.contains_key("k8s.io/initial-events-end"));
                    break;
                }
                other => panic!("{other:?}"),
            }
        }
        assert_eq!(names, listed.items.into_iter().map(|pod| pod.metadata.name).collect::<Vec<_>>());
    });
}

#[test]
fn only_this_machine_by_its_own_names_is_answered() {
    let (served, _dir) = serve();
    for host in ["evil.example", "evil.example:80", "10.0.0.1", "localhost.evil.example", ""] {
        let answer = served.ask("GET", "/version", &[&format!("Host: {host}")]);
        assert_eq!((answer.code, answer.reason().as_str()), (421, "MisdirectedRequest"), "{host}");
        assert!(!answer.body.contains("gitVersion"));
    }
    for request in [
        "GET /version HTTP/1.0\r\n\r\n".to_owned(),
        format!("GET http://evil.example/version HTTP/1.1\r\nHost: {}\r\nConnection: close\r\n\r\n", served.address),
        "GET /version HTTP/1.1\r\nHost: localhost\r\nHost: evil.example\r\nConnection: close\r\n\r\n".to_owned(),
    ] {
        let answer = Answer::of(&served.raw(request.as_bytes()));
        assert!(answer.code >= 400 && !answer.body.contains("gitVersion"), "{request}: {answer:?}");
    }
    let port = served.address.port();
    for host in ["localhost".to_owned(), format!("localhost:{port}"), format!("127.0.0.1:{port}"), "[::1]".to_owned()] {
        assert_eq!(served.ask("GET", "/version", &[&format!("Host: {host}")]).code, 200, "{host}");
    }
}

#[test]
fn what_is_no_request_harms_nobody() {
    let (served, _dir) = serve();
    let huge = format!("GET /version HTTP/1.1\r\nHost: localhost\r\nX: {}\r\n\r\n", "x".repeat(200_000));
    let many = format!("GET /version HTTP/1.1\r\nHost: localhost\r\n{}\r\n", "X: y\r\n".repeat(5_000));
    let long = format!("GET /{} HTTP/1.1\r\nHost: localhost\r\n\r\n", "x".repeat(200_000));
    let large = "POST /x HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: 99999999\r\n\r\n"
        .to_owned()
        + &"x".repeat(1_100_000);
    for (request, code) in [
        (b"\x00\xff\x16\x03\x01 garbage\r\n\r\n".as_slice(), 400),
        (b"GET\r\n\r\n", 400),
        (b"GET /version HTTP/9.9\r\n\r\n", 400),
        (b"GET /version HTTP/1.1\r\nHost: localhost\r\nContent-Length: x\r\n\r\n", 400),
        (huge.as_bytes(), 431),
        (many.as_bytes(), 431),
        (long.as_bytes(), 431),
        (large.as_bytes(), 413),
    ] {
        let answer = Answer::of(&served.raw(request));
        // Where the client was still sending, the system may throw away what the server said.
        assert!(answer.code == code || (request.len() > 60_000 && answer.code == 0), "{code}: {answer:?}");
        assert_eq!(served.get("/version").code, 200);
    }
}

#[test]
fn told_to_stop_it_ends_open_watches_and_itself() {
    for signal in ["-TERM", "-INT"] {
        let (served, _dir) = serve();
        let mut watch = served.connect();
        let request = format!("GET /api/v1/nodes?watch=true HTTP/1.1\r\nHost: {}\r\n\r\n", served.address);
        watch.write_all(request.as_bytes()).unwrap();
        let mut answer = Vec::new();
        let mut piece = [0; 4096];
        while !String::from_utf8_lossy(&answer).contains("ADDED") {
            let read = watch.read(&mut piece).unwrap();
            answer.extend_from_slice(&piece[..read]);
        }
        let _idle = served.connect();
        served.signal(signal);
        watch.read_to_end(&mut answer).unwrap();
        let answer = Answer::of(&String::from_utf8(answer).unwrap());
        assert!(answer.whole && types(&answer.events()).iter().all(|kind| *kind == "ADDED"), "{answer:?}");
        assert_eq!(served.wait().code(), Some(0), "{signal}");
    }
}

#[test]
fn the_kubeconfig_is_its_owners_and_replaces_no_other() {
    let home = Home::new();
    let (served, dir) = serve();
    let mode = std::fs::metadata(&served.kubeconfig).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    let other = dir.path().join("mine.yaml");
    std::fs::write(&other, "apiVersion: v1\nkind: Config\n").unwrap();
    let bundle = recording::archive();
    let bundle = bundle.to_str().unwrap();
    home.run(&["bundle", "serve", bundle, "--write-kubeconfig", other.to_str().unwrap()])
        .is_usage_error("exists already");
    let taken = home.run(&["bundle", "serve", bundle, "--listen", &served.address.to_string()]);
    assert!(taken.code == Some(1) && taken.err.contains("cannot listen on"), "{taken:?}");
    home.run(&["bundle", "serve"]).is_usage_error("no bundle is named");
    home.run(&["bundle", "serve", bundle, "--bundle", bundle]).is_usage_error("named twice");
    home.run(&["bundle", "serve", bundle, "--listen", "example.com:80"]).is_usage_error("an IP address and a port");
    let missing = home.run(&["bundle", "serve", "none.tar.gz"]);
    assert_eq!((missing.code, missing.out.as_str()), (Some(3), ""), "{missing:?}");
}
