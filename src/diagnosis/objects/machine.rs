//! Nodes as machines: what their kubelets report of them, and whether a volume can be used there.

use jiff::SignedDuration;

use crate::diagnosis::objects::pod::Pod;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// The namespace of the leases that kubelets renew.
pub const LEASES: &str = "kube-node-lease";

/// How long a new node may take to become ready.
const JOINING: SignedDuration = SignedDuration::from_secs(300);

/// A node.
#[derive(Debug, Clone)]
pub struct Machine<'g> {
    /// The whole of it.
    pub view: View<'g>,
}

impl<'g> Machine<'g> {
    /// A node that was read.
    pub fn get(graph: &'g Graph, key: &EntityKey) -> Option<Self> {
        key.is(&kinds::NODE).then(|| graph.view(key).map(|view| Self { view }))?
    }

    /// A node that was read, by name.
    pub fn named(graph: &'g Graph, name: &str) -> Option<Self> {
        Self::get(graph, &EntityKey::new(&kinds::NODE, None, name))
    }

    /// Every node that was read, by name.
    pub fn all(graph: &'g Graph) -> Vec<Self> {
        let whole = graph.of_kind(&kinds::NODE).filter(|object| !object.metadata_only);
        whole.map(|object| Self { view: View::root(graph, object) }).collect()
    }

    /// Its key.
    pub fn key(&self) -> &'g EntityKey {
        self.view.key()
    }

    /// Its name.
    pub fn name(&self) -> &'g str {
        &self.key().name
    }

    /// One of its conditions.
    pub fn condition(&self, kind: &str) -> Option<View<'g>> {
        self.view.items("/status/conditions").into_iter().find(|c| c.str_at("/type") == Some(kind))
    }

    /// A condition that has this status now.
    pub fn condition_that_is(&self, kind: &str, status: &str) -> Option<View<'g>> {
        self.condition(kind).filter(|condition| condition.str_at("/status") == Some(status))
    }

    /// Whether its kubelet calls it ready.
    pub fn is_ready(&self) -> bool {
        self.condition_that_is("Ready", "True").is_some()
    }

    /// When its kubelet last renewed its lease, where that was read.
    pub fn renewed(&self) -> Option<View<'g>> {
        let key = EntityKey::new(&kinds::LEASE, Some(LEASES), self.name());
        self.view.graph().view(&key)?.at("/spec/renewTime")
    }

    /// Whether it has only just joined the cluster: it is not ready before its network is.
    pub fn is_joining(&self) -> bool {
        let created = self.view.time_at("/metadata/creationTimestamp");
        created.is_some_and(|at| self.view.graph().now.duration_since(at) < JOINING)
    }

    /// The `Ready` condition where it is not `True`, of a node that has not only just joined.
    pub fn trouble(&self) -> Option<View<'g>> {
        self.condition("Ready").filter(|ready| ready.str_at("/status") != Some("True") && !self.is_joining())
    }

    /// Its pods that were read.
    pub fn pods(&self) -> Vec<Pod<'g>> {
        let graph = self.view.graph();
        let pods = graph.of_kind(&kinds::POD).filter(|object| !object.metadata_only);
        pods.map(|object| Pod::new(graph, object)).filter(|pod| pod.node() == Some(self.name())).collect()
    }

    /// Whether a node selector (its terms are alternatives) takes it. One without terms takes nothing.
    pub fn fits(&self, selector: &View<'_>) -> bool {
        selector.items("/nodeSelectorTerms").iter().any(|term| {
            let label = |key: &str| self.view.key_at("/metadata/labels", key).and_then(|v| v.str());
            let expressions = term.items("/matchExpressions");
            let fields = term.items("/matchFields");
            let name = |key: &str| (key == "metadata.name").then(|| self.name());
            (!expressions.is_empty() || !fields.is_empty())
                && expressions.iter().all(|expression| holds(expression, &label))
                && fields.iter().all(|expression| holds(expression, &name))
        })
    }
}

/// Whether one requirement of a node selector holds.
fn holds<'a>(expression: &View<'_>, value: &dyn Fn(&str) -> Option<&'a str>) -> bool {
    let Some(key) = expression.str_at("/key") else { return false };
    let values = expression.items("/values");
    let values: Vec<&str> = values.iter().filter_map(View::str).collect();
    let has = value(key);
    let number = |text: &str| text.parse::<i64>().ok();
    let compared = || Some((number(has?)?, number(values.first()?)?));
    match expression.str_at("/operator") {
        Some("In") => has.is_some_and(|has| values.contains(&has)),
        Some("NotIn") => !has.is_some_and(|has| values.contains(&has)),
        Some("Exists") => has.is_some(),
        Some("DoesNotExist") => has.is_none(),
        Some("Gt") => compared().is_some_and(|(has, bound)| has > bound),
        Some("Lt") => compared().is_some_and(|(has, bound)| has < bound),
        _ => false,
    }
}
