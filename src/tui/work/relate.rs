//! What the subject of a run is connected with: the run is read again from disk, and its graph drawn as rows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use tokio::sync::mpsc::Sender;

use super::{Setup, send, shown};
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::machine::Machine;
use crate::diagnosis::objects::pod::Pod;
use crate::diagnosis::objects::service::Service;
use crate::diagnosis::subject::Subject;
use crate::error::{Error, Result};
use crate::evidence::entity::EntityKey;
use crate::evidence::event;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::run::RunReader;
use crate::investigate::{self, Gathered, Options, Source};
use crate::report::model::{ObjectRef, Report};
use crate::tui::intent::{Job, Message};
use crate::tui::state::{Topology, TopologyRow};

/// Rows that are drawn.
const MOST: usize = 400;
/// Pods of one app that are drawn; the unwell come first.
const PODS: usize = 12;

/// Finds what is connected.
pub(super) async fn relate(job: Job, setup: Arc<Setup>, run: String, messages: Sender<Message>) {
    let found = related(&setup, &run).await;
    send(&messages, Message::Related(job, shown(found).map(Arc::new))).await;
}

/// What the subject of a run is connected with.
pub async fn related(setup: &Setup, run: &str) -> Result<Topology> {
    let dir = setup.runs().ok_or_else(|| Error::usage("runs are kept nowhere, so nothing can be drawn"))?.join(run);
    let reader = RunReader::open(&dir)?;
    let head = reader.manifest().head.clone();
    let report = reader.report()?.ok_or_else(|| Error::usage(format!("run {run} has no answer to draw from")))?;
    let options = Options {
        source: Source::Replay(dir),
        namespace: head.flags.get("namespace").cloned(),
        all_namespaces: head.flags.contains_key("all_namespaces"),
        audit: None,
        record: None,
        runs: None,
        agents: None,
        ..setup.options.clone()
    };
    let (events, mut unheard) = event::channel();
    let silence = async { while unheard.recv().await.is_some() {} };
    let (gathered, ()) = tokio::join!(investigate::gather(&head.question, &options, events), silence);
    Ok(drawn(&gathered?, &report))
}

fn drawn(gathered: &Gathered, report: &Report) -> Topology {
    let mut page = Page::new(&gathered.graph, report);
    let apps: BTreeMap<EntityKey, App<'_>> =
        App::all(&gathered.graph).into_iter().map(|app| (app.key.clone(), app)).collect();
    for root in page.roots(&gathered.subject, &apps) {
        match apps.get(&root) {
            Some(app) => page.app(app),
            None => page.row(0, "", &root, String::new(), false),
        }
    }
    page.topology
}

struct Page<'g> {
    graph: &'g Graph,
    steps: BTreeMap<ObjectRef, usize>,
    done: BTreeSet<EntityKey>,
    topology: Topology,
}

impl<'g> Page<'g> {
    fn new(graph: &'g Graph, report: &Report) -> Self {
        let chain = report.root_causes.first().map(|cause| cause.chain.as_slice()).unwrap_or_default();
        let mut steps = BTreeMap::new();
        for (at, link) in chain.iter().enumerate() {
            steps.entry(bare(&link.object)).or_insert(at);
        }
        Self { graph, steps, done: BTreeSet::new(), topology: Topology::default() }
    }

