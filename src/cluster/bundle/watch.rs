//! Watches of a bundle: what is there is added, then nothing happens until the watch ends.
//!
//! A client that lists and watches from the list's version gets an open stream and nothing on it; one that names no
//! version gets everything as `ADDED` first, and a bookmark after it if it asked for one.

use std::convert::Infallible;
use std::time::Duration;

use bytes::Bytes;
use futures::stream::{self, Stream, StreamExt as _};
use http::{Response, StatusCode, header};
use http_body::Frame;
use http_body_util::{BodyExt as _, StreamBody};
use serde_json::json;

use super::accept::Form;
use super::list::Item;
use super::objects::{self, PARTIAL_HEADER, Read};
use super::status::{Status, respond};
use super::target::Query;
use crate::transport::serve::{Body, Stop};

/// How long a watch stays open where the client does not say, and at most.
const OPEN: Duration = Duration::from_mins(30);
const INITIAL_EVENTS_END: &str = "k8s.io/initial-events-end";

/// A watch that has been allowed.
pub(super) struct Watch {
    /// What is sent at once, in pieces that may share their bytes with the store.
    pieces: Vec<Bytes>,
    partial: Option<header::HeaderValue>,
    open: Duration,
}

impl Read<'_> {
    /// Opens a watch of the objects that the request selects.
    pub(super) fn watch(&self, query: &Query) -> Result<Watch, Status> {
        let asked = Asked::of(query)?;
        let wanted = self.wanted(query)?;
        let selection = self.selection()?;
        let mut pieces = Vec::new();
        if asked.initial {
            let name = self.objects.name.as_deref();
            let named = |item: &&Item| name.is_none_or(|name| *item.meta.name == *name);
            for item in self.items(&selection).filter(named).filter(|item| wanted.matches(item)) {
                self.added(item, query, &mut pieces)?;
            }
        }
        if asked.bookmark {
            pieces.push(self.bookmark(&objects::resource_version(&selection)));
        }
        Ok(Watch { pieces, partial: objects::partial(&selection.unseen), open: asked.open })
    }

    /// An event of an object in the form that was asked for. Whole objects are not copied.
    fn added(&self, item: &Item, query: &Query, pieces: &mut Vec<Bytes>) -> Result<(), Status> {
        const BEGIN: &str = "{\"type\":\"ADDED\",\"object\":";
        const END: Bytes = Bytes::from_static(b"}\n");
        match self.form {
            Form::Metadata(version) => {
                pieces.push([BEGIN.as_bytes(), &self.partial_metadata(item, version)?, &END].concat().into());
            }
            Form::Table(version) => {
                let table = self.table_of(version, query)?.event(self.object(item), pieces.is_empty());
                pieces.push([BEGIN.as_bytes(), table.to_string().as_bytes(), &END].concat().into());
            }
            Form::Full | Form::Discovery => {
                pieces.push(format!("{BEGIN}{{{}", self.missing_type(item)).into());
                let raw = self.raw(item);
                pieces.push(raw.slice(raw.len().min(1)..));
                pieces.push(END);
            }
        }
        Ok(())
    }

    /// The event that says: this was all there is.
    fn bookmark(&self, version: &str) -> Bytes {
        let (kind, api_version) = match self.form {
            Form::Metadata(version) => ("PartialObjectMetadata", version.api_version().to_owned()),
            Form::Full | Form::Discovery | Form::Table(_) => (self.resource.kind.as_str(), self.api_version()),
        };
        let metadata = json!({"resourceVersion": version, "annotations": {INITIAL_EVENTS_END: "true"}});
        let object = json!({"kind": kind, "apiVersion": api_version, "metadata": metadata});
        format!("{{\"type\":\"BOOKMARK\",\"object\":{object}}}\n").into()
    }
}

/// What a request wants of a watch.
struct Asked {
    initial: bool,
    bookmark: bool,
    open: Duration,
}

impl Asked {
    fn of(query: &Query) -> Result<Self, Status> {
        let listing = query.flag("sendInitialEvents");
        match query.get("resourceVersionMatch") {
            None if query.get("sendInitialEvents").is_some() => {
                return Err(Status::bad_request(
                    "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan",
                ));
            }
            Some(_) if query.get("sendInitialEvents").is_none() => {
                return Err(Status::bad_request(
                    "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided",
                ));
            }
            Some(other) if other != "NotOlderThan" => {
                return Err(Status::bad_request("a watch knows the resourceVersionMatch NotOlderThan only"));
            }
            _ => {}
        }
        let fresh = match query.get("resourceVersion") {
            None | Some("0") => true,
            Some(version) if version.parse::<u64>().is_ok() => false,
            Some(_) => return Err(Status::bad_request("invalid resource version: it is no number")),
        };
        let told = query.count("timeoutSeconds")?.and_then(|seconds| u64::try_from(seconds).ok());
        Ok(Self {
            initial: if query.get("sendInitialEvents").is_some() { listing } else { fresh },
            bookmark: listing && query.flag("allowWatchBookmarks"),
            open: told.map_or(OPEN, |seconds| Duration::from_secs(seconds).min(OPEN)),
        })
    }
}

impl Watch {
    /// The answer: it ends after its time, with the server, or when the client leaves.
    pub(super) fn response(self, stop: Stop) -> Response<Body> {
        let ended = async move {
            tokio::select! {
                () = tokio::time::sleep(self.open) => {}
                () = stop.wait() => {}
            }
        };
        let body = StreamBody::new(until(self.pieces, ended)).boxed_unsync();
        let mut response = respond(StatusCode::OK, "application/json", Bytes::new()).map(|_| body);
        if let Some(header) = self.partial {
            response.headers_mut().insert(PARTIAL_HEADER, header);
        }
        response
    }
}

/// The pieces, then nothing, until the end comes.
fn until(pieces: Vec<Bytes>, ended: impl Future<Output = ()>) -> impl Stream<Item = Result<Frame<Bytes>, Infallible>> {
    let pieces = stream::iter(pieces).map(|piece| Ok(Frame::data(piece)));
    pieces.chain(stream::pending()).take_until(ended)
}
