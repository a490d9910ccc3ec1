//! Disruption budgets: which pods they guard, and whether they let one go.

use crate::diagnosis::objects::selector;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// A `PodDisruptionBudget`.
#[derive(Debug, Clone)]
pub struct Budget<'g> {
    /// The whole of it.
    pub view: View<'g>,
}

/// The figures of a budget.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Figures {
    /// Pods that may be evicted now.
    pub allowed: i64,
    /// Pods that are well.
    pub healthy: i64,
    /// Pods that must be well.
    pub desired: i64,
    /// Pods that are counted.
    pub expected: i64,
}

impl<'g> Budget<'g> {
    /// Every budget that was read and whose controller has seen its present form.
    pub fn all(graph: &'g Graph) -> Vec<Self> {
        let whole =
            graph.of_kind(&kinds::PDB).filter(|o| !o.metadata_only).map(|o| Self { view: View::root(graph, o) });
        whole.filter(|budget| budget.view.at("/metadata/deletionTimestamp").is_none()).collect()
    }

    /// Its key.
    pub fn key(&self) -> &'g EntityKey {
        self.view.key()
    }

    /// Its figures, if its controller has worked them out.
    pub fn figures(&self) -> Option<Figures> {
        let number = |field: &str| self.view.i64_at(&format!("/status/{field}"));
        Some(Figures {
            allowed: number("disruptionsAllowed")?,
            healthy: number("currentHealthy")?,
            desired: number("desiredHealthy")?,
            expected: number("expectedPods")?,
        })
    }

    /// Whether no pod may go although all that must be well are: what it asks for leaves no room.
    pub fn leaves_no_room(&self) -> bool {
        self.figures().is_some_and(|f| f.allowed == 0 && f.expected > 0 && f.healthy >= f.desired)
    }

    /// Whether it guards a pod. A selector that is there and empty selects all pods of the namespace.
    pub fn guards(&self, pod: &View<'_>) -> bool {
        pod.key().namespace == self.key().namespace
            && self.view.at("/spec/selector").is_some_and(|selector| selector::selects(&selector, pod))
    }

    /// The field that says how many must stay.
    pub fn rule(&self) -> Option<(&'static str, View<'g>)> {
        ["minAvailable", "maxUnavailable"]
            .into_iter()
            .find_map(|field| Some((field, self.view.at(&format!("/spec/{field}"))?)))
    }

    /// The pods that were read and that it guards.
    pub fn pods(&self) -> Vec<View<'g>> {
        let graph = self.view.graph();
        let pods = graph.of_kind(&kinds::POD).filter(|o| !o.metadata_only).map(|o| View::root(graph, o));
        pods.filter(|pod| self.guards(pod)).collect()
    }
}

/// Words of questions about evictions.
pub const WORDS: &[&str] = &[
    "drain",
    "drained",
    "draining",
    "drains",
    "evict",
    "evicted",
    "eviction",
    "evictions",
    "disruption",
    "disruptions",
    "pdb",
    "poddisruptionbudget",
    "budget",
    "maintenance",
];
