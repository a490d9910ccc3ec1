//! The Kubernetes API over a bundle: what a client asks, answered as the recorded server would have.
//!
//! What the bundle does not hold is refused with 403 and the reason [`super::NOT_COLLECTED`]: never 404, which would say that
//! it does not exist, and never an empty list.

use std::convert::Infallible;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::{Method, Request, Response};
use http_body_util::Full;

use super::accept::{self, Form, Offer};
use super::api::Answer;
use super::objects::Read;
use super::status::Status;
use super::store::{Store, Unseen};
use super::target::{self, Objects, Query, Target};
use super::watch::Watch;
use super::{discovery, documents, logs, reviews};

/// A bundle as a `tower` service, to put under a `kube::Client`.
#[derive(Clone)]
pub struct Service {
    store: Store,
}

impl Service {
    /// The service over an opened bundle.
    pub fn new(store: Store) -> Self {
        Self { store }
    }
}

impl tower::Service<Request<kube::client::Body>> for Service {
    type Response = Response<Full<Bytes>>;
    type Error = Infallible;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Infallible>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: Request<kube::client::Body>) -> Self::Future {
        let store = self.store.clone();
        Box::pin(async move {
            let accept = request.headers().get(http::header::ACCEPT).and_then(|value| value.to_str().ok());
            let path = request.uri().path_and_query().map_or("/", http::uri::PathAndQuery::as_str);
            Ok(store.respond(request.method(), path, accept).map(Full::new))
        })
    }
}

impl Store {
    /// Answers one request without a runtime. `accept` is the header's value.
    pub fn respond(&self, method: &Method, path_and_query: &str, accept: Option<&str>) -> Response<Bytes> {
        self.respond_to(method, path_and_query, accept, &[])
    }

    /// Answers one request that may carry a body: reviews of one's own rights are posted.
    pub fn respond_to(
        &self,
        method: &Method,
        path_and_query: &str,
        accept: Option<&str>,
        body: &[u8],
    ) -> Response<Bytes> {
        if method == Method::POST
            && let Some(answer) = reviews::review(path_and_query, body)
        {
            return answer.unwrap_or_else(|status| status.response());
        }
        if method != Method::GET && method != Method::HEAD {
            return Status::method_not_allowed().response();
        }
        let (target, query) = target::parse(path_and_query);
        let mut response = self.answer(&target, &query, accept).unwrap_or_else(|status| status.response());
        if method == Method::HEAD {
            *response.body_mut() = Bytes::new();
        }
        response
    }

    fn answer(&self, target: &Target, query: &Query, accept: Option<&str>) -> Result<Response<Bytes>, Status> {
        let form = |offer| accept::form(accept, offer).ok_or_else(Status::not_acceptable);
        match target {
            Target::Version => discovery::version(self),
            Target::Core if form(Offer::Discovery)? == Form::Discovery => Ok(discovery::aggregated(self.api(), true)),
            Target::Core => Ok(discovery::core()),
            Target::Groups if form(Offer::Discovery)? == Form::Discovery => {
                Ok(discovery::aggregated(self.api(), false))
            }
            Target::Groups => Ok(discovery::groups(self.api())),
            Target::Group(group) => discovery::group(self.api(), group),
            Target::Resources { group, version } => discovery::resources(self.api(), group, version),
            Target::Objects(objects) => self.objects(objects, query, form(Offer::Objects)),
            Target::Document(path) => documents::answer(self, path),
            Target::Server(path) => {
                Err(Status::not_collected(format!("{path} was not collected: a bundle is no running server")))
            }
            Target::Unknown => Err(Status::no_resource()),
        }
    }

    /// What a request opens that stays open; `None` where it asks for no such thing.
    pub(super) fn watch(&self, path_and_query: &str, accept: Option<&str>) -> Option<Result<Watch, Status>> {
        let (target, query) = target::parse(path_and_query);
        let Target::Objects(objects) = target else { return None };
        if !query.flag("watch") || objects.subresource.is_some() {
            return None;
        }
        let form = accept::form(accept, Offer::Objects).ok_or_else(Status::not_acceptable);
        Some(self.read(&objects, form).and_then(|read| read.watch(&query)))
    }

    fn objects(&self, objects: &Objects, query: &Query, form: Result<Form, Status>) -> Result<Response<Bytes>, Status> {
        let core_pods = objects.group.is_empty() && objects.plural == "pods";
        let log = core_pods && objects.subresource.as_deref() == Some("log");
        let read = self.read(objects, if log { Ok(Form::Full) } else { form })?;
        if query.flag("watch") {
            return Err(Status::bad_request(
                "nothing changes in a bundle, and this way of reading it waits for nothing",
            ));
        }
        match (&objects.name, objects.subresource.as_deref()) {
            (None, _) => read.list(query),
            (Some(name), None | Some("status")) => read.get(name, query),
            (Some(name), Some("scale")) => read.scale(name),
            (Some(name), Some(_)) if log => logs::log(&read, name, query),
            (Some(name), Some(other)) => {
                Err(read.unseen(&Unseen(format!("a bundle does not hold the subresource {other}")), Some(name)))
            }
        }
    }

    /// The read of a resource that the cluster had.
    fn read<'a>(&'a self, objects: &'a Objects, form: Result<Form, Status>) -> Result<Read<'a>, Status> {
        let Objects { group, version, plural, .. } = objects;
        let resource = match self.api().find(group, version, plural) {
            Answer::Yes(resource) => resource,
            Answer::No => return Err(Status::no_resource()),
            Answer::Unknown => {
                let message =
                    format!("{plural}.{group} were not collected: the bundle does not tell whether they exist");
                return Err(Status::not_collected(message).about(group, plural, None));
            }
        };
        let scoped = objects.namespace.is_some();
        if scoped != resource.namespaced && (scoped || objects.name.is_some()) {
            return Err(Status::no_resource());
        }
        Ok(Read { store: self, objects, resource, form: form? })
    }
}
