//! Network policies, applied to one flow: who selects an end of it, and whether any rule lets it through.
//!
//! As Kubernetes has it: policies add up; an end that no policy of its namespace selects for a direction is open; one
//! that is selected lets in (or out) only what some rule of some policy allows. What could not be seen counts as
//! allowed, so that silence never becomes an accusation. Ports are those of the pod, not of the Service.

use std::net::IpAddr;

use crate::diagnosis::objects::{ports, selector};
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// The direction that a policy is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// Into the pods that it selects.
    Ingress,
    /// Out of them.
    Egress,
}

impl Side {
    /// As `policyTypes` writes it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ingress => "Ingress",
            Self::Egress => "Egress",
        }
    }

    /// The field of the spec that holds its rules.
    pub fn field(self) -> &'static str {
        match self {
            Self::Ingress => "ingress",
            Self::Egress => "egress",
        }
    }

    fn peers(self) -> &'static str {
        match self {
            Self::Ingress => "/from",
            Self::Egress => "/to",
        }
    }
}

/// One end of a flow: a pod, or the template of one.
#[derive(Debug, Clone)]
pub struct End<'g> {
    /// Its namespace.
    pub namespace: &'g str,
    /// What carries its labels and containers; none where only its namespace is known.
    pub shape: Option<View<'g>>,
    /// Its address, if it has one.
    pub ip: Option<IpAddr>,
}

/// The port of the pod that is called.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Port {
    /// Its number.
    pub number: i64,
    /// `TCP`, `UDP`, `SCTP`.
    pub protocol: String,
}

/// How near a policy comes to letting a flow through.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Miss {
    /// It has no rule at all.
    NoRule,
    /// No rule is for that other end.
    Peer,
    /// A rule is for that end, and for other ports.
    Port,
}

/// A flow that no rule lets through.
#[derive(Debug, Clone)]
pub struct Blocked<'g> {
    /// In which direction.
    pub side: Side,
    /// The policy that comes nearest to letting it through.
    pub policy: View<'g>,
    /// What it lacks.
    pub miss: Miss,
    /// How many policies select the end.
    pub policies: usize,
}

/// What keeps a flow from one end in one direction, if anything does. `peer` is the other end; none for "anybody".
pub fn blocks<'g>(
    graph: &'g Graph,
    side: Side,
    own: &End<'g>,
    peer: Option<&End<'_>>,
    to: &Port,
) -> Option<Blocked<'g>> {
    let shape = own.shape.as_ref()?;
    let mut misses = Vec::new();
    for object in graph.of_kind(&kinds::NETWORK_POLICY).filter(|object| object.key.ns() == own.namespace) {
        let policy = View::root(graph, object);
        let chosen = policy.at("/spec/podSelector").is_some_and(|chosen| selector::selects(&chosen, shape));
        if chosen && is_for(&policy, side)? {
            let called = if side == Side::Ingress { Some(own) } else { peer };
            misses.push((miss(graph, &policy, side, peer, called, to)?, policy));
        }
    }
    let policies = misses.len();
    // The one that comes nearest is the one to mend; a narrow one rather than one that denies all.
    let narrow =
        |policy: &View<'_>| policy.at("/spec/podSelector").is_some_and(|chosen| !chosen.entries("").is_empty());
    let (miss, policy) = misses.into_iter().max_by(|(a, one), (b, other)| {
        a.cmp(b).then_with(|| narrow(one).cmp(&narrow(other))).then_with(|| other.key().cmp(one.key()))
    })?;
    Some(Blocked { side, policy, miss, policies })
}

/// Whether a policy speaks of this direction; none where what says so is hidden.
fn is_for(policy: &View<'_>, side: Side) -> Option<bool> {
    let written = policy.value().pointer("/spec/policyTypes").is_some_and(|types| !types.is_null());
    if written {
        let types = policy.at("/spec/policyTypes")?;
        return Some(types.items("").iter().any(|t| t.str() == Some(side.name())));
    }
    let rules = policy.value().pointer("/spec/egress").and_then(serde_json::Value::as_array);
    Some(side == Side::Ingress || rules.is_some_and(|rules| !rules.is_empty()))
}

