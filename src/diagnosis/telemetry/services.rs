//! Services of nodes as their service managers tell them: which of Kubernetes' parts runs where, and which does not.
//!
//! That a unit does not run is no fault by itself: it may be started otherwise, or not be wanted on that node.

use std::sync::Arc;

use jiff::Timestamp;

use crate::diagnosis::logs::decisive::shorten;
use crate::diagnosis::telemetry::journal::{self, Told};
use crate::evidence::documents::of_node_service;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Where a bundle keeps all of them.
pub const INDEX: &str = "telemetry/node-services.json";
/// Where it keeps the words of each: `<node>/<service>.txt` below.
pub const TEXTS: &str = "telemetry/node-services/";

/// A part of Kubernetes that a node runs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Component {
    /// The kubelet.
    Kubelet,
    /// containerd, CRI-O or Docker.
    Runtime,
    /// kube-proxy.
    Proxy,
    /// kube-scheduler.
    Scheduler,
    /// kube-controller-manager.
    ControllerManager,
}

impl Component {
    fn of(service: &str) -> Option<Self> {
        match service.strip_suffix(".service").unwrap_or(service) {
            "kubelet" => Some(Self::Kubelet),
            "containerd" | "crio" | "cri-o" | "docker" => Some(Self::Runtime),
            "kube-proxy" => Some(Self::Proxy),
            "kube-scheduler" => Some(Self::Scheduler),
            "kube-controller-manager" => Some(Self::ControllerManager),
            _ => None,
        }
    }
}

/// One service of one node.
#[derive(Debug, Clone)]
pub struct Unit<'g> {
    /// The node.
    pub node: EntityKey,
    /// Its name there.
    pub service: &'g str,
    /// What it is.
    pub component: Component,
    graph: &'g Graph,
    body: Body<'g>,
}

/// Where it is told.
#[derive(Debug, Clone)]
enum Body<'g> {
    /// In the index.
    Entry(View<'g>),
    /// In a text of its own: a status, or a journal.
    Text(Arc<str>, Told),
}

impl<'g> Unit<'g> {
    /// Every service that stands for a part of Kubernetes, as far as it was read: of the index, and of texts that the
    /// index does not have.
    pub fn all(graph: &'g Graph) -> Vec<Self> {
        let document = graph.document(INDEX);
        let entries = document.iter().flat_map(|document| document.items("/items"));
        let mut found: Vec<Self> = entries.filter_map(|view| Self::entry(graph, view)).collect();
        for unit in graph.documents.texts(TEXTS).filter_map(|path| Self::text(graph, path)) {
            if !found.iter().any(|known| known.node == unit.node && known.service == unit.service) {
                found.push(unit);
            }
        }
        found
    }

    fn entry(graph: &'g Graph, view: View<'g>) -> Option<Self> {
        let service = view.value().get("service")?.as_str()?;
        let node = EntityKey::new(&kinds::NODE, None, view.value().get("node")?.as_str()?);
        Some(Self { node, service, component: Component::of(service)?, graph, body: Body::Entry(view) })
    }

    fn text(graph: &'g Graph, path: &'g str) -> Option<Self> {
        let (node, service) = path.strip_prefix(TEXTS)?.strip_suffix(".txt")?.split_once('/')?;
        let text = graph.document_text(path)?;
        let body = Body::Text(text.clone(), journal::told(&text)?);
        let node = EntityKey::new(&kinds::NODE, None, node);
        Some(Self { node, service, component: Component::of(service)?, graph, body })
    }

    /// By the raw body: what may not be cited is so all the same.
    fn raw(&self, field: &str) -> &str {
        match &self.body {
            Body::Entry(view) => view.value().get(field).and_then(serde_json::Value::as_str).unwrap_or_default(),
            Body::Text(text, told) => match field {
                "active_state" => &told.active,
                "sub_state" => &told.sub,
                _ => text,
            },
        }
    }

    /// A line of its text as a fact about the node, unless it is hidden.
    fn line(&self, number: usize) -> Option<Fact> {
        let log = self.graph.document_log(&self.text_path(), &self.node)?;
        let line = log.lines.iter().find(|line| (line.first..=line.last).contains(&number))?;
        let fact = log.fact(line);
        Some(Fact { excerpt: shorten(fact.excerpt.trim()), ..fact })
    }

    /// Whether it runs.
    pub fn runs(&self) -> bool {
        matches!(self.raw("active_state"), "active" | "reloading") && self.raw("sub_state") != "exited"
    }

