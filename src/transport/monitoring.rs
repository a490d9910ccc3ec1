//! Prometheus and Alertmanager of a live cluster, under the same guard and in the same audit as the cluster itself.
//!
//! Their requests have paths that no API server has. This layer, below the guard, sends those to the configured
//! addresses and everything else to the cluster; neither's credentials ever reach the other.

use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderValue, Request, Response, header};
use http_body_util::BodyExt as _;
use http_body_util::combinators::UnsyncBoxBody;
use kube::client::Body;
use tokio::sync::Mutex;
use tower::{BoxError, Layer, Service};

use super::kubernetes::install_crypto;
use super::model::key::Key;
use crate::config::llm::KeySource;
use crate::config::{self, Config};

/// Where requests to Prometheus begin.
pub const TO_PROMETHEUS: &str = "/-/prometheus";
/// Where requests to Alertmanager begin.
pub const TO_ALERTMANAGER: &str = "/-/alertmanager";
/// How long a connection may take to open.
const CONNECT: Duration = Duration::from_secs(5);

/// The body of an answer, whoever gave it.
type Answer = UnsyncBoxBody<Bytes, BoxError>;

/// The servers that are configured.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Servers {
    /// Prometheus.
    pub prometheus: Option<Address>,
    /// Alertmanager.
    pub alertmanager: Option<Address>,
}

/// Where a server is, and where the token for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// Without a slash at its end.
    pub url: String,
    /// The variable that holds a bearer token.
    pub token_env: Option<String>,
    /// The file that holds one.
    pub token_file: Option<std::path::PathBuf>,
}

impl Servers {
    /// The servers of a configuration.
    pub fn of(config: &Config) -> Self {
        let address = |server: &config::Server| {
            Some(Address {
                url: server.url.value.clone()?,
                token_env: server.token_env.value.clone(),
                token_file: server.token_file.value.clone(),
            })
        };
        Self { prometheus: address(&config.prometheus), alertmanager: address(&config.alertmanager) }
    }
}

/// Puts a [`Monitored`] around the service of a cluster.
#[derive(Clone)]
pub(super) struct MonitoringLayer(Arc<[Arc<Server>]>);

struct Server {
    http: reqwest::Client,
    prefix: &'static str,
    url: String,
    token: Mutex<Key>,
}

impl MonitoringLayer {
    /// A layer for the servers that are configured; without any it lets everything through.
    pub(super) fn new(servers: &Servers) -> Result<Self, reqwest::Error> {
        let wanted = [(TO_PROMETHEUS, &servers.prometheus), (TO_ALERTMANAGER, &servers.alertmanager)];
        let mut found = Vec::new();
        for (prefix, address) in wanted {
            let Some(address) = address else { continue };
            let of_file = address.token_file.clone().map(KeySource::File);
            let token = address.token_env.clone().map(KeySource::Variable).or(of_file).unwrap_or_default();
            let (http, url, token) = (client()?, address.url.clone(), Mutex::new(Key::new(token)));
            found.push(Arc::new(Server { http, prefix, url, token }));
        }
        Ok(Self(found.into()))
    }
}

fn client() -> Result<reqwest::Client, reqwest::Error> {
    install_crypto();
    #[expect(clippy::disallowed_methods, reason = "the guard is above the layer that holds it")]
    let builder = reqwest::Client::builder();
    builder
        .redirect(reqwest::redirect::Policy::none())
        .connect_timeout(CONNECT)
        .user_agent(concat!("sre/", env!("CARGO_PKG_VERSION")))
        .build()
}

impl<S> Layer<S> for MonitoringLayer {
    type Service = Monitored<S>;

    fn layer(&self, inner: S) -> Self::Service {
        Monitored { inner, servers: self.0.clone() }
    }
}

/// A service that has Prometheus and Alertmanager beside the cluster.
#[derive(Clone)]
pub(super) struct Monitored<S> {
    inner: S,
    servers: Arc<[Arc<Server>]>,
}

impl<S, B> Service<Request<Body>> for Monitored<S>
where
    S: Service<Request<Body>, Response = Response<B>>,
    S::Error: Into<BoxError>,
    S::Future: Send + 'static,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    type Response = Response<Answer>;
    type Error = BoxError;
    type Future = Pin<Box<dyn Future<Output = Result<Response<Answer>, BoxError>> + Send>>;

    fn poll_ready(&mut self, context: &mut Context<'_>) -> Poll<Result<(), BoxError>> {
        self.inner.poll_ready(context).map_err(Into::into)
    }

    fn call(&mut self, request: Request<Body>) -> Self::Future {
        let path = request.uri().path_and_query().map_or("", |path| path.as_str());
        let of = |server: &Server| path.strip_prefix(server.prefix).map(|rest| format!("{}{rest}", server.url));
        if let Some((server, url)) = self.servers.iter().find_map(|server| Some((server.clone(), of(server)?))) {
            return Box::pin(server.send(url, request.headers().get(header::ACCEPT).cloned()));
        }
        let answer = self.inner.call(request);
        Box::pin(async move { answer.await.map(|answer| answer.map(boxed)).map_err(Into::into) })
    }
}

impl Server {
    async fn send(self: Arc<Self>, url: String, accept: Option<HeaderValue>) -> Result<Response<Answer>, BoxError> {
        let mut request = self.http.get(&url).build()?;
        let accept = accept.map(|accept| (header::ACCEPT, accept));
        let token = self.token.lock().await.header(&header::AUTHORIZATION).await?;
        request.headers_mut().extend(accept.into_iter().chain(token.map(|token| (header::AUTHORIZATION, token))));
        #[expect(clippy::disallowed_methods, reason = "only what the guard let through gets here")]
        let answer = self.http.execute(request).await.map_err(reqwest::Error::without_url)?;
        Ok(Response::<reqwest::Body>::from(answer).map(boxed))
    }
}

fn boxed<B>(body: B) -> Answer
where
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    body.map_err(Into::into).boxed_unsync()
}
