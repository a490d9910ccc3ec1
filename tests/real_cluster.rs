//! A real API server with the recorded cluster in it.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "a test that panics has failed; servers of the test's own need sockets and processes"
)]

mod support;

use support::apiserver::ApiServer;

#[test]
fn loads() {
    let (server, loaded) = ApiServer::with_recording(&["reader"]);
    eprintln!("{} objects, refused: {:#?}", loaded.objects.len(), loaded.refused);
    eprintln!("{}", server.audit().len());
    let keep = std::env::var_os("KEEP").is_some();
    if keep {
        eprintln!("{}", server.admin_kubeconfig().display());
        std::thread::sleep(std::time::Duration::from_secs(3600));
    }
}
