//! Every node with the pods that are on it, as far as they were read.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::diagnosis::objects::node::Node;
use crate::diagnosis::objects::requests::{self, Amounts};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;

/// A pod on a node.
#[derive(Debug, Clone, Copy)]
pub struct Resident<'g> {
    /// Its key.
    pub key: &'g EntityKey,
    /// Its whole body.
    pub body: &'g Value,
    /// The node's name.
    pub node: &'g str,
}

/// The nodes and who is on them.
pub struct Pool<'g> {
    /// Every node, by name; the first of them where there are many.
    pub nodes: Vec<Node<'g>>,
    /// How many nodes there are, where not all were looked at.
    pub of: Option<usize>,
    by_name: BTreeMap<&'g str, usize>,
    residents: BTreeMap<&'g str, Vec<Resident<'g>>>,
}

impl<'g> Pool<'g> {
    /// What the graph knows; none where the nodes were not all read.
    pub fn of(graph: &'g Graph) -> Option<Self> {
        Self::seen(graph).filter(|pool| pool.of.is_none())
    }

    /// The same, where only the first of many nodes were read as well.
    pub fn seen(graph: &'g Graph) -> Option<Self> {
        let (nodes, of) = Node::seen(graph)?;
        let by_name = nodes.iter().enumerate().map(|(at, node)| (node.name(), at)).collect();
        let mut residents: BTreeMap<&'g str, Vec<Resident<'g>>> = BTreeMap::new();
        for object in graph.of_kind(&kinds::POD).filter(|object| !object.metadata_only) {
            let body = object.body();
            let ended = matches!(body.pointer("/status/phase").and_then(Value::as_str), Some("Succeeded" | "Failed"));
            let node = body.pointer("/spec/nodeName").and_then(Value::as_str).filter(|name| !name.is_empty());
            if let Some(node) = node.filter(|_| !ended) {
                residents.entry(node).or_default().push(Resident { key: &object.key, body, node });
            }
        }
        Some(Self { nodes, of, by_name, residents })
    }

    /// A node by its name.
    pub fn node(&self, name: &str) -> Option<&Node<'g>> {
        self.by_name.get(name).and_then(|at| self.nodes.get(*at))
    }

    /// The pods on a node.
    pub fn on(&self, node: &str) -> &[Resident<'g>] {
        self.residents.get(node).map_or(&[], Vec::as_slice)
    }

    /// The pods on all nodes.
    pub fn residents(&self) -> impl Iterator<Item = &Resident<'g>> {
        self.residents.values().flatten()
    }

    /// What the pods on a node ask for together.
    pub fn taken(&self, node: &str) -> Amounts {
        let mut sum = Amounts::new();
        for resident in self.on(node) {
            requests::add(&mut sum, &requests::of_spec(resident.body.get("spec").unwrap_or(&Value::Null)));
        }
        sum
    }

    /// The pods on a node that ask for most of a resource, most first.
    pub fn heaviest(&self, node: &str, resource: &str) -> Vec<Resident<'g>> {
        let asks = |r: &Resident<'g>| {
            requests::of_spec(r.body.get("spec").unwrap_or(&Value::Null)).get(resource).copied().unwrap_or_default()
        };
        let mut all: Vec<Resident<'g>> = self.on(node).to_vec();
        all.sort_by(|a, b| asks(b).cmp(&asks(a)).then_with(|| a.key.cmp(b.key)));
        all
    }
}
