//! A subject that was looked into as a question would, and what the engine makes of it.

use std::sync::Arc;

use schemars::JsonSchema;
use serde::Deserialize;

use crate::cluster::read::Read;
use crate::diagnosis::collect::{self, Aim, absorb};
use crate::diagnosis::diagnose;
use crate::diagnosis::subject::Subject;
use crate::diagnosis::subject::words::Words;
use crate::evidence::entity::EntityKey;
use crate::evidence::graph::Graph;
use crate::evidence::kinds;
use crate::evidence::observation::{Observation, ObservationId};
use crate::report::build::{self, Material};
use crate::report::model::{ObjectRef, Report};
use crate::tools::{Context, Page, Wrong, find};

/// What is looked into: an object, a namespace, or the cluster.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub(super) struct About {
    /// Kind of the object; without it the namespace, or the cluster
    pub(super) kind: Option<String>,
    /// Name of the object
    pub(super) name: Option<String>,
    /// Namespace; * for the whole cluster; without it that of the question, else the cluster
    pub(super) namespace: Option<String>,
    /// Further words of what is asked, e.g. "not reachable from outside"; they decide what is read besides
    pub(super) question: Option<String>,
}

/// A subject with everything that was read for it.
pub(super) struct Looked {
    question: String,
    words: Words,
    pub(super) subject: Subject,
    pub(super) graph: Graph,
    observations: Vec<Arc<Observation>>,
}

impl About {
    /// The subject, with its object looked up. None where there is no such object; the page says so.
    pub(super) async fn subject(&self, context: &Context, page: &mut Page) -> Result<Option<Subject>, Wrong> {
        let (kind, name) = match (&self.kind, &self.name) {
            (Some(kind), Some(name)) => (find::kind(kind)?, name),
            (None, None) => {
                let place = find::scope(self.namespace.as_ref(), context)?;
                return Ok(Some(place.map_or(Subject::Cluster, |place| Subject::Namespace(place.to_owned()))));
            }
            (Some(_), None) => return Err(Wrong::new("the argument `name` is missing", "name the object too")),
            (None, Some(_)) => return Err(Wrong::new("the argument `kind` is missing", "say of which kind it is")),
        };
        let key = find::object(kind, self.namespace.as_ref(), name, context, page).await?;
        let mut graph = context.graph();
        context.take(vec![Read::object(kind, key.namespace.as_deref(), &key.name)], page, &mut graph).await;
        Ok(find::present(&key, &graph, page).map(|_| Subject::Objects(vec![key])))
    }

    /// What is asked, in words; `otherwise` where nothing was said.
    pub(super) fn words(&self, otherwise: &str) -> String {
        self.question.clone().unwrap_or_else(|| otherwise.to_owned())
    }
}

impl Looked {
    /// Reads what a question about the subject would.
    pub(super) async fn into(subject: Subject, question: String, context: &Context) -> Self {
        let words = Words::of(&question);
        let mut graph = context.graph();
        let first = vec![Read::version(), Read::list(&kinds::NAMESPACE, None)];
        absorb::take(&context.reader.read_all("subject", first).await, &mut graph);
        collect::collect(Aim { subject: &subject, words: &words }, &context.reader, &mut graph).await;
        let observations = context.reader.observations();
        Self { question, words, subject, graph, observations }
    }

    /// What the engine concludes.
    pub(super) fn report(&self, context: &Context) -> Report {
        let diagnosis = diagnose::diagnose(&self.subject, &self.words, &self.graph);
        build::report(&Material {
            question: &self.question,
            subject: &self.subject,
            resolved_by: "named by the caller",
            unclear: None,
            graph: &self.graph,
            observations: &self.observations,
            cluster: &context.cluster,
            cut_short: false,
            problems: &context.problems,
            diagnosis: &diagnosis,
        })
    }

    /// Notes an observation of it on a page.
    pub(super) fn cite(&self, id: ObservationId, page: &mut Page) {
        if let Some(observation) = self.observations.iter().find(|known| known.id == id) {
            page.saw(observation);
        }
    }

    /// The same by the id that a report has.
    pub(super) fn cite_named(&self, id: &str, page: &mut Page) {
        if let Some(observation) = self.observations.iter().find(|known| known.id.to_string() == id) {
            page.saw(observation);
        }
    }
}

/// `Deployment shop/web`
pub(super) fn place(object: &ObjectRef) -> String {
    let namespace = object.namespace.as_ref().map(|ns| format!("{ns}/")).unwrap_or_default();
    format!("{} {namespace}{}", object.kind, object.name)
}

/// The same of a key.
pub(super) fn called(key: &EntityKey) -> String {
    format!("{} {}", key.kind, key.path())
}
