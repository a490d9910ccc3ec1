//! What a bundle tells of the Secrets that it holds: where they lead, and never a value of any of them.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "tests start the program, and a test that cannot is a failed one"
)]

mod causes_support;
mod cli_support;

use std::fs;
use std::path::{Path, PathBuf};

use causes_support::case_file::CaseFile;
use cli_support::Home;
use http::Method;
use sre::cluster::bundle::{self, Limits};

/// Passwords of the case, and as Secrets encode them.
const PLANTED: &[&str] = &["Copper-Gate-9", "Harbour-Lantern-7", "Q29wcGVyLUdhdGUtO", "SGFyYm91ci1MYW50ZXJuLT"];

fn case() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let case = CaseFile::read(&causes_support::root().join("DatabaseCredentialsRejected/holds_secret.yaml"));
    let root = causes_support::bundle::write(&case, dir.path(), None);
    (dir, root)
}

fn assert_nothing_planted(place: &str, bytes: &[u8]) {
    let text = String::from_utf8_lossy(bytes);
    for planted in PLANTED {
        assert!(!text.contains(planted), "{place} holds {planted}");
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() { found.extend(files(&path)) } else { found.push(path) }
    }
    found
}

#[test]
fn hosts_and_ports_are_told_and_of_the_rest_what_is_equal() {
    let (_dir, root) = case();
    let store = bundle::open(&root, &Limits::default()).unwrap();
    assert_eq!(store.documents(), ["secret-settings/billing"]);
    let answer = store.respond(&Method::GET, "/-/bundle/secret-settings/billing", None);
    assert_nothing_planted("the document", answer.body());
    let told: serde_json::Value = serde_json::from_slice(answer.body()).unwrap();
    let of = |secret: &str, key: &str| told["secrets"][secret][key].as_str().unwrap().to_owned();
    assert_eq!(of("invoices-db", "INVOICES_DB_HOST"), "ledger-db");
    assert_eq!(of("invoices-db", "INVOICES_DB_PORT"), "5432");
    let (mine, theirs) = (of("invoices-db", "INVOICES_DB_PASSWORD"), of("orders-db", "ORDERS_DB_PASSWORD"));
    assert!(mine.starts_with("[redacted:") && mine != theirs, "{mine} {theirs}");
    assert_eq!(theirs, of("refunds-db", "REFUNDS_DB_PASSWORD"));
    let other = store.respond(&Method::GET, "/-/bundle/secret-settings/shop", None);
    assert_eq!(other.status().as_u16(), 403);
}

#[test]
fn no_value_is_in_anything_that_a_run_writes() {
    let (_dir, root) = case();
    let home = Home::new();
    let bundle = root.to_string_lossy().into_owned();
    let ended = home.run(&["ask", "--bundle", &bundle, "-n", "billing", "-o", "json", "what is wrong in billing?"]);
    assert_eq!(ended.json()["root_causes"][0]["cause"], "DatabaseCredentialsRejected");
    assert_nothing_planted("standard output", ended.out.as_bytes());
    assert_nothing_planted("standard error", ended.err.as_bytes());
    let written = files(home.dir.path());
    assert!(written.iter().any(|path| path.ends_with("report.json")), "a run was kept: {written:?}");
    for path in written {
        assert_nothing_planted(&path.to_string_lossy(), &fs::read(&path).unwrap());
    }
}
