//! A real API server (1.20) with the recorded cluster in it.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed; servers of the test's own need sockets and processes"
)]

mod support;

use std::path::PathBuf;
use std::sync::OnceLock;

use sre::investigate::{Options, Source};
use sre::report::model::Report;
use support::apiserver::{ApiServer, Loaded};
use support::asking::{self, ask};
use support::recording;
use support::table::columns;

fn server() -> &'static (ApiServer, Loaded) {
    static SERVER: OnceLock<(ApiServer, Loaded)> = OnceLock::new();
    SERVER.get_or_init(|| {
        let (server, loaded) = ApiServer::with_recording(&["reader"]);
        (server, loaded)
    })
}

fn live(kubeconfig: PathBuf) -> Options {
    asking::of(Source::Live { context: None, kubeconfig: Some(kubeconfig) })
}

/// `ImageNotFound at Deployment terranetes/echo-pod`, or the verdict.
fn answer(report: &Report) -> String {
    match report.root_causes.first() {
        Some(cause) => format!("{} at {} {}", cause.cause, cause.object.kind, cause.object.name),
        None => serde_json::to_value(report.verdict).unwrap().as_str().unwrap().to_owned(),
    }
}

#[test]
fn answers() {
    let (server, _) = server();
    let options = live(server.admin_kubeconfig());
    let mut rows = Vec::new();
    for case in recording::questions() {
        let real = ask(&case.question, &options);
        let bundle = ask(&case.question, &asking::of_bundle(&recording::archive()));
        let same = if answer(&real) == answer(&bundle) { "" } else { "DIFFERENT" };
        rows.push(vec![case.question, answer(&real), answer(&bundle), real.stats.requests.to_string(), bundle.stats.requests.to_string(), format!("{} ms", real.stats.duration_ms),  same.to_owned()]);
    }
    eprintln!("{}", columns(&rows));
}
