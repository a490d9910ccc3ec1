//! A question about a caller leads on to the one that it calls, and to the one that that calls, where the cause is there:
//! `tests/data/callers/<Code>/holds.yaml`, in the form of the cases of the causes.

#![allow(clippy::unwrap_used, reason = "a test that panics has failed")]

mod causes_support;

use std::path::Path;

use causes_support::ask;
use causes_support::case_file::CaseFile;
use sre::report::model::Report;

fn cases() -> Vec<CaseFile> {
    let root = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/callers"));
    let mut folders: Vec<_> = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    folders.sort();
    folders.iter().map(|folder| CaseFile::read(&folder.join("holds.yaml"))).collect()
}

fn first(report: &Report) -> Option<(String, String)> {
    let cause = report.root_causes.first()?;
    Some((cause.cause.clone(), format!("{}/{}", cause.object.kind, cause.object.name)))
}

#[test]
fn the_deepest_callee_is_the_cause() {
    let mut wrong = Vec::new();
    for case in cases() {
        for seed in [None, Some(7)] {
            let report = ask(&case, seed);
            let wanted = case.cause.clone().zip(case.object.clone());
            if first(&report) != wanted {
                let all: Vec<_> = report.root_causes.iter().map(|c| (&c.cause, &c.object.name)).collect();
                wrong.push(format!("{case} ({seed:?}): {:?} {all:?}", report.verdict));
            }
        }
        wrong.extend(case.slips().into_iter().map(|slip| format!("{case}: {slip}")));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// What the callers show by themselves is what follows from it, not a cause beside it.
#[test]
fn callers_are_no_causes_beside_it() {
    for case in cases() {
        let report = ask(&case, None);
        assert_eq!(report.root_causes.len(), 1, "{case}: {:?}", first(&report));
        let chain = &report.root_causes.first().unwrap().chain;
        assert!(
            chain.iter().any(|link| link.object.name.starts_with("invoices")),
            "{case}: the chain ends at the caller"
        );
    }
}
