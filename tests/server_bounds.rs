//! Whoever asks us over HTTP can take so much of our time and room and no more: slow heads and bodies, idle connections
//! and too many of them, answers that nobody reads.

#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that panics has failed; clients need sockets"
)]

use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use sre::transport::serve::{Body, Bounds, Handler, Refusal, Server, Stop, whole};
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::sync::{Notify, oneshot};

/// Gives back what it is sent; `/wait` says that it has begun and waits for the server's end.
#[derive(Clone, Default)]
struct Echo(Arc<Notify>);

impl Handler for Echo {
    async fn answer(&self, request: Request<Bytes>, stop: Stop) -> Response<Body> {
        if request.uri().path() == "/wait" {
            self.0.notify_one();
            stop.wait().await;
        }
        Response::new(whole(request.into_body()))
    }

    fn refuse(&self, refusal: &Refusal) -> Response<Body> {
        Response::new(whole(format!("{refusal:?}").into()))
    }
}

const TIGHT: Bounds = Bounds {
    connections: 2,
    head: Duration::from_millis(300),
    head_bytes: 8192,
    body: Duration::from_millis(300),
    body_bytes: 16,
    connection: Duration::from_mins(10),
    end: Duration::from_mins(10),
};

/// Runs a test beside a server, then ends the server and waits for it.
fn with(bounds: Bounds, test: impl AsyncFnOnce(std::net::SocketAddr)) {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let server = Server::bind("127.0.0.1:0".parse().unwrap(), bounds).await.unwrap();
        let address = server.address();
        let (end, ended) = oneshot::channel::<()>();
        let serving = tokio::spawn(server.run(Echo::default(), async move { drop(ended.await) }));
        test(address).await;
        drop(end);
        serving.await.unwrap();
    });
}

async fn connect(address: std::net::SocketAddr, send: &str) -> TcpStream {
    let mut stream = TcpStream::connect(address).await.unwrap();
    stream.write_all(send.as_bytes()).await.unwrap();
    stream
}

/// Everything until the server closes.
async fn rest(mut stream: TcpStream) -> String {
    let mut answer = String::new();
    let _ = stream.read_to_string(&mut answer).await;
    answer
}

fn get(path: &str) -> String {
    format!("GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
}

#[test]
fn a_head_that_never_ends_is_not_waited_for() {
    with(TIGHT, async |address| {
        for beginning in ["", "GET / HT", "GET / HTTP/1.1\r\nHost: localhost\r\nX: "] {
            let answer = rest(connect(address, beginning).await).await;
            assert!(!answer.contains("200 OK"), "{beginning:?}: {answer}");
        }
    });
}

#[test]
fn a_connection_that_is_done_and_idle_is_closed() {
    with(TIGHT, async |address| {
        let answer = rest(connect(address, "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n").await).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    });
}

#[test]
fn a_body_comes_in_time_and_is_small() {
    let post = |length: usize, body: &str| {
        format!("POST / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nContent-Length: {length}\r\n\r\n{body}")
    };
    with(TIGHT, async |address| {
        for (request, said) in
            [(post(3, "abc"), "abc"), (post(17, "abcdefghijklmnopq"), "Large"), (post(9, "ab"), "Incomplete")]
        {
            let answer = rest(connect(address, &request).await).await;
            assert!(answer.ends_with(said), "{request}: {answer}");
        }
    });
}

#[test]
fn those_who_hold_every_connection_hold_up_others_only_for_their_time() {
    with(TIGHT, async |address| {
        let _slow = [connect(address, "G").await, connect(address, "G").await];
        let answer = rest(connect(address, &get("/")).await).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    });
}

#[test]
fn the_end_waits_for_open_answers() {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let server = Server::bind("127.0.0.1:0".parse().unwrap(), TIGHT).await.unwrap();
        let waiting = connect(server.address(), &get("/wait")).await;
        let echo = Echo::default();
        let begun = echo.0.clone();
        server.run(echo, async move { begun.notified().await }).await;
        let answer = rest(waiting).await;
        assert!(answer.starts_with("HTTP/1.1 200 OK"), "{answer}");
    });
}

#[test]
fn the_end_does_not_wait_for_ever() {
    let hasty = Bounds { end: Duration::from_millis(1), head: Duration::from_mins(10), ..TIGHT };
    with(hasty, async |address| {
        // Its head is never finished: that `with` returns is the proof.
        std::mem::forget(connect(address, "GET / HT").await);
    });
}
