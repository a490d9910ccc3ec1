//! A large cluster is read in part, and answered as if it had been read whole: what is unwell is found wherever it is, and
//! what is well is not called otherwise because less of it was kept.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot grow a cluster is a failed one"
)]

#[path = "../benches/grow/mod.rs"]
mod grow;
mod support;

use std::collections::BTreeSet;
use std::path::Path;

use sre::evidence::event;
use sre::investigate::{self, Options};
use sre::report::fleet::model::Fleet;
use support::{asking, recording};

/// Pods: as many as it takes for the lists of pods, events, Deployments and ReplicaSets to be longer than a page.
const PODS: usize = 1200;

fn scan(bundle: &Path, record: Option<&Path>) -> Fleet {
    let record = record.map(Path::to_owned);
    let options = Options { all_namespaces: true, record, ..asking::of_bundle(bundle) };
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (events, _) = event::channel();
    runtime.block_on(investigate::scan(&options, events)).unwrap()
}

/// Cause, kind, namespace and name of every finding, with its severity.
fn found(fleet: &Fleet) -> BTreeSet<[String; 5]> {
    let words = |finding: &sre::report::fleet::model::Finding| {
        [
            finding.cause.clone().unwrap_or_default(),
            finding.object.kind.clone(),
            finding.object.namespace.clone().unwrap_or_default(),
            finding.object.name.clone(),
            format!("{:?}", finding.severity),
        ]
    };
    fleet.findings.iter().map(words).collect()
}

/// Where a copy comes from: `orders-0001` is like `orders`.
fn original(text: &str) -> String {
    let mut parts: Vec<&str> = text.split('-').collect();
    parts.retain(|part| !(part.len() == 4 && part.bytes().all(|byte| byte.is_ascii_digit())));
    parts.join("-")
}

#[test]
fn what_is_wrong_in_a_large_cluster_is_what_is_wrong_in_its_parts() {
    let folder = tempfile::tempdir().unwrap();
    let grown = grow::grow(folder.path(), PODS, 1);
    assert!(grown.pods >= PODS && grown.broken > 0 && grown.nodes > 3 && grown.workloads > 500);
    let small = found(&scan(&recording::archive(), None));
    let large = scan(&grown.bundle, Some(&folder.path().join("run")));
    let told = found(&large);
    let (copies, own): (BTreeSet<_>, BTreeSet<_>) = told.into_iter().partition(|[_, _, namespace, ..]| {
        namespace.rsplit_once('-').is_some_and(|(_, end)| end.len() == 4 && end.bytes().all(|b| b.is_ascii_digit()))
    });
    assert_eq!(own, small, "the recording's own trouble is the same among others");
    let like: BTreeSet<[String; 5]> = copies.iter().map(|words| words.clone().map(|word| original(&word))).collect();
    let strange: Vec<_> = like.difference(&small).collect();
    assert!(strange.is_empty(), "a copy is not unwell in another way than what it is a copy of: {strange:#?}");
    let namespaces: BTreeSet<&String> = copies.iter().map(|[_, _, namespace, ..]| namespace).collect();
    assert_eq!(namespaces.len(), grown.broken_namespaces, "every broken copy is found: {namespaces:?}");
    assert_reduced(&folder.path().join("run"));
    assert!(large.complete, "{:?}", large.reports[0].not_seen);
    assert!(large.workloads.len() > grown.workloads, "what is well was looked at too: {}", large.workloads.len());
}

/// Pods, and with them nodes: more than are looked at for one pod.
const MANY: usize = 2_000;

#[test]
fn a_pod_without_a_node_is_explained_by_some_of_many_nodes() {
    let folder = tempfile::tempdir().unwrap();
    let grown = grow::grow(folder.path(), MANY, 1);
    let (first, requests) = first_cause(&grown.bundle, "why is spark-driver pending?");
    assert!(first.contains("InsufficientCpu"), "{first}");
    assert!(first.contains(&format!("32 of {} nodes were looked at", grown.nodes)), "{first}");
    assert_eq!(requests, ["GET /api/v1/nodes?limit=32"]);
    // Those that it asks for are few, here none: that is known of all of them.
    let (first, requests) = first_cause(&grown.bundle, "why are frame-renderer pods pending");
    assert!(first.contains("NodeSelectorMismatch") && !first.contains("were looked at"), "{first}");
    assert_eq!(requests.len(), 2, "{requests:?}");
    assert!(requests[0].contains("limit=32") && requests[1].contains("labelSelector="), "{requests:?}");
}

/// The first cause with what it says, and the lists of nodes that were read for it.
fn first_cause(bundle: &Path, question: &str) -> (String, Vec<String>) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let (events, mut heard) = event::channel();
    let listening = async {
        let mut requests = Vec::new();
        while let Some(event) = heard.recv().await {
            if let event::Event::Requested { request, .. } = event
                && request.starts_with("GET /api/v1/nodes")
            {
                requests.push(request);
            }
        }
        requests
    };
    let options = asking::of_bundle(bundle);
    let asked = investigate::run(question, &options, events);
    let (report, requests) = runtime.block_on(async { tokio::join!(asked, listening) });
    let cause = report.unwrap().root_causes.into_iter().next().unwrap();
    (format!("{}: {}", cause.cause, cause.statement), requests)
}

/// The lists of the run are longer than what was kept of them, else this test would show nothing.
fn assert_reduced(run: &Path) {
    let manifest: serde_json::Value =
        serde_json::from_slice(&std::fs::read(run.join("manifest.json")).unwrap()).unwrap();
    for list in ["/api/v1/pods", "/api/v1/events", "/apis/apps/v1/deployments", "/apis/apps/v1/replicasets"] {
        let request = format!("GET {list}?limit=500");
        let read = manifest["observations"].as_array().unwrap().iter().find(|read| read["request"] == request.as_str());
        let reduced = read.unwrap_or_else(|| panic!("{request} was not made"))["reduced"].as_str();
        assert!(reduced.is_some_and(|text| text.starts_with("kept ")), "{request}: {reduced:?}");
    }
}
