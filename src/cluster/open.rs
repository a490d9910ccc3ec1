//! Opens a source: whatever it is, what comes out is one guarded `kube::Client` and what is known about it.

use std::path::Path;
use std::time::Duration;

use jiff::Timestamp;

use crate::clock::Clock;
use crate::cluster::bundle::{self, Limits, Store};
use crate::cluster::fetch::Fetched;
use crate::cluster::read::Read;
use crate::cluster::served::Served;
use crate::cluster::source::Source;
use crate::cluster::{demo, live};
use crate::error::{Error, Result};
use crate::evidence::documents::NODE_SERVICES;
use crate::evidence::run::RunReader;
use crate::transport::audit::Audit;
use crate::transport::guard::Guard;
use crate::transport::kubernetes;
use crate::transport::monitoring::Servers;
use crate::transport::replay::Replay;

/// An open source.
pub struct Opened {
    /// The client that reads it.
    pub client: kube::Client,
    /// `demo:echo-pod`, `bundle:incident.tar.gz`, `context:prod` …
    pub label: String,
    /// The API server's address, where there is one.
    pub server: Option<String>,
    /// The kubeconfig context, where there is one.
    pub context: Option<String>,
    /// The namespace of the context; breaks ties only.
    pub default_namespace: Option<String>,
    /// The moment that "now" means.
    pub now: Timestamp,
    /// Files of a bundle that could not be used, and why.
    pub problems: Vec<String>,
    /// What else a person should know.
    pub warnings: Vec<String>,
    /// What was read to open it; it need not be read again.
    pub first: Option<(Read, Fetched)>,
    /// In which forms a server has what it serves; only live ones differ.
    pub served: Option<Served>,
    /// Documents of a bundle beside its objects and logs, by the paths that [`Read::document`] takes.
    pub documents: Vec<String>,
}

/// How long opening may wait for an answer where nobody says.
const PATIENCE: Duration = Duration::from_secs(10);

/// Opens a source. Call it inside a tokio runtime.
pub async fn open(source: &Source, clock: Clock, audit: &Audit) -> Result<Opened> {
    open_within(source, &Servers::default(), clock, audit, PATIENCE).await
}

/// Opens a source, a live one with the monitoring beside it, and waits no longer than this for each answer or plugin that
/// it takes.
pub async fn open_within(
    source: &Source,
    servers: &Servers,
    clock: Clock,
    audit: &Audit,
    patience: Duration,
) -> Result<Opened> {
    match source {
        Source::Demo(name) => open_demo(name, clock, audit),
        Source::Bundle(path) => open_bundle(path, clock, audit),
        Source::Replay(dir) => open_replay(dir, audit),
        Source::Live { context, kubeconfig, node_services } => {
            let wanted = live::Wanted {
                context: context.as_deref(),
                kubeconfig: kubeconfig.as_deref(),
                node_services: *node_services,
                servers,
            };
            live::open(wanted, clock, audit, patience).await
        }
    }
}

fn open_demo(name: &str, clock: Clock, audit: &Audit) -> Result<Opened> {
    let found = demo::find(name).ok_or_else(|| {
        let names: Vec<&str> = demo::list().iter().map(|demo| demo.name).collect();
        Error::usage(format!("there is no demo named `{name}`")).hint(format!("the demos are {}", names.join(", ")))
    })?;
    let store = demo::open(found)?;
    Ok(recorded(format!("demo:{name}"), store, clock, audit))
}

fn open_bundle(path: &Path, clock: Clock, audit: &Audit) -> Result<Opened> {
    let store = bundle::open(path, &Limits::default())?;
    let name = path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned());
    Ok(recorded(format!("bundle:{name}"), store, clock, audit))
}

fn recorded(label: String, store: Store, clock: Clock, audit: &Audit) -> Opened {
    let now = store.now().unwrap_or_else(|| clock.now());
    let problems = store.problems().into_iter().map(|problem| problem.message).collect();
    let documents = store.documents();
    let client = kubernetes::client(bundle::Service::new(store), "default", audit);
    Opened {
        client,
        label,
        server: None,
        context: None,
        default_namespace: None,
        now,
        problems,
        warnings: Vec::new(),
        first: None,
        served: None,
        documents,
    }
}

fn open_replay(dir: &Path, audit: &Audit) -> Result<Opened> {
    let run = RunReader::open(dir)?;
    let head = run.manifest().head.clone();
    let now = head.as_of.unwrap_or(head.started_at);
    let default_namespace = head.flags.get("default_namespace").cloned();
    let documents = recorded_documents(&run);
    let guard = Guard::kubernetes().and_node_services(documents.iter().any(|known| known == NODE_SERVICES));
    let client = kubernetes::client_under(guard, Replay::new(run), "default", audit);
    Ok(Opened {
        client,
        // The report of a replay is that of the run, its source included.
        label: head.source,
        server: head.flags.get("server").cloned(),
        context: head.flags.get("context").cloned(),
        default_namespace,
        now,
        problems: head.problems,
        warnings: Vec::new(),
        first: None,
        served: None,
        documents,
    })
}

/// The documents that a recorded run knew of.
fn recorded_documents(run: &RunReader) -> Vec<String> {
    let known = run.manifest().head.flags.get("documents");
    known.map(|paths| paths.lines().map(str::to_owned).collect()).unwrap_or_default()
}
