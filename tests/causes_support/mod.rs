//! The test bundles of the causes: small YAML files under `tests/data/causes/<Code>/`, each a question, what is expected
//! of the answer, and the objects and logs that the cluster would have shown.

#![allow(
    dead_code,
    unreachable_pub,
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that panics has failed, helpers included"
)]

pub mod bundle;
pub mod case_file;
pub mod shuffle;

use std::path::Path;
use std::time::Duration;

use sre::evidence::event;
use sre::investigate::{self, Gathered, Options, Servers, Source};
use sre::report::model::Report;

use case_file::CaseFile;

/// The folder of the files.
pub fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/causes"))
}

/// Every file that there is, by code and role. `SRE_CASE` keeps those whose path holds its text.
#[allow(clippy::disallowed_methods, reason = "a switch for whoever runs the test, not a setting of the program")]
pub fn all() -> Vec<CaseFile> {
    let mut found = Vec::new();
    for folder in sorted(root()) {
        for file in sorted(&folder) {
            found.push(CaseFile::read(&file));
        }
    }
    match std::env::var("SRE_CASE").ok() {
        Some(only) => found.into_iter().filter(|case| case.path.contains(&only)).collect(),
        None => found,
    }
}

fn sorted(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut paths: Vec<_> = std::fs::read_dir(folder)
        .unwrap_or_else(|error| panic!("{}: {error}", folder.display()))
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
}

fn options(case: &CaseFile, bundle: &Path) -> Options {
    Options {
        source: Source::Bundle(bundle.to_owned()),
        namespace: case.namespace.clone(),
        all_namespaces: false,
        audit: None,
        record: None,
        runs: None,
        read_timeout: Duration::from_secs(30),
        deadline: Duration::from_mins(2),
        servers: Servers::default(),
        agents: None,
    }
}

/// Asks the program's library, over the case as it is or with its lists in another order.
pub fn ask(case: &CaseFile, seed: Option<u64>) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let options = options(case, &bundle::write(case, folder.path(), seed));
    // Nobody listens: a listener that went away stops nothing.
    let (events, _) = event::channel();
    block_on(investigate::run(&case.question, &options, events)).unwrap_or_else(|error| panic!("{case}: {error}"))
}

/// What would be read for the case, before anybody concludes.
pub fn gather(case: &CaseFile) -> Gathered {
    let folder = tempfile::tempdir().unwrap();
    let options = options(case, &bundle::write(case, folder.path(), None));
    let (events, _) = event::channel();
    block_on(investigate::gather(&case.question, &options, events)).unwrap_or_else(|error| panic!("{case}: {error}"))
}

fn block_on<T>(future: impl Future<Output = T>) -> T {
    tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap().block_on(future)
}
