//! An API server on a real socket that answers from a bundle and takes its time: what was asked first is not what
//! comes back first.

#![allow(clippy::disallowed_methods, reason = "a server of the test's own, on the loopback address")]

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Duration;

use sre::cluster::bundle::{self, Limits, Store};

/// Serves a bundle until the test ends, and writes a kubeconfig for it into `folder`.
pub(crate) fn serve(bundle: &Path, folder: &Path, seed: u64) -> PathBuf {
    serve_but(bundle, folder, seed, None)
}

/// The same, but what has this in its path is never answered.
pub(crate) fn serve_but(bundle: &Path, folder: &Path, seed: u64, never: Option<&'static str>) -> PathBuf {
    let store = Arc::new(bundle::open(bundle, &Limits::default()).unwrap());
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    let count = Arc::new(AtomicU64::new(seed));
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let (store, count) = (store.clone(), count.clone());
            std::thread::spawn(move || converse(&connection, &store, &count, never));
        }
    });
    let kubeconfig = folder.join(format!("kubeconfig-{seed}"));
    let text = format!(
        "{{apiVersion: v1, kind: Config, current-context: a, contexts: [{{name: a, context: {{cluster: a, user: a}}}}], \
         clusters: [{{name: a, cluster: {{server: 'http://{address}'}}}}], users: [{{name: a, user: {{}}}}]}}"
    );
    std::fs::write(&kubeconfig, text).unwrap();
    kubeconfig
}

/// Requests of one connection, one after the other.
fn converse(connection: &TcpStream, store: &Store, count: &AtomicU64, never: Option<&str>) -> Option<()> {
    let mut lines = BufReader::new(connection).lines();
    let mut out = connection;
    loop {
        let request = lines.next()?.ok()?;
        let mut accept = None;
        for header in lines.by_ref() {
            let header = header.ok()?;
            if header.is_empty() {
                break;
            }
            let (name, value) = header.split_once(':')?;
            if name.eq_ignore_ascii_case("accept") {
                accept = Some(value.trim().to_owned());
            }
        }
        let path = request.split(' ').nth(1)?;
        if never.is_some_and(|never| path.contains(never)) {
            std::thread::park();
        }
        let turn = count.fetch_add(1, Ordering::SeqCst);
        std::thread::sleep(Duration::from_millis(turn.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> 59));
        let response = store.respond(&http::Method::GET, path, accept.as_deref());
        let kind = response.headers().get("content-type").map_or("application/json", |kind| kind.to_str().unwrap());
        let head = format!(
            "HTTP/1.1 {}\r\ncontent-type: {kind}\r\ncontent-length: {}\r\n\r\n",
            response.status(),
            response.body().len()
        );
        out.write_all(head.as_bytes()).ok()?;
        out.write_all(response.body()).ok()?;
    }
}
