//! A bundle for other programs: what [`Store::respond`] answers in here, on a socket.

use bytes::Bytes;
use http::{HeaderValue, Method, Request, Response, header};
use jiff::fmt::rfc2822::DateTimePrinter;

use super::reviews;
use super::status::Status;
use super::store::Store;
use super::target::{self, Target};
use crate::transport::serve::{Body, Handler, Refusal, Stop, whole};

/// Parts of objects that only a cluster that runs has.
const RUNNING: &[&str] = &["exec", "attach", "portforward", "proxy"];

/// A bundle as the handler of a server.
#[derive(Clone)]
pub struct Served {
    store: Store,
    /// What the clock of the cluster said: a client judges ages by it, not by a day on which nothing happened.
    date: Option<HeaderValue>,
}

impl Served {
    /// Serves an opened bundle.
    pub fn new(store: Store) -> Self {
        let date = store.now().and_then(|now| {
            let text = DateTimePrinter::new().timestamp_to_rfc9110_string(&now).ok()?;
            HeaderValue::from_str(&text).ok()
        });
        Self { store, date }
    }

    /// What is refused whatever the bundle holds.
    fn refused(request: &Request<Bytes>) -> Option<Status> {
        let (target, _) = target::parse(request.uri().path());
        let part = match &target {
            Target::Objects(objects) => objects.subresource.as_deref().and_then(|rest| rest.split('/').next()),
            _ => None,
        };
        if let Some(part) = part.filter(|part| RUNNING.contains(part)) {
            return Some(Status::not_in_a_recording(format!("{part} needs a cluster that runs: this is a bundle")));
        }
        if request.headers().contains_key(header::UPGRADE) {
            return Some(Status::bad_request("a bundle is read over plain HTTP: no connection is upgraded"));
        }
        let reads = match *request.method() {
            Method::GET | Method::HEAD => true,
            Method::POST => reviews::is_review(request.uri().path()),
            _ => false,
        };
        let nothing = "this is a bundle, a recording of a cluster: nothing in it can be changed";
        (!reads).then(|| Status::not_in_a_recording(nothing))
    }

    fn dressed(&self, mut response: Response<Body>) -> Response<Body> {
        let headers = response.headers_mut();
        headers.extend(self.date.clone().map(|date| (header::DATE, date)));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, private"));
        headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
        response
    }
}

impl Handler for Served {
    async fn answer(&self, request: Request<Bytes>, stop: Stop) -> Response<Body> {
        if let Some(status) = Self::refused(&request) {
            return self.dressed(status.response().map(whole));
        }
        let store = self.store.clone();
        // Large files are read at their first use: that must not keep the others waiting.
        let answered = tokio::task::spawn_blocking(move || answered(&store, &request, stop)).await;
        self.dressed(answered.unwrap_or_else(|_| Status::broken().response().map(whole)))
    }

    fn refuse(&self, refusal: &Refusal) -> Response<Body> {
        let status = match refusal {
            Refusal::Host(host) => Status::misdirected(format!(
                "this server answers for its own address and for localhost, not for `{}`",
                host.escape_debug()
            )),
            Refusal::Large => Status::too_large(),
            Refusal::Incomplete => Status::incomplete(),
        };
        self.dressed(status.response().map(whole))
    }
}

fn answered(store: &Store, request: &Request<Bytes>, stop: Stop) -> Response<Body> {
    let path = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
    // Several headers of one name are one list.
    let accept: Vec<&str> =
        request.headers().get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok()).collect();
    let accept = (!accept.is_empty()).then(|| accept.join(","));
    let watch = if request.method() == Method::GET { store.watch(path, accept.as_deref()) } else { None };
    match watch {
        Some(Ok(watch)) => watch.response(stop),
        Some(Err(status)) => status.response().map(whole),
        None => store.respond_to(request.method(), path, accept.as_deref(), request.body()).map(whole),
    }
}