/// How a policy misses the flow; none where it lets it through, or where its rules are hidden.
fn miss(
    graph: &Graph,
    policy: &View<'_>,
    side: Side,
    peer: Option<&End<'_>>,
    called: Option<&End<'_>>,
    to: &Port,
) -> Option<Miss> {
    let place = format!("/spec/{}", side.field());
    if policy.value().pointer(&place).is_some_and(|rules| !rules.is_null()) && policy.at(&place).is_none() {
        return None;
    }
    let mut nearest = Miss::NoRule;
    for rule in policy.items(&place) {
        let peers = rule.items(side.peers());
        let ours = peers.is_empty() || peers.iter().any(|each| is_peer(graph, each, policy.key().ns(), peer));
        let ports = rule.items("/ports");
        let fits = ports.is_empty() || ports.iter().any(|port| is_port(port, called, to));
        match (ours, fits) {
            (true, true) => return None,
            (true, false) => nearest = Miss::Port,
            (false, _) => nearest = nearest.max(Miss::Peer),
        }
    }
    Some(nearest)
}

fn is_peer(graph: &Graph, rule: &View<'_>, own: &str, peer: Option<&End<'_>>) -> bool {
    // Whoever it is, this lets somebody in.
    let Some(peer) = peer else { return true };
    if let Some(block) = rule.at("/ipBlock") {
        return peer.ip.is_none_or(|ip| in_block(&block, ip));
    }
    let place = match rule.at("/namespaceSelector") {
        Some(wanted) => {
            let namespace = graph.view(&EntityKey::new(&kinds::NAMESPACE, None, peer.namespace));
            namespace.is_none_or(|namespace| selector::selects(&wanted, &namespace))
        }
        None => peer.namespace == own,
    };
    let pods = rule.at("/podSelector");
    place && pods.is_none_or(|wanted| peer.shape.as_ref().is_none_or(|shape| selector::selects(&wanted, shape)))
}

fn in_block(block: &View<'_>, ip: IpAddr) -> bool {
    let inside = |view: &View<'_>| view.str().and_then(|cidr| contains(cidr, ip));
    let whole = block.at("/cidr").is_none_or(|cidr| inside(&cidr).unwrap_or(true));
    whole && !block.items("/except").iter().any(|cidr| inside(cidr).unwrap_or(false))
}

/// Whether an address lies in a block (`10.0.0.0/8`); none where the block is not understood.
fn contains(cidr: &str, ip: IpAddr) -> Option<bool> {
    let (network, bits) = cidr.split_once('/')?;
    let (network, bits): (IpAddr, u32) = (network.parse().ok()?, bits.parse().ok()?);
    match (network, ip) {
        (IpAddr::V4(network), IpAddr::V4(ip)) => {
            let mask = if bits == 0 { 0 } else { u32::MAX.checked_shl(32_u32.checked_sub(bits)?)? };
            Some(u32::from(network) & mask == u32::from(ip) & mask)
        }
        (IpAddr::V6(network), IpAddr::V6(ip)) => {
            let mask = if bits == 0 { 0 } else { u128::MAX.checked_shl(128_u32.checked_sub(bits)?)? };
            Some(u128::from(network) & mask == u128::from(ip) & mask)
        }
        _ => Some(false),
    }
}

/// Whether a rule's port is the one that is called: a number, a range, or a name of the called pod's containers.
fn is_port(rule: &View<'_>, called: Option<&End<'_>>, to: &Port) -> bool {
    if rule.str_at("/protocol").unwrap_or("TCP") != to.protocol {
        return false;
    }
    let Some(port) = rule.at("/port") else { return true };
    if let Some(first) = port.i64() {
        let last = rule.i64_at("/endPort").unwrap_or(first);
        return (first..=last).contains(&to.number);
    }
    let Some(name) = port.str() else { return true };
    match called.and_then(|end| end.shape.as_ref()) {
        Some(shape) => ports::declared(shape).iter().any(|d| d.name == Some(name) && d.number == to.number),
        None => true,
    }
}