    /// Whether it has ended: it failed, is started again and again, or is stopped. One that is only just being started
    /// or stopped has not.
    pub fn is_over(&self) -> bool {
        match self.raw("active_state") {
            "failed" | "inactive" => true,
            "activating" => self.raw("sub_state") == "auto-restart",
            _ => false,
        }
    }

    /// Whether its manager was told that it should not run here.
    fn is_unwanted(&self) -> bool {
        journal::is_unwanted(self.raw("text"))
    }

    /// Whether its manager was told to start it with the node.
    fn is_enabled(&self) -> bool {
        self.raw("text").contains("; enabled")
    }

    /// What it is now: `failed`, `inactive (dead)`.
    pub fn shows(&self) -> String {
        let (state, sub) = (self.raw("active_state"), self.raw("sub_state"));
        if sub.is_empty() || sub == state { state.to_owned() } else { format!("{state} ({sub})") }
    }

    /// Its state as a fact about the node.
    pub fn state(&self) -> Option<Fact> {
        match &self.body {
            Body::Entry(view) => Some(view.at("/active_state")?.state().about(&self.node)),
            Body::Text(_, told) => self.line(told.line),
        }
    }

    /// The finer state as a fact about the node. The second says whether there is any, shown or not.
    pub fn sub_state(&self) -> (Option<Fact>, bool) {
        match &self.body {
            Body::Entry(view) => {
                (view.at("/sub_state").map(|sub| sub.state().about(&self.node)), !self.raw("sub_state").is_empty())
            }
            Body::Text(..) => (None, false),
        }
    }

    /// The last words about its end: in the index, else in the text beside it. The second says whether there are any,
    /// shown or not.
    pub fn why(&self) -> (Option<Fact>, bool) {
        if let Body::Entry(view) = &self.body
            && let Some(line) = journal::decisive(self.raw("text"))
        {
            let place = view.at("/text").map(|text| text.state().about(&self.node));
            return (place.map(|fact| Fact { excerpt: shorten(line), ..fact }), true);
        }
        let text = self.graph.document_text(&self.text_path());
        match text.and_then(|text| journal::end_of(&text)) {
            Some(number) => (self.line(number), true),
            None => (None, false),
        }
    }

    /// Where its words stand, if not in the index.
    pub fn text_path(&self) -> String {
        of_node_service(&self.node.name, self.service)
    }

    /// Whether its words have to be read elsewhere.
    pub fn lacks_text(&self) -> bool {
        self.raw("text").is_empty()
    }

    /// Since when it is so, as far as it says how long ago that was: zones are told by ambiguous names.
    pub fn since(&self) -> Option<Timestamp> {
        let line = self.raw("text").lines().find(|line| line.trim_start().starts_with("Active:"))?;
        let (_, ago) = line.rsplit_once(';')?;
        let span = journal::span(ago.trim().strip_suffix("ago")?)?;
        self.graph.now.checked_sub(span).ok()
    }
}

/// Services of one sort, of all nodes.
pub fn of(graph: &Graph, component: Component) -> Vec<Unit<'_>> {
    Unit::all(graph).into_iter().filter(|unit| unit.component == component).collect()
}

/// Services of one sort that ended although they should run.
///
/// Wanted is what its manager starts with the node, and what runs on other nodes. A part that is run as a pod, or that
/// is replaced by something else, leaves units behind that nobody starts.
pub fn down(graph: &Graph, component: Component) -> Vec<Unit<'_>> {
    let all = of(graph, component);
    let elsewhere = |unit: &Unit<'_>| {
        all.iter().any(|other| other.node != unit.node && other.service == unit.service && other.runs())
    };
    let other = |unit: &Unit<'_>| all.iter().any(|other| other.node == unit.node && other.runs());
    let failed = |unit: &Unit<'_>| unit.raw("active_state") != "inactive";
    let wanted = |unit: &Unit<'_>| failed(unit) || unit.is_enabled() || elsewhere(unit);
    let over = |unit: &&Unit<'_>| unit.is_over() && !unit.is_unwanted() && wanted(unit) && !other(unit);
    all.iter().filter(over).cloned().collect()
}

/// The service of one sort on a node that runs.
pub fn running<'g>(graph: &'g Graph, component: Component, node: &EntityKey) -> Option<Unit<'g>> {
    of(graph, component).into_iter().find(|unit| unit.node == *node && unit.runs())
}
