//! Small servers on real sockets, with and without TLS, that answer as a test says, and kubeconfigs for them.

#![allow(dead_code, reason = "each test file uses its part")]
#![allow(clippy::disallowed_methods, reason = "a server of the test's own, on the loopback address")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// What a server does with a request.
pub(crate) enum Answer {
    /// Sends these bytes.
    Bytes(Vec<u8>),
    /// Sends these bytes and closes the connection.
    Last(Vec<u8>),
    /// Says nothing and keeps the connection.
    Silence,
    /// Closes the connection.
    Close,
}

/// An answer with a body and further header lines.
pub(crate) fn answer(status: u16, headers: &str, body: &str) -> Answer {
    let head = format!("HTTP/1.1 {status} X\r\n{headers}content-length: {}\r\n\r\n", body.len());
    Answer::Bytes([head.as_bytes(), body.as_bytes()].concat())
}

pub(crate) fn json(status: u16, body: &str) -> Answer {
    answer(status, "content-type: application/json\r\n", body)
}

pub(crate) const VERSION: &str = r#"{"major":"1","minor":"36","gitVersion":"v1.36.2"}"#;

/// What an API server says of a path that it does not serve.
pub(crate) fn unserved() -> Answer {
    answer(404, "content-type: text/plain; charset=utf-8\r\n", "404 page not found\n")
}

pub(crate) fn forbidden() -> Answer {
    let text = r#"{"kind":"Status","apiVersion":"v1","metadata":{},"status":"Failure","message":"forbidden: User \"ada\" cannot list resource","reason":"Forbidden","details":{},"code":403}"#;
    json(403, text)
}

/// A list without items.
pub(crate) fn nothing() -> Answer {
    json(200, r#"{"kind":"List","apiVersion":"v1","metadata":{"resourceVersion":"7"},"items":[]}"#)
}

/// A server that runs until the test ends.
pub(crate) struct Server {
    pub(crate) address: SocketAddr,
    connections: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// Answers over plain HTTP; `reply` gets the whole head of a request.
    pub(crate) fn plain(reply: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        Self::start(None, reply)
    }

    /// Answers over TLS.
    pub(crate) fn tls(config: ServerConfig, reply: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        Self::start(Some(Arc::new(config)), reply)
    }

    fn start(tls: Option<Arc<ServerConfig>>, reply: impl Fn(&str) -> Answer + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let server =
            Self { address: listener.local_addr().unwrap(), connections: Arc::default(), requests: Arc::default() };
        let (connections, requests, reply) = (server.connections.clone(), server.requests.clone(), Arc::new(reply));
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                connections.fetch_add(1, Ordering::SeqCst);
                let (requests, reply, tls) = (requests.clone(), reply.clone(), tls.clone());
                std::thread::spawn(move || match tls {
                    None => converse(&stream, &stream, &requests, &*reply),
                    Some(tls) => {
                        let session = ServerConnection::new(tls).unwrap();
                        let mut stream = StreamOwned::new(session, stream);
                        let done = converse_in_turn(&mut stream, &requests, &*reply);
                        stream.conn.send_close_notify();
                        let _ = stream.flush();
                        done
                    }
                });
            }
        });
        server
    }

    /// A server of somebody else's making.
    pub(crate) fn at(address: SocketAddr) -> Self {
        Self { address, connections: Arc::default(), requests: Arc::default() }
    }

    /// Connections that were accepted.
    pub(crate) fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// Heads of the requests that came.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }

    pub(crate) fn url(&self, scheme: &str) -> String {
        format!("{scheme}://{}", self.address)
    }
}

fn converse(
    input: impl Read,
    mut output: impl Write,
    requests: &Mutex<Vec<String>>,
    reply: &dyn Fn(&str) -> Answer,
) -> Option<()> {
    let mut input = BufReader::new(input);
    loop {
        let head = head(&mut input)?;
        requests.lock().unwrap().push(head.clone());
        give(&mut output, reply(&head))?;
    }
}

/// The same over one stream for both directions.
fn converse_in_turn(
    stream: &mut (impl Read + Write),
    requests: &Mutex<Vec<String>>,
    reply: &dyn Fn(&str) -> Answer,
) -> Option<()> {
    loop {
        let head = head(&mut BufReader::with_capacity(1, &mut *stream))?;
        requests.lock().unwrap().push(head.clone());
        give(stream, reply(&head))?;
    }
}

fn head(input: &mut impl BufRead) -> Option<String> {
    let mut head = String::new();
    loop {
        let mut line = String::new();
        input.read_line(&mut line).ok().filter(|read| *read > 0)?;
        head.push_str(&line);
        if line.trim().is_empty() {
            return Some(head);
        }
    }
}

fn give(output: &mut impl Write, answer: Answer) -> Option<()> {
    match answer {
        Answer::Bytes(bytes) => output.write_all(&bytes).and_then(|()| output.flush()).ok(),
        Answer::Last(bytes) => {
            output.write_all(&bytes).and_then(|()| output.flush()).ok()?;
            None
        }
        Answer::Silence => {
            std::thread::sleep(std::time::Duration::from_mins(10));
            None
        }
        Answer::Close => None,
    }
}

/// A proxy that leads everybody to one server, and the first lines of what it was asked.
pub(crate) fn proxy(server: SocketAddr) -> (SocketAddr, Arc<Mutex<Vec<String>>>) {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let (address, asked) = (listener.local_addr().unwrap(), Arc::<Mutex<Vec<String>>>::default());
    let heard = asked.clone();
    std::thread::spawn(move || {
        for client in listener.incoming().flatten() {
            let Some(head) = head(&mut BufReader::with_capacity(1, &client)) else { continue };
            heard.lock().unwrap().push(head);
            let server = std::net::TcpStream::connect(server).unwrap();
            (&client).write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
            let ends = [(client.try_clone().unwrap(), server.try_clone().unwrap()), (server, client)];
            for (mut from, mut to) in ends {
                std::thread::spawn(move || std::io::copy(&mut from, &mut to));
            }
        }
    });
    (address, asked)
}

/// A kubeconfig of one context `lab`: `cluster` and `user` are what stands in the braces beside the server's address.
pub(crate) fn kubeconfig(server: &str, cluster: &str, user: &str) -> String {
    format!(
        "{{apiVersion: v1, kind: Config, current-context: lab, contexts: [{{name: lab, context: {{cluster: c, user: u}}}}], \
         clusters: [{{name: c, cluster: {{server: '{server}'{cluster}}}}}], users: [{{name: u, user: {{{user}}}}}]}}"
    )
}
