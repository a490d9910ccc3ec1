//! How fast what is asked most is: `cargo bench`.
//!
//! Whole processes are measured from outside (`/usr/bin/time -v`, `hyperfine`); this is what happens inside of them.

#![allow(clippy::unwrap_used, clippy::expect_used, reason = "a benchmark that cannot run has nothing to tell")]
#![allow(missing_docs, reason = "the macros of the harness generate public items")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::Duration;

use divan::counter::{BytesCount, ItemsCount};
use divan::{Bencher, black_box};
use http::Method;
use serde_json::{Value, json};
use sre::cluster::bundle::{self, Store};
use sre::cluster::demo;
use sre::evidence::event;
use sre::investigate::{self, Options, Servers, Source};
use sre::transport::redact::Redactor;

fn main() {
    divan::main();
}

/// Opens the recording that is built in.
#[divan::bench]
fn open_recording() -> Store {
    demo::open(demo::find(demo::DEFAULT).unwrap()).unwrap()
}

/// Asks it a question, from opening it to the report.
#[divan::bench(args = ["echo-pod", "crash-loop", "no-traffic", "healthy"])]
fn ask(bencher: Bencher<'_, '_>, name: &str) {
    let question = demo::find(name).unwrap().question;
    let options = Options {
        source: Source::Demo(name.to_owned()),
        namespace: None,
        all_namespaces: false,
        audit: None,
        record: None,
        runs: None,
        read_timeout: Duration::from_secs(10),
        deadline: Duration::from_mins(2),
        servers: Servers::default(),
        agents: None,
    };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    bencher.bench_local(|| {
        runtime.block_on(async {
            let (sender, mut receiver) = event::channel();
            let listening = async { while receiver.recv().await.is_some() {} };
            let (report, ()) = tokio::join!(investigate::run(question, &options, sender), listening);
            report.unwrap()
        })
    });
}

/// Redacts a list as long as a page of one.
#[divan::bench(args = [500])]
fn redact_list(bencher: Bencher<'_, '_>, pods: usize) {
    let pods: Vec<Value> = (0..pods).map(|number| pod("shop", number)).collect();
    let list = list(&pods);
    let redactor = Redactor::default();
    bencher.counter(BytesCount::new(list.to_string().len())).with_inputs(|| list.clone()).bench_values(|mut list| {
        redactor.value(&mut list, "PodList");
        list
    });
}

/// Redacts a log with a secret here and there.
#[divan::bench(args = [10_000])]
fn redact_log(bencher: Bencher<'_, '_>, lines: usize) {
    let mut log = String::new();
    for line in 0..lines {
        let _ = match line % 50 {
            7 => writeln!(
                log,
                "2026-11-22T14:29:33Z INFO connecting to postgres://app:s3cr3t-{line}@db.shop.svc:5432/orders"
            ),
            _ => writeln!(
                log,
                "2026-11-22T14:29:33Z INFO request id={line} path=/api/v1/orders/{line} status=200 took=12ms"
            ),
        };
    }
    let redactor = Redactor::default();
    bencher.counter(BytesCount::new(log.len())).bench(|| redactor.text(black_box(&log)).len());
}

const NAMESPACES: usize = 100;
const PODS: usize = 50_000;

/// Opens a cluster of fifty thousand pods and lists one namespace of it.
#[divan::bench(sample_count = 5, sample_size = 1)]
fn open_large_and_list(bencher: Bencher<'_, '_>) {
    let files = large();
    bencher
        .counter(ItemsCount::new(PODS))
        .with_inputs(|| files.clone())
        .bench_values(|files| list_one(&bundle::from_files("large", files).unwrap()));
}

/// The same list again, from the open cluster.
#[divan::bench]
fn list_one_of_large(bencher: Bencher<'_, '_>) {
    let store = bundle::from_files("large", large()).unwrap();
    assert!(list_one(&store) > 100_000, "the namespace has pods");
    bencher.counter(ItemsCount::new(PODS / NAMESPACES)).bench(|| list_one(&store));
}

fn list_one(store: &Store) -> usize {
    let path = "/api/v1/namespaces/team-42/pods?limit=500";
    store.respond(&Method::GET, path, Some("application/json")).body().len()
}

fn large() -> BTreeMap<String, Vec<u8>> {
    (0..NAMESPACES)
        .map(|number| {
            let namespace = format!("team-{number}");
            let pods: Vec<Value> = (0..PODS / NAMESPACES).map(|number| pod(&namespace, number)).collect();
            (format!("cluster-resources/pods/{namespace}.json"), list(&pods).to_string().into_bytes())
        })
        .collect()
}

fn list(items: &[Value]) -> Value {
    json!({"apiVersion": "v1", "kind": "PodList", "metadata": {"resourceVersion": "1"}, "items": items})
}

fn pod(namespace: &str, number: usize) -> Value {
    json!({
        "apiVersion": "v1",
        "kind": "Pod",
        "metadata": {
            "name": format!("web-6dc8cc845b-{number:05}"),
            "namespace": namespace,
            "uid": format!("8f80fe4b-daa3-4cfa-a19e-{number:012}"),
            "creationTimestamp": "2026-11-22T14:08:00Z",
            "labels": {"app": "web", "pod-template-hash": "6dc8cc845b"},
            "ownerReferences": [{"apiVersion": "apps/v1", "kind": "ReplicaSet", "name": "web-6dc8cc845b",
                "uid": "aee57021-887a-489c-a6fd-76bd973fc355", "controller": true}],
        },
        "spec": {
            "nodeName": format!("node-{}", number % 400),
            "containers": [{
                "name": "web",
                "image": "registry.example.test/shop/web:1.5.0",
                "env": [
                    {"name": "DATABASE_URL", "value": "postgres://web:hunter2@db.shop.svc:5432/orders"},
                    {"name": "LOG_LEVEL", "value": "info"},
                ],
                "resources": {"limits": {"cpu": "500m", "memory": "256Mi"}},
                "readinessProbe": {"httpGet": {"path": "/ready", "port": 8080}, "periodSeconds": 10},
            }],
        },
        "status": {
            "phase": "Running",
            "podIP": "10.42.0.17",
            "startTime": "2026-11-22T14:08:01Z",
            "conditions": [{"type": "Ready", "status": "True", "lastTransitionTime": "2026-11-22T14:08:09Z"}],
            "containerStatuses": [{
                "name": "web", "ready": true, "restartCount": 0, "image": "registry.example.test/shop/web:1.5.0",
                "state": {"running": {"startedAt": "2026-11-22T14:08:04Z"}},
            }],
        },
    })
}