    /// What stands at the left: the objects of the path, then those of the subject.
    fn roots(&self, subject: &Subject, apps: &BTreeMap<EntityKey, App<'_>>) -> Vec<EntityKey> {
        let mut roots = Vec::new();
        let mut add = |key: EntityKey| {
            let top = self.graph.top_owner(&key);
            if !roots.contains(&top) {
                roots.push(top);
            }
        };
        let mut path: Vec<_> = self.steps.iter().collect();
        path.sort_by_key(|(_, step)| **step);
        let known: Vec<EntityKey> = self.graph.objects().map(|object| object.key.clone()).collect();
        for (object, _) in path {
            let key = known.iter().find(|key| bare(&key.object_ref(None)) == *object).cloned();
            add(key.unwrap_or_else(|| {
                EntityKey::referenced(&object.api_version, &object.kind, object.namespace.as_deref(), &object.name)
            }));
        }
        match subject {
            Subject::Objects(keys) => keys.iter().cloned().for_each(&mut add),
            Subject::Namespace(namespace) => {
                apps.keys().filter(|key| key.ns() == namespace).cloned().for_each(&mut add);
            }
            Subject::Cluster => {
                apps.values().filter(|app| !app.troubled().is_empty()).map(|app| app.key.clone()).for_each(&mut add);
            }
        }
        roots
    }

    fn app(&mut self, app: &App<'g>) {
        let wanted = app.replicas().map_or_else(|| app.pods.len().to_string(), |count| count.to_string());
        let unwell = !app.troubled().is_empty();
        self.row(0, "", &app.key, format!("{} of {wanted} ready", app.ready()), unwell);
        for service in Service::in_namespace(self.graph, app.key.ns()) {
            let selects = app.view.as_ref().is_some_and(|view| service.selects_template(view))
                || app.pods.iter().any(|pod| self.graph.view(pod.key()).is_some_and(|view| service.selects(&view)));
            if selects {
                let nobody = service.nobody_behind().is_some();
                let state = if nobody { "no ready endpoint" } else { "has endpoints" };
                self.row(1, "selected by", service.key(), state.to_owned(), nobody);
            }
        }
        let mut pods: Vec<&Pod<'g>> = app.pods.iter().collect();
        pods.sort_by_key(|pod| (pod.ready(), pod.key().clone()));
        for pod in pods.iter().take(PODS) {
            let owner = self.graph.controller(pod.key()).filter(|owner| *owner != app.key);
            if let Some(owner) = owner.filter(|owner| !self.done.contains(owner)) {
                self.row(1, "owns", &owner, String::new(), false);
            }
            self.pod(pod);
        }
        self.topology.left_out += pods.len().saturating_sub(PODS);
    }

    fn pod(&mut self, pod: &Pod<'g>) {
        let waiting =
            pod.containers().iter().find_map(|container| container.waiting_reason()?.str().map(str::to_owned));
        let state = waiting.unwrap_or_else(|| pod.phase().to_owned());
        self.row(2, "runs", pod.key(), state, !pod.ready() && pod.phase() != "Succeeded");
        if let Some(name) = pod.node() {
            let key = EntityKey::new(&kinds::NODE, None, name);
            let machine = Machine::get(self.graph, &key);
            let ready = machine.as_ref().is_none_or(Machine::is_ready);
            let state = if machine.is_none() {
                "not read"
            } else if ready {
                "ready"
            } else {
                "not ready"
            };
            self.row(3, "on", &key, state.to_owned(), !ready);
        }
    }

    fn row(&mut self, depth: usize, relation: &'static str, key: &EntityKey, state: String, unwell: bool) {
        // A node stands below each of its pods; anything else once.
        if !self.done.insert(key.clone()) && !key.is(&kinds::NODE) {
            return;
        }
        if self.topology.rows.len() >= MOST {
            self.topology.left_out += 1;
            return;
        }
        let object = key.object_ref(None);
        let read = self.graph.get(key);
        let state = if state.is_empty() && read.is_none() { "not read".to_owned() } else { state };
        self.topology.rows.push(TopologyRow {
            depth,
            relation,
            step: self.steps.get(&bare(&object)).copied(),
            object,
            state,
            unwell,
            place: read.map(|object| (object.observation.to_string(), object.base.clone())),
        });
    }
}

/// An object without its version, which two readers may know differently.
fn bare(object: &ObjectRef) -> ObjectRef {
    ObjectRef { api_version: String::new(), ..object.clone() }
}
