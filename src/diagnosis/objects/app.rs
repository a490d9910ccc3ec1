//! An app: the topmost workload that owns pods, with its pods. What a person changes when a pod is broken.

use std::collections::BTreeMap;

use crate::diagnosis::objects::pod::Pod;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::view::View;

/// A workload (Deployment, StatefulSet, DaemonSet, Job, CronJob, bare Pod) with its pods.
#[derive(Debug, Clone)]
pub struct App<'g> {
    /// Its key: the topmost built-in owner.
    pub key: EntityKey,
    /// The workload, if it was read.
    pub view: Option<View<'g>>,
    /// Its pods, by name.
    pub pods: Vec<Pod<'g>>,
}

impl<'g> App<'g> {
    /// Every app that was read, with or without pods, by key.
    pub fn all(graph: &'g Graph) -> Vec<Self> {
        let mut apps: BTreeMap<EntityKey, Vec<Pod<'g>>> = BTreeMap::new();
        for kind in [&kinds::DEPLOYMENT, &kinds::STATEFUL_SET, &kinds::DAEMON_SET, &kinds::JOB, &kinds::CRON_JOB] {
            for object in graph.of_kind(kind) {
                apps.entry(graph.top_owner(&object.key)).or_default();
            }
        }
        for object in graph.of_kind(&kinds::REPLICA_SET) {
            // A ReplicaSet that somebody runs by itself.
            if graph.controller(&object.key).is_none() {
                apps.entry(object.key.clone()).or_default();
            }
        }
        for object in graph.of_kind(&kinds::POD).filter(|o| !o.metadata_only) {
            apps.entry(graph.top_owner(&object.key)).or_default().push(Pod::new(graph, object));
        }
        apps.into_iter().map(|(key, pods)| Self { view: graph.view(&key), key, pods }).collect()
    }

    /// The pod template: of the workload, else of its first pod.
    pub fn template(&self) -> Option<View<'g>> {
        match &self.view {
            Some(view) if self.key.is(&kinds::CRON_JOB) => view.at("/spec/jobTemplate/spec/template"),
            Some(view) if self.key.is(&kinds::POD) => Some(view.clone()),
            Some(view) => view.at("/spec/template"),
            None => self.pods.first().map(|pod| pod.view.clone()),
        }
    }

    /// A container of the template, by name; init containers too.
    pub fn template_container(&self, name: &str) -> Option<View<'g>> {
        let template = self.template()?;
        let mut all = template.items("/spec/containers");
        all.extend(template.items("/spec/initContainers"));
        all.into_iter().find(|c| c.str_at("/name") == Some(name))
    }

    /// A field of the template's container, where a person would change it, else that of the pod.
    pub fn container_field(&self, name: &str, field: &str) -> Option<View<'g>> {
        self.template_container(name)?.at(field)
    }

    /// The replicas that are asked for; one where that is not said.
    pub fn replicas(&self) -> Option<i64> {
        let view = self.view.as_ref()?;
        if self.key.is(&kinds::DEPLOYMENT) || self.key.is(&kinds::STATEFUL_SET) || self.key.is(&kinds::REPLICA_SET) {
            Some(view.i64_at("/spec/replicas").unwrap_or(1))
        } else if self.key.is(&kinds::DAEMON_SET) {
            view.i64_at("/status/desiredNumberScheduled")
        } else {
            None
        }
    }

    /// Its pods that are in trouble.
    pub fn troubled(&self) -> Vec<&Pod<'g>> {
        self.pods.iter().filter(|pod| pod.trouble().is_some()).collect()
    }

    /// Its pods that are ready.
    pub fn ready(&self) -> usize {
        self.pods.iter().filter(|pod| pod.ready() && pod.deleted().is_none()).count()
    }

    /// Whether it runs to an end: a Job, a CronJob, or a bare pod that is never restarted.
    pub fn runs_to_end(&self) -> bool {
        self.key.is(&kinds::JOB) || self.key.is(&kinds::CRON_JOB)
    }
}
