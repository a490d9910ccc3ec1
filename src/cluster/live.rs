//! A live cluster: kubeconfig, else in-cluster, else a clear error that names the ways to point the program somewhere.
//!
//! A cluster is open once it has told its version: whoever cannot be reached, is no API server or does not know us is
//! told apart here, before anything is investigated. The same answer tells what time it is there.

use std::path::Path;
use std::time::Duration;

use http::Uri;
use jiff::{SignedDuration, Timestamp};
use kube::Config;
use kube::config::InClusterError;

use crate::clock::Clock;
use crate::cluster::credential::Credential;
use crate::cluster::exchange::seconds;
use crate::cluster::fetch::{Fetched, Fetcher};
use crate::cluster::kubeconfig;
use crate::cluster::open::Opened;
use crate::cluster::read::Read;
use crate::cluster::served::Served;
use crate::cluster::trouble::Trouble;
use crate::error::{Error, Result};
use crate::evidence::documents::{ALERTMANAGER, NODE_SERVICES, PROMETHEUS};
use crate::transport::audit::Audit;
use crate::transport::guard::Guard;
use crate::transport::kubernetes;
use crate::transport::monitoring::Servers;
use crate::transport::redact::Redactor;

/// From here on the difference between two clocks is worth a word.
const SKEW: SignedDuration = SignedDuration::from_mins(5);

/// A cluster that was chosen.
struct Chosen {
    config: Config,
    context: Option<String>,
    credential: Credential,
}

/// Which cluster is wanted, and what of it beyond the API.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    /// The kubeconfig context; none means the current one.
    pub context: Option<&'a str>,
    /// The kubeconfig file; none means the usual places.
    pub kubeconfig: Option<&'a Path>,
    /// Whether the journals of nodes' services may be read.
    pub node_services: bool,
    /// Prometheus and Alertmanager, where they are configured.
    pub servers: &'a Servers,
}

/// Opens the cluster of a context. Each step of it may take as long as one read.
pub async fn open(wanted: Wanted<'_>, clock: Clock, audit: &Audit, patience: Duration) -> Result<Opened> {
    let Chosen { config, context, credential } = choose(wanted.context, wanted.kubeconfig).await?;
    let address = address(&config.cluster_url);
    let default_namespace = Some(config.default_namespace.clone());
    let guard = Guard::kubernetes().and_node_services(wanted.node_services);
    let client = build(config, guard, wanted.servers, audit, &credential, context.as_deref(), patience).await?;
    let fetcher = Fetcher::new(client.clone(), Redactor::default()).within(patience);
    let version = Read::version();
    let first = fetcher.fetch(&version).await;
    if first.status == 401 {
        return Err(credential.rejected(&address, context.as_deref()));
    }
    if let Some(trouble) = &first.trouble {
        return Err(unreachable(&address, trouble, &first, &credential, context.as_deref()));
    }
    let wall = clock.now();
    let now = first.date.unwrap_or(wall);
    let git_version = first.body.json().and_then(|body| body.get("gitVersion")?.as_str().map(str::to_owned));
    Ok(Opened {
        client,
        label: context.as_ref().map_or_else(|| "in-cluster".to_owned(), |context| format!("context:{context}")),
        documents: documents(wanted),
        served: Some(Served::of(&address, git_version.as_deref().unwrap_or_default())),
        server: Some(address),
        context,
        default_namespace,
        now,
        problems: Vec::new(),
        warnings: skew(now, wall).into_iter().collect(),
        first: Some((version, first)),
    })
}

/// What may be read beside the API.
fn documents(wanted: Wanted<'_>) -> Vec<String> {
    [
        (wanted.node_services, NODE_SERVICES),
        (wanted.servers.prometheus.is_some(), PROMETHEUS),
        (wanted.servers.alertmanager.is_some(), ALERTMANAGER),
    ]
    .into_iter()
    .filter(|(there, _)| *there)
    .map(|(_, document)| document.to_owned())
    .collect()
}

