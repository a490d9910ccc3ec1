//! Each node against one pod: everything that keeps the pod off it.

use serde_json::Value;

use crate::diagnosis::objects::node::Node;
use crate::diagnosis::objects::quantities::Quantity;
use crate::diagnosis::objects::requests::{self, Amounts};
use crate::diagnosis::placement::bars::{Bar, Class};
use crate::diagnosis::placement::peers::{self, Guest};
use crate::diagnosis::placement::pool::Pool;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;

/// A node and what keeps the pod off it.
#[derive(Debug, Clone)]
pub struct Seen<'g> {
    /// The node.
    pub node: Node<'g>,
    /// What keeps the pod off; empty where nothing that is known does.
    pub bars: Vec<Bar>,
}

impl Seen<'_> {
    /// Whether the pod's labels and volumes allow the node.
    pub fn is_chosen(&self) -> bool {
        !self.bars.iter().any(Bar::is_choice)
    }

    /// Whether the node is open to the pod: chosen, and neither cordoned nor tainted nor unwell.
    pub fn is_open(&self) -> bool {
        self.is_chosen() && !self.bars.iter().any(Bar::is_closed)
    }

    /// The sorts of bars, each once.
    pub fn classes(&self) -> Vec<Class> {
        let mut classes: Vec<Class> = self.bars.iter().map(Bar::class).collect();
        classes.sort();
        classes.dedup();
        classes
    }

    /// The first bar of a sort.
    pub fn bar(&self, class: &Class) -> Option<&Bar> {
        self.bars.iter().find(|bar| bar.class() == *class)
    }
}

/// Every node against a pod.
pub fn sift<'g>(graph: &'g Graph, guest: Guest<'_>, pool: &Pool<'g>) -> Vec<Seen<'g>> {
    let asked = requests::of_spec(guest.spec());
    let volumes = volume_terms(graph, guest);
    pool.nodes
        .iter()
        .map(|node| {
            let mut bars = choice(guest.spec(), node);
            if !volumes.iter().all(|terms| node.fits_terms(terms)) {
                bars.push(Bar::Volume);
            }
            bars.extend(closed(guest.spec(), node));
            bars.extend(short(&asked, node, pool));
            bars.extend(ports(guest, node, pool));
            bars.extend(peers::bars(graph, guest, node, pool));
            Seen { node: node.clone(), bars }
        })
        .collect()
}

/// What the pod's own selector and affinity have against a node.
pub fn choice(spec: &Value, node: &Node<'_>) -> Vec<Bar> {
    let mut bars = Vec::new();
    for (key, value) in spec.get("nodeSelector").and_then(Value::as_object).into_iter().flatten() {
        let wanted = value.as_str().unwrap_or_default();
        if node.label(key) != Some(wanted) {
            bars.push(Bar::Selector { key: key.clone(), value: wanted.to_owned() });
        }
    }
    let required = "/affinity/nodeAffinity/requiredDuringSchedulingIgnoredDuringExecution/nodeSelectorTerms";
    if spec.pointer(required).is_some_and(|terms| !node.fits_terms(terms)) {
        bars.push(Bar::Affinity);
    }
    bars
}

fn closed(spec: &Value, node: &Node<'_>) -> Vec<Bar> {
    let mut bars = Vec::new();
    let taints = node.taints();
    let cordon = taints.iter().find(|taint| taint.is_cordon());
    let tolerated = cordon.is_some_and(|taint| taint.tolerated_by(spec));
    if (node.cordoned() || cordon.is_some()) && !tolerated {
        bars.push(Bar::Cordon);
    }
    for taint in taints.into_iter().filter(|t| t.keeps_away() && !t.is_cordon() && !t.tolerated_by(spec)) {
        bars.push(if taint.is_condition() {
            Bar::Condition { taint: taint.index, key: taint.key }
        } else {
            Bar::Taint { index: taint.index, text: taint.text() }
        });
    }
    bars
}

fn short(asked: &Amounts, node: &Node<'_>, pool: &Pool<'_>) -> Vec<Bar> {
    let all = node.allocatable();
    let taken = pool.taken(node.name());
    let mut bars = Vec::new();
    for (resource, wants) in asked {
        // A node that says nothing of CPU or memory was not read whole.
        let plain = ["cpu", "memory", "ephemeral-storage"].contains(&resource.as_str());
        let have = match all.get(resource) {
            Some(have) => *have,
            None if plain => continue,
            None => Quantity::ZERO,
        };
        let free = have.less(taken.get(resource).copied().unwrap_or_default());
        if *wants > free {
            bars.push(Bar::Short { resource: resource.clone(), wants: *wants, free, all: have });
        }
    }
    if let Some(places) = all.get("pods") {
        let here = i64::try_from(pool.on(node.name()).len()).unwrap_or(i64::MAX);
        let free = places.less(Quantity::whole(here));
        if free < Quantity::whole(1) {
            bars.push(Bar::Short { resource: "pods".to_owned(), wants: Quantity::whole(1), free, all: *places });
        }
    }
    bars
}

/// The ports of its node that a pod wants: number, protocol, address.
pub fn host_ports(spec: &Value) -> Vec<(i64, &str, &str)> {
    let mut ports = Vec::new();
    let lists = ["containers", "initContainers"].into_iter().filter_map(|field| spec.get(field)?.as_array());
    for container in lists.flatten() {
        for port in container.get("ports").and_then(Value::as_array).into_iter().flatten() {
            let text = |field: &str| port.get(field).and_then(Value::as_str).filter(|t| !t.is_empty());
            if let Some(number) = port.get("hostPort").and_then(Value::as_i64).filter(|number| *number > 0) {
                ports.push((number, text("protocol").unwrap_or("TCP"), text("hostIP").unwrap_or("0.0.0.0")));
            }
        }
    }
    ports
}

fn ports(guest: Guest<'_>, node: &Node<'_>, pool: &Pool<'_>) -> Option<Bar> {
    let wanted = host_ports(guest.spec());
    let any = |ip: &str| ip == "0.0.0.0" || ip == "::";
    pool.on(node.name()).iter().filter(|r| !wanted.is_empty() && r.key != guest.key).find_map(|resident| {
        let taken = host_ports(resident.body.get("spec")?);
        let clash = wanted.iter().find(|(port, protocol, ip)| {
            taken.iter().any(|(p, proto, at)| p == port && proto == protocol && (at == ip || any(at) || any(ip)))
        })?;
        Some(Bar::Port { port: clash.0, by: resident.key.clone() })
    })
}

/// The terms of nodes from which the pod's bound volumes can be used, as far as they were read.
fn volume_terms<'g>(graph: &'g Graph, guest: Guest<'_>) -> Vec<&'g Value> {
    let volumes = guest.spec().get("volumes").and_then(Value::as_array).into_iter().flatten();
    volumes
        .filter_map(|volume| {
            let claim = volume.pointer("/persistentVolumeClaim/claimName")?.as_str()?;
            let claim = graph.get(&EntityKey::new(&kinds::PVC, guest.key.namespace.as_deref(), claim))?;
            let name = claim.body().pointer("/spec/volumeName")?.as_str()?;
            let volume = graph.get(&EntityKey::new(&kinds::PV, None, name))?;
            volume.body().pointer("/spec/nodeAffinity/required/nodeSelectorTerms")
        })
        .collect()
}
