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

use std::path::{Path, PathBuf};

use causes_support::ask;
use causes_support::case_file::CaseFile;
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
