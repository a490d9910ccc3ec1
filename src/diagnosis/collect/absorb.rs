//! Takes answers into the graph, by what was read.

use crate::cluster::read::Target;
use crate::cluster::reader::Answer;
use crate::diagnosis::telemetry::errors;
use crate::evidence::documents::of_node_service;
use crate::evidence::graph::Graph;
use crate::evidence::observation::Outcome;

/// Takes the answers of a phase in. Taking one twice changes nothing.
pub fn take(answers: &[Answer], graph: &mut Graph) {
    for (read, observation) in answers {
        match &read.target {
            Target::Object { key, .. } => graph.add_object(observation, key),
            Target::List { kind, namespace, labels: Some(labels), fields: None, .. } => {
                graph.add_labelled(observation, kind, namespace.as_deref(), labels);
            }
            Target::List { kind, namespace, labels, fields, .. } => {
                graph.add_list(observation, kind, namespace.as_deref(), labels.is_none() && fields.is_none());
            }
            Target::Log(key) => graph.add_log(observation, key),
            Target::Document(path) => {
                graph.add_document(observation, path);
                errors::attach(graph, path);
            }
            Target::NodeService { node, service } => {
                graph.add_document(observation, &of_node_service(node, service));
            }
            Target::Monitoring(asked) => match asked.document() {
                Some(path) if observation.outcome == Outcome::Read => graph.add_document(observation, &path),
                Some(_) => graph.add_document(observation, asked.server()),
                None => {}
            },
            Target::Version | Target::Discovery(_) => {}
        }
    }
}
