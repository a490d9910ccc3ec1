//! Who calls whom through the mesh, as far as configuration tells: the caller's environment or command line names the
//! Service.

use crate::diagnosis::case::CITED_PODS;
use crate::diagnosis::causes::lifecycle::needs::{self, Caller};
use crate::diagnosis::causes::mesh::faults;
use crate::diagnosis::objects::app::App;
use crate::diagnosis::objects::mesh;
use crate::evidence::entity::EntityKey;
use crate::evidence::fact::Fact;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// A Service whose pods were all seen.
pub struct Callee<'g> {
    /// The Service.
    pub service: EntityKey,
    /// The pods behind it.
    pub pods: Vec<View<'g>>,
}

/// A workload that calls a Service.
pub struct Talk<'g> {
    /// The workload.
    pub app: App<'g>,
    /// How it names the Service.
    pub caller: Caller,
}

/// The Services whose pods were all seen.
pub fn callees(graph: &Graph) -> Vec<Callee<'_>> {
    let keys = graph.of_kind(&kinds::SERVICE).filter(|o| !o.metadata_only).map(|o| o.key.clone());
    keys.filter_map(|service| Some(Callee { pods: faults::all_pods(graph, &service)?, service })).collect()
}

impl<'g> Callee<'g> {
    /// Whether all of its pods have a sidecar.
    pub fn is_meshed(&self) -> bool {
        self.pods.iter().all(mesh::has_sidecar)
    }

    /// The workloads with running pods that name it; not its own.
    pub fn callers(&self, graph: &'g Graph) -> Vec<Talk<'g>> {
        let own = |app: &App<'_>| app.pods.iter().any(|pod| self.pods.iter().any(|mine| mine.key() == pod.key()));
        App::all(graph)
            .into_iter()
            .filter(|app| !app.pods.is_empty() && !own(app) && !app.runs_to_end())
            .filter_map(|app| {
                let caller = needs::workload(app.view.as_ref()?, &self.service)?;
                Some(Talk { app, caller })
            })
            .collect()
    }

    /// Where its first pods show that they have a sidecar, or that they have none.
    pub fn seen(&self) -> Vec<(EntityKey, Option<Fact>)> {
        self.pods.iter().take(CITED_PODS).map(|pod| (pod.key().clone(), proxy(pod))).collect()
    }
}

/// The place that shows a pod's sidecar; of a pod without one, the name of its first container.
pub fn proxy(pod: &View<'_>) -> Option<Fact> {
    let names = |list: &str| {
        pod.items(list).iter().find(|c| c.str_at("/name") == Some("istio-proxy")).and_then(|c| c.at("/name"))
    };
    let place = ["/spec/containers", "/spec/initContainers"].into_iter().find_map(names);
    place.or_else(|| pod.at("/spec/containers/0/name")).map(|place| place.spec())
}
