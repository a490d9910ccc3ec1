//! Reports written by hand, one file each under `tests/data/reports`.

#![expect(clippy::unwrap_used, reason = "a fixture that cannot be read is a failed test")]

use sre::report::model::Report;

/// Every report there is.
pub(crate) const ALL: [&str; 6] = ["echo-pod", "healthy", "inconclusive", "no-access", "several", "hostile"];

/// One of them.
pub(crate) fn load(name: &str) -> Report {
    let path = format!("{}/tests/data/reports/{name}.json", env!("CARGO_MANIFEST_DIR"));
    serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap()
}
