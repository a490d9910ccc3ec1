//! Checks of connections: which Services were reached from which nodes.

use std::collections::BTreeSet;

use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// Where a bundle keeps them.
pub const PATH: &str = "telemetry/connectivity.json";
/// Services that fail from a node before that says something about the node. One try may fail by chance.
const SEVERAL: usize = 2;

/// Tries to reach one port of a Service.
#[derive(Debug, Clone)]
pub struct Check<'g> {
    /// The Service.
    pub service: EntityKey,
    /// The port, where it is told.
    pub port: Option<i64>,
    /// Whether it was reached from everywhere.
    pub reached: bool,
    /// The tries, node by node; empty where it is not told from where it was tried.
    pub from: Vec<Try<'g>>,
    view: View<'g>,
}

/// One try.
#[derive(Debug, Clone)]
pub struct Try<'g> {
    /// The node that it was made from.
    pub node: &'g str,
    /// Whether the Service was reached.
    pub reached: bool,
    view: View<'g>,
}

impl Try<'_> {
    /// What came of it, as a fact about the Service.
    pub fn fact(&self, check: &Check<'_>) -> Option<Fact> {
        let came = self.view.at("/success")?.state().about(&check.service);
        let reached = if self.reached { "reached" } else { "not reached" };
        Some(Fact { excerpt: format!("{} {reached} from {}", check.called(), self.node), ..came })
    }
}

impl<'g> Check<'g> {
    /// Every check that was read.
    pub fn all(graph: &'g Graph) -> Vec<Self> {
        let Some(document) = graph.document(PATH) else { return Vec::new() };
        document.items("/items").into_iter().filter_map(Self::new).collect()
    }

    fn new(view: View<'g>) -> Option<Self> {
        let raw = view.value();
        let service = EntityKey::new(&kinds::SERVICE, raw.get("namespace")?.as_str(), raw.get("service")?.as_str()?);
        let port = raw.get("port").and_then(serde_json::Value::as_i64);
        let reached = raw.get("success")?.as_bool()?;
        let tried = |each: View<'g>| {
            let (node, reached) = (each.value().get("node")?.as_str()?, each.value().get("success")?.as_bool()?);
            Some(Try { node, reached, view: each })
        };
        let from = view.items("/from").into_iter().filter_map(tried).collect();
        Some(Self { service, port, reached, from, view })
    }

    /// `ledger:8080`.
    pub fn called(&self) -> String {
        self.port.map_or_else(|| self.service.name.clone(), |port| format!("{}:{port}", self.service.name))
    }

    /// Whether it was reached from nowhere that it was tried from.
    pub fn is_unreached(&self) -> bool {
        !self.reached && self.from.iter().all(|each| !each.reached)
    }

    /// What came of it as a whole, as a fact about the Service.
    pub fn fact(&self) -> Option<Fact> {
        let came = self.view.at("/success")?.state().about(&self.service);
        let reached = if self.reached { "reached" } else { "not reached" };
        Some(Fact { excerpt: format!("{} {reached}", self.called()), ..came })
    }

    fn try_from(&self, node: &str) -> Option<&Try<'g>> {
        self.from.iter().find(|each| each.node == node)
    }
}

/// Whether a Service was reached from anywhere.
pub fn is_reached(graph: &Graph, service: &EntityKey) -> bool {
    let own = Check::all(graph).into_iter().filter(|check| check.service == *service);
    own.into_iter().any(|check| check.reached || check.from.iter().any(|each| each.reached))
}

/// What a node does not reach although others do.
#[derive(Debug, Clone)]
pub struct Partition<'g> {
    /// The node.
    pub node: EntityKey,
    /// What is not reached from there, and the try.
    pub misses: Vec<(Check<'g>, Try<'g>)>,
    /// What is reached from there.
    pub reaches: usize,
    /// The nodes from which it is reached.
    pub others: BTreeSet<&'g str>,
}

/// Nodes from which several Services are not reached that others reach, and most of those that were tried.
pub fn partitions(graph: &Graph) -> Vec<Partition<'_>> {
    let checks = Check::all(graph);
    let nodes: BTreeSet<&str> = checks.iter().flat_map(|check| &check.from).map(|each| each.node).collect();
    nodes.into_iter().filter_map(|node| partition(node, &checks)).collect()
}

fn partition<'g>(node: &str, checks: &[Check<'g>]) -> Option<Partition<'g>> {
    let mut found = Partition {
        node: EntityKey::new(&kinds::NODE, None, node),
        misses: Vec::new(),
        reaches: 0,
        others: BTreeSet::new(),
    };
    for check in checks {
        let Some(own) = check.try_from(node) else { continue };
        let others: Vec<&Try<'g>> = check.from.iter().filter(|each| each.node != node && each.reached).collect();
        if own.reached {
            found.reaches += 1;
        } else if !others.is_empty() {
            found.others.extend(others.iter().map(|each| each.node));
            found.misses.push((check.clone(), own.clone()));
        }
    }
    let services: BTreeSet<&EntityKey> = found.misses.iter().map(|(check, _)| &check.service).collect();
    (services.len() >= SEVERAL && found.misses.len() >= found.reaches).then_some(found)
}
