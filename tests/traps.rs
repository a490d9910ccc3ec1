//! What looks like a fault and is none: `tests/data/healthy/<name>.yaml`, in the form of the cases of the causes.
//!
//! `SRE_CASE=name cargo test --test traps` runs one of them.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that panics has failed; a switch for whoever runs the test"
)]

mod causes_support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use causes_support::case_file::CaseFile;
use causes_support::{ask, bundle};
use sre::evidence::event;
use sre::investigate::{self, Options, Servers, Source};
use sre::report::fleet::model::Fleet;
use sre::report::model::{Report, Verdict};

fn files() -> Vec<PathBuf> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/healthy"));
    let mut files: Vec<PathBuf> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    if let Ok(only) = std::env::var("SRE_CASE") {
        files.retain(|file| file.to_string_lossy().contains(&only));
    }
    files.sort();
    files
}

fn said(report: &Report) -> String {
    let causes = report.root_causes.iter().chain(&report.hypotheses);
    let causes: Vec<String> = causes.map(|cause| format!("{} at {}", cause.cause, cause.object.name)).collect();
    let left: Vec<&str> = report.unexplained.iter().map(|left| left.statement.as_str()).collect();
    let unseen: Vec<&str> = report.not_seen.iter().map(|unseen| unseen.what.as_str()).collect();
    format!("causes {causes:?}, unexplained {left:?}, not seen {unseen:?}")
}

#[test]
fn what_is_well_is_called_so() {
    let mut wrong = Vec::new();
    for file in files() {
        let case = CaseFile::read(&file);
        assert_eq!(case.verdict, "healthy", "{case}: a trap is healthy");
        let report = ask(&case, None);
        if report.verdict != Verdict::Healthy {
            wrong.push(format!("{case}: {:?}; {}", report.verdict, said(&report)));
        }
        wrong.extend(case.slips().into_iter().map(|slip| format!("{case}: {slip}")));
    }
    assert!(wrong.is_empty(), "{} failed:\n{}", wrong.len(), wrong.join("\n"));
}

/// Asked more widely than by its own question: no finding in the namespace, and none in the cluster.
#[test]
fn a_scan_finds_nothing_in_it() {
    let mut wrong = Vec::new();
    for file in files() {
        let case = CaseFile::read(&file);
        let folder = tempfile::tempdir().unwrap();
        let bundle = bundle::write(&case, folder.path(), None);
        for namespace in namespaces(&case).into_iter().map(Some).chain([None]) {
            let place = namespace.clone().unwrap_or_else(|| "the cluster".to_owned());
            let fleet = scan(&bundle, namespace);
            let found: Vec<String> = fleet.faults().map(|f| format!("{:?} {}", f.cause, f.statement)).collect();
            if fleet.verdict != Verdict::Healthy || !found.is_empty() {
                let report = fleet.reports.first().unwrap();
                wrong.push(format!("{case} in {place}: {:?}; {found:?}; {}", fleet.verdict, said(report)));
            }
        }
    }
    assert!(wrong.is_empty(), "{} failed:\n{}", wrong.len(), wrong.join("\n"));
}

/// The namespaces of its objects.
fn namespaces(case: &CaseFile) -> BTreeSet<String> {
    let of = |object: &serde_json::Value| object.pointer("/metadata/namespace")?.as_str().map(str::to_owned);
    case.objects.iter().filter_map(of).collect()
}

fn scan(bundle: &Path, namespace: Option<String>) -> Fleet {
    let options = Options {
        source: Source::Bundle(bundle.to_owned()),
        all_namespaces: namespace.is_none(),
        namespace,
        audit: None,
        record: None,
        runs: None,
        read_timeout: Duration::from_secs(30),
        deadline: Duration::from_mins(2),
        servers: Servers::default(),
        agents: None,
    };
    let (events, _) = event::channel();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(investigate::scan(&options, events)).unwrap()
}
