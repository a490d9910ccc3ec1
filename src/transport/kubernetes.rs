//! The only place that builds a `kube::Client`: always under the guard, always in the audit.

use std::sync::Once;
use std::time::Duration;

use bytes::Bytes;
use http::{Request, Response};
use kube::client::{Body, ClientBuilder, ConfigExt as _};
use tower::buffer::BufferLayer;
use tower::{BoxError, Layer as _, Service};

use super::audit::Audit;
use super::guard::{Guard, GuardLayer, Purpose, Refused};
use super::monitoring::{MonitoringLayer, Servers};

const CONNECT: Duration = Duration::from_secs(5);
const READ: Duration = Duration::from_secs(30);

/// A client over any service that answers Kubernetes requests, such as a bundle. Call it inside a tokio runtime.
pub fn client<S, B>(service: S, default_namespace: &str, audit: &Audit) -> kube::Client
where
    S: Service<Request<Body>, Response = Response<B>> + Send + 'static,
    S::Future: Send + 'static,
    S::Error: Into<BoxError>,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    client_under(Guard::kubernetes(), service, default_namespace, audit)
}

/// The same under a guard that lets more through, as it was chosen.
pub fn client_under<S, B>(guard: Guard, service: S, default_namespace: &str, audit: &Audit) -> kube::Client
where
    S: Service<Request<Body>, Response = Response<B>> + Send + 'static,
    S::Future: Send + 'static,
    S::Error: Into<BoxError>,
    B: http_body::Body<Data = Bytes> + Send + 'static,
    B::Error: Into<BoxError>,
{
    #[expect(clippy::disallowed_methods, reason = "the guard is put around it in this expression")]
    kube::Client::new(layer(guard, audit).layer(service), default_namespace)
}

/// A client for a cluster. Call it inside a tokio runtime.
///
/// kube's own retries are off: fifteen of them make a dead aggregated API look like a hang of minutes. A connection
/// has five seconds to open and an answer thirty to begin; whoever asks has a deadline of its own above that.
///
/// Building it may run the kubeconfig's plugin and waits for it: do it on a thread that may block.
pub fn live(config: kube::Config, audit: &Audit) -> Result<kube::Client, kube::Error> {
    live_under(Guard::kubernetes(), config, &Servers::default(), audit)
}

/// The same under a guard that lets more through, as it was chosen, with the monitoring that is configured beside it.
pub fn live_under(
    guard: Guard,
    mut config: kube::Config,
    servers: &Servers,
    audit: &Audit,
) -> Result<kube::Client, kube::Error> {
    install_crypto();
    let beside = MonitoringLayer::new(servers).map_err(|error| kube::Error::Service(error.into()))?;
    config.default_retry = false;
    config.connect_timeout = Some(CONNECT);
    config.read_timeout = Some(READ);
    config.reset_reader_on_write = true;
    if config.auth_info.exec.is_some()
        && let Some(token) = config.auth_layer()?
    {
        // The plugin gave a token. Left to itself, kube would run it three times: twice more in search of a certificate.
        config.auth_info.exec = None;
        let builder =
            ClientBuilder::try_from(config)?.with_layer(&BufferLayer::new(64)).with_layer(&token).with_layer(&beside);
        return Ok(builder.with_layer(&layer(guard, audit)).build());
    }
    Ok(ClientBuilder::try_from(config)?.with_layer(&beside).with_layer(&layer(guard, audit)).build())
}

/// The guard's refusal inside of an error of a client, if that is what it was.
pub fn refusal(error: &kube::Error) -> Option<&Refused> {
    match error {
        kube::Error::Service(inner) => inner.downcast_ref(),
        _ => None,
    }
}

fn layer(guard: Guard, audit: &Audit) -> GuardLayer {
    GuardLayer::new(guard, Purpose::Investigate, audit.clone())
}

/// One TLS provider for the whole process, whoever comes first.
pub fn install_crypto() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        // It fails only if a provider is installed already, which is just as well.
        drop(rustls::crypto::aws_lc_rs::default_provider().install_default());
    });
}