async fn choose(context: Option<&str>, path: Option<&Path>) -> Result<Chosen> {
    let Some((files, place)) = kubeconfig::read(path)? else { return in_cluster(context) };
    let chosen = kubeconfig::choose(files, &place, context).await?;
    Ok(Chosen { config: chosen.config, context: Some(chosen.context), credential: chosen.credential })
}

fn in_cluster(context: Option<&str>) -> Result<Chosen> {
    const WAYS: &str =
        "point at a cluster with --context or --kubeconfig, at a recording with --bundle PATH, or try --demo";
    if let Some(name) = context {
        return Err(Error::source(format!("there is no kubeconfig with a context `{name}`"))
            .hint("name a kubeconfig with --kubeconfig or KUBECONFIG"));
    }
    match Config::incluster() {
        Ok(config) => Ok(Chosen { config, context: None, credential: Credential::ServiceAccount }),
        // Nobody put us into a cluster.
        Err(InClusterError::ReadEnvironmentVariable(_)) => {
            let what = "there is nothing to investigate: no kubeconfig, and not inside of a cluster";
            Err(Error::source(what).hint(WAYS))
        }
        Err(error) => {
            let what = format!("there is no kubeconfig, and the service account of this pod cannot be used: {error}");
            Err(Error::source(what).hint("check `automountServiceAccountToken` of the pod").hint(WAYS))
        }
    }
}

/// Builds the client, which may run a plugin: on a thread of its own, and not for ever.
async fn build(
    config: Config,
    guard: Guard,
    servers: &Servers,
    audit: &Audit,
    credential: &Credential,
    context: Option<&str>,
    patience: Duration,
) -> Result<kube::Client> {
    let (servers, audit, url) = (servers.clone(), audit.clone(), address(&config.cluster_url));
    let building = tokio::task::spawn_blocking(move || kubernetes::live_under(guard, config, &servers, &audit));
    match tokio::time::timeout(patience, building).await {
        Err(_) => Err(credential.hung(&seconds(patience), context)),
        Ok(Err(error)) => Err(Error::internal("the client could not be built").caused_by(error)),
        Ok(Ok(Err(kube::Error::Auth(error)))) => Err(credential.failed(&error, context)),
        Ok(Ok(Err(error))) => Err(Error::source(format!("no client can be built for {url}")).caused_by(error)),
        Ok(Ok(Ok(client))) => Ok(client),
    }
}

fn unreachable(
    address: &str,
    trouble: &Trouble,
    first: &Fetched,
    credential: &Credential,
    context: Option<&str>,
) -> Error {
    let why = first.outcome.blindness().map_or_else(String::new, |(_, why)| why.to_owned());
    let error = match trouble {
        Trouble::Credential(_) => Error::source(format!("{}: {why}", credential.name())),
        _ => Error::source(format!("cannot ask the cluster at {address}: {why}")),
    };
    let error = trouble.advice().into_iter().fold(error, Error::hint);
    match (trouble, context) {
        (Trouble::WantsTls | Trouble::SpeaksPlain | Trouble::NotKubernetes(_), _) | (_, None) => error,
        (_, Some(context)) => error.hint(format!("`kubectl --context {context} get ns` goes the same way")),
    }
}

/// The address of a server as it may be shown: without a user or a password.
fn address(url: &Uri) -> String {
    let scheme = url.scheme_str().unwrap_or("https");
    let authority = url.authority().map_or("", |authority| authority.as_str());
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    format!("{scheme}://{host}{}", url.path().trim_end_matches('/'))
}

fn skew(there: Timestamp, here: Timestamp) -> Option<String> {
    let ahead = here.duration_since(there);
    let minutes = ahead.abs().as_mins();
    (ahead.abs() > SKEW).then(|| {
        let way = if ahead.is_positive() { "ahead of" } else { "behind" };
        format!("this machine's clock is {minutes} min {way} the cluster's; the cluster's is used")
    })
}
