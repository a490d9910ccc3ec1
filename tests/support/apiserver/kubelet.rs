//! What answers for the nodes: the logs of the recording over the road that the API server takes to a kubelet. There
//! is no kubelet to be had without containers, so this one speaks its HTTP (`/containerLogs/NS/POD/CONTAINER`).

use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::sync::Arc;

use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use serde_json::Value;
use sre::cluster::bundle::Store;

/// Answers until the test ends; returns the port.
pub(super) fn serve(store: Store) -> u16 {
    sre::transport::kubernetes::install_crypto();
    let certified = rcgen::generate_simple_self_signed(vec!["127.0.0.1".to_owned()]).unwrap();
    let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(certified.signing_key.serialize_der()));
    let config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(vec![certified.cert.der().clone()], key)
        .map(Arc::new)
        .unwrap();
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = listener.local_addr().unwrap().port();
    std::thread::spawn(move || {
        for connection in listener.incoming().flatten() {
            let (config, store) = (config.clone(), store.clone());
            std::thread::spawn(move || {
                let session = ServerConnection::new(config).unwrap();
                answer(StreamOwned::new(session, connection), &store)
            });
        }
    });
    port
}

fn answer(stream: impl std::io::Read + Write, store: &Store) -> Option<()> {
    let mut reader = BufReader::new(stream);
    let mut request = String::new();
    reader.read_line(&mut request).ok()?;
    let mut line = String::new();
    while reader.read_line(&mut line).ok()? > 2 {
        line.clear();
    }
    let (status, body) = log(request.split(' ').nth(1)?, store).unwrap_or((404, b"404 page not found\n".to_vec()));
    let head = format!(
        "HTTP/1.1 {status} -\r\ncontent-type: text/plain\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
        body.len()
    );
    let stream = reader.get_mut();
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(&body).ok()?;
    stream.flush().ok()
}

/// A kubelet's answer to a path of its own, from what was recorded.
fn log(path: &str, store: &Store) -> Option<(u16, Vec<u8>)> {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let mut words = path.strip_prefix("/containerLogs/")?.split('/');
    let (namespace, pod, container) = (words.next()?, words.next()?, words.next()?);
    let path = format!("/api/v1/namespaces/{namespace}/pods/{pod}/log?container={container}&{query}");
    let response = store.respond(&http::Method::GET, &path, None);
    if response.status().is_success() {
        return Some((200, response.body().to_vec()));
    }
    let said: Value = serde_json::from_slice(response.body()).ok()?;
    Some((response.status().as_u16(), said["message"].as_str()?.as_bytes().to_vec()))
}
