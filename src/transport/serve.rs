//! A small HTTP/1.1 server on a socket of our own, for what other programs may ask of us.
//!
//! It is generic: what is answered is a [`Handler`]'s business. Here is what every server needs: bounds on connections,
//! headers, bodies and time, hosts that may be asked for (see `hosts`), and an end that lets open answers finish.

use std::convert::Infallible;
use std::net::SocketAddr;
use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use http_body_util::combinators::UnsyncBoxBody;
use http_body_util::{BodyExt as _, Full, LengthLimitError, Limited};
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::{TokioIo, TokioTimer};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::Semaphore;
use tokio::task::JoinSet;
use tokio::time::{sleep, timeout};

mod hosts;
mod stop;

use crate::error::{Error, Result};
use hosts::Hosts;
pub use stop::Stop;

/// A body of an answer: whole or as it comes.
pub type Body = UnsyncBoxBody<Bytes, Infallible>;

/// What a server puts up with.
#[derive(Debug, Clone, Copy)]
pub struct Bounds {
    /// Connections at a time; more wait for one to end.
    pub connections: usize,
    /// Time for the head of a request, which is also how long a connection may be idle.
    pub head: Duration,
    /// Bytes of the head of a request, 8 KiB at least.
    pub head_bytes: usize,
    /// Time for the body of a request.
    pub body: Duration,
    /// Bytes of the body of a request.
    pub body_bytes: usize,
    /// Time of a connection, whatever happens on it.
    pub connection: Duration,
    /// Time that open answers have when the server ends.
    pub end: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            connections: 512,
            head: Duration::from_secs(30),
            head_bytes: 64 * 1024,
            body: Duration::from_secs(10),
            body_bytes: 1024 * 1024,
            connection: Duration::from_hours(2),
            end: Duration::from_secs(3),
        }
    }
}

/// Why the server itself refuses a request, for a handler to put into words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Refusal {
    /// The host that was asked for is not this server: a page that had its name point here, or no host at all.
    Host(String),
    /// The body is too large.
    Large,
    /// The body did not come in time, or not whole.
    Incomplete,
}

/// Answers requests.
pub trait Handler: Clone + Send + Sync + 'static {
    /// Answers a request. A body that has no end of its own ends with `stop`.
    fn answer(&self, request: Request<Bytes>, stop: Stop) -> impl Future<Output = Response<Body>> + Send;

    /// Words a refusal of the server.
    fn refuse(&self, refusal: &Refusal) -> Response<Body>;
}

/// A body that is there already.
pub fn whole(bytes: Bytes) -> Body {
    Full::new(bytes).boxed_unsync()
}

/// A server that listens and does not answer yet.
#[derive(Debug)]
pub struct Server {
    listener: TcpListener,
    address: SocketAddr,
    bounds: Bounds,
}

impl Server {
    /// Listens on an address; port 0 means any that is free. Call it inside a tokio runtime.
    pub async fn bind(wanted: SocketAddr, bounds: Bounds) -> Result<Self> {
        let failed = |error: std::io::Error| {
            Error::internal(format!("cannot listen on {wanted}"))
                .caused_by(error)
                .hint("port 0 takes any port that is free: `--listen 127.0.0.1:0`")
        };
        #[expect(clippy::disallowed_methods, reason = "this is the place where the program listens")]
        let listener = TcpListener::bind(wanted).await.map_err(failed)?;
        let address = listener.local_addr().map_err(failed)?;
        Ok(Self { listener, address, bounds })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Answers until `end` comes; then open answers have a moment to finish.
    pub async fn run<H: Handler>(self, handler: H, end: impl Future<Output = ()>) {
        let (stopper, stop) = stop::pair();
        let hosts = Hosts::of(self.address.ip());
        let free = Arc::new(Semaphore::new(self.bounds.connections));
        let mut connections = JoinSet::new();
        let mut end = pin!(end);
        loop {
            let next = async {
                let seat = free.clone().acquire_owned().await.ok();
                (seat, self.listener.accept().await)
            };
            let (seat, accepted) = tokio::select! {
                () = end.as_mut() => break,
                next = next => next,
            };
            while connections.try_join_next().is_some() {}
            let Ok((stream, _)) = accepted else {
                // Out of files, as a rule: some will be closed.
                sleep(Duration::from_millis(50)).await;
                continue;
            };
            let conversation = converse(stream, handler.clone(), hosts, stop.clone(), self.bounds);
            connections.spawn(async move {
                conversation.await;
                drop(seat);
            });
        }
        drop(self.listener);
        stopper.stop();
        let _ = timeout(self.bounds.end, async { while connections.join_next().await.is_some() {} }).await;
        connections.shutdown().await;
    }
}

/// The requests of one connection.
async fn converse<H: Handler>(stream: TcpStream, handler: H, hosts: Hosts, stop: Stop, bounds: Bounds) {
    let _ = stream.set_nodelay(true);
    let stopped = stop.clone();
    let service = service_fn(move |request| {
        let (handler, stop) = (handler.clone(), stop.clone());
        async move { Ok::<_, Infallible>(respond(request, &handler, hosts, stop, bounds).await) }
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(bounds.head)
        .max_buf_size(bounds.head_bytes)
        .serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    let ended = tokio::select! {
        _ = connection.as_mut() => true,
        () = stopped.wait() => false,
        () = sleep(bounds.connection) => true,
    };
    if !ended {
        connection.as_mut().graceful_shutdown();
        // A client that does not read must not keep the server from ending.
        let _ = timeout(bounds.end, connection).await;
    }
}

async fn respond<H: Handler>(
    request: Request<Incoming>,
    handler: &H,
    hosts: Hosts,
    stop: Stop,
    bounds: Bounds,
) -> Response<Body> {
    if let Err(host) = hosts.check(&request) {
        return handler.refuse(&Refusal::Host(host));
    }
    let (head, body) = request.into_parts();
    match timeout(bounds.body, Limited::new(body, bounds.body_bytes).collect()).await {
        Ok(Ok(body)) => handler.answer(Request::from_parts(head, body.to_bytes()), stop).await,
        Ok(Err(error)) if error.is::<LengthLimitError>() => handler.refuse(&Refusal::Large),
        Ok(Err(_)) | Err(_) => handler.refuse(&Refusal::Incomplete),
    }
}
