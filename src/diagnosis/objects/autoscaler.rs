//! Autoscalers: whom they scale, by what, and what their conditions say.

use jiff::SignedDuration;

use crate::evidence::entity::EntityKey;
use crate::evidence::graph::{Graph, Object};
use crate::evidence::kinds;
use crate::evidence::view::View;

/// A condition this young may be of the first rounds, in which no figures are there yet.
const SETTLED: SignedDuration = SignedDuration::from_secs(120);

/// A `HorizontalPodAutoscaler`.
#[derive(Debug, Clone)]
pub struct Autoscaler<'g> {
    /// The whole of it.
    pub view: View<'g>,
}

/// A measure whose present value is above its target.
#[derive(Debug, Clone)]
pub struct Above<'g> {
    /// What is measured.
    pub name: &'g str,
    /// The value, in percent of the request.
    pub now: View<'g>,
    /// The target, in percent of the request.
    pub target: View<'g>,
}

impl<'g> Autoscaler<'g> {
    /// The autoscaler that an object is.
    pub fn new(graph: &'g Graph, object: &'g Object) -> Self {
        Self { view: View::root(graph, object) }
    }

    /// Every autoscaler that was read.
    pub fn all(graph: &'g Graph) -> Vec<Self> {
        graph.of_kind(&kinds::HPA).filter(|o| !o.metadata_only).map(|o| Self::new(graph, o)).collect()
    }

    /// Its key.
    pub fn key(&self) -> &'g EntityKey {
        self.view.key()
    }

    /// What it scales.
    pub fn target(&self) -> Option<EntityKey> {
        let reference = self.view.at("/spec/scaleTargetRef")?;
        let version = reference.str_at("/apiVersion").unwrap_or("apps/v1");
        let (kind, name) = (reference.str_at("/kind")?, reference.str_at("/name")?);
        Some(EntityKey::referenced(version, kind, Some(self.key().ns()), name))
    }

    /// One of its conditions.
    pub fn condition(&self, kind: &str, status: &str) -> Option<View<'g>> {
        let mut all = self.view.items("/status/conditions").into_iter();
        all.find(|c| c.str_at("/type") == Some(kind) && c.str_at("/status") == Some(status))
    }

    /// The condition by which it says that it cannot work, once it has held for a while. Switched off by zero replicas
    /// is on purpose.
    pub fn unable(&self) -> Option<View<'g>> {
        let bad = ["AbleToScale", "ScalingActive"].iter().find_map(|kind| self.condition(kind, "False"))?;
        let since = bad.time_at("/lastTransitionTime");
        let young = since.is_some_and(|since| self.view.graph().now.duration_since(since) < SETTLED);
        (bad.str_at("/reason") != Some("ScalingDisabled") && !young).then_some(bad)
    }

    /// The condition by which it says that it wants more replicas than it may have.
    pub fn at_maximum(&self) -> Option<View<'g>> {
        self.condition("ScalingLimited", "True").filter(|c| c.str_at("/reason") == Some("TooManyReplicas"))
    }

    /// The measure in percent that is furthest above its target.
    pub fn above(&self) -> Option<Above<'g>> {
        let current = self.view.items("/status/currentMetrics");
        let mut found: Vec<(i64, Above<'g>)> = Vec::new();
        for wanted in self.view.items("/spec/metrics") {
            for field in ["/resource", "/containerResource"] {
                let (Some(name), Some(target)) =
                    (wanted.str_at(&format!("{field}/name")), wanted.at(&format!("{field}/target/averageUtilization")))
                else {
                    continue;
                };
                let now = current
                    .iter()
                    .filter(|c| c.str_at(&format!("{field}/name")) == Some(name))
                    .find_map(|c| c.at(&format!("{field}/current/averageUtilization")));
                let (Some(now), Some(limit)) = (now, target.i64().filter(|t| *t > 0)) else { continue };
                found.push((now.i64().unwrap_or(0) * 100 / limit, Above { name, now, target }));
            }
        }
        found
            .into_iter()
            .filter(|(percent, _)| *percent > 110)
            .max_by_key(|(percent, _)| *percent)
            .map(|(_, above)| above)
    }
}

/// The autoscalers that scale a workload.
pub fn of(graph: &Graph, workload: &EntityKey) -> Vec<EntityKey> {
    let all = Autoscaler::all(graph);
    all.iter().filter(|hpa| hpa.target().as_ref() == Some(workload)).map(|hpa| hpa.key().clone()).collect()
}
